"""What a plan counted while it masked a batch. Tallies merge in batch order and hold no cell."""

from collections import Counter

import msgspec

from deid.engine.decisions import Effect
from deid.terms import MAX_ROWS


class RowNumbers(msgspec.Struct):
    """A count, and the first row numbers it came from."""

    count: int = 0
    first: tuple[int, ...] = ()

    def shifted(self, by: int) -> "RowNumbers":
        """The same, counted from ``by`` rows earlier."""
        return RowNumbers(self.count, tuple(row + by for row in self.first))

    def merge(self, later: "RowNumbers") -> None:
        """Add what a later part counted."""
        self.count += later.count
        self.first = (self.first + later.first)[:MAX_ROWS]


class Tally(msgspec.Struct):
    """Counts of one batch or of many.

    Attributes:
        rows_in: data rows read.
        rows_out: rows kept for posting.
        members: rows that belong to a household whose head's row stands for it.
        withheld: reason -> rows kept back.
        hidden: column index -> posted cells hidden because they are not what the column accepts.
        cut: column index -> posted cells of which a note was cut.
        invalid: column index -> posted cells a masker did not recognise.
        beside: column index -> posted cells hidden because a name stood in them that their row hides.
        filled: column index -> posted cells that are not blank.
        consent: in a list for one applicant, what posted rows came to (``consent.STATES``).
        unclear: posted rows whose consent nobody can read.
        others: column index -> posted cells that became the word for everything else.
        vouched: posted cells that are a person's name by the office's word only.
        needles: identifiers seen that had to be hidden, in all rows.
        decided: what the office's decisions about single rows came to.
    """

    rows_in: int = 0
    rows_out: int = 0
    members: int = 0
    withheld: Counter[str] = msgspec.field(default_factory=Counter)
    hidden: dict[int, RowNumbers] = msgspec.field(default_factory=dict)
    cut: dict[int, RowNumbers] = msgspec.field(default_factory=dict)
    invalid: dict[int, RowNumbers] = msgspec.field(default_factory=dict)
    beside: dict[int, RowNumbers] = msgspec.field(default_factory=dict)
    filled: Counter[int] = msgspec.field(default_factory=Counter)
    consent: Counter[str] = msgspec.field(default_factory=Counter)
    unclear: RowNumbers = msgspec.field(default_factory=RowNumbers)
    others: Counter[int] = msgspec.field(default_factory=Counter)
    vouched: int = 0
    needles: int = 0
    decided: list[Effect] = msgspec.field(default_factory=list)

    def merge(self, later: "Tally") -> "Tally":
        """Add the tally of the rows that follow."""
        for mine, theirs in (
            (self.hidden, later.hidden),
            (self.cut, later.cut),
            (self.invalid, later.invalid),
            (self.beside, later.beside),
        ):
            for index, numbers in theirs.items():
                mine.setdefault(index, RowNumbers()).merge(numbers.shifted(self.rows_in))
        self.unclear.merge(later.unclear.shifted(self.rows_in))
        self.rows_in += later.rows_in
        self.rows_out += later.rows_out
        self.members += later.members
        self.withheld.update(later.withheld)
        self.filled.update(later.filled)
        self.consent.update(later.consent)
        self.others.update(later.others)
        self.vouched += later.vouched
        self.needles += later.needles
        self.decided += later.decided
        return self
