"""What a caller hands to the counting: columns or single values; region, birth, age, sex.

Nothing here puts a cell into an error: an error names the option and, at most, the row.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from deid import kernels
from deid.kernels.lazy import lazy
from deid.risk.days import Ints
from deid.risk.residues import FEMALE, MALE, UNKNOWN

OLDEST = 150
_BIRTHS = tuple(
    re.compile(text)
    for text in (
        r"(\d{4})年?",
        r"(\d{4})[-/.年](\d{1,2})月?",
        r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T][\d:.]*)?",
        r"(\d{4})(\d{2})",
        r"(\d{4})(\d{2})(\d{2})",
        r"(\d{4})[-/.年月日*]+",
        r"(\d{4})[-/.年](\d{2})[-/.月]?\*+日?",
    )
)
_DECADE = lazy(r"(\d{3})0(?:年代|s)")
_AGE = lazy(r"(\d{1,3})(?:\.0*)?(?:周?岁)?")
_BAND = lazy(r"(\d{1,3})(?:周?岁)?[-~～—–至到](\d{1,3})(?:周?岁)?")
_FROM = lazy(r"(\d{1,3})(?:\+|(?:周?岁)?(?:及?以上|\+))")
_UNTIL = lazy(r"(\d{1,3})(?:周?岁)?及?以下")
_SEXES = {
    **dict.fromkeys(("男", "男性", "M", "MALE", "1"), MALE),
    **dict.fromkeys(("女", "女性", "F", "FEMALE", "2"), FEMALE),
    **dict.fromkeys(("", "0", "9"), UNKNOWN),  # GB/T 2261.1: 0 未知的性别, 9 未说明的性别
}
_REGION = lazy(r"\d{6}(?:[,，/、 ]+\d{6})*")
_SAYS_NUMBER = lazy(r"[\d〇零一二三四五六七八九十百]")
NOTHING = (1, 0)
"""A range that holds nothing: the row is counted 0, so that what cannot be read is never released."""


class Coded(msgspec.Struct, frozen=True):
    """A column as codes into its distinct values."""

    codes: Ints
    values: Any


def arrow(values: object, name: str) -> pa.Array:
    """A list, Series or array as one Arrow array; no frame library is imported for it.

    Raises:
        TypeError: it is none of these.
    """
    if isinstance(values, pa.ChunkedArray):
        return values.combine_chunks()
    if isinstance(values, pa.Array):
        return values
    if isinstance(values, (str, bytes)) or values is None:
        text = f"{name} must be a list, Series or array"
        raise TypeError(text)
    if hasattr(values, "to_arrow"):
        return arrow(values.to_arrow(), name)
    items = values if isinstance(values, (list, tuple)) or hasattr(values, "__array__") else None
    if items is None and not hasattr(values, "tolist"):
        text = f"{name} must be a list, Series or array, not {type(values).__name__}"
        raise TypeError(text)
    try:
        found = pa.array(values.tolist() if items is None else items, from_pandas=True)  # type: ignore[attr-defined]
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        found = None  # the error quotes a cell
    return _one_by_one(values) if found is None else found


def _one_by_one(values: Any) -> pa.Array:  # noqa: ANN401  whatever Arrow could not take
    return pa.array([_clean(item) or None for item in values], pa.large_string())


def text_cells(values: object, name: str) -> pa.Array:
    """Text cells; whole numbers as their digits.

    Raises:
        TypeError: no list, Series or array, or one of fractions, which cannot hold an identifier.
    """
    found = arrow(values, name)
    if pa.types.is_floating(found.type) and found.null_count < len(found):
        text = f"{name} must hold text: a fraction has lost digits of an identifier"
        raise TypeError(text)
    if pa.types.is_integer(found.type) or pa.types.is_floating(found.type):
        return found.cast(pa.large_string())
    return kernels.as_text(found).cast(pa.large_string())


def coded(values: object, name: str, length: int) -> Coded:
    """One value, or a column of ``length``, as codes.

    Raises:
        ValueError: the column has another length.
    """
    if is_one(values):
        return Coded(np.zeros(length, dtype=np.int64), [values])
    if isinstance(values, list) and any(isinstance(item, (tuple, list)) for item in values):
        found = _coded_items(values)
    else:
        column = arrow(values, name)
        plain = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
        found = coded_column(plain)
    if len(found.codes) != length:
        text = f"{name} must be one value or as long as shown ({length})"
        raise ValueError(text)
    return found


def is_one(values: object) -> bool:
    """One value for all rows, or a column?"""
    if isinstance(values, tuple):
        return True  # an age band (low, high)
    return values is None or isinstance(values, (str, int, float, date, np.generic, pa.Scalar))


def _coded_items(items: Iterable[Any]) -> Coded:
    known: dict[Any, int] = {}
    codes = [known.setdefault(tuple(i) if isinstance(i, list) else i, len(known)) for i in items]
    return Coded(np.array(codes, dtype=np.int64), list(known))


def coded_column(column: pa.Array) -> Coded:
    """An Arrow column as codes into its distinct values, null being one of them."""
    found = column.dictionary_encode()
    values = found.dictionary.to_pylist()
    codes = pc.fill_null(found.indices.cast(pa.int64()), len(values)).to_numpy(zero_copy_only=False)
    return Coded(codes.astype(np.int64), [*values, None])


def joint(parts: list[Coded]) -> tuple[list[Ints], Ints]:
    """The distinct combinations of several columns: their codes, and which one each row is."""
    key = np.zeros(len(parts[0].codes), dtype=np.int64)
    room = 1
    for part in parts:
        if room * len(part.values) >= 1 << 62:
            key = np.unique(key, return_inverse=True)[1].astype(np.int64)
            room = len(key)
        key = key * len(part.values) + part.codes
        room *= len(part.values)
    found = pa.array(key).dictionary_encode()
    row_of = found.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    first = np.zeros(len(found.dictionary), dtype=np.int64)
    first[row_of[::-1]] = np.arange(len(key) - 1, -1, -1)
    return [part.codes[first] for part in parts], row_of


def region_codes(value: object) -> tuple[str, ...]:
    """Six-digit codes a reader may assume; a county that changed its code gives several, with commas."""
    text = _clean(value)
    if not text:
        return ()
    if not _REGION.fullmatch(text):
        problem = "region must be a county's code of six digits"
        raise ValueError(problem)
    return tuple(dict.fromkeys(re.findall(r"\d{6}", text)))


def birth_range(value: object) -> tuple[int, int] | None:
    """The first and last birth stamp (19740305) that a date, year-month or year leaves; None: unknown.

    >>> birth_range("1974"), birth_range("1974-03"), birth_range("1974年3月5日"), birth_range("1970年代")
    ((19740000, 19749999), (19740300, 19740399), (19740305, 19740305), (19700000, 19799999))
    """
    if isinstance(value, date):
        value = value.isoformat()[:10]
    text = _clean(value)
    if not text.strip("*"):
        return None
    if found := _DECADE.fullmatch(text):
        return int(found[1]) * 100_000, int(found[1]) * 100_000 + 99_999
    for shape in _BIRTHS:
        if found := shape.fullmatch(text):
            year, month, day = (*map(int, found.groups()), None, None)[:3]
            low = int(year or 0) * 10_000 + (month or 0) * 100 + (day or 0)
            return low, low + (9_999 if month is None else 99 if day is None else 0)
    problem = "birth must be a year, a month (1974-03) or a day (1974-03-05)"
    raise ValueError(problem)


def age_range(value: object) -> tuple[int, int] | None:
    """Completed years, lowest and highest; None: unknown.

    >>> age_range(75), age_range("75岁"), age_range("70-79"), age_range("80岁以上")
    ((75, 75), (75, 75), (70, 79), (80, 150))
    """
    if isinstance(value, bool):
        problem = "age must be a number or a band"
        raise TypeError(problem)
    if isinstance(value, tuple):
        low, high = _band(value)
    else:
        text = _clean(value)
        if not text.strip("*"):
            return None
        if found := _AGE.fullmatch(text):
            low = high = int(found[1])
        elif found := _BAND.fullmatch(text):
            low, high = int(found[1]), int(found[2])
        elif found := _FROM.fullmatch(text):
            low, high = int(found[1]), OLDEST
        elif found := _UNTIL.fullmatch(text):
            low, high = 0, int(found[1])
        else:
            low, high = NOTHING
    if not 0 <= low <= high:
        problem = "age must be completed years or a band such as 70-79"
        raise ValueError(problem)
    return low, high


def _band(pair: tuple[Any, ...]) -> tuple[int, int]:
    if len(pair) != len(NOTHING) or not all(isinstance(end, (int, np.integer)) for end in pair):
        problem = "an age band is a pair of whole numbers (low, high)"
        raise TypeError(problem)
    return int(pair[0]), int(pair[1])


def sex_code(value: object) -> int:
    """MALE, FEMALE or UNKNOWN."""
    found = _SEXES.get(_clean(value).upper())
    if found is None:
        problem = "sex must be 男 or 女"
        raise ValueError(problem)
    return found


def _clean(value: object) -> str:
    """A value as plain text; null and NaN as nothing."""
    if isinstance(value, pa.Scalar):
        value = value.as_py()
    if value is None or value != value:  # noqa: PLR0124  NaN
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFKC", str(value)).strip()


def released(reader: Callable[[object], Any], value: object) -> Any:  # noqa: ANN401  what the reader returns
    """Read a released cell: what says no number is unknown, a number that cannot be read is NOTHING."""
    try:
        return reader(value)
    except ValueError:
        return NOTHING if _SAYS_NUMBER.search(_clean(value)) else None
