"""Policy and profile make a plan: what each column becomes and who stays off the list."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import msgspec
from msgspec.structs import replace

from deid import registry
from deid.engine.ages import ADULT
from deid.engine.column_plan import ColumnPlan
from deid.engine.columns import PLACES, Column, Columns, may_be_own
from deid.engine.decisions import PROTECTED, WITHHOLD, Decision
from deid.engine.meant import demand
from deid.engine.odd import too_many
from deid.engine.plan import Plan
from deid.engine.profile import MOST, Profile, Shapes
from deid.engine.relations import demand_known
from deid.engine.screen import Screen
from deid.errors import RefusedError
from deid.messages import say
from deid.policy.fields import Fields
from deid.policy.model import Policy, Treatment
from deid.policy.withhold import Reason
from deid.terms import Finding, Severity, finding

IDENTIFIERS = ("resident_id", "disability_card", "student_number")
_CONTENT = "content_is_identifier"
BOARD = "village_board"
"""The village's own board, the one place where groups may stand for the village."""


class Wish(msgspec.Struct, frozen=True):
    """What the caller asked for, beside policy and channel."""

    as_of: date
    protected: frozenset[str] = frozenset()
    decisions: Mapping[int, Decision] | None = None
    check_protected: bool = False


def make_screen(policy: Policy, reasons: Mapping[str, Reason], columns: Columns, wish: Wish) -> Screen:
    """The screen a policy asks for, before household hits are known."""
    listed = [item.reason for item in policy.withhold]
    under = next((item.under or ADULT for item in policy.withhold if item.reason == "minor"), None)
    names = [PROTECTED] if wish.check_protected else []
    for name in listed:
        names.append(name)
        if name == "minor":
            names.append("age_unknown")
    if any(one.verdict == WITHHOLD for one in (wish.decisions or {}).values()):
        names.append("decision")
    searched = {name: reasons[name] for name in listed if name in reasons and name != "minor"}
    headers = [column.header for column in columns.items]
    named = {
        name: frozenset(index for index, hit in enumerate(reason.headers_hit(headers)) if hit)
        for name, reason in searched.items()
    }
    called = [policy.treatment("subject.name", channel) for channel in policy.channels]
    return Screen(
        names=tuple(names),
        reasons=searched,
        named=named,
        columns=columns.items,
        as_of=wish.as_of,
        minor_under=under,
        protected=wish.protected,
        decisions=dict(wish.decisions or {}),
        parties=any(one.accepts == "party" or one.masker == "organisation" for one in called),
        approvers={name: reasons[name].approvers for name in listed if name in reasons},
        as_households=grouped(policy, columns),
    )


def grouped(policy: Policy, columns: Columns) -> bool:
    """Whether the list has a row per family member, of which the head's is posted for them all."""
    return policy.row == "household" and bool(columns.of("relation"))


def accept_kinds(policy: Policy, channel: str, columns: Columns, fields: Fields) -> dict[int, str]:
    """Column index -> the kind its cells must match, for inferred headers this channel publishes."""
    kinds = {}
    for column in columns.items:
        if column.how != "parsed":
            continue
        treatment = policy.treatment(column.serves, channel) if column.serves else None
        if treatment is not None and treatment.action == "publish" and column.field is not None:
            kind = _accept(column, treatment, fields)
            if kind != "word":  # whatever is none of the words is not shown
                kinds[column.index] = kind
    return kinds


def _accept(column: Column, treatment: Treatment, fields: Fields) -> str:
    if treatment.allowed is not None:
        return "word"
    if column.field != column.serves:  # 村组 in place of 村 is read as what it is
        return fields.by_id[column.field or ""].accepts or ""
    return treatment.accepts or fields.by_id[column.field or ""].accepts or ""


def judge_content(columns: Columns, shapes: Profile) -> Columns:
    """Columns whose cells are identifiers become identifier columns, whatever their headers say."""
    items, found = [], list(columns.findings)
    for column in columns.items:
        if column.index in shapes.named:
            label = say("word.column", number=column.index + 1)
            column = replace(column, label=label, tells=True)  # noqa: PLW2901  the same column, known better
        seen = shapes.shapes[column.index]
        kind = next((name for name in IDENTIFIERS if seen.share(name) > MOST), None)
        if kind is None or column.index not in columns.judged:
            items.append(column)
            continue
        items.append(replace(column, field=f"content.{kind}", serves=None, how="content", publishable=False))
        if column.field is not None or column.how == "unknown":
            found.append(finding(_CONTENT, Severity.WARNING, column=column.label))
    return Columns(tuple(items), tuple(found))


def settled(screen: Screen, columns: Columns, seen: Profile) -> Screen:
    """The screen once all rows were seen: which columns hold ID numbers, and which households stay back."""
    headed = {column.index: column for column in screen.columns}
    numbers = (one.index for one in columns.items if one.how == "content" and may_be_own(headed[one.index]))
    screen = replace(screen, numbers=tuple(numbers), has_01="01" in seen.codes)
    hits = {
        name: {index: frozenset(keys) for index, keys in by_column.items()}
        for name, by_column in screen.placed(seen.hits).items()
    }
    return replace(screen, hits=hits)


def compile_plan(
    policy: Policy,
    channel: str,
    columns: Columns,
    fields: Fields,
    screen: Screen,
    seen: Profile,
) -> tuple[Plan, list[Finding]]:
    """Decide every column and make the plan.

    Raises:
        RefusedError: a required column is missing, two columns claim one field, nobody's age can be told,
            or a list with one row per family member cannot be grouped into households.
    """
    names_shown = policy.channels[channel].form == "names"
    screen = settled(screen, columns, seen)
    found: list[Finding] = []
    if names_shown:
        shown = [name for name in policy.columns if policy.treatment(name, channel).action != "drop"]
        demand(columns, sorted({*shown, "subject.name"}), sorted(policy.required), fields)
        demand_known(policy, columns, seen.shapes)
        _demand_age(policy, screen, columns)
        plans = [_plan_column(policy, channel, column, fields, seen, found) for column in columns.items]
        if all(plan.action in ("drop", "number") for plan in plans):
            nothing = finding("no_columns", Severity.ERROR)
            raise RefusedError(say("refused.columns"), code="no_columns", findings=(*found, nothing))
    else:
        plans = [ColumnPlan(column, "drop", column.serves, column.label) for column in columns.items]
    found += _replaced(plans)
    heads_only = grouped(policy, columns)
    if heads_only:
        found += _check_groups(screen, seen, names_shown=names_shown)
    assume = not screen.can_tell_age and (policy.age == "assumed-adult" or not names_shown)
    names = screen.names
    if assume and not screen.numbers:
        names = tuple(name for name in names if name != "age_unknown")
        found.append(finding("age_assumed", Severity.NOTE))
    screen = replace(screen, assume_adult=assume, names=names)
    return Plan(policy.notice, channel, tuple(plans), screen, heads_only), found


def _replaced(plans: Sequence[ColumnPlan]) -> Iterator[Finding]:
    """The columns whose own header is not posted."""
    for plan in plans:
        if plan.action != "drop" and plan.heading != plan.column.header:
            yield finding("header_replaced", Severity.NOTE, column=plan.column.label, title=plan.title)


def _plan_column(
    policy: Policy,
    channel: str,
    column: Column,
    fields: Fields,
    seen: Profile,
    found: list[Finding],
) -> ColumnPlan:
    field = fields.by_id.get(column.field or "")
    title = field.title if field else column.label
    dropped = ColumnPlan(column, "drop", column.serves, title, reader=_reader(column, fields))
    if column.field is None:
        if seen.shapes[column.index].filled and column.how == "unknown":
            found.append(finding("unknown_column", Severity.WARNING, column=column.label))
        return dropped
    if column.serves is None:
        return dropped
    if column.field == "seq":
        return ColumnPlan(column, "number", "seq", title)
    treatment = policy.treatment(column.serves, channel)
    if treatment.action == "drop" or _only_on_the_board(policy, channel, column):
        return dropped
    doubts = _doubts(policy, column, treatment, fields, seen.shapes[column.index])
    found += doubts
    return dropped if doubts else _shown(column, treatment, title, fields)


def _doubts(
    policy: Policy, column: Column, treatment: Treatment, fields: Fields, shapes: Shapes
) -> list[Finding]:
    """Why a column that the rule shows is dropped all the same; nothing where it is not."""
    severity = Severity.ERROR if column.serves in policy.required else Severity.WARNING
    if not column.publishable:
        return [finding("parsed_not_published", severity, column=column.label)]
    odd = shapes.filled - shapes.accepted
    judged = column.how == "parsed" and treatment.action == "publish"
    if judged and _accept(column, treatment, fields) != "word" and too_many(odd, shapes.filled):
        return [finding("parsed_wrong_shape", severity, column=column.label), *_office_may_vouch(column)]
    return []


def _shown(column: Column, treatment: Treatment, title: str, fields: Fields) -> ColumnPlan:
    known = column.known or None
    if treatment.action == "mask":
        bound, reader = registry.bind(treatment.masker or "", treatment.options), _reader(column, fields)
        return ColumnPlan(column, "mask", column.serves, title, masker=bound, reader=reader, allowed=known)
    return ColumnPlan(
        column,
        "publish",
        column.serves,
        title,
        accept=_accept(column, treatment, fields),
        allowed=treatment.allowed or known,
        other=treatment.other,
    )


def _office_may_vouch(column: Column) -> Iterator[Finding]:
    """What an office can do about right spellings that were not recognised."""
    if column.field in PLACES:
        yield finding("bare_places", Severity.NOTE, column=column.label)
    if (column.serves or "").endswith(".name"):
        yield finding("rare_names", Severity.NOTE, column=column.label)


def _only_on_the_board(policy: Policy, channel: str, column: Column) -> bool:
    """Whether a column of groups may stand for the village on the village's own board only."""
    stands_in = column.field == "group" and column.serves == "village"
    return stands_in and channel != BOARD and policy.treatment("group", channel).action == "drop"


def _reader(column: Column, fields: Fields) -> registry.Bound | None:
    if column.field is None:
        return None
    if column.field.startswith("content."):
        return registry.Bound(column.field.removeprefix("content."))
    masker = fields.by_id[column.field].masker
    return registry.Bound(masker) if masker else None


def _demand_age(policy: Policy, screen: Screen, columns: Columns) -> None:
    if screen.minor_under is None or screen.can_tell_age or policy.age == "assumed-adult":
        return
    # A column of ID numbers could be anybody's: they prove nobody an adult where ages are asked for.
    whose = (found for found in columns.findings if found.code == _CONTENT)
    found = (finding("no_age", Severity.ERROR), *whose)
    raise RefusedError(say("refused.no_age"), code="no_age", findings=found)


def _check_groups(screen: Screen, seen: Profile, *, names_shown: bool) -> list[Finding]:
    # A member whose household is unknown could protect it (hiv) and would not.
    if screen.group_column() is None:
        raise RefusedError(
            say("refused.no_group"), code="no_group", findings=(finding("no_group", Severity.ERROR),)
        )
    if names_shown and seen.keyless:
        keyless = finding("household_unknown", Severity.ERROR, count=seen.keyless)
        raise RefusedError(say("refused.no_group"), code="household_unknown", findings=(keyless,))
    if seen.headless:
        return [finding("household_without_head", Severity.WARNING, count=seen.headless)]
    return []
