"""Cells that are, or contain, one resident ID (公民身份号码): 18 characters, or the old 15 digits.

Region (6 digits), birth date (8, in the old ones 6), sequence (3, odd for men), check character (ISO 7064
MOD 11-2; the old ones have none). Permits of Hong Kong, Macao and Taiwan residents (81, 82, 83) and of
foreigners (9) are built alike. Numbers are known by their shape, never by validity: a wrong check
character, an abolished county or a 30 February still belongs to somebody.
"""

import re

import pyarrow as pa
import pyarrow.compute as pc

from deid.detect.cells import compacted, ladder, match, shaped, squeeze, tidy
from deid.kernels import as_text, compact, maybe_digits, normalise_text, once_per_column, shaped_like
from deid.kernels.lazy import lazy

ID18 = r"\d{17}[\dX]"
USUAL = rf"^(?:{ID18}|\d{{15}})$"
CARD = rf"^{ID18}\d{{2}}[\dA-Z]{{0,2}}$"
"""残疾人证号: the ID, class, grade, and sometimes a mark of reissue such as B1."""
STUDENT = rf"^[GJL]{ID18}$"
"""全国学籍号: a letter and an ID (G), or a number built like one (J, L)."""

_POSSIBLE = maybe_digits(15)
_ONE = lazy(r"[0-9]{17}[0-9X]|[0-9]{15}", re.ASCII)
_LABEL = lazy(r"^[^0-9*]{0,24}(?:证|号|码|ID|id)[^0-9*]{0,12}")
_ID_SPLIT = lazy(r"[,;/|\\、，；\n\r]+|\s+和\s*|和|及")
_FILL = lazy(r"[X#?●○■□※]")
_STARRED = lazy(r"[0-9*]{17}[0-9X*]|[0-9*]{15}", re.ASCII)


def read_one(cell: str) -> str | None:
    """The ID that one odd cell is, or None: quotes, a label before and a note after are read through.

    >>> read_one("身份证号：411224 19740305 123x")
    '41122419740305123X'
    """
    text = squeeze(_LABEL.sub("", tidy(cell)))
    return text if _ONE.fullmatch(text) else None


def read_starred(cell: str) -> str | None:
    """An ID of full length of which some characters are hidden, with ``*`` for each, or None.

    >>> read_starred("411224XXXXXXXX1234")
    '411224********1234'
    """
    text = squeeze(_LABEL.sub("", tidy(cell)))
    text = _FILL.sub("*", text[:-1]) + text[-1:]
    return text if _STARRED.fullmatch(text) and "*" in text else None


def read(cell: str) -> str | None:
    """The ID that one odd cell is, whole or with some characters hidden, or None."""
    return read_one(cell) or read_starred(cell)


def several(cell: str) -> list[str]:
    """The parts of a cell that could be one ID each."""
    return [part for part in _ID_SPLIT.split(normalise_text(cell)) if part.strip()]


@once_per_column
def normal(col: pa.Array) -> pa.Array:
    """The ID each cell is: 15 or 18 characters, X upper; null where the cell is not one ID.

    >>> normal(pa.array(["'41122419740305123ｘ", "411224740305123", "43", None])).to_pylist()
    ['41122419740305123X', '411224740305123', None, None]
    """
    return ladder(as_text(col), shaped(USUAL), _POSSIBLE, compacted(USUAL, read_one))


@once_per_column
def contained(col: pa.Array) -> pa.Array:
    """The ID each cell is or contains (残疾人证, 学籍号); null elsewhere.

    >>> contained(pa.array(["35052419391230197642", "G411224201603182991"])).to_pylist()
    ['350524193912301976', '411224201603182991']
    """
    col = as_text(col)
    own = normal(col)
    if own.null_count == 0:
        return own
    rest = pc.and_(pc.is_null(own), shaped_like(col, _POSSIBLE))
    if not pc.any(rest).as_py():
        return own
    text = pc.ascii_upper(compact(col.filter(rest)))
    inside = pc.if_else(
        match(text, CARD),
        pc.utf8_slice_codeunits(text, 0, 18),
        pc.if_else(match(text, STUDENT), pc.utf8_slice_codeunits(text, 1, 19), pa.nulls(len(text), col.type)),
    )
    return pc.replace_with_mask(own, rest, inside)
