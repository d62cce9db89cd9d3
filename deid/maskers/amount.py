"""Amounts of money and other measures (金额)."""

import re
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from deid import kernels
from deid.kernels.lazy import compiled
from deid.registry import masker
from deid.terms import Role, Technique

_PLAIN = r"^\d{1,9}(?:\.\d{1,6})?$"
_DIGITS = r"(\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(\.\d{1,6})?"
_UNIT = r"(万)?(?:元|亩|人|户|平方米|m2|斤|公斤)?(?:/(?:人/月|月|年|人|户|亩|平方米|m2))?"
_WRITTEN = rf"(?:人民币)?[¥$]?{_DIGITS}{_UNIT}"
_BAND_DIGITS = r"(\d{1,10}|\d{1,3}(?:,\d{3}){1,2})(\.\d{1,6})?"
_BAND = rf"{_BAND_DIGITS}{_UNIT}[-~至到—–]{_BAND_DIGITS}{_UNIT}"
_TEN_THOUSAND = 10_000
_LIMIT = 10**9  # longer numbers are phones and accounts


@masker(
    "amount",
    title="金额",
    role=Role.SENSITIVE,
    technique=Technique.GENERALISATION,
    source="GB/T 37964-2019",
)
def amount(col: pa.Array, /, *, band: int) -> pa.Array:
    """Widen an amount to its band (金额分档): 1030 in bands of 1000 becomes 1000-1999.

    Args:
        col: text, shape (n,): digits, with decimals, thousands separators, ¥ or a unit (元, 万元, 亩 …) or
            without; written bands too.
        band: how much a band spans, in the unit of the column.

    Returns:
        Text, shape (n,), same type, without unit; a written band narrower than ours is widened to ours, a
        wider one covers whole bands. Null stays null, blank stays blank; negative amounts and what is no
        amount become eight stars.

    Raises:
        ValueError: ``band`` is not between 1 and a thousand million.

    Examples:
        >>> amount(pa.array(["1030", "1,999.50元", "0.12万元", "some", "", None]), band=1000).to_pylist()
        ['1000-1999', '1000-1999', '1000-1999', '********', '', None]
    """
    if not 1 <= band <= _LIMIT:
        text = f"band must be between 1 and {_LIMIT}"
        raise ValueError(text)
    col = kernels.as_text(col)
    plain = pc.fill_null(pc.match_substring_regex(col, _PLAIN), False)
    shown = _plain(pc.if_else(plain, col, pa.scalar("0", col.type)), band)
    odd = pc.and_not(pc.is_valid(col), plain)
    if not pc.any(odd).as_py():
        return kernels.finish(col, plain, shown)
    shown = pc.replace_with_mask(
        shown, odd, kernels.over_distinct(col.filter(odd), lambda cell: _one(cell, band))
    )
    return kernels.finish(col, pc.is_valid(shown), shown)


def _plain(col: pa.Array, band: int) -> pa.Array:
    """Bands of plain decimal numbers; the part behind the point never changes the band."""
    whole = pc.floor(col.cast(pa.float64())).cast(pa.int64())
    first = pc.multiply(pc.divide(whole, band), band)
    ends = (first.cast(col.type), pc.add(first, band - 1).cast(col.type))
    return pc.binary_join_element_wise(*ends, pa.scalar("-", col.type))


def _one(cell: str, band: int) -> str | None:
    text = kernels.normalise_text(cell).replace(" ", "")
    if found := compiled(_WRITTEN, re.ASCII).fullmatch(text):
        low = high = _value(found[1], found[2], found[3])
    elif found := compiled(_BAND, re.ASCII).fullmatch(text):
        low, high = _value(found[1], found[2], found[3] or found[6]), _value(found[4], found[5], found[6])
    else:
        return None
    if not low <= high or low >= _LIMIT or high >= _LIMIT + band:
        return None
    first, last = (int(value // band) * band for value in (low, high))
    return f"{first}-{last + band - 1}"


def _value(whole: str, decimals: str | None, ten_thousand: str | None) -> Decimal:
    value = Decimal(whole.replace(",", "") + (decimals or ""))
    return value * _TEN_THOUSAND if ten_thousand else value
