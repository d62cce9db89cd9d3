"""Dates (日期), above all dates of birth."""

from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from deid import kernels
from deid.detect import dates
from deid.registry import masker
from deid.terms import Role, Technique

To = Literal["year", "month", "decade"]
_DECADE = "0年代"


@masker(
    "date",
    title="日期",
    role=Role.QUASI,
    technique=Technique.GENERALISATION,
    source="GB/T 37964-2019; GB/T 7408-2005",
)
def date(col: pa.Array, /, *, to: To = "year") -> pa.Array:
    """Keep the decade, year or month of a date (日期泛化).

    Args:
        col: text, shape (n,): ISO, 1974/3/5, 1974.3, 1974年3月5日, 19740305, Excel serials; a time is read
            through.
        to: ``year`` 1974 · ``month`` 1974-03 · ``decade`` 1970年代.

    Returns:
        Text, shape (n,), same type; a cell that says less than ``to`` stays as little. Null stays null,
        blank stays blank; what is no date, and years of two digits, become eight stars.

    Examples:
        >>> date(pa.array(["1974-03-05", "1974年3月", "27093", "unknown", "", None])).to_pylist()
        ['1974', '1974', '1974', '********', '', None]
        >>> date(pa.array(["19740305", "1974"]), to="month").to_pylist()
        ['1974-03', '1974']
    """
    col = kernels.as_text(col)
    shown = kernels.over_distinct(col, lambda cell: _one(cell, to))
    return kernels.finish(col, pc.is_valid(shown), shown)


def _one(cell: str, to: To) -> str | None:
    text = kernels.normalise_text(cell)
    year = text.removesuffix(_DECADE)
    if text.endswith(_DECADE) and len(year) == 3 and year.isascii() and year.isdigit():  # noqa: PLR2004
        return text
    found = dates.parts(cell)
    if found is None:
        return None
    if to == "decade":
        return f"{found[0] // 10}{_DECADE}"
    if to == "month" and found[1] is not None:
        return f"{found[0]}-{found[1]:02d}"
    return str(found[0])
