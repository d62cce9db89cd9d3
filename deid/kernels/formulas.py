"""Cells that a spreadsheet would run, made harmless on paper and read back again."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from deid.kernels import flat
from deid.kernels.text import as_text, edges

# What Excel, WPS and LibreOffice take for the start of a formula, with its full-width forms (RE2).
_FORMULA = r"^[=+\-@\t\r＝＋－＠]"
# Numbers, and phones with a country code: nothing to run in them.
_HARMLESS = (
    r"^\s*(?:[+\-＋－]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?%?"
    r"|[+＋]\d[\d \-]{4,24})\s*$"
)
# The first byte of any of these signs.
_FIRST = np.zeros(256, dtype=np.bool_)
_FIRST[[sign.encode()[0] for sign in "=+-@\t\r＝"]] = True
_ESCAPED = r"^'([=+\-@\t\r＝＋－＠])"


def escape_formulas(col: pa.Array) -> pa.Array:
    """Put an apostrophe before every cell a spreadsheet would run as a formula.

    Args:
        col: text, shape (n,).

    Returns:
        Text, shape (n,), same type; plain numbers and phones stay, null stays null.

    Examples:
        >>> escape_formulas(pa.array(["=1+1", "-12.5", "+86 13800138000", "@x", None])).to_pylist()
        ["'=1+1", '-12.5', '+86 13800138000', "'@x", None]
    """
    col = as_text(col)
    low, high = edges(col)
    if (low >= ord("0") and high <= ord("9")) or (low >= 0x80 and high < "＝".encode()[0]):  # noqa: PLR2004
        return col  # digits only, or Chinese only
    if not _FIRST[flat.first_bytes(col)].any():
        return col
    risky = pc.and_not(pc.match_substring_regex(col, _FORMULA), pc.match_substring_regex(col, _HARMLESS))
    escaped = pc.binary_join_element_wise(pa.scalar("'", col.type), col, pa.scalar("", col.type))
    return pc.if_else(risky, escaped, col)


def unescape_formulas(col: pa.Array) -> pa.Array:
    """Take the apostrophes off again, to compare what was written with what was meant.

    >>> unescape_formulas(pa.array(["'=1+1", "-12.5", "'x"])).to_pylist()
    ['=1+1', '-12.5', "'x"]
    """
    if edges(col)[0] > ord("'") or not (flat.first_bytes(col) == ord("'")).any():
        return col
    return pc.replace_substring_regex(col, _ESCAPED, r"\1")
