"""Checks on a folder of rules: all that loading checks, and what only a person can put right."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from deid.policy.fields import FILE as FIELDS_FILE
from deid.policy.fields import read_fields
from deid.policy.folders import notice_files, rules_folder
from deid.policy.loader import read_policy
from deid.policy.model import Basis, Policy, Treatment
from deid.policy.nodes import Node, Problem, Problems, read_file
from deid.policy.withhold import FILE as REASONS_FILE
from deid.policy.withhold import read_reasons
from deid.terms import Severity

__all__ = ["Problem", "lint"]

_CLAUSE = re.compile(r"第?\s*[一二三四五六七八九十百零〇\d]+\s*[条款]")
_FRESH_DAYS = 365
_FLOOR = 1000
# Documents that have been replaced, with what replaced them.
_REPLACED = {
    "民发〔2012〕220号": "民发〔2021〕57号",
    "民发〔2016〕178号": "民发〔2021〕43号",
    "国令第492号": "国令第711号",
}
_LAW = "中华人民共和国"
_BIRTHS = frozenset({"birth_date", "householder.birth_date"})


def lint(folder: Path | str, today: date | None = None) -> list[Problem]:
    """Everything wrong with the rules of a folder, by file and line.

    A county's folder is checked as it lies over the shipped rules. Errors stop the rules from being used;
    a stale basis is a warning, an unconfirmed fact a note.
    """
    folder = Path(folder)
    today = today or date.today()  # noqa: DTZ011  a calendar day, no point in time
    shipped = rules_folder()
    layers = [shipped] if folder.resolve() == shipped else [shipped, folder]
    problems = Problems()
    fields = read_fields([path for layer in layers if (path := layer / FIELDS_FILE).is_file()], problems)
    reasons = read_reasons([path for layer in layers if (path := layer / REASONS_FILE).is_file()], problems)
    files = notice_files(folder)
    if not files and not (folder / FIELDS_FILE).is_file() and not (folder / REASONS_FILE).is_file():
        problems.add(Node("", str(folder), 1), "empty_folder", Severity.WARNING)
    for path in files:
        paths = [same for layer in layers for same in notice_files(layer) if same.stem == path.stem]
        policy = read_policy(paths, fields, reasons, problems)
        node = read_file(path, Problems())
        if policy is not None and node is not None:
            _look(policy, node, today, problems)
    return sorted(set(problems), key=lambda one: (one.file, one.line, one.code, one.text))


def _look(policy: Policy, node: Node, today: date, problems: Problems) -> None:
    _bases(policy, node, today, problems)
    for what, place in _unconfirmed(policy):
        problems.add(node.at(*place), "unconfirmed", Severity.NOTE, what=what)
    if policy.floor.candidates < _FLOOR:
        problems.add(node.at("floor"), "low_floor", Severity.WARNING, least=_FLOOR)
    for name, column in policy.columns.items():
        for channel in policy.channels:
            if name in _BIRTHS and _shows_day(policy.treatment(name, channel)):
                problems.add(node.at("columns", name), "birth_shown", channel=channel)
        if any(_CLAUSE.search(one.why or "") for one in (column.default, *column.channels.values())):
            problems.add(node.at("columns", name), "clause_number")


def _shows_day(treatment: Treatment) -> bool:
    if treatment.action == "mask":
        to = treatment.options.get("to", "year")
        return treatment.masker != "suppress" and to not in ("year", "decade")
    return treatment.action == "publish"


def _bases(policy: Policy, node: Node, today: date, problems: Problems) -> None:
    spelled: Sequence[Node] = node.at("catalogue", "basis").value
    for number, basis in enumerate(policy.catalogue.basis):
        own = isinstance(spelled, list) and number < len(spelled)
        _basis(basis, spelled[number] if own else node.at("catalogue"), today, problems)


def _basis(basis: Basis, at: Node, today: date, problems: Problems) -> None:
    title, number = basis.title, basis.number
    if _CLAUSE.search(title) or _CLAUSE.search(number or ""):
        problems.add(at, "clause_number")
    if number in _REPLACED:
        problems.add(at, "replaced", Severity.WARNING, number=number, new=_REPLACED[number])
    if basis.confirm:
        problems.add(at, "unconfirmed", Severity.NOTE, what=title)
    elif number is None and not title.startswith(_LAW):
        problems.add(at, "basis_unnumbered", Severity.WARNING, title=title)
    if basis.valid_until and basis.valid_until < today:
        problems.add(at, "basis_ended", Severity.WARNING, title=title, ended=basis.valid_until)
    if basis.checked_on is None:
        if not basis.confirm:
            problems.add(at, "not_checked", Severity.WARNING, title=title)
    elif (today - basis.checked_on).days > _FRESH_DAYS:
        problems.add(at, "stale", Severity.WARNING, title=title, checked=basis.checked_on)


def _unconfirmed(policy: Policy) -> Iterator[tuple[str, tuple[str, ...]]]:
    if policy.catalogue.confirm:
        yield "catalogue", ("catalogue",)
    for name, channel in policy.channels.items():
        if channel.confirm:
            yield f"channels.{name}", ("channels", name)
    for name, column in policy.columns.items():
        if column.confirm:
            yield f"columns.{name}", ("columns", name)
