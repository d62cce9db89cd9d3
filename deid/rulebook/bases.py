"""Checks on the documents a rule rests on (公开依据)."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from deid.policy.model import Basis
from deid.policy.nodes import Node, Problems
from deid.terms import Severity

CLAUSE = re.compile(r"(?<![一二三四五六七八九十百零〇\d])[一二三四五六七八九十百零〇\d]++\s*+[条款]")
_FRESH_DAYS = 365
_LAW = "中华人民共和国"
# Documents that have been replaced, with what replaced them.
_REPLACED = {
    "民发〔2012〕220号": "民发〔2021〕57号",
    "民发〔2016〕178号": "民发〔2021〕43号",
    "国令第492号": "国令第711号",
}
_BRACKETS = str.maketrans("[［(（【〖]］)）】〗", "〔〔〔〔〔〔〕〕〕〕〕〕")


def replaced_in(text: str) -> Iterator[tuple[str, str]]:
    """The replaced documents a text names, however their number is written, with their successors.

    >>> list(replaced_in("民发[2012]220号")), list(replaced_in("国务院令第492号"))
    ([('民发〔2012〕220号', '民发〔2021〕57号')], [('国令第492号', '国令第711号')])
    """
    plain = text.replace(" ", "").translate(_BRACKETS).replace("国务院令", "国令")
    return ((old, new) for old, new in _REPLACED.items() if old in plain)


def look_at_bases(bases: Sequence[Basis], spelled: Node, today: date, problems: Problems) -> None:
    """Check the documents of a rule; ``spelled`` is the node of their list."""
    listed = spelled.value if isinstance(spelled.value, list) else ()
    for number, basis in enumerate(bases):
        at = listed[number] if number < len(listed) else spelled
        _validity(basis, at, today, problems)
        _checked(basis, at, today, problems)


def _validity(basis: Basis, at: Node, today: date, problems: Problems) -> None:
    title, number = basis.title, basis.number
    if CLAUSE.search(title) or CLAUSE.search(number or ""):
        problems.add(at, "clause_number")
    for old, new in replaced_in(f"{title} {number or ''}"):
        problems.add(at, "replaced", number=old, new=new)
    if basis.valid_until and basis.valid_until < today:
        problems.add(at, "basis_ended", title=title, ended=basis.valid_until)


def _checked(basis: Basis, at: Node, today: date, problems: Problems) -> None:
    title = basis.title
    if basis.confirm:
        problems.add(at, "unconfirmed", Severity.NOTE, what=title)
    elif basis.number is None and not title.startswith(_LAW):
        problems.add(at, "basis_unnumbered", Severity.WARNING, title=title)
    if basis.checked_on is None:
        if not basis.confirm:
            problems.add(at, "not_checked", Severity.WARNING, title=title)
    elif (today - basis.checked_on).days > _FRESH_DAYS:
        problems.add(at, "stale", Severity.WARNING, title=title, checked=basis.checked_on)
