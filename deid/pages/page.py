"""What every kind of page is: it takes rows, and reads what was really written back for the proof."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from deid.errors import RefusedError
from deid.kernels import bools
from deid.kernels.lazy import lazy
from deid.messages import say
from deid.pages.heading import Heading
from deid.terms import MAX_ROWS, Severity, finding

Row = Sequence[str]
_NUMBER = lazy(r"[+\-]?[0-9][0-9,]*(?:\.[0-9]+)?%?|—")
# Controls, line ends other than \\n, zero-width marks and marks that turn the direction of the text: a page
# would lose them or show something else than the cell holds.
_UNFIT = (
    r"[\x00-\x09\x0B-\x1F\x7F-\x{9F}\x{AD}\x{61C}\x{200B}-\x{200F}\x{2028}-\x{202E}\x{2060}-\x{206F}"
    r"\x{FEFF}\x{FFF9}-\x{FFFF}]"
)
_BEFORE_UNIT = lazy(r"(?=[（(\[【])")
_HEADER = 6
LONG = 20_000
"""Rows of a list that still hangs on a wall or is edited by hand."""


class Page(Protocol):
    """One file of one kind, written aside."""

    def write(self, rows: Sequence[Row]) -> None:
        """Take rows of text."""
        ...

    def close(self) -> None:
        """No more rows will come: finish the file."""
        ...

    def read(self, path: Path) -> Iterator[list[list[str]]]:
        """The rows that stand in the file, some at a time.

        Raises:
            RefusedError: anything stands in it that was not meant to.
        """
        ...


OpenPage = Callable[[IO[bytes], list[str], Heading], Page]


def differs() -> RefusedError:
    """The refusal of a file that does not hold what it should."""
    return _refused(finding("page_differs", Severity.ERROR, count=1))


def too_long(limit: int) -> RefusedError:
    """The refusal of more rows than such a file is good for."""
    return _refused(finding("page_too_long", Severity.ERROR, limit=limit))


def unfit(column: int, rows: Sequence[int], count: int, code: str = "page_character") -> RefusedError:
    """The refusal of characters that such a page cannot show.

    Args:
        column: which column, from 0.
        rows: rows of the output, from 1.
        count: how many cells there are in all.
        code: ``page_character``, or ``page_glyph`` where a font lacks them.
    """
    label = say("word.column", number=column + 1)
    return _refused(finding(code, Severity.ERROR, column=label, rows=tuple(rows), count=count))


def _refused(found: object) -> RefusedError:
    return RefusedError(say("refused.list"), code=found.code, findings=(found,))  # type: ignore[attr-defined]


def glyph_outside() -> RefusedError:
    """The refusal of a title, header or remark that no font can show."""
    return _refused(finding("page_glyph_outside", Severity.ERROR, count=1))


def page_headers(headers: Sequence[str]) -> list[str]:
    r"""Headers as a page shows them: line breaks and invisible marks out.

    >>> page_headers(["户主\n姓名", "金额\u200b"])
    ['户主姓名', '金额']
    """
    column = pa.array(headers, pa.string())
    shown: list[str] = pc.replace_substring_regex(column, rf"{_UNFIT}|\n", "").to_pylist()
    return shown


def check_characters(batch: pa.RecordBatch, before: int) -> None:
    """Refuse cells that a page would show otherwise than they are.

    Args:
        batch: text columns.
        before: rows that were written before.

    Raises:
        RefusedError: with the column and the rows.
    """
    for at, column in enumerate(batch.columns):
        bad = bools(pc.fill_null(pc.match_substring_regex(column, _UNFIT), False))
        if bad.any():
            rows = [int(row) + before + 1 for row in bad.nonzero()[0]]
            raise unfit(at, rows[:MAX_ROWS], len(rows))


def header_width(header: str, measure: Callable[[str], float]) -> float:
    """The room a header asks for: its unit goes to a second line, and a long one is broken.

    >>> header_width("月保障金额（元）", width), header_width("家庭成员人均可支配月收入", width)
    (10, 12.0)
    """
    longest = max(map(measure, _BEFORE_UNIT.split(header)), default=0)
    return longest if longest <= measure("国") * _HEADER else measure(header) / 2


def is_number(cell: str) -> bool:
    """Whether a cell is set like a number, to the right."""
    return _NUMBER.fullmatch(cell) is not None


def width(text: str) -> int:
    """How wide a text is, in Latin letters; a Chinese character takes two."""
    return max((sum(1 if char < "\u1100" else 2 for char in line) for line in text.split("\n")), default=0)
