"""What an exported list holds that a posted one may not show: numbers, names, doors, people kept back."""

from collections.abc import Mapping

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec.structs import replace

from deid.checking.asked import Asked
from deid.checking.columns import read_columns
from deid.days import of_ages
from deid.engine.ages import ADULT
from deid.engine.columns import Columns, with_known
from deid.engine.compile import Wish, accept_kinds, compile_plan, judge_content, make_screen, settled
from deid.engine.plan import Plan
from deid.engine.profile import profile
from deid.engine.screen import NONE, Codes, Screen
from deid.engine.source import Source
from deid.errors import RefusedError
from deid.policy.fields import Fields, load_fields
from deid.policy.withhold import load_reasons

_ALWAYS = ("minor", "hiv")
"""Every list with names keeps these people back, whatever its rule."""
_PUBLIC = frozenset({"subject.name", "householder.name", "official.name", "official.phone"})
_SHOWN_ROLES = frozenset({"other"})
_PLACES = frozenset({"county", "town", "village", "group"})


class Raw(msgspec.Struct, frozen=True):
    """An exported list, read as its rule reads it.

    Attributes:
        source: the list.
        columns: how its headers were read.
        hidden: the columns whose values may not show.
        screen: finds the people to keep back.
        plan: the rule's plan, if a rule is named and the list can be judged by it.
        why: why it cannot.
    """

    source: Source
    columns: Columns
    hidden: frozenset[int]
    screen: Screen
    plan: Plan | None = None
    why: str | None = None

    def codes(self, batch: pa.RecordBatch, before: int) -> tuple[npt.NDArray[np.bool_], Codes]:
        """Which rows may be posted, and the reason of each row that may not."""
        if self.plan is not None:
            kept, codes, _ = self.plan.keep(batch, before)
            return kept, codes
        codes = self.screen.codes(batch, before)
        return codes == NONE, codes

    @property
    def other_names(self) -> list[int]:
        """Columns of other people's names."""
        return [
            column.index
            for column in self.columns.items
            if column.index in self.hidden and (column.field or "").endswith(".name")
        ]


def read_raw(source: Source, asked: Asked) -> Raw:
    """Read the exported list as a release would: its columns, who stays back, what is hidden."""
    fields, reasons = load_fields(asked.rules), load_reasons(asked.rules)
    columns = with_known(read_columns(source.headers, fields, asked.policy), asked.known)
    if asked.policy is None:
        hiv = {"hiv": reasons["hiv"]}
        named = {"hiv": frozenset(c.index for c in columns.items if hiv["hiv"].header_hits(c.header))}
        screen = Screen(_ALWAYS, hiv, named, columns.items, of_ages(asked.day), ADULT, assume_adult=True)
        seen = profile(source.batches(), columns.items, {}, screen)
        judged = judge_content(columns, seen)
        return Raw(source, judged, _usually_hidden(columns, fields), settled(screen, judged, seen))
    channel = asked.channel or _widest(asked.policy.channels)
    screen = make_screen(asked.policy, reasons, columns, Wish(as_of=of_ages(asked.day)))
    seen = profile(
        source.batches(), columns.items, accept_kinds(asked.policy, channel, columns, fields), screen
    )
    columns = judge_content(columns, seen)
    why = None
    try:
        plan, _ = compile_plan(asked.policy, channel, columns, fields, screen, seen)
    except RefusedError as refusal:
        plan, why = None, "; ".join(found.text for found in refusal.findings)
    if plan is None:
        screen = replace(settled(screen, columns, seen), assume_adult=not screen.can_tell_age)
        return Raw(source, columns, _usually_hidden(columns, fields), screen, None, why)
    hidden = frozenset(c.column.index for c in plan.columns if c.action not in ("publish", "number"))
    return Raw(source, columns, hidden, plan.screen, plan)


def _widest(channels: Mapping[str, object]) -> str:
    """The channel that shows most: the first one with names, as rules list them."""
    named = [name for name, channel in channels.items() if getattr(channel, "form", "") == "names"]
    return (named or list(channels))[0]


def _usually_hidden(columns: Columns, fields: Fields) -> frozenset[int]:
    """Without a rule: everything but names of subjects, places, amounts and counts."""
    hidden = set()
    for column in columns.items:
        known = fields.by_id.get(column.field or "")
        shown = known is not None and (known.role in _SHOWN_ROLES or column.field in _PLACES | _PUBLIC)
        if not shown:
            hidden.add(column.index)
    return frozenset(hidden)
