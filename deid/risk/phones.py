"""How many mobile numbers (手机号) still fit, from the offline prefix-to-city table of phonenumbers."""

import re
from functools import cache
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from deid import kernels
from deid.kernels.checks import as_bytes
from deid.kernels.lazy import lazy
from deid.risk import reading
from deid.risk.days import HIDDEN, Bytes, Ints
from deid.risk.shown import STARS, coded_cells, read_odd

LENGTH = 11
PREFIX = 7
EVERYWHERE = -1
_COUNTRY = "86"
_PLAIN = r"^[0-9*]{11}$"
_VALID = 5  # whether a number is a mobile number is settled by its first five digits
_MUNICIPAL = ("11", "12", "31", "50")
_SUFFIX = lazy(r"(?:市|地区|盟|自治州|林区)$")
_RENAMED = {"湖北襄阳": "湖北襄樊", "襄阳": "襄樊"}  # the table still has the old name
_WHOLE = {"海南": "海南海口"}  # the table files a whole province under one city
_POWERS = 10 ** np.arange(PREFIX - 1, -1, -1, dtype=np.int64)


class Prefixes(msgspec.Struct, frozen=True):
    """Every known seven-digit prefix, shape (p, 7), its city, and the cities' names without 省."""

    digits: Bytes
    city: Ints
    names: list[str]


def count(cells: pa.Array, region: object) -> Ints:
    """Mobile numbers that agree with each cell's visible characters and city.

    Args:
        cells: text, shape (n,), 11 characters, ``*`` where hidden; null, blank or stars only: nothing shows.
        region: a city's name or code (a county's code stands for its city), one value or shape (n,);
            null: any city, then every valid mobile number counts.

    Returns:
        int64, shape (n,).

    Raises:
        ValueError: a cell that is no mobile number, or a city the table does not have.
    """
    column = coded_cells(cells)
    place = reading.coded(region, "region", len(cells))
    (which, where), row_of = reading.joint([column, place])
    read = read_odd(column.values, _PLAIN, lambda odd: kernels.over_distinct(odd, _widen))
    if read.null_count:
        bad = read.is_null().to_numpy(zero_copy_only=False)[column.codes]
        text = f"shown: row {int(np.flatnonzero(bad)[0]) + 1} cannot be read as a mobile number"
        raise ValueError(text)
    table = as_bytes(read, LENGTH)
    shown = np.where(table == ord("*"), HIDDEN, table - ord("0")).astype(np.uint8)[which]
    cities = np.array([_city_number(value) for value in place.values], dtype=np.int64)[where]
    out = np.zeros(len(which), dtype=np.int64)
    for known, found in ((cities != EVERYWHERE, _in_city), (cities == EVERYWHERE, _anywhere)):
        if known.any():
            out[known] = found(shown[known], cities[known])
    return out[row_of]


def _widen(cell: str) -> str | None:
    text = kernels.normalise_text(cell).translate(STARS)
    text = re.sub(r"[\s\-.()]", "", text).replace("x", "*").replace("X", "*")
    if not text.strip("*"):
        return "*" * LENGTH
    text = re.sub(r"^(?:\+|00)86|^86(?=[\d*]{11}$)", "", text)
    return text if re.fullmatch(_PLAIN, text, re.ASCII) else None


def _in_city(shown: Bytes, cities: Ints) -> Ints:
    table = prefixes()
    return _agreeing(table.digits, table.city, shown, cities)


def _anywhere(shown: Bytes, cities: Ints) -> Ints:
    starts = valid_starts()
    return _agreeing(starts, np.full(len(starts), EVERYWHERE, dtype=np.int64), shown, cities)


def _agreeing(starts: Bytes, owner: Ints, shown: Bytes, cities: Ints) -> Ints:
    """Numbers whose start is in the table with the same owner and agrees; one look-up per pattern."""
    size = starts.shape[1]
    power, bits = _POWERS[-size:], 1 << np.arange(size, dtype=np.int64)
    visible = (shown[:, :size] != HIDDEN) @ bits
    out: Ints = 10 ** (shown[:, size:] == HIDDEN).sum(axis=1).astype(np.int64)
    room = 10**size
    for which in np.unique(visible):
        keys, sizes = np.unique(owner * room + np.where(which & bits, starts, 0) @ power, return_counts=True)
        rows = np.flatnonzero(visible == which)
        wanted = cities[rows] * room + np.where(which & bits, shown[rows, :size], 0) @ power
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        out[rows] *= np.where(keys[at] == wanted, sizes[at], 0)
    return out


@cache
def valid_starts() -> Bytes:
    """The first five digits of every valid mainland mobile number, shape (v, 5)."""
    from phonenumbers import PhoneMetadata  # noqa: PLC0415  heavy

    metadata: Any = PhoneMetadata.metadata_for_region("CN")
    shape = re.compile(metadata.mobile.national_number_pattern)
    tail = "0" * (LENGTH - _VALID)
    return _digits([n for n in range(10**4, 2 * 10**4) if shape.fullmatch(f"{n}{tail}")], _VALID)


def _digits(numbers: list[int], size: int) -> Bytes:
    return (np.array(numbers, dtype=np.int64)[:, None] // _POWERS[-size:] % 10).astype(np.uint8)


@cache
def prefixes() -> Prefixes:
    """The mobile part of the table, a longer prefix winning over a shorter one."""
    from phonenumbers.geodata import GEOCODE_DATA  # noqa: PLC0415  heavy: half a second

    found: dict[int, str] = {}
    mobile = [key for key in GEOCODE_DATA if key.startswith("861") and key[3:4] > "2"]
    for key in sorted(mobile, key=len):
        missing = PREFIX + len(_COUNTRY) - len(key)
        first = int(key[len(_COUNTRY) :]) * 10**missing
        name = _core(GEOCODE_DATA[key].get("zh", ""))
        found.update(dict.fromkeys(range(first, first + 10**missing), name))
    names = sorted(set(found.values()))
    number = {name: place for place, name in enumerate(names)}
    city = np.array([number[name] for name in found.values()], dtype=np.int64)
    return Prefixes(_digits(list(found), PREFIX), city, names)


def _core(name: str) -> str:
    """A place's name without its administrative words: 河南省三门峡市 → 河南三门峡."""
    return _SUFFIX.sub("", name.replace("省", "").strip())


@cache
def _city_number(region: object) -> int:
    """Which city of the table a name or code means.

    Raises:
        ValueError: none, or more than one.
    """
    text = str(region).strip() if region is not None else ""
    if not text:
        return EVERYWHERE
    wanted = _of_code(text) if text.isascii() and text.isdigit() else [_core(text)]
    names = prefixes().names
    wanted = [_RENAMED.get(name, name) for name in wanted]
    exact = [name for name in names if name in wanted or _without_province(name) in wanted]
    wanted += [name.removesuffix("州") for name in wanted]  # 大理州; but 荆州 is found above
    near = [name for name in names if any(_begins(name, want) for want in wanted)]
    found = exact or near
    if len(found) != 1:
        problem = "region: no such city in the table of phone prefixes; give its full name or its code"
        raise ValueError(problem)
    return names.index(found[0])


def _without_province(name: str) -> str:
    return name[3 if name.startswith(("内蒙古", "黑龙江")) else 2 :] or name


def _begins(name: str, wanted: str) -> bool:
    """Renamed, re-ranked or shortened: 青海海东地区 for 海东, 云南大理白族自治州 for 大理."""
    short = len(wanted) > 1 and (name.startswith(wanted) or _without_province(name).startswith(wanted))
    return short and len(wanted) < len(name)


def _of_code(code: str) -> list[str]:
    """The names a code of GB/T 2260 stands for, province first, as the table spells them."""
    from stdnum import numdb  # noqa: PLC0415  only here

    if len(code) not in (2, 4, 6):
        return []
    code6 = code.ljust(6, "0")
    province = _place(numdb.get("cn/loc").info(f"{code6[:2]}0000"), "province")
    if code6[:2] in _MUNICIPAL:
        return [_core(name) for name in province]
    if province and (whole := _WHOLE.get(province[0][:2])):
        return [whole]
    short = [name[: 3 if name.startswith(("内蒙古", "黑龙江")) else 2] for name in province]
    direct = code6[2:4] == "90" and len(code) == len(code6)  # a county-level city under the province itself
    city = _place(numdb.get("cn/loc").info(code6 if direct else f"{code6[:4]}00"), "county")
    return [f"{head}{_core(name)}" for head in short for name in city]


def _place(parts: list[tuple[str, dict[str, str]]], key: str) -> list[str]:
    """The names of a place, of which a code may have had several, years in brackets before each."""
    told = [info[key] for _, info in parts if key in info]
    return [re.sub(r"^\[[^\]]*\]", "", name) for text in told for name in text.split(",")]
