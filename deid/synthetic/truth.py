"""The truth beside a synthetic list: what may never be posted, who stays back, what is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from deid.policy.model import ADULT_AT, MINOR, Policy
from deid.synthetic.lists import Cells
from deid.synthetic.mess import Planted
from deid.synthetic.people import AS_OF, People
from deid.synthetic.templates import TEMPLATES, Column, Template

_IDENTIFIERS = frozenset(
    {
        "resident_id",
        "disability_card",
        "student_number",
        "social_security_number",
        "phone",
        "bank_card",
        "email",
    }
)
_UNTOLD = ("birth_date", "exit_reason", "health")
_BARE = Template(())
_AMOUNTS = ("amount", "land_amount", "standard")
_NAMES = ("subject.name", "householder.name")


@dataclass(slots=True)
class Block:
    """A run of rows: the cells as written, and the clean ones they were made from."""

    columns: Sequence[Column]
    kinds: Sequence[str]
    written: list[Cells]
    clean: dict[str, Cells]
    people: People
    planted: Planted


@dataclass(slots=True)
class Truth:
    """The truth of a list, gathered block by block."""

    policy: Policy
    first: int = 1
    addresses: list[str] = field(default_factory=list)
    back: set[int] = field(default_factory=set)
    hiv: set[int] = field(default_factory=set)
    never: set[str] = field(default_factory=set)
    never_text: set[str] = field(default_factory=set)
    shown: list[tuple[int, list[str] | None, str]] = field(default_factory=list)

    def add(self, block: Block) -> None:
        """Take a block in."""
        reasons = {reason.reason: reason for reason in self.policy.withhold}
        people, clean, planted = block.people, block.clean, block.planted
        if MINOR in reasons:
            self._keep_back(np.flatnonzero(people.ages < (reasons[MINOR].under or ADULT_AT)).tolist())
        if "hiv" in reasons:
            self._keep_back(planted.hiv)
            self.hiv |= {self.first + row for row in planted.hiv}
        if "mental_disorder" in reasons:
            classes = clean.get("disability_class", [])
            self._keep_back([*planted.mental, *(row for row, word in enumerate(classes) if word == "6")])
        template = TEMPLATES.get(self.policy.notice, _BARE)
        for told, words in template.back.items():
            self._keep_back(row for row, cell in enumerate(clean[told]) if cell in words)
        self._add_texts(block)
        amount = next((clean[name] for name in _AMOUNTS if name in clean), [""] * len(people))
        name = next((clean[name] for name in _NAMES if name in clean), [""] * len(people))
        village = clean.get("village", [""] * len(people))
        for row, cells in enumerate(zip(village, name, amount, strict=True)):
            shows = None if row in planted.no_village else list(cells)
            self.shown.append((self.first + row, shows, cells[1]))
        self.first += len(people)

    def _keep_back(self, rows: Any) -> None:  # noqa: ANN401  any iterable of row numbers
        self.back |= {self.first + row for row in rows}

    def _add_texts(self, block: Block) -> None:
        people, clean = block.people, block.clean
        self.never.update(block.planted.never)
        self.never_text.update(block.planted.never_text)
        for column, kind, written in zip(block.columns, block.kinds, block.written, strict=True):
            cells = clean[column.field]
            if kind in _IDENTIFIERS:
                self.never.update(cells)
                self.never.update(cell for cell in written if cell.isascii() and cell.isdigit())
            if kind in ("disability_card", "student_number"):
                self.never.update(people.ids)
            if kind == "person_name" and column.field not in _NAMES:
                self.never_text.update(cells)
            if column.field in _UNTOLD:
                self.never_text.update(cells)
            if column.field == "address":
                self.addresses.extend(cells)
                doors = zip(people.groups, people.doors, strict=True)
                self.never_text.update(f"{group}组{door}号" for group, door in doors)

    def told(self, file: str, encoding: str) -> dict[str, Any]:
        """The truth as plain data."""
        if self.addresses and self.hiv:
            houses = {self.addresses[row - 1] for row in self.hiv}
            self.back |= {row for row, house in enumerate(self.addresses, start=1) if house in houses}
        rows = len(self.shown)
        if not any(channel.form == "names" for channel in self.policy.channels.values()):
            self.back = set(range(1, rows + 1))
        posted = [cells for row, cells, _ in self.shown if row not in self.back and cells]
        names = "\n".join({name for row, _, name in self.shown if row not in self.back})
        texts = self.never_text | {name for row, _, name in self.shown if row in self.back}
        return {
            "file": file,
            "notice": self.policy.notice,
            "encoding": encoding,
            "as_of": AS_OF.isoformat(),
            "rows": rows,
            "withheld_rows": sorted(self.back),
            "rows_posted": rows - len(self.back),
            "never": sorted(self.never),
            "never_text": sorted(text for text in texts if text and text not in names),
            "shown": posted,
        }
