"""A release to one applicant (依申请公开): whose row they may have, and proof that they got no other.

What the applicant gets of those who agree is what a channel of names shows; of anybody else a surname.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import asdict, replace

from deid.detect import scan
from deid.engine.column_plan import NAME, SURNAME, ColumnPlan
from deid.engine.consent import AGREED, STATES, Consent, consent_columns
from deid.engine.plan import Plan
from deid.engine.source import Source
from deid.engine.tally import RowNumbers, Tally
from deid.errors import UsageError
from deid.kernels import blank, bools, normalise_text
from deid.kernels.lazy import lazy
from deid.messages import problem
from deid.release.order import Order
from deid.release.prepare import Prepared
from deid.terms import MAX_ROWS, Finding, Severity, finding

_WORDS = "政府信息公开|信息公开|依申请公开|依申请|申请公开|申请|公开|受理|登记|告知|答复|编号|年|第|字|号"
_PART = rf"(?:{_WORDS}|[0-9]{{1,8}}(?![0-9])|[()\[\]〔〕])"
_NUMBER = lazy(rf"(?:[A-Z]{{1,5}}[-_]?)?{_PART}(?:[-_/.]?{_PART})*")
_LONGEST, _MOST_DIGITS, _FEW_DIGITS = 32, 12, 8


class NameOrSurname(ColumnPlan, frozen=True):
    """The subject's name in a list for one applicant."""

    def fits(self, cells: pa.Array) -> npt.NDArray[np.bool_]:
        """Which released cells are what the rule shows, or a surname."""
        return np.asarray(super().fits(cells) | _only_surname(cells))


def request_number(text: str) -> str:
    """The number of an application, as receipts may hold it.

    Digits, a few capital letters and the words offices number applications with; nothing that could be a
    person's name or number.

    >>> request_number(" 依申请公开〔2026〕17号 ")
    '依申请公开〔2026〕17号'

    Raises:
        UsageError: it is none.
    """
    number = "".join(normalise_text(text).split())
    digits = "".join(char for char in number if char.isdigit())
    dated = digits.startswith("20")  # the year; a phone, an ID or an account begins otherwise
    good = (
        0 < len(digits) <= (_MOST_DIGITS if dated else _FEW_DIGITS)
        and len(number) <= _LONGEST
        and _NUMBER.fullmatch(number) is not None
        and not scan.identifiers(pa.array([number, digits]))
    )
    if not good:
        raise problem(UsageError, "usage.request_number")
    return number


def check_request(order: Order) -> None:
    """Refuse what makes no sense for one applicant.

    Raises:
        UsageError: the number is none, or codes or a pack are asked for as well.
    """
    if request_number(order.request or "") != order.request:
        raise problem(UsageError, "usage.request_number")
    for option, asked in (("--slips", order.slips), ("--split-by", order.split)):
        if asked:
            raise problem(UsageError, "usage.request_alone", option=option)


def unasked(plan: Plan) -> Plan:
    """The plan as it is while nobody is known to agree."""
    columns = (NameOrSurname(**asdict(one)) if one.field == NAME else one for one in plan.columns)
    return replace(plan, columns=tuple(columns), consent=Consent())


def with_consent(source: Source, prepared: Prepared) -> Prepared:
    """Read the list once more for what its people say."""
    plan, found = prepared.plan, list(prepared.findings)
    columns = consent_columns(plan.screen.columns)
    if prepared.policy.method == "主动公开":
        found.append(finding("request_public", Severity.NOTE, title=prepared.policy.title))
    if not columns:
        found.append(finding("request_unasked", Severity.WARNING))
        return replace(prepared, findings=tuple(found))
    consent, refused, before = Consent(columns), dict[int, set[str]](), 0
    for batch in source.batches():
        _, codes, _ = plan.keep(batch, before)
        rows = (consent.own(batch) != AGREED) & (codes == 0)  # who is kept back leaves no trace
        for index, keys in consent.keys_of(batch, plan.screen, rows).items():
            refused.setdefault(index, set()).update(keys)
        before += batch.num_rows
    known = {index: frozenset(keys) for index, keys in refused.items()}
    return replace(prepared, plan=replace(plan, consent=Consent(columns, known)), findings=tuple(found))


def consent_findings(tally: Tally) -> list[Finding]:
    """What the people said, in figures, over the rows that are given."""
    said: dict[str, Any] = {state: tally.consent[state] for state in STATES}
    found = [finding("request_consent", Severity.NOTE, **said)]
    rows = tally.unclear
    if rows.count:
        found.append(finding("request_unclear", Severity.WARNING, rows=rows.first, count=rows.count))
    return found


def overshown(
    plan: Plan, written: Iterable[pa.RecordBatch], given: npt.NDArray[np.bool_]
) -> dict[int, RowNumbers]:
    """By column, the written rows of people who did not agree that show more than a surname.

    Args:
        plan: what should have happened.
        written: the rows, read back.
        given: which of them the people agreed to.
    """
    found: dict[int, RowNumbers] = {}
    before = 0
    for batch in written:
        rows = np.flatnonzero(~given[before : before + batch.num_rows])
        part = batch.take(pa.array(rows))
        for column in plan.released if len(rows) else ():
            if column.action == "number":
                continue
            cells = part.column(column.name)
            good = _only_surname(cells) if column.field == NAME else bools(pc.equal(cells, column.mark))
            bad = rows[~good] + 1 + before
            if len(bad):
                numbers = RowNumbers(len(bad), tuple(bad[:MAX_ROWS].tolist()))
                found.setdefault(column.column.index, RowNumbers()).merge(numbers)
        before += batch.num_rows
    return found


def _only_surname(cells: pa.Array) -> npt.NDArray[np.bool_]:
    """Which cells hold a surname at most."""
    empty = pc.or_(pc.is_null(cells), blank(cells))
    return bools(pc.or_(pc.fill_null(pc.equal(SURNAME(cells), cells), False), empty))
