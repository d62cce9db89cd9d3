"""Workbooks with every trap an office leaves in them, made with openpyxl and by hand."""

import datetime as dt
import io
import zipfile

import openpyxl
from corpus import HEADER, ROWS
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

IDS = "411224195708198537"


def plain(rows):
    """What Excel would hold: nothing for a blank."""
    return [[cell or None for cell in row] for row in rows]


def grid(rows, *, right=0, down=0, name="名单"):
    """A workbook whose list starts further right and down."""
    book = openpyxl.Workbook()
    book.properties.creator = None
    sheet = book.active
    sheet.title = name
    for at, row in enumerate(plain(rows), start=1 + down):
        for column, cell in enumerate(row, start=1 + right):
            if cell is not None:
                sheet.cell(at, column).value = cell
    return book


def saved(book, path):
    book.save(path)
    return path


def hiding():
    book = grid([HEADER, *ROWS])
    sheet = book.active
    sheet.row_dimensions[3].hidden = True
    sheet.row_dimensions[5].hidden = True
    sheet.row_dimensions[900].hidden = True
    sheet.column_dimensions["D"].hidden = True
    sheet.column_dimensions.group("H", "XFD", hidden=True)
    sheet["C4"].comment = Comment(f"核对 {IDS}", "某人")
    last_year = book.create_sheet("去年")
    for row in plain([HEADER, *ROWS]):
        last_year.append(row)
    last_year.sheet_state = "hidden"
    book.create_sheet("旧").sheet_state = "veryHidden"
    return book


def naming():
    book = grid([HEADER, *ROWS])
    book.defined_names["秘密名单"] = DefinedName("秘密名单", attr_text=f'"{IDS}"')
    book.active.print_title_rows = "1:1"
    book.active.auto_filter.ref = "A1:F7"
    book.properties.creator = "某科员"
    book.properties.title = f"名单 {IDS}"
    return book


def filling():
    """The village merged over rows, and a household's number, head and amount over its members."""
    rows = [
        ["户号", "村", "户主姓名", "家庭成员姓名", "补贴金额"],
        ["01", "新坪村", "王芳", "王芳", "300"],
        ["", "", "", "李强", ""],
        ["", "", "", "李小", ""],
        ["02", "", "赵敏", "赵敏", "860"],
        ["合计", "", "", "", "1160"],
    ]
    book = grid(rows)
    sheet = book.active
    sheet["E2"].value, sheet["E5"].value = 300, 860
    for area in ("A2:A4", "B2:B5", "C2:C4", "E2:E4", "A6:C6"):
        sheet.merge_cells(area)
    return book


FILLED = [
    ["01", "新坪村", "王芳", "王芳", "300"],
    ["01", "新坪村", "王芳", "李强", ""],
    ["01", "新坪村", "王芳", "李小", ""],
    ["02", "新坪村", "赵敏", "赵敏", "860"],
]


def failing():
    """Errors, and formulas that nobody has worked out."""
    book = grid([HEADER, *ROWS], right=2, down=4)
    sheet = book.active
    for place in ("F6", "G8"):
        sheet[place].value = "#N/A"
        sheet[place].data_type = "e"
    sheet["G9"].value = "=1/0"
    sheet["H9"].value = '=IF(1,"","x")'
    return book


def dated(epoch):
    book = grid([["姓名", "出生日期", "补贴金额"], ["王芳", "", "27093"], ["李强", "", "1"]])
    book.epoch = epoch
    sheet = book.active
    sheet["B2"].value = dt.date(1974, 3, 5)
    sheet["B3"].value = 27093
    sheet["C2"].value = 27093
    return book


def with_parts(path, out, **parts):
    """A copy of a workbook with parts added or replaced; a part's content may be made from what was there."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = {entry.filename for entry in old.infolist()}
        for name in names - parts.keys():
            new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content(old.read(name)) if callable(content) else content)
    return out


CARRIED = {
    "pivot_caches": {"xl/pivotCache/pivotCacheDefinition1.xml": f"<x v='{IDS}'/>"},
    "external_links": {"xl/externalLinks/externalLink1.xml": f"<x><v>{IDS}</v></x>"},
    "images": {"xl/media/image1.png": b"\x89PNG"},
    "embedded": {"xl/embeddings/oleObject1.bin": b"x"},
    "macros": {"xl/vbaProject.bin": b"x"},
    "connections": {"xl/connections.xml": "<x/>"},
    "revisions": {"xl/revisions/revisionLog1.xml": f"<x><v>{IDS}</v></x>"},
}


def bytes_of(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
