"""The parts of a Word document: text only, no properties, no author, nothing that runs.

Written as plain WordprocessingML, because a document made from a library's template brings the template's
author, dates and thumbnail along.
"""

import zipfile
from collections.abc import Iterable
from typing import IO

from deid.messages import say
from deid.pages.markup import escaped

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org"
_W = f'xmlns:w="{_OFFICE}/wordprocessingml/2006/main" xmlns:r="{_OFFICE}/officeDocument/2006/relationships"'
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_LINK = f"{_OFFICE}/officeDocument/2006/relationships"
DOCUMENT = "word/document.xml"

# Styles: 公文 puts the title in 小标宋 or 黑体 and the text in 仿宋; WPS and Word know both by these names.
_AIR = '<w:spacing w:before="40" w:after="40"/>'
_LINES = '<w:spacing w:line="560" w:lineRule="exact"/>'
_STYLES = {
    "Normal": ("", "仿宋", 28, "both", ""),
    "Title": ("Title", "黑体", 44, "center", '<w:spacing w:before="120" w:after="240"/>'),
    "Body": ("Body", "仿宋", 32, "both", _LINES + '<w:ind w:firstLineChars="200" w:firstLine="640"/>'),
    "Facts": ("Facts", "仿宋", 26, "left", '<w:spacing w:after="60"/>'),
    "Sign": ("Sign", "仿宋", 32, "right", "<w:keepNext/>" + _LINES),
    "Head": ("Head", "黑体", 24, "center", _AIR),
    "Cell": ("Cell", "仿宋", 24, "left", _AIR),
    "Number": ("Number", "仿宋", 24, "right", _AIR),
    "Foot": ("Foot", "仿宋", 20, "center", ""),
}  # fmt: skip

_CONTENT_TYPES = (
    f'{_HEAD}<Types xmlns="{_OFFICE}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/{DOCUMENT}" ContentType="{_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_TYPE}.footer+xml"/></Types>'
)
_RELS = (
    f'{_HEAD}<Relationships xmlns="{_OFFICE}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_LINK}/officeDocument" Target="{DOCUMENT}"/></Relationships>'
)
_DOCUMENT_RELS = (
    f'{_HEAD}<Relationships xmlns="{_OFFICE}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_LINK}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{_LINK}/footer" Target="footer1.xml"/></Relationships>'
)
BEGIN = f"{_HEAD}<w:document {_W}><w:body>"


def paragraph(text: str, style: str) -> str:
    """One paragraph; line breaks stay line breaks."""
    breaks = "<w:br/>".join(f'<w:t xml:space="preserve">{escaped(part)}</w:t>' for part in text.split("\n"))
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r>{breaks}</w:r></w:p>'


def paragraphs(texts: Iterable[str], style: str) -> str:
    """Paragraphs of one style."""
    return "".join(paragraph(text, style) for text in texts)


def signed(signature: list[str]) -> str:
    """Room for the seal, then who signs and when."""
    return paragraph("", "Sign") + paragraphs(signature, "Sign")


def end(*, landscape: bool = False) -> str:
    """The page set-up (A4) and the end of the document."""
    wide, high, turn = (16838, 11906, ' w:orient="landscape"') if landscape else (11906, 16838, "")
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId2"/>'
        f'<w:pgSz w:w="{wide}" w:h="{high}"{turn}/>'
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567"'
        ' w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def write_package(file: IO[bytes], document: Iterable[str]) -> None:
    """The zip around a document; dates are fixed, so that the same text gives the same bytes.

    Args:
        file: a binary file.
        document: the document part in pieces.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _parts().items():
            archive.writestr(_entry(name), text)
        with archive.open(_entry(DOCUMENT), "w", force_zip64=True) as part:
            for piece in document:
                part.write(piece.encode())


def only_ours(archive: zipfile.ZipFile) -> bool:
    """Whether a zip holds the parts written here as they were written, the document, and nothing else."""
    parts = _parts()
    return sorted(archive.namelist()) == sorted([*parts, DOCUMENT]) and all(
        archive.read(name) == text.encode() for name, text in parts.items()
    )


def tag(name: str) -> str:
    """The full name of an element of the text."""
    return f"{{{_OFFICE}/wordprocessingml/2006/main}}{name}"


def _parts() -> dict[str, str]:
    return {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _RELS,
        "word/_rels/document.xml.rels": _DOCUMENT_RELS,
        "word/styles.xml": _styles(),
        "word/footer1.xml": _footer(),
    }


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)  # 1980-01-01
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0  # the same on every system
    return entry


def _styles() -> str:
    styles = "".join(_style(name, *how) for name, how in _STYLES.items())
    return (
        f"{_HEAD}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>{_font('仿宋', 28)}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>'
        f"{styles}</w:styles>"
    )


def _style(name: str, based: str, font: str, size: int, align: str, more: str) -> str:
    first = ' w:default="1"' if not based else ""
    parent = '<w:basedOn w:val="Normal"/>' if based else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"{first}><w:name w:val="{name}"/>{parent}<w:qFormat/>'
        f'<w:pPr>{more}<w:jc w:val="{align}"/></w:pPr><w:rPr>{_font(font, size)}</w:rPr></w:style>'
    )


def _font(name: str, size: int) -> str:
    return (
        f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    )


def _footer() -> str:
    """Page x of y, counted by the program that shows it."""
    before, between, after = say("page.number", page="\0", pages="\0").split("\0")
    runs = _run(before) + _field("PAGE") + _run(between) + _field("NUMPAGES") + _run(after)
    return f'{_HEAD}<w:ftr {_W}><w:p><w:pPr><w:pStyle w:val="Foot"/></w:pPr>{runs}</w:p></w:ftr>'


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escaped(text)}</w:t></w:r>'


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
