"""Columns that have no place in a posted list, judged by their headers where no rule is named."""

from collections.abc import Iterator, Sequence
from functools import cache
from threading import Lock

import pyarrow as pa
from msgspec.structs import replace

from deid.checking.marks import Marks
from deid.engine.columns import Column, Columns, assign, promote
from deid.kernels import normalise_text
from deid.policy.fields import Fields
from deid.policy.loader import list_policies
from deid.policy.model import Policy

# Direct identifiers that stand in posted lists by law.
_NAMES = frozenset({"subject.name", "householder.name", "official.name", "official.phone"})
# Their cells are judged one by one.
_BY_CELL = frozenset({"resident_id", "disability_card", "student_number", "social_security_number"})
_BY_CELL_MASKERS = frozenset({"phone", "bank_card"})
_BIRTHS = frozenset({"birth_date", "householder.birth_date"})
_MOST_WORDS = 200


_HOUSEHOLDER = {
    "householder.name": "subject.name",
    "householder.id": "subject.id",
    "householder.birth_date": "birth_date",
    "householder.age": "age",
    "householder.sex": "sex",
}


def read_columns(headers: Sequence[str], fields: Fields, policy: Policy | None) -> Columns:
    """The columns of a list; the householder is its subject where the rule, or the list itself, says so."""
    columns = assign(headers, fields, {})
    if policy is not None:
        return promote(columns, policy)
    if columns.of("subject.name"):
        return columns
    items = [
        replace(column, field=target, serves=target)
        if (target := _HOUSEHOLDER.get(column.field or "")) and not columns.of(target)
        else column
        for column in columns.items
    ]
    return Columns(tuple(items), columns.findings)


class Words:
    """The distinct cells of columns that a rule may show as words of a closed list."""

    def __init__(self, columns: Columns, fields: Fields) -> None:
        self._words: dict[int, set[str] | None] = {}
        self._lock = Lock()
        for column in columns.items:
            known = fields.by_id.get(column.field or "")
            if known is not None and known.role == "sensitive" and known.id in allowed_words():
                self._words[column.index] = set()

    def add(self, index: int, cells: pa.Array) -> None:
        """Take the cells of one batch."""
        if self._words.get(index) is None:
            return
        new = {normalise_text(cell) for cell in cells.unique().to_pylist() if cell}
        with self._lock:
            words = self._words[index]
            if words is not None:
                words.update(new)
                if len(words) > _MOST_WORDS:
                    self._words[index] = None

    def closed(self, column: Column) -> bool:
        """Whether every cell is a word that some shipped rule lets show in this field."""
        words = self._words.get(column.index)
        return words is not None and words <= allowed_words().get(column.field or "", frozenset())


@cache
def allowed_words() -> dict[str, frozenset[str]]:
    """Field -> the words that some shipped rule lets show."""
    found: dict[str, set[str]] = {}
    for policy in list_policies():
        for name, column in policy.columns.items():
            for treatment in (column.default, *column.channels.values()):
                if treatment.allowed is not None:
                    words = {*treatment.allowed, treatment.other or "", "", "***"}
                    found.setdefault(name, set()).update(map(normalise_text, words))
    return {name: frozenset(words) for name, words in found.items()}


def telling_columns(
    columns: Columns, fields: Fields, marks: Marks, words: Words
) -> Iterator[tuple[Column, str]]:
    """Columns whose header alone says they must go, and the field's title."""
    in_clear = marks.named("clear_identifier")
    for column in columns.items:
        known = fields.by_id.get(column.field or "")
        if known is None or column.how not in ("exact", "map") or not marks.filled[column.index]:
            continue
        if column.index in in_clear or column.field in _NAMES:
            continue
        if known.kind in _BY_CELL or known.masker in _BY_CELL_MASKERS:
            continue
        if (known.role in ("direct", "sensitive") and not words.closed(column)) or column.field in _BIRTHS:
            yield column, known.title
