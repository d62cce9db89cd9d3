"""What several lists show together: masks that add up, and two styles of one name.

Whoever is on one list is mostly on others too (低保 and 高龄津贴, the village board and the chat group), and
nothing keeps a reader from laying them side by side. So every pair of channels is counted as if the same
person were in both, and then all of them at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from deid.policy.model import Field
from deid.policy.nodes import Node, Problems
from deid.rulebook.places import Rule, spot
from deid.rulebook.worst import Bench, View

_STYLES = {"surname": "surname", "court": "surname", "surname-last": "surname-last"}


def add_up(
    rules: Mapping[str, Rule], seen: Sequence[View], passed: set[View], bench: Bench, problems: Problems
) -> None:
    """Note the channels that leave too few numbers together, though each alone leaves enough.

    Args:
        rules: the rules by notice type.
        seen: every view of every rule.
        passed: the views that leave enough by themselves.
        bench: where views are tried.
        problems: where to note it.
    """
    good = [view for view in seen if view in passed]
    for whose in sorted({view.whose for view in good}):
        same = [view for view in good if view.whose == whose]
        pairs = [pair for pair in combinations(same, 2) if _too_few(pair, rules, bench)]
        for found in [*pairs, *_larger(same, pairs, rules, bench)]:
            _tell(found, rules, bench, problems)


def _too_few(group: Sequence[View], rules: Mapping[str, Rule], bench: Bench) -> bool:
    """Whether a group leaves too few, fewer than any of its members, and concerns the folder checked."""
    if not any(rules[view.notice].asked for view in group):
        return False
    union = group[0].joined(group[1:])
    if not union.possible:
        return False
    least = bench.least(union)
    return least < union.floor and all(least < bench.least(view) for view in group)


def _larger(
    same: Sequence[View],
    pairs: Sequence[tuple[View, ...]],
    rules: Mapping[str, Rule],
    bench: Bench,
) -> Iterator[tuple[View, ...]]:
    """Groups of three or more that leave too few though no pair in them does, made as small as can be."""
    known = {frozenset(pair) for pair in pairs}
    told: set[frozenset[View]] = set()
    for first in same:
        group, union = [first], first
        for view in same:
            wider = union.joined([view])
            clear = all(frozenset((view, one)) not in known for one in group)
            if view is not first and clear and wider.possible:
                group.append(view)
                union = wider
        if len(group) < 3 or not _too_few(group, rules, bench):  # noqa: PLR2004  pairs were looked at
            continue
        for view in list(group):
            rest = [one for one in group if one is not view]
            if len(rest) > 1 and _too_few(rest, rules, bench):
                group = rest
        if not any(other & frozenset(group) for other in told):
            told.add(frozenset(group))
            yield tuple(group)


def _tell(group: Sequence[View], rules: Mapping[str, Rule], bench: Bench, problems: Problems) -> None:
    union = group[0].joined(group[1:])
    wanted = set(bench.responsible(union))
    places: list[tuple[bool, Node, str]] = []
    for view in group:
        rule = rules[view.notice]
        fields = sorted({one.field for one in view.told} & wanted) or sorted(one.field for one in view.told)
        node = rule.column(fields[0], view.channel) if fields else rule.at("channels", view.channel)
        places.append((rule.asked, node, f"{spot(node)} {view.notice}/{view.channel} ({', '.join(fields)})"))
    here = next(node for asked, node, _ in reversed(places) if asked)
    listed = "; ".join(text for *_, text in places)
    problems.add(here, "add_up", least=bench.least(union), floor=union.floor, places=listed)


def name_styles(rules: Mapping[str, Rule], fields: Mapping[str, Field], problems: Problems) -> None:
    """Note every 张*三 where another list of these rules says 张**: together they show one character more."""
    found: dict[str, list[tuple[Rule, Node]]] = {"surname": [], "surname-last": []}
    for rule in rules.values():
        for style, node in _styles(rule, fields):
            found[style].append((rule, node))
    for rule, node in found["surname-last"]:
        near = sorted(found["surname"], key=lambda two: (two[0] is not rule, not two[0].asked))
        if not near or not (rule.asked or near[0][0].asked):
            continue
        other = near[0]
        here, there = (node, other[1]) if rule.asked else (other[1], node)
        problems.add(here, "name_styles", other=spot(there))


def _styles(rule: Rule, fields: Mapping[str, Field]) -> Iterator[tuple[str, Node]]:
    policy = rule.policy
    for channel in policy.channels:
        for name in policy.published_fields(channel):
            treatment = policy.treatment(name, channel)
            if name in fields and fields[name].kind == "person_name" and treatment.masker == "person_name":
                style = _STYLES.get(str(treatment.options.get("show", "surname")), "surname")
                yield style, rule.column(name, channel)
