"""A list as its own rule sees it: what the rule drops, hides or withholds on a channel."""

from collections.abc import Mapping
from datetime import date

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid import registry
from deid.detect.cells import match
from deid.engine.ages import ADULT
from deid.engine.column_plan import ColumnPlan
from deid.engine.columns import Column, Columns
from deid.engine.screen import Screen
from deid.kernels import as_text, bools
from deid.policy.fields import Fields
from deid.policy.model import Policy

_TELLS_AGE = frozenset({"birth_date", "age"})
# An ID in the clear must go, whoever it belongs to; only a rule makes it worth reading.
_NUMBERS = frozenset({"subject.id", "disability_card", "student_number"})
_PLACES = frozenset({"county", "town", "village", "group"})
_NAMES = frozenset({"subject.name", "householder.name"})
_MEASURES = frozenset({"member_count", "household_count"})
_SMALL = r"^[0-9]{1,3}$"


class RuleView(msgspec.Struct, frozen=True):
    """What the named rule lets the columns of a list show.

    Attributes:
        policy: the rule.
        channels: the channels it is judged by: the named one, else every one with names.
        plans: column index -> what the rule may make of it; none: it drops the column.
        form: names, aggregate or none.
        min_cell: the smallest count an aggregate may show.
    """

    policy: Policy
    channels: tuple[str, ...]
    plans: Mapping[int, tuple[ColumnPlan, ...]]
    form: str
    min_cell: int = 0

    def shows(self, column: Column, fields: Fields) -> bool:
        """Whether the rule lets the column stand at all."""
        if self.form == "names":
            return bool(self.plans.get(column.index))
        known = fields.by_id.get(column.field or "")
        return known is None or known.role == "other" or column.field in _PLACES | _MEASURES

    def unfit(self, column: Column, cells: pa.Array) -> npt.NDArray[np.bool_]:
        """The cells that the rule cannot have produced."""
        if self.form != "names":
            return self._too_small(column, cells)
        wrong = np.ones(len(cells), dtype=np.bool_)
        for plan in self.plans.get(column.index, ()):
            wrong &= ~plan.fits(cells)
        return wrong

    def _too_small(self, column: Column, cells: pa.Array) -> npt.NDArray[np.bool_]:
        unit = "household_count" if self.policy.row == "household" else "member_count"
        if column.field != unit or not self.min_cell:
            return np.zeros(len(cells), dtype=np.bool_)
        small = match(cells, _SMALL)
        numbers = pc.cast(pc.if_else(small, cells, pa.scalar("0", cells.type)), pa.int64())
        return bools(small) & bools(pc.greater(numbers, 0)) & bools(pc.less(numbers, self.min_cell))

    @property
    def minor_under(self) -> int | None:
        """The age below which the rule keeps people off the list."""
        return next((item.under or ADULT for item in self.policy.withhold if item.reason == "minor"), None)

    def withholds(self, reason: str) -> bool:
        """Whether the rule names this reason."""
        return any(item.reason == reason for item in self.policy.withhold)


def rule_view(policy: Policy, channel: str | None, columns: Columns, fields: Fields) -> RuleView:
    """The rule's own view of a list on one channel; without one, on any that shows names, or counts."""
    if channel is not None:
        chosen: tuple[str, ...] = (channel,)
    else:
        named = any(column.field in _NAMES for column in columns.items)
        forms = ("names", "aggregate") if named else ("aggregate", "names")
        by_form = [
            tuple(name for name, known in policy.channels.items() if known.form == form) for form in forms
        ]
        chosen = by_form[0] or by_form[1] or tuple(policy.channels)[:1]
    form = policy.channels[chosen[0]].form
    plans: dict[int, list[ColumnPlan]] = {}
    for name in chosen if form == "names" else ():
        for column in columns.items:
            plan = _plan(policy, name, column, fields)
            if plan is not None:
                plans.setdefault(column.index, []).append(plan)
    frozen = {index: tuple(found) for index, found in plans.items()}
    return RuleView(policy, chosen, frozen, form, policy.channels[chosen[0]].min_cell)


def _plan(policy: Policy, channel: str, column: Column, fields: Fields) -> ColumnPlan | None:
    if column.serves is None:
        return None
    treatment = policy.treatment(column.serves, channel)
    known = fields.by_id.get(column.field or "")
    title = known.title if known else column.label
    if treatment.action == "drop":
        return None
    if column.field == "seq":
        return ColumnPlan(column, "number", "seq", title)
    if treatment.action == "mask":
        bound = registry.bind(treatment.masker or "", treatment.options)
        return ColumnPlan(column, "mask", column.serves, title, masker=bound, allowed=column.known or None)
    own = known.accepts if known else None
    accept = own if column.field != column.serves else treatment.accepts or own
    if treatment.allowed is None and accept is None:
        return None
    return ColumnPlan(
        column,
        "publish",
        column.serves,
        title,
        accept="word" if treatment.allowed is not None else accept,
        allowed=treatment.allowed or column.known or None,
        other=treatment.other,
    )


class Ages:
    """Who on the list is certainly a minor, by age, birth date or number of the subject's own."""

    def __init__(self, columns: Columns, as_of: date, under: int, *, by_number: bool) -> None:
        told = _TELLS_AGE | _NUMBERS if by_number else _TELLS_AGE
        self._told = [column for column in columns.items if column.field in told]
        self._screen = Screen((), {}, {}, tuple(self._told), as_of, under)
        self._as_of, self._under = as_of, under

    def minors(self, batch: pa.RecordBatch) -> npt.NDArray[np.bool_]:
        """Rows of minors as far as cells in the clear tell."""
        if not self._told:
            return np.zeros(batch.num_rows, dtype=np.bool_)
        ages = self._screen.ages(batch)
        return (ages >= 0) & (ages < self._under)

    @property
    def column(self) -> int:
        """The column that tells, or -1."""
        return self._told[0].index if self._told else -1

    def minors_by_mask(self, ids: pa.Array) -> npt.NDArray[np.bool_]:
        """Rows whose masked ID shows a birth year, or month, that only a minor can have."""
        text = pc.replace_substring_regex(as_text(ids), r"^[GJL*]([0-9*]{18})", r"\1")
        born = pc.utf8_slice_codeunits(text, 6, stop=12)
        unknown = pa.nulls(len(born), born.type)
        year = pc.if_else(match(born, r"^(?:19|20)\d\d"), pc.utf8_slice_codeunits(born, 0, 4), unknown)
        month = pc.if_else(match(born, r"(?:0[1-9]|1[0-2])$"), pc.utf8_slice_codeunits(born, 4, 6), "01")
        years = pc.fill_null(pc.cast(year, pa.int32()), 0).to_numpy(zero_copy_only=False)
        months = pc.fill_null(pc.cast(month, pa.int32()), 1).to_numpy(zero_copy_only=False)
        oldest = self._as_of.year - years - (months > self._as_of.month)
        return np.asarray((years > 0) & (oldest >= 0) & (oldest < self._under))
