"""Tables of text between the paragraphs of a paper: as HTML and as WordprocessingML."""

from collections.abc import Sequence

from deid.pages import docx
from deid.pages.markup import escaped

Row = Sequence[str]
_EDGES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_TABLE = f'<w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{_EDGES}</w:tblBorders></w:tblPr>'
_USABLE = 9638  # twips of A4 between its margins
_NARROW, _LONG = 4, 14
"""Characters a column gets at least, and may ask for at most."""


def html_row(cells: Row, kind: str = "td") -> str:
    """One row, its first cell a heading."""
    first, *rest = cells
    others = "".join(f"<{kind}>{escaped(cell)}</{kind}>" for cell in rest)
    return f"<tr><th>{escaped(first)}</th>{others}</tr>\n"


def html_table(rows: Sequence[Row], *, headed: bool = False) -> str:
    """A table of at least one row; ``headed``: the first row is its heading."""
    first, *rest = rows
    return (
        "<table>\n" + html_row(first, "th" if headed else "td") + "".join(map(html_row, rest)) + "</table>\n"
    )


def docx_table(rows: Sequence[Row], *, fitted: bool = False) -> str:
    """A table of columns of one width; ``fitted``: as wide as what stands in them asks for."""
    asked = [max(_NARROW, min(_LONG, max(map(len, column)))) for column in _columns(rows)]
    shares = asked if fitted else [1] * len(asked)
    wide = [_USABLE * share // sum(shares) for share in shares]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in wide)
    lines = ("".join(map(_cell, row, wide)) for row in rows)
    return (
        f"<w:tbl>{_TABLE}<w:tblGrid>{grid}</w:tblGrid>"
        + "".join(f"<w:tr>{line}</w:tr>" for line in lines)
        + "</w:tbl>"
    )


def _columns(rows: Sequence[Row]) -> list[list[str]]:
    return [[row[at] for row in rows] for at in range(len(rows[0]))]


def _cell(text: str, width: int) -> str:
    shape = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
    return f"<w:tc>{shape}{docx.paragraph(text, 'Cell')}</w:tc>"
