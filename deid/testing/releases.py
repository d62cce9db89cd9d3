"""The laws of a release, and of a rule with all its channels."""

import contextlib
import io
import json
import logging
import pickle
import random
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pyarrow as pa
from hypothesis import given

from deid.errors import BrokenMaskerError, DeidError
from deid.kernels import normalise_text
from deid.policy.loader import load_policy
from deid.release import Order, Outcome, release_list
from deid.release.sinks import MemorySink
from deid.testing.laws import run_law
from deid.testing.lists import MARK, Listed, lists

if TYPE_CHECKING:
    from deid.engine.source import Source
    from deid.terms import Finding

RELEASE_LAWS = (
    "total", "silent", "closed", "aligned", "batches", "travels", "kept-back", "order",
)  # fmt: skip
"""The laws of a release (发布约定) by name, as ``BrokenMaskerError.code`` says them."""
_AS_OF = date(2026, 11, 20)
_NUMBER = re.compile(r"[0-9]{17}[0-9Xx]|[0-9]{15,}", re.ASCII)
_OWN = frozenset({"seq"})  # fields that are numbered anew


def _require(law: str, *, holds: bool) -> None:
    if not holds:
        text = f"the release breaks the law {law!r}"
        raise BrokenMaskerError(text, code=law)


class _Batched:
    """A list that comes in batches of a chosen size."""

    def __init__(self, listed: Listed, size: int) -> None:
        self.headers: Sequence[str] = listed.headers
        self.title: Sequence[str] = ()
        self.file_name = "list"
        self.findings: Sequence[Finding] = ()
        self._table = listed.table().rename_columns([f"c{at}" for at in range(len(listed.headers))])
        self._size = size

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows."""
        return iter(self._table.combine_chunks().to_batches(max_chunksize=self._size))

    def sha256(self) -> str:
        """A digest that tells nothing."""
        return "0" * 64


class Run(msgspec.Struct, frozen=True):
    """What came of a list: a table and receipts, or an error; and all that was said meanwhile."""

    said: str
    outcome: Outcome | None = None
    out: pa.Table | None = None
    headers: tuple[str, ...] = ()

    @property
    def public(self) -> str:
        """The public receipt as text."""
        return _text(self.outcome.receipt.public()) if self.outcome else ""

    @property
    def cells(self) -> list[str]:
        """Every cell that was written."""
        return [cell or "" for column in self._columns() for cell in column]

    def _columns(self) -> list[list[str | None]]:
        return [] if self.out is None else [column.to_pylist() for column in self.out.columns]

    def fields(self) -> list[tuple[str, str]]:
        """What each column was taken for."""
        receipt = self.outcome.receipt if self.outcome else None
        return [(column["header"], column["field"]) for column in receipt.columns] if receipt else []

    def lasting(self) -> list[tuple[str | None, ...]]:
        """The rows but for columns that are numbered anew, in an order of their own."""
        own = {header for header, field in self.fields() if field in _OWN}
        headed = zip(self.headers, self._columns(), strict=True)
        kept = [column for header, column in headed if header not in own]
        return sorted(zip(*kept, strict=True), key=repr)


def _text(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, default=str)


def run(listed: Listed, order: Order, size: int = 1 << 16) -> Run:
    """Release a list in memory, listening to everything that is said.

    Raises:
        BrokenMaskerError: an error came out that is none of deid's.
    """
    sinks: list[MemorySink] = []
    heard = io.StringIO()
    source: Source = _Batched(listed, size)

    def open_sink(names: list[str], headers: list[str]) -> MemorySink:
        sinks.append(MemorySink(names, headers))
        return sinks[-1]

    try:
        with _listening(heard):
            outcome = release_list(source, order, open_sink)
    except DeidError as error:
        return Run(heard.getvalue() + str(error) + repr(error) + _text(error.facts))
    except Exception as error:
        text = f"the release breaks the law 'total' with {type(error).__name__}"
        raise BrokenMaskerError(text, code="total") from error
    receipt = outcome.receipt
    said = heard.getvalue() + _text(receipt.internal()) + _text(receipt.public())
    if not outcome.released:
        return Run(said, outcome)
    return Run(said, outcome, sinks[-1].table(), tuple(sinks[-1].headers))


@contextlib.contextmanager
def _listening(heard: io.StringIO) -> Iterator[None]:
    handler, root = logging.StreamHandler(heard), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with contextlib.redirect_stdout(heard), contextlib.redirect_stderr(heard):
            yield
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def check_release(
    notice: str,
    channel: str,
    *,
    rules: Sequence[Path | str] = (),
    examples: int = 20,
    as_of: date = _AS_OF,
) -> None:
    """Check that whatever list is handed in, one channel of a rule keeps every law of a release (发布约定).

    *total*: a list comes out, or an error of deid's. *silent*: nothing said quotes a hidden cell. *closed*:
    no hidden cell is written. *aligned*: as many rows as the receipt says. *batches*: make no difference.
    *travels*: the plan pickles. *kept-back*: who is kept back leaves no trace. *order*: rows permute with the
    input.

    Args:
        notice: id, alias, title or path of the notice type.
        channel: one of its channels.
        rules: folders with local rules.
        examples: how many lists to try.
        as_of: the day ages are counted at.

    Raises:
        BrokenMaskerError: a law is broken; ``.code`` says which.
        UsageError, RuleError: there is no such rule or channel.

    Examples:
        >>> check_release("dibao_result", "village_board", examples=1)
    """
    folders = tuple(map(Path, rules))
    order = Order(notice, channel=channel, as_of=as_of, whole=True, rules=folders, place="411224")

    @run_law(examples, shrink=False)
    @given(listed=lists(notice, folders))
    def laws(listed: Listed) -> None:
        keep_the_laws(listed, order)

    laws()


def keep_the_laws(listed: Listed, order: Order) -> None:
    """Check the laws on one list, whose last column holds its marks.

    Raises:
        BrokenMaskerError: a law is broken; ``.code`` says which.
    """
    made = run(listed, order)
    _closed(listed, made)
    _batches(listed, made, order)
    if made.out is not None and made.outcome is not None and made.outcome.kept is not None:
        _travels(listed, made)
        _kept_back(listed, made, order)
        _order(listed, made, order)


def _closed(listed: Listed, made: Run) -> None:
    written = "\n".join(made.cells)
    for mark in listed.marks:
        _require("silent", holds=mark not in made.said)
        _require("closed", holds=mark not in written)
    for cell in listed.typed:
        number = _NUMBER.search(normalise_text(cell or ""))
        if number is not None:
            _require("silent", holds=number[0] not in made.said)
            _require("closed", holds=number[0] not in written)
    if made.outcome is not None and made.out is not None:
        _require("aligned", holds=made.outcome.receipt.rows_out == made.out.num_rows)


def _batches(listed: Listed, made: Run, order: Order) -> None:
    again = run(listed, order, size=3)
    same = (made.out is None) == (again.out is None) and made.public == again.public
    _require("batches", holds=same and (made.out is None or made.out.equals(again.out)))


def _travels(listed: Listed, made: Run) -> None:
    assert made.outcome is not None
    assert made.outcome.prepared is not None  # a list was written
    plan = made.outcome.prepared.plan
    there = pickle.loads(pickle.dumps(plan))  # noqa: S301  our own bytes
    batch = next(_Batched(listed, 1 << 16).batches())
    _require("travels", holds=there(batch)[0].equals(plan(batch)[0]))


def _kept_back(listed: Listed, made: Run, order: Order) -> None:
    """Without the rows that were kept back the same comes out, if each column is still taken for the same."""
    stays = made.outcome.kept.tolist() if made.outcome and made.outcome.kept is not None else []
    kept = [at for at, stayed in enumerate(stays) if stayed]
    if not kept or len(kept) == len(listed.rows):
        return
    again = run(listed.take(kept), order)
    if again.out is None or again.outcome is None:
        return
    if made.fields() == again.fields():
        _require("kept-back", holds=again.out.equals(made.out) and made.public == again.public)


def _order(listed: Listed, made: Run, order: Order) -> None:
    places = list(range(len(listed.rows)))
    random.Random(len(places)).shuffle(places)  # noqa: S311  no secret
    again = run(listed.take(places), order)
    if again.out is not None:
        _require("order", holds=made.lasting() == again.lasting())


def check_policy(
    notice: str, *, rules: Sequence[Path | str] = (), examples: int = 10, as_of: date = _AS_OF
) -> None:
    """Check a rule (公示规则): it loads, travels, refuses where nothing is shown; its channels keep the laws.

    Args:
        notice: id, alias, title or path of the notice type.
        rules: folders with local rules.
        examples: how many lists to try per channel.
        as_of: the day ages are counted at.

    Raises:
        BrokenMaskerError: a law is broken; ``.code`` says which.
        UsageError, RuleError: there is no such rule, or it cannot be used.

    Examples:
        >>> check_policy("ertong", examples=1)
    """
    folders = tuple(map(Path, rules))
    policy = load_policy(notice, folders)
    _require("travels", holds=pickle.loads(pickle.dumps(policy)) == policy)  # noqa: S301  our own bytes
    for name, channel in policy.channels.items():
        if channel.form == "none":
            _refuses(notice, name, folders, as_of)
        else:
            check_release(notice, name, rules=folders, examples=examples, as_of=as_of)


def _refuses(notice: str, channel: str, rules: tuple[Path, ...], as_of: date) -> None:
    listed = Listed(("姓名", MARK), (("王梅", f"{MARK}0#0"),))
    order = Order(notice, channel=channel, as_of=as_of, rules=rules)
    made = run(listed, order)
    codes = [found.code for found in made.outcome.receipt.findings] if made.outcome else []
    _require("form-none", holds=made.out is None and "form_none" in codes)
