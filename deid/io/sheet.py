"""What one sheet of a workbook hides, and which of its cells hold no value that can be read."""

from collections.abc import Iterable, Sequence

import msgspec

Cell = tuple[int, int]
"""Row and column of a sheet, from 0."""
_LETTERS = 26
SHOWN = 10
"""Places that a message names."""


class Sheet(msgspec.Struct):
    """What was found in one sheet; rows and columns from 0.

    Attributes:
        hidden_rows: rows nobody sees, filtered ones too.
        hidden_columns: first and last of each stretch of hidden columns.
        errors: cells that show an error such as #N/A.
        uncached: formulas whose result the file does not hold.
        merged: merged areas as first and last cell; only where calamine does not tell them.
        far: the last row and the last column in which a value stands, each counted from 1.
        comments: cells with a comment.
        filled: whether any cell holds a value.
        lost: an error or a formula without its place.
    """

    hidden_rows: list[int] = msgspec.field(default_factory=list)
    hidden_columns: list[Cell] = msgspec.field(default_factory=list)
    errors: list[Cell] = msgspec.field(default_factory=list)
    uncached: list[Cell] = msgspec.field(default_factory=list)
    merged: list[tuple[Cell, Cell]] = msgspec.field(default_factory=list)
    far: Cell = (0, 0)
    comments: list[Cell] = msgspec.field(default_factory=list)
    lost: bool = False

    def reach(self, row: int, column: int) -> None:
        """Take note of a value in this row and column, counted from 1."""
        self.far = max(self.far[0], row), max(self.far[1], column)

    @property
    def columns_hidden(self) -> list[int]:
        """Hidden columns that hold anything: sheets are often hidden from their last column to the end."""
        return [at for first, last in self.hidden_columns for at in range(first, min(last + 1, self.far[1]))]

    @property
    def rows_hidden(self) -> list[int]:
        """Hidden rows not below the last value."""
        return [at for at in self.hidden_rows if at < self.far[0]]


def letters(column: int) -> str:
    """A column as spreadsheets call it.

    >>> letters(0), letters(25), letters(26), letters(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    text, at = "", column + 1
    while at:
        at, rest = divmod(at - 1, _LETTERS)
        text = chr(ord("A") + rest) + text
    return text


def column_of(text: str) -> int:
    """The column that letters stand for, from 0.

    >>> column_of("A"), column_of("XFD")
    (0, 16383)
    """
    at = 0
    for char in text:
        at = at * _LETTERS + ord(char) - ord("A") + 1
    return at - 1


def place_of(reference: str) -> Cell | None:
    """Row and column of a reference such as C5; None where it is none."""
    name = reference.strip().rstrip("0123456789")
    digits = reference.strip()[len(name) :]
    if not (name.isascii() and name.isalpha() and name.isupper() and digits) or len(name) > 3:  # noqa: PLR2004
        return None
    return int(digits) - 1, column_of(name)


def shown(places: Sequence[str]) -> str:
    """The first places as a message names them."""
    return ", ".join(places[:SHOWN]) + (" …" if len(places) > SHOWN else "")


def shown_cells(cells: Iterable[Cell]) -> str:
    """Cells as a message names them, such as C5, C9."""
    return shown([f"{letters(column)}{row + 1}" for row, column in cells])
