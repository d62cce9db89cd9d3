"""查询码: a keyed code per posted row, by which people find themselves, and the paper that says whose it is.

Codes are made of posted rows only, and each of its own row: those of other rows change nothing, save where
two codes fall together. The key is set apart by notice type and channel, so that the codes of two channels,
or of two notice types, cannot be joined.
"""

import hmac
from collections.abc import Iterable, Iterator
from itertools import count, zip_longest
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import replace

from deid.detect import resident_id
from deid.detect.lookup_code import ALPHABET, FIELD, HEADER, SIZE
from deid.engine.column_plan import ColumnPlan
from deid.engine.columns import Column
from deid.engine.plan import Plan
from deid.engine.source import Source
from deid.engine.tally import RowNumbers
from deid.errors import RefusedError
from deid.io.papers import as_csv, as_workbook
from deid.kernels import as_text
from deid.messages import say
from deid.release.order import need_key
from deid.release.prepare import Prepared
from deid.release.worklist import HEADING
from deid.terms import MAX_ROWS, Severity, finding

if TYPE_CHECKING:
    from deid.release.run import Outcome

MOST_ROWS = len(ALPHABET) ** SIZE // 2
"""Beyond this the codes are too few for the rows."""
_TITLES = ("数据行 row", "公示行 posted_row", "姓名 name", f"{HEADER} code")
_SEPARATOR = "\x1f"


class Slips(msgspec.Struct, frozen=True):
    """The codes of the posted rows, in their order, and the plan with the column that shows them."""

    plan: Plan
    column: ColumnPlan
    codes: tuple[str, ...]

    def cells(self, before: int, rows: int) -> pa.Array:
        """The codes of some posted rows."""
        return pa.array(self.codes[before : before + rows], pa.string())

    def misfits(self, written: Iterable[pa.RecordBatch]) -> RowNumbers:
        """The rows of the written file that do not show their own code."""
        found, before = RowNumbers(), 0
        for batch in written:
            meant = self.codes[before : before + batch.num_rows]
            cells = batch.column(self.column.name).to_pylist()
            bad = [before + row for row, pair in enumerate(zip_longest(cells, meant), 1) if len({*pair}) > 1]
            found.merge(RowNumbers(len(bad), tuple(bad[:MAX_ROWS])))
            before += batch.num_rows
        return found


def make_slips(source: Source, prepared: Prepared) -> Slips:
    """A code for every row that will be posted.

    Raises:
        KeyMaterialError: there is no key.
        RefusedError: there are too many rows for codes of four characters.
    """
    plan = prepared.plan
    secret = _digest(need_key(prepared.order), "deid slips", plan.notice, plan.channel)
    people: list[bytes] = []
    ranks: list[tuple[bytes, bytes]] = []
    before = 0
    for batch in source.batches():
        masked = plan.mask(batch, before)
        rows = batch if masked.kept.all() else batch.filter(pa.array(masked.kept))
        own = _joined(rows.column(column.index) for column in _telling(prepared))
        shown = _joined(masked.batch.columns)
        for person, cells, posted in zip(_people(plan, rows), own, shown, strict=True):
            people.append(_digest(secret, "person", person) if person else _digest(secret, "row", cells))
            ranks.append((_digest(secret, "rank", posted), _digest(secret, "rank", cells)))
        before += batch.num_rows
        _refuse_many(len(people))
    column = _column(len(source.headers))
    return Slips(
        replace(plan, columns=(*plan.columns, column)), column, tuple(_codes(secret, _rows(people, ranks)))
    )


def _telling(prepared: Prepared) -> list[Column]:
    """The columns that make a row what it is: all but serial numbers."""
    return [column for column in prepared.columns.items if column.field != "seq"]


def _refuse_many(rows: int) -> None:
    if rows > MOST_ROWS:
        found = finding("too_many_for_codes", Severity.ERROR, count=rows, most=MOST_ROWS)
        raise RefusedError(say("refused.codes"), code="too_many_for_codes", findings=(found,))


def _column(index: int) -> ColumnPlan:
    column = Column(index, HEADER, HEADER, FIELD, FIELD, "exact", publishable=True)
    return ColumnPlan(column, "number", FIELD, HEADER)


def _joined(columns: Iterable[pa.Array]) -> list[str]:
    cells = [as_text(column).cast(pa.large_string()) for column in columns]
    separator = pa.scalar(_SEPARATOR, pa.large_string())
    joined: list[str] = pc.binary_join_element_wise(
        *cells, separator, null_handling="replace", null_replacement=""
    ).to_pylist()
    return joined


def _people(plan: Plan, rows: pa.RecordBatch) -> list[str | None]:
    """The subject of each row by a number of their own; None where the row holds none."""
    keys: list[str | None] = [None] * rows.num_rows
    for index in plan.screen.person_columns():
        found = resident_id.person_keys(rows.column(index)).to_pylist()
        keys = [mine or other for mine, other in zip(keys, found, strict=True)]
    return keys


def _rows(people: list[bytes], ranks: list[tuple[bytes, bytes]]) -> list[bytes]:
    """One identity per row: the person, and which of that person's rows it is, whatever their order."""
    nth: dict[bytes, int] = {}
    out = [b""] * len(people)
    for row in sorted(range(len(people)), key=lambda row: (people[row], ranks[row])):
        number = nth[people[row]] = nth.get(people[row], 0) + 1
        out[row] = people[row] + number.to_bytes(4, "big")
    return out


def _codes(secret: bytes, rows: list[bytes]) -> list[str]:
    """A code per row, none twice; where two fall together the identities decide, not the order of rows."""
    used: set[str] = set()
    out = [""] * len(rows)
    for row in sorted(range(len(rows)), key=rows.__getitem__):
        tried = (_code(hmac.digest(secret, rows[row] + at.to_bytes(4, "big"), "sha256")) for at in count())
        out[row] = next(code for code in tried if code not in used)
        used.add(out[row])
    return out


def _code(digest: bytes) -> str:
    number, code = int.from_bytes(digest[:16], "big"), ""
    for _ in range(SIZE):
        number, place = divmod(number, len(ALPHABET))
        code += ALPHABET[place]
    return code


def _digest(key: bytes, *parts: str) -> bytes:
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hmac.digest(key, text, "sha256")


def slips_paper(source: Source, outcome: "Outcome", *, workbook: bool) -> bytes:
    """Whose code is whose, as a workbook or as CSV; for the office's own eyes.

    Raises:
        UsageError: a workbook is asked for and openpyxl is not installed.
    """
    rows = [[HEADING], [*_TITLES], *_lines(source, outcome)]
    return as_workbook(rows, heading_rows=2) if workbook else as_csv(rows)


def _lines(source: Source, outcome: "Outcome") -> Iterator[list[str]]:
    assert outcome.prepared is not None
    assert outcome.kept is not None
    name = outcome.prepared.columns.serving("subject.name")
    before = posted = 0
    for batch in source.batches():
        for row in np.flatnonzero(outcome.kept[before : before + batch.num_rows]).tolist():
            shown = (batch.column(name.index)[row].as_py() or "") if name else ""
            place = posted if outcome.places is None else outcome.places[posted]
            page = f"{outcome.pages[posted]} " if outcome.pages else ""
            yield [str(before + row + 1), f"{page}{place + 1}", shown, outcome.codes[posted]]
            posted += 1
        before += batch.num_rows
