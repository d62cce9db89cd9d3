"""From what was seen to what is said."""

from collections.abc import Iterator

from deid.checking.columns import telling_columns
from deid.checking.looking import Looking
from deid.checking.marks import Key
from deid.checking.scan import kinds_in
from deid.detect.secrecy import is_marked
from deid.engine.tally import RowNumbers
from deid.io.source import MOST_BESIDE
from deid.messages import say
from deid.policy.method import barred
from deid.terms import Finding, Severity, finding

_SEVERITY = {
    "secrecy-mark": Severity.ERROR,
    "clear_identifier": Severity.ERROR,
    "weak_mask": Severity.ERROR,
    "weak_phone": Severity.WARNING,
    "telling_word": Severity.ERROR,
    "mild_word": Severity.WARNING,
    "minor_listed": Severity.ERROR,
    "perhaps_minor": Severity.WARNING,
    "door_number": Severity.WARNING,
    "dropped_column": Severity.ERROR,
    "unnamed_column": Severity.WARNING,
    "not_as_ruled": Severity.ERROR,
    "small_cells": Severity.ERROR,
}
# Reasons that only tell about one person, never about everybody under a title.
_NO_TITLE = frozenset({"deceased"})


def findings_of(looking: Looking) -> Iterator[Finding]:
    """Everything the look found, in the order of the columns."""
    order = list(_SEVERITY)
    marked = looking.marks.rows
    for key in sorted(marked, key=lambda key: (key[1], order.index(key[0]), key[2])):
        yield _finding(looking, key, marked[key])
    yield from _columns(looking)
    yield from _titles(looking)
    yield from _left_out(looking)
    if looking.rule is not None:
        yield from _rule(looking)


def _finding(looking: Looking, key: Key, rows: RowNumbers) -> Finding:
    code, index, detail = key
    facts: dict[str, object] = {}
    column = looking.columns.items[index]
    if code == "clear_identifier":
        facts["kind"] = say(f"kind.{detail}")
    elif code == "secrecy-mark":
        shown = ", ".join(map(str, rows.first))
        facts["where"] = say("secrecy.cells", column=column.label, rows=shown)
    elif code in ("telling_word", "mild_word"):
        facts["kind"] = looking.reasons[detail].title
    elif code in ("weak_mask", "weak_phone"):
        facts["least"] = looking.marks.least[code, index]
    elif looking.rule is not None:
        facts |= {"title": looking.rule.policy.title, "floor": looking.rule.min_cell}
    return finding(code, _SEVERITY[code], column=column.label, rows=rows.first, count=rows.count, **facts)


def _columns(looking: Looking) -> Iterator[Finding]:
    said = looking.marks.named("dropped_column")
    shown = looking.rule.plans if looking.rule is not None else {}
    for column, title in telling_columns(looking.columns, looking.fields, looking.marks, looking.words):
        if column.index not in said and column.index not in shown:
            yield finding("telling_column", Severity.WARNING, column=column.label, title=title)


def _titles(looking: Looking) -> Iterator[Finding]:
    texts = [*looking.source.title, looking.source.file_name, *looking.asked.names]
    kinds = sorted({kind for text in texts for kind in kinds_in(text, title=True)})
    if kinds:
        listed = ", ".join(say(f"kind.{kind}") for kind in kinds)
        yield finding("title_identifier", Severity.ERROR, count=len(kinds), kind=listed)
    yield from _headers(looking)
    for where, seen in (("title", looking.source.title), ("header", looking.source.headers)):
        if count := sum(map(is_marked, seen)):
            yield finding("secrecy-mark", Severity.ERROR, count=count, where=say(f"secrecy.{where}"))
    if not looking.names_people:
        return
    for name in looking.search.told_by(texts):
        if name not in _NO_TITLE:
            yield finding("telling_title", Severity.ERROR, reason=looking.reasons[name].title)


def _headers(looking: Looking) -> Iterator[Finding]:
    """Headers are read by everybody, and no row of the list."""
    held = [kinds_in(header, title=True) for header in looking.source.headers]
    if any(held):
        listed = ", ".join(str(number) for number, kinds in enumerate(held, start=1) if kinds)
        kinds = ", ".join(say(f"kind.{kind}") for kind in sorted(set().union(*held)))
        yield finding(
            "header_identifier", Severity.ERROR, count=sum(map(bool, held)), kind=kinds, listed=listed
        )


def _left_out(looking: Looking) -> Iterator[Finding]:
    """Totals, footers and repeated headers are no rows of the list, but whoever sees it reads them."""
    texts = looking.source.beside
    held = [found for text in texts if (found := kinds_in(text))]
    if held:
        kinds = set().union(*held)
        # A lone mobile number may be the office's own.
        grave = Severity.WARNING if kinds == {"phone"} else Severity.ERROR
        listed = ", ".join(say(f"kind.{kind}") for kind in sorted(kinds))
        yield finding("left_out_identifier", grave, count=len(held), kind=listed)
    if len(texts) >= MOST_BESIDE:
        yield finding("left_out_not_checked", Severity.WARNING, count=len(texts))


def _rule(looking: Looking) -> Iterator[Finding]:
    rule = looking.rule
    if rule is None:
        return
    if rule.form == "none":
        yield finding("form_none", Severity.ERROR, title=rule.policy.title, channel=rule.channels[0])
    elif (why := barred(rule.policy, rule.policy.channels[rule.channels[0]])) is not None:
        yield why
    elif rule.form == "aggregate" and looking.names_people:
        yield finding("names_not_here", Severity.ERROR, title=rule.policy.title, channel=rule.channels[0])
    if looking.asked.channel is None and len(rule.policy.channels) > 1:
        listed = ", ".join(rule.channels)
        yield finding("any_channel", Severity.NOTE, channels=listed)


def kinds_of(looking: Looking) -> tuple[str, ...]:
    """The kinds of identifiers found in the clear, and the columns weakly masked, as words."""
    clear = {detail for code, _, detail in looking.marks.rows if code == "clear_identifier"}
    found = [say(f"kind.{kind}") for kind in sorted(clear)]
    if looking.marks.named("weak_mask") | looking.marks.named("weak_phone"):
        found.append(say("check.weak"))
    return tuple(found)


def least_of(looking: Looking) -> int | None:
    """The fewest numbers that fit anybody: 1 where an ID stands in the clear."""
    clear = {detail for code, _, detail in looking.marks.rows if code == "clear_identifier"}
    if clear & {"resident_id", "disability_card", "student_number"}:
        return 1
    return min(looking.marks.least.values(), default=None)
