"""A merged rule file as a Policy; whatever is wrong with it is noted, all of it."""

from collections.abc import Collection, Mapping

from deid.policy.columns import read_columns
from deid.policy.model import (
    ADULT_AT,
    CHANNELS,
    MINOR,
    Channel,
    Field,
    Period,
    Policy,
    Treatment,
    Withhold,
)
from deid.policy.nodes import Node, Problems
from deid.policy.rulefile import ChannelFile, PeriodFile, RuleFile, UnderFile
from deid.policy.shape import BAD, nearest, struct

PLACES = ("county", "town", "village")
ALWAYS_WITHHELD = (MINOR, "hiv")
_IDENTIFIERS = frozenset(
    {
        "resident_id",
        "disability_card",
        "student_number",
        "social_security_number",
        "passport",
        "travel_permit",
    }
)
_MIN_CELL = 3
_YOUNGEST = 14


def build(
    node: Node, fields: Mapping[str, Field], reasons: Collection[str], problems: Problems
) -> Policy | None:
    """The policy a rule file spells, None if its shape is wrong; problems are noted."""
    read: RuleFile = struct(node, RuleFile, problems)
    if read is BAD:
        _parts_anyway(node, fields, problems)
        return None
    at = node.value
    if not read.notice.isidentifier() or read.notice != read.notice.lower() or not read.notice.isascii():
        problems.add(at["notice"], "bad_notice")
    if read.age == "assumed-adult" and not read.age_reason:
        problems.add(at["age"], "age_without_reason")
    channels = _channels(at["channels"], read.channels, fields, problems)
    columns = read_columns(read.columns, channels, fields, problems)
    withhold = _withhold(at.get("withhold"), read.withhold, reasons, problems)
    policy = Policy(
        notice=read.notice,
        title=read.title,
        domain=read.domain,
        row=read.row,
        catalogue=read.catalogue,
        channels=channels,
        columns=columns,
        withhold=withhold,
        floor=read.floor,
        aliases=read.aliases,
        review=read.review,
        objections=read.objections,
        implies=_implies(at.get("implies"), read, problems),
        age=read.age,
        age_reason=read.age_reason,
    )
    _always_withheld(node, policy, fields, problems)
    if not read.catalogue.basis:
        problems.add(at["catalogue"], "no_basis")
    if read.floor.candidates < 1:
        problems.add(at["floor"], "bad_floor")
    return policy


def _parts_anyway(node: Node, fields: Mapping[str, Field], problems: Problems) -> None:
    """Channels and columns of a file whose shape is wrong elsewhere: one run names all its problems."""
    columns = node.value.get("columns") if isinstance(node.value, dict) else None
    declared = node.value.get("channels") if isinstance(node.value, dict) else None
    if not declared or not isinstance(declared.value, dict):
        return
    shaped = {name: struct(at, ChannelFile, Problems()) for name, at in declared.value.items()}
    good = {name: channel for name, channel in shaped.items() if channel is not BAD}
    if good:
        _channels(declared, good, fields, problems)
    if columns and isinstance(columns.value, dict):
        stand_in = {name: Channel(name=name, form="names") for name in declared.value}
        read_columns(columns.value, stand_in, fields, problems)


def _implies(node: Node | None, read: RuleFile, problems: Problems) -> dict[str, tuple[int, ...]]:
    if node is None or read.implies is None:
        return {}
    ages = read.implies.age
    if len(ages) != 2 or not 0 <= ages[0] <= ages[1]:  # noqa: PLR2004  from, to
        problems.add(node, "bad_age_range")
    return {"age": ages}


def _channels(
    node: Node, read: Mapping[str, ChannelFile], fields: Mapping[str, Field], problems: Problems
) -> dict[str, Channel]:
    found = {}
    if not read:
        problems.add(node, "no_channels")
    for name, spelled in read.items():
        at = node.value[name]
        if name not in CHANNELS:
            problems.add(
                at,
                "unknown_channel",
                channel=name,
                nearest=nearest(name, CHANNELS),
                known=", ".join(CHANNELS),
            )
            continue
        _check_channel(at, name, spelled, fields, problems)
        found[name] = Channel(
            name=name,
            form=spelled.form,
            audience=spelled.audience,
            scope=spelled.scope,
            period=_period(spelled.period),
            refresh=spelled.refresh,
            by=spelled.by,
            min_cell=spelled.min_cell,
            measures=spelled.measures,
            confirm=spelled.confirm,
        )
    return found


def _period(spelled: str | PeriodFile | None) -> Period | None:
    if isinstance(spelled, PeriodFile):
        return Period(kind=spelled.kind, min=spelled.min, target=spelled.target)
    return Period(kind=spelled) if spelled else None  # type: ignore[arg-type]


def _check_channel(
    at: Node, name: str, spelled: ChannelFile, fields: Mapping[str, Field], problems: Problems
) -> None:
    if spelled.form == "names" and spelled.period is None:
        problems.add(at, "names_without_period", channel=name)
    if isinstance(spelled.period, PeriodFile):
        _check_period(at.value["period"], name, spelled.period, problems)
    if spelled.form == "aggregate" and not spelled.by:
        problems.add(at, "aggregate_without_by", channel=name)
    for field in spelled.by:
        if field not in PLACES:
            problems.add(at.value["by"], "by_no_place", field=field, known=", ".join(PLACES))
    for field in spelled.measures:
        if field not in fields or fields[field].accepts not in ("integer", "number"):
            problems.add(at.value["measures"], "measure_no_number", field=field)
    if spelled.min_cell < _MIN_CELL:
        problems.add(at.value["min_cell"], "min_cell_low", least=_MIN_CELL)


def _check_period(at: Node, channel: str, spelled: PeriodFile, problems: Problems) -> None:
    """A target below the legal minimum is an error: n working days can be as few as n calendar days."""
    shortest, target = spelled.min, spelled.target
    if shortest is None and target is None:
        problems.add(at, "period_without_days", channel=channel)
    if shortest and target and target.count < shortest.count:
        problems.add(at, "period_too_short", channel=channel, min=shortest, target=target)


def _withhold(
    node: Node | None,
    read: tuple[str | dict[str, UnderFile], ...],
    reasons: Collection[str],
    problems: Problems,
) -> tuple[Withhold, ...]:
    found: list[Withhold] = []
    for item, at in zip(read, node.value if node else (), strict=True):
        pairs = item.items() if isinstance(item, dict) else [(item, None)]
        for reason, option in pairs:
            if reason not in reasons:
                problems.add(at, "unknown_reason", reason=reason, known=", ".join(sorted(reasons)))
                continue
            if any(reason == one.reason for one in found):
                problems.add(at, "reason_twice", reason=reason)
            if option is not None and (reason != MINOR or not _YOUNGEST <= option.under <= ADULT_AT):
                problems.add(at, "bad_under", least=_YOUNGEST, most=ADULT_AT)
            under = option.under if option else ADULT_AT
            found.append(Withhold(reason, under if reason == MINOR else None))
    return tuple(found)


def _always_withheld(node: Node, policy: Policy, fields: Mapping[str, Field], problems: Problems) -> None:
    have = {one.reason for one in policy.withhold}
    for channel in policy.channels.values():
        missing = [reason for reason in ALWAYS_WITHHELD if reason not in have]
        if channel.form == "names" and missing and _tells_who(policy, channel.name, fields):
            at = node.value["channels"].value[channel.name]
            problems.add(at, "names_without_withhold", channel=channel.name, missing=", ".join(missing))


def _tells_who(policy: Policy, channel: str, fields: Mapping[str, Field]) -> bool:
    """Whether a channel shows a name or a digit of an identifier."""
    shown: list[tuple[Field, Treatment]] = [
        (fields[name], policy.treatment(name, channel))
        for name in policy.published_fields(channel)
        if name in fields
    ]
    return any(
        field.kind == "person_name" or field.kind in _IDENTIFIERS or treatment.masker in _IDENTIFIERS
        for field, treatment in shown
    )
