"""One invented person behind one mask, and how many ID numbers still fit."""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

import pyarrow as pa

from deid import registry
from deid.errors import UsageError
from deid.kernels import as_text
from deid.kernels.checks import ID_LENGTH, mod11_char
from deid.messages import problem
from deid.risk.candidates import Reader, candidates
from deid.rulebook.invented import PLACE

BIRTH = date(1974, 3, 5)
_SEQUENCE = "123"
_MASK = re.compile(r"(\d{1,2})\s*[+＋]\s*(\d{1,2})", re.ASCII)


def ends(mask: str) -> tuple[int, int]:
    """Characters kept at the start and at the end.

    Raises:
        UsageError: it is not written as 6+4, or nothing is hidden.
    """
    found = _MASK.fullmatch(mask.strip())
    first, last = (int(found[1]), int(found[2])) if found else (ID_LENGTH, 0)
    if first + last >= ID_LENGTH:
        raise problem(UsageError, "explain.mask_form")
    return first, last


def masked(mask: str, place: str = PLACE) -> str:
    """The invented person's number behind a mask."""
    first, last = ends(mask)
    number = f"{place}{BIRTH:%Y%m%d}{_SEQUENCE}"
    bound = registry.bind("resident_id", {"show_first": first, "show_last": last})
    return str(bound(as_text(pa.array([number + mod11_char(number)])))[0].as_py())


def age(as_of: date) -> int:
    """The invented person's completed years."""
    return as_of.year - BIRTH.year - ((as_of.month, as_of.day) < (BIRTH.month, BIRTH.day))


def _facts(columns: Iterable[str], as_of: date) -> dict[str, Any]:
    """What some columns say of the invented person, as ``candidates`` takes it; the finest wins."""
    years = age(as_of)
    facts: dict[str, tuple[str, Any]] = {
        "sex": ("sex", "男"),
        "band": ("age", (years // 10 * 10, years // 10 * 10 + 9)),
        "age": ("age", years),
        "birth_year": ("birth", f"{BIRTH:%Y}"),
        "birth_month": ("birth", f"{BIRTH:%Y-%m}"),
        "birth_date": ("birth", f"{BIRTH:%Y-%m-%d}"),
    }
    return dict(facts[column] for column in facts if column in set(columns))


@lru_cache(maxsize=512)
def left(shown: str, columns: tuple[str, ...], place: str, as_of: date, reader: Reader) -> int:
    """How many numbers fit what shows and what stands beside it."""
    facts = _facts(columns, as_of)
    return int(candidates([shown], region=place, as_of=as_of, reader=reader, **facts)[0])


def union(one: str, other: str) -> str:
    """The characters two masks of one number show together.

    >>> union("411224********1234", "41122419740305****")
    '411224197403051234'
    """
    return "".join(a if a != "*" else b for a, b in zip(one, other, strict=True))
