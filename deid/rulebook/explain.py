"""What a mask of ID numbers leaves (候选数), on one page for whoever insists on it.

Every number is counted by ``deid.candidates`` when it is asked for, on one invented person.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec

from deid.days import today
from deid.errors import UsageError
from deid.kernels.checks import ID_LENGTH
from deid.messages import Language, problem, say
from deid.risk.candidates import Reader
from deid.rulebook.invented import PLACE
from deid.rulebook.markdown import table_line
from deid.rulebook.masks import BIRTH, age, ends, left, masked, union
from deid.rulebook.paper import written_in

FLOOR = 1000
TABLE_DAY = date(2026, 11, 21)
"""The day the tables of the documentation are counted at, so that they stay the same."""
_REGION, _YEAR = 6, 10
_COMPANIONS: tuple[tuple[str, ...], ...] = (
    (),
    ("sex",),
    ("age",),
    ("band",),
    ("sex", "age"),
    ("birth_year",),
    ("birth_month",),
    ("birth_date",),
)
_WORDS = {
    "sex": ("sex", "性别"),
    "age": ("age", "年龄"),
    "band": ("band", "age_band", "年龄段"),
    "birth_year": ("birth_year", "year", "出生年", "出生年份"),
    "birth_month": ("birth_month", "month", "出生年月", "出生月份"),
    "birth_date": ("birth_date", "birth", "出生日期", "出生年月日", "生日"),
}
_MASKS = ("6+0", "6+3", "6+4", "0+4", "10+0", "10+4", "14+0", "15+0")
_PAIRS = (("6+4", "10+0"), ("6+4", "14+0"), ("0+4", "14+0"), ("15+0", "0+3"), ("10+0", "0+3"), ("6+0", "0+4"))


class Line(msgspec.Struct, frozen=True):
    """What is left when some columns stand beside the mask.

    Attributes:
        columns: which ones, as ``--with`` calls them.
        plain: numbers left to any reader.
        local: numbers left to a local reader, at worst.
    """

    columns: tuple[str, ...]
    plain: int
    local: int

    @property
    def enough(self) -> bool:
        """Whether the floor holds against the stronger reader."""
        return self.local >= FLOOR

    @property
    def label(self) -> str:
        """The columns in the language in use."""
        return _label(self.columns)


class Page(msgspec.Struct, frozen=True):
    """One page about a mask, in the language in use; ``sound``: the mask shows no more than the county."""

    mask: str
    shown: str
    title: str
    asked: Line | None
    lines: tuple[Line, ...]
    why: tuple[str, ...]
    instead: tuple[str, ...]
    foot: str
    sound: bool
    floor: int = FLOOR

    def as_json(self) -> dict[str, Any]:
        """The page as plain data."""
        asked = [] if self.asked is None else [self.asked]
        return {
            "mask": self.mask,
            "shown": self.shown,
            "floor": self.floor,
            "asked": [_plain(line) for line in asked],
            "candidates": [_plain(line) for line in self.lines],
            "why": list(self.why),
            "instead": list(self.instead),
        }


def _plain(line: Line) -> dict[str, Any]:
    return {
        "with": list(line.columns),
        "plain": line.plain,
        "local": line.local,
        "enough": line.enough,
    }


def explain(
    mask: str, beside: Iterable[str] = (), place: str | None = None, as_of: date | None = None
) -> Page:
    """The page about a mask.

    Args:
        mask: characters kept at the start and at the end, as ``6+4``.
        beside: columns the list shows too: 出生年月 or birth_month, 年龄 or age …
        place: the county code; an invented person of 411224 if not given.
        as_of: the day ages count from; today if not given.

    Raises:
        UsageError: a mask, column or county code that cannot be read.
    """
    as_of = as_of or today()
    place = PLACE if place is None else place
    if not re.fullmatch(r"[1-9]\d{5}", place, re.ASCII):
        raise problem(UsageError, "explain.place_form")
    first, last = ends(mask)
    shown = masked(mask, place)
    asked = tuple(dict.fromkeys(_column(word) for word in beside))
    lines = tuple(_line(shown, columns, place, as_of) for columns in _COMPANIONS)
    return Page(
        mask=f"{first}+{last}",
        shown=shown,
        title=say("explain.title", first=first, last=last),
        asked=_line(shown, asked, place, as_of) if asked else None,
        lines=lines,
        why=tuple(_why(first, last, lines, place, as_of)),
        instead=tuple(say(f"explain.instead.{what}") for what in ("drop", "serial", "six", "band")),
        foot=say(
            "explain.foot",
            place=place,
            birth=BIRTH,
            sex=say("explain.sex.male"),
            age=age(as_of),
            day=as_of,
        ),
        sound=first <= _REGION and not last,
    )


def _column(word: str) -> str:
    for column, words in _WORDS.items():
        if word.strip().lower() in words:
            return column
    chinese = (next(word for word in words if not word.isascii()) for words in _WORDS.values())
    raise problem(UsageError, "explain.unknown_column", known=", ".join((*chinese, *_WORDS)))


def _label(columns: Sequence[str]) -> str:
    names = [say(f"explain.column.{column}") for column in columns or ("nothing",)]
    return say("explain.joint").join(names)


def _line(shown: str, columns: tuple[str, ...], place: str, as_of: date) -> Line:
    plain, local = (left(shown, columns, place, as_of, reader) for reader in ("plain", "local"))
    return Line(columns, plain, local)


def _why(first: int, last: int, lines: Sequence[Line], place: str, as_of: date) -> Iterable[str]:
    dated = next(line for line in lines if line.columns == ("birth_date",))
    if last:
        yield say("explain.why.tail", last=last, date=f"{dated.plain:,}")
    else:
        yield say("explain.why.sequence", date=f"{dated.plain:,}", local=f"{dated.local:,}")
    if first > _YEAR:
        yield say("explain.why.birthday", first=first)
    elif first > _REGION:
        yield say("explain.why.year", first=first)
    elif first == _REGION:
        yield say("explain.why.region")
    other = "14+0" if last else "6+4"
    both = union(masked(f"{first}+{last}", place), masked(other, place))
    yield say("explain.why.union", other=other, union=f"{left(both, (), place, as_of, 'plain'):,}")


def table(language: Language, reader: Reader = "plain") -> str:
    """Masks by columns, with the numbers left: the Markdown table of docs/threat-model."""
    rows = [(say_in(language, "explain.no_number"), "*" * ID_LENGTH)]
    rows += [(mask, masked(mask)) for mask in _MASKS]
    head = [say_in(language, "explain.head.mask"), *(say_in(language, columns) for columns in _COMPANIONS)]
    counted = [
        [name, *(f"{left(shown, columns, PLACE, TABLE_DAY, reader):,}" for columns in _COMPANIONS)]
        for name, shown in rows
    ]
    return _markdown(head, counted)


def pairs(language: Language) -> str:
    """Two lists with different masks about one person, with the numbers left: a Markdown table."""
    columns: tuple[tuple[str, ...], ...] = ((), ("age",), ("birth_year",))
    head = [say_in(language, "explain.head.mask"), *(say_in(language, one) for one in columns)]
    rows = []
    for one, other in _PAIRS:
        both = union(masked(one), masked(other))
        counts = [f"{left(both, beside, PLACE, TABLE_DAY, 'plain'):,}" for beside in columns]
        rows.append([f"{one} & {other}", *counts])
    return _markdown(head, rows)


def say_in(language: Language, what: str | tuple[str, ...]) -> str:
    """A message, or the names of some columns, in a language that need not be the one in use."""
    with written_in(language):
        return say(what) if isinstance(what, str) else _label(what)


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(map(table_line, [head, ["---", *["---:"] * (len(head) - 1)], *rows]))


def main() -> None:
    """Print the tables of both languages, to be put into docs/threat-model."""
    import click  # noqa: PLC0415  only here

    for language in ("zh", "en"):
        for text in (table(language), table(language, "local"), pairs(language)):
            click.echo(f"{text}\n")


if __name__ == "__main__":
    main()
