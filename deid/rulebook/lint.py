"""Checks on a folder of rules: all that loading checks, and what only a person can put right.

Nothing here needs a list: what a rule lets a reader rebuild is found on invented people (``worst``,
``across``), the rest by reading the rule.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path

from deid import days
from deid.policy.fields import FILE as FIELDS_FILE
from deid.policy.fields import Fields, read_fields
from deid.policy.folders import notice_files, own_folder, rules_folder
from deid.policy.loader import read_policy
from deid.policy.model import Field
from deid.policy.nodes import Node, Problem, Problems, read_file
from deid.policy.withhold import FILE as REASONS_FILE
from deid.policy.withhold import read_reasons
from deid.rulebook.across import add_up, name_styles
from deid.rulebook.bases import look_at_bases
from deid.rulebook.columns import look_at_columns, unconfirmed
from deid.rulebook.places import Rule
from deid.rulebook.rows import FILE as ROWS_FILE
from deid.rulebook.rows import look_at_rows
from deid.rulebook.spellings import look_at_spellings
from deid.rulebook.tighten import look_at_differences
from deid.rulebook.worst import Bench, View, views
from deid.terms import Severity

__all__ = ["Problem", "lint"]

_FLOOR = 1000
_BESIDE_RULES = (REASONS_FILE, ROWS_FILE)


def lint(folder: Path | str, today: date | None = None) -> list[Problem]:
    """Everything wrong with the rules of a folder, by file and line.

    A county's folder is checked as it lies over the shipped rules, and together with them: the people are
    the same. Errors stop the rules from being used; a stale basis is a warning, an unconfirmed fact a note.
    """
    folder = own_folder(folder)
    today = today or days.today()
    shipped = rules_folder()
    layers = [shipped] if folder.resolve() == shipped else [shipped, folder]
    problems = Problems()
    fields = read_fields([path for layer in layers if (path := layer / FIELDS_FILE).is_file()], problems)
    reasons = read_reasons([path for layer in layers if (path := layer / REASONS_FILE).is_file()], problems)
    _look_at_folder(folder, fields, problems)
    look_at_rows(folder, today, problems)
    rules = _rules(layers, folder, fields, reasons, problems)
    _look_at_order(rules, problems)
    if len(layers) > 1:
        look_at_differences(rules, fields, reasons, problems)
    sound = {name: rule for name, rule in rules.items() if _look(rule, fields.by_id, today, problems)}
    sound = {name: rule for name, rule in sound.items() if rule.policy.notice == name}
    _look_at_numbers(sound, fields.by_id, today, problems)
    return sorted(set(problems), key=lambda one: (one.file, one.line, one.code, one.text))


def _look_at_folder(folder: Path, fields: Fields, problems: Problems) -> None:
    own = folder / FIELDS_FILE
    if own.is_file():
        node = read_file(own, Problems())  # what is wrong with it has been told
        if node is not None:
            look_at_spellings(node, fields, problems)
    elif not notice_files(folder) and not any((folder / name).is_file() for name in _BESIDE_RULES):
        problems.add(Node("", str(folder), 1), "empty_folder", Severity.WARNING)


def _rules(
    layers: Sequence[Path], folder: Path, fields: Fields, reasons: Collection[str], problems: Problems
) -> dict[str, Rule]:
    """Every rule of all layers that can be read; problems only of those the folder has a part in."""
    found = {}
    asked = {path.stem for path in notice_files(folder)}
    for stem in sorted({path.stem for layer in layers for path in notice_files(layer)}):
        paths = [same for layer in layers for same in notice_files(layer) if same.stem == stem]
        policy = read_policy(paths, fields, reasons, problems if stem in asked else Problems())
        nodes = [node for path in paths if (node := read_file(path, Problems())) is not None]
        if policy is not None and nodes:
            found[stem] = Rule(policy, nodes, stem in asked)
    return found


def _look(rule: Rule, fields: Mapping[str, Field], today: date, problems: Problems) -> bool:
    """Check one rule by itself; False if it cannot be tried on anybody."""
    into = problems if rule.asked else Problems()
    policy = rule.policy
    look_at_bases(policy.catalogue.basis, rule.own.at("catalogue", "basis"), today, into)
    for what, place in unconfirmed(policy):
        into.add(rule.own.at(*place), "unconfirmed", Severity.NOTE, what=what)
    if policy.floor.candidates < _FLOOR:
        into.add(rule.at("floor"), "low_floor", Severity.WARNING, least=_FLOOR)
    return look_at_columns(rule, fields, into)


def _look_at_order(rules: Mapping[str, Rule], problems: Problems) -> None:
    """Lists whose objections are to be settled first must exist."""
    for rule in rules.values():
        unknown = [name for name in rule.policy.objections.settle_first if name not in rules]
        if unknown and rule.asked:
            at = rule.at("objections", "settle_first")
            problems.add(at, "settle_unknown", notice=", ".join(unknown))


def _look_at_numbers(
    rules: Mapping[str, Rule], fields: Mapping[str, Field], today: date, problems: Problems
) -> None:
    """Count what readers are left with: by each channel alone, then by channels and rules together."""
    bench = Bench(today.replace(month=12, day=31))
    seen = [view for rule in rules.values() for view in views(rule.policy, fields) if view.possible]
    passed: set[View] = set()
    for view in seen:
        if bench.least(view) >= view.floor:
            passed.add(view)
        elif rules[view.notice].asked:
            _too_few(view, rules[view.notice], bench, problems)
    add_up(rules, seen, passed, bench, problems)
    name_styles(rules, fields, problems)


def _too_few(view: View, rule: Rule, bench: Bench, problems: Problems) -> None:
    columns = bench.responsible(view)
    node = rule.column(columns[0], view.channel) if columns else rule.at("channels", view.channel)
    problems.add(
        node,
        "worst_row",
        channel=view.channel,
        least=bench.least(view),
        floor=view.floor,
        columns=", ".join(f"{name} ({rule.column(name, view.channel).line})" for name in columns) or "-",
    )
