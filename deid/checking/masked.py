"""Masked identifiers, and how many numbers still fit what a row shows (候选数)."""

import re
from collections.abc import Sequence
from datetime import date

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.checking.first import Bytes, Look
from deid.detect.cells import match
from deid.kernels import blank, bools, normalise_text
from deid.risk.candidates import candidates
from deid.risk.days import Ints
from deid.risk.judge import ReleaseView, judge
from deid.risk.shown import STARS

FLOOR = 1000
TAIL = "id_tail"
"""The field of columns that hold the last digits of an ID only."""
_ID_SIZE, _OLD_SIZE, _PHONE_SIZE, _CARD_SIZE, _LONGEST = 18, 15, 11, 19, 22
_LONG_TEXT = 2000
_SHORTEST = 7
_MARKS = r"[*＊●■□○◯◆▇█•※?？#×✕╳xXＸ_]"
_MAYBE = (
    rf"\p{{N}}[\s\-]*{_MARKS}{{2,}}|{_MARKS}{{2,}}[\s\-]*\p{{N}}|\p{{N}}{{17}}{_MARKS}|\p{{N}}{{14}}{_MARKS}"
)
_USUAL = r"^[GJL*]?[0-9*]{17}[0-9X*](?:[0-9*]{2}[0-9A-Z*]{0,2})?$"
_TOKEN = re.compile(r"(?<![0-9*])[GJL]?[0-9*]{7,21}X?[0-9*]{0,4}", re.ASCII)
_GAP = re.compile(r"(?<=[0-9*X])[\s\-](?=[0-9*X])")
_X_RUN = re.compile(r"(?<=[0-9*])X{2,}+|(?<!X)X{2,}+(?=[0-9*])")
_ONE_RUN = re.compile(r"([0-9]*)\*+([0-9]*X?)")
_DATE_LIKE = re.compile(r"(?:19|20)[0-9]{2}[0-9*]{4}", re.ASCII)
_MOBILE = re.compile(r"1[3-9*][0-9*]{9}", re.ASCII)
_CARD = re.compile(r"[3-9][0-9*]{14,20}", re.ASCII)
_GANSU = re.compile(r"62(?:[0*][0-9*]|1[0-2*]|29|30|\*)", re.ASCII)
_ID_START = re.compile(r"[1-9][0-9]{5}(?:[0-9*]|$)", re.ASCII)


class Masked(msgspec.Struct, frozen=True):
    """The masked identifiers of one column: text of shape (n,), null where there is none."""

    ids: pa.Array
    phones: pa.Array
    others: npt.NDArray[np.int64]
    """How many numbers fit any other masked number, by its hidden digits alone; -1 where there is none."""

    def take(self, codes: npt.NDArray[np.int32]) -> "Masked":
        """Row by row what was read of distinct cells."""
        where = pa.array(codes)
        return Masked(self.ids.take(where), self.phones.take(where), self.others[codes])

    @property
    def any(self) -> bool:
        """Whether there is anything."""
        filled = len(self.ids) - min(self.ids.null_count, self.phones.null_count)
        return bool(filled or (self.others >= 0).any())


def masked_in(seen: Look, field: str | None, *, but: npt.NDArray[np.bool_] | None = None) -> Masked | None:
    """The masked identifiers of a column, alone in their cells or inside text; None if there are none.

    A mask with too few stars is read as if it hid all that is missing, in a column that says what it holds.
    Cells ``but`` are known to be identifiers in the clear.
    """
    if field == TAIL:
        return _tails(seen)
    if not seen.kinds & Bytes.DIGIT or not seen.kinds & (Bytes.STAR | Bytes.ODD):
        return None
    maybe = _suspects(seen, but)
    if not pc.any(maybe).as_py():
        return None
    n = len(seen.cells)
    upper = pc.ascii_upper(seen.cells)
    usual = pc.and_(pc.and_(maybe, match(upper, r"\*")), match(upper, _USUAL))
    nothing = pa.nulls(len(seen.cells), seen.cells.type)
    ids = pc.if_else(usual, upper, nothing)
    phones, others = pa.nulls(n, seen.cells.type), np.full(n, -1, dtype=np.int64)
    rest = np.flatnonzero(bools(maybe) & ~bools(usual))
    if len(rest):
        coded = seen.cells.take(pa.array(rest)).dictionary_encode()
        read = [_read(cell, field) for cell in coded.dictionary.to_pylist()]
        codes = coded.indices.to_numpy(zero_copy_only=False)
        where = np.zeros(n, dtype=np.bool_)
        where[rest] = True
        take = pa.array(codes)
        kind = seen.cells.type
        ids = pc.replace_with_mask(ids, where, pa.array([one[0] for one in read], kind).take(take))
        phones = pc.replace_with_mask(phones, where, pa.array([one[1] for one in read], kind).take(take))
        others[rest] = np.array([one[2] for one in read], dtype=np.int64)[codes]
    found = Masked(ids, phones, others)
    return found if found.any else None


def _tails(seen: Look) -> Masked | None:
    """The last digits of an ID in a column of their own: a mask without its stars."""
    text = pc.ascii_upper(seen.cells)
    tails = pc.and_(match(text, r"^[*]*[0-9]{2,7}[0-9X]$"), pc.less(pc.utf8_length(text), _ID_SIZE))
    ids = pc.if_else(tails, pc.utf8_lpad(text, _ID_SIZE, "*"), pa.nulls(len(text), text.type))
    found = Masked(ids, pa.nulls(len(text), text.type), np.full(len(text), -1, dtype=np.int64))
    return found if found.any else None


def _suspects(seen: Look, but: npt.NDArray[np.bool_] | None) -> pa.BooleanArray:
    """The cells with digits beside what hides digits."""
    worth = seen.sizes >= _SHORTEST
    rows = np.flatnonzero(worth if but is None else worth & ~but)
    found = np.zeros(len(seen.cells), dtype=np.bool_)
    if len(rows):
        found[rows] = bools(match(seen.cells.take(pa.array(rows)), _MAYBE))
    return pa.array(found)


def _read(cell: str, field: str | None) -> tuple[str | None, str | None, int]:
    """The ID, the phone, and the numbers left for another masked number in one cell."""
    if len(cell) > _LONG_TEXT:
        return None, None, -1
    text = normalise_text(cell).upper().translate(STARS).replace("_", "*")
    text = _X_RUN.sub(lambda run: "*" * len(run[0]), _GAP.sub("", text))
    number: str | None = None
    phone: str | None = None
    other = -1
    for hit in _TOKEN.finditer(text):
        token = hit[0]
        hidden = token.count("*")
        if not hidden or hidden == len(token.strip("GJL")) or _DATE_LIKE.fullmatch(token):
            continue
        if _MOBILE.fullmatch(token):
            phone = token
        elif (whole := _as_id(token, field)) is not None:
            number = whole
        elif (stretched := _as_phone(token, field)) is not None:
            phone = stretched
        elif _counts(token, field):
            left = 10 ** min(max(hidden - 1, 0), 18)  # a card's last digit is a check digit
            other = left if other < 0 else min(other, left)
    return number, phone, other


def _as_id(token: str, field: str | None) -> str | None:
    """The token as a masked ID of full length, or None."""
    bare = token.lstrip("GJL")
    # 62 begins bank cards, and IDs of Gansu.
    card = field == "bank_account" or (bare.startswith("62") and not _GANSU.match(bare))
    if len(bare) in (_ID_SIZE, _OLD_SIZE) or _ID_SIZE + 2 <= len(bare) <= _LONGEST:
        return None if card and len(bare) <= _CARD_SIZE else token
    holds_id = field is not None and (
        field.endswith(".id") or field in ("disability_card", "student_number", "social_security_number")
    )
    run = _ONE_RUN.fullmatch(bare)
    begun = not card and run is not None and len(run[1]) >= 10 and _ID_START.match(bare)  # noqa: PLR2004
    if run is None or not (holds_id or begun):
        return None
    missing = _ID_SIZE - len(run[1]) - len(run[2])
    return f"{run[1]}{'*' * missing}{run[2]}" if missing > 0 else None


def _as_phone(token: str, field: str | None) -> str | None:
    run = _ONE_RUN.fullmatch(token)
    if run is None or not (field or "").endswith("phone") or not run[1].startswith("1"):
        return None
    missing = _PHONE_SIZE - len(run[1]) - len(run[2])
    return f"{run[1]}{'*' * missing}{run[2]}" if missing > 0 else None


def _counts(token: str, field: str | None) -> bool:
    """Whether another masked number is an identifier at all: an account, or in a column of numbers."""
    known = field is not None and (field.endswith(("account", "phone")) or field in ("passport", "plate"))
    return known or bool(_CARD.fullmatch(token))


class Row(msgspec.Struct, frozen=True):
    """What the rest of the rows shows about the subject, as far as there are such columns."""

    birth: pa.Array | None = None
    age: pa.Array | None = None
    sex: pa.Array | None = None
    full_name: bool = False
    town: bool = False
    adults_only: bool = False


def left_for_ids(ids: Sequence[pa.Array], row: Row, place: str | None, as_of: date) -> Ints:
    """ID numbers that still fit each row; the largest number where no column shows anything of one.

    Args:
        ids: the masked IDs of one person, one column each.
        row: what else the row shows of that person.
        place: the county code a reader can assume.
        as_of: the day ages are counted at.
    """
    n = len(ids[0])
    out = np.full(n, np.iinfo(np.int64).max, dtype=np.int64)
    shows = np.zeros(n, dtype=np.bool_)
    for col in ids:
        shows |= bools(pc.is_valid(col))
    rows = pa.array(np.flatnonzero(shows))
    view = ReleaseView(
        n=len(rows),
        identifiers=[col.take(rows) for col in ids],
        birth=_take(row.birth, rows),
        age=_take(row.age, rows),
        sex=_take(row.sex, rows),
        full_name=row.full_name,
        town_shown=row.town,
        adults_only=row.adults_only,
    )
    if len(rows):
        counts, _ = judge(view, place=place, as_of=as_of)
        # A row that contradicts itself is a mistyped one: its mask is judged alone.
        odd = np.flatnonzero(counts == 0)
        if len(odd):
            some = pa.array(odd)
            alone = ReleaseView(n=len(odd), identifiers=[col.take(some) for col in view.identifiers])
            counts[odd] = judge(alone, place=place, as_of=as_of).counts
        out[np.flatnonzero(shows)] = counts
    return out


def _take(col: pa.Array | None, rows: pa.Array) -> pa.Array | None:
    if col is None:
        return None
    part = col.take(rows)
    return pc.if_else(blank(part), pa.nulls(len(part), part.type), part)


def left_for_phones(phones: pa.Array, city: str | None) -> Ints:
    """Mobile numbers that still fit each cell; the largest number where nothing shows."""
    out = np.full(len(phones), np.iinfo(np.int64).max, dtype=np.int64)
    rows = np.flatnonzero(bools(pc.is_valid(phones)))
    if len(rows):
        part = phones.take(pa.array(rows))
        counts: Ints | None = None
        if city:
            try:
                counts = candidates(part, region=city, kind="phone")
            except ValueError:
                counts = None  # a place the table of prefixes does not know
        anywhere = candidates(part, kind="phone")
        # A number from elsewhere fits no prefix of the city: then any city is possible.
        out[rows] = anywhere if counts is None else np.where(counts > 0, counts, anywhere)
    return out


def place_of(ids: Sequence[pa.Array]) -> str | None:
    """The commonest county code that masked IDs show; None if they show none."""
    codes = []
    for col in ids:
        text = pc.replace_substring_regex(col.drop_null(), r"^[GJL*]([0-9*]{18})", r"\1")
        code = pc.utf8_slice_codeunits(text, 0, 6)
        codes += pc.value_counts(code.filter(match(code, r"^\d{6}$"))).to_pylist()
    counted = sorted(codes, key=lambda one: (-one["counts"], one["values"]))
    return str(counted[0]["values"]) if counted else None
