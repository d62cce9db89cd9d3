"""Hypothesis strategies for invented identifiers (虚构号码) and for cells as clerks type them.

Each draws text; ``cells`` and ``columns`` draw nulls and blanks too. Shapes follow the numbers' own sources:
GB 11643 for IDs, as named by the maskers that read them. Nobody is meant by any of them.

>>> from hypothesis import HealthCheck, given, settings
>>> @settings(max_examples=5, deadline=None, database=None, suppress_health_check=list(HealthCheck))
... @given(resident_ids())
... def has_eighteen_characters(number):
...     assert len(number) == 18
>>> has_eighteen_characters()
"""

from datetime import date

from hypothesis import strategies as st

from deid.kernels import mod11_char

_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂"


@st.composite
def resident_ids(draw: st.DrawFn, *, wrong_check: bool = False) -> str:
    """An ID of 18 characters with a real birth date; with a wrong check character if asked."""
    region = draw(st.sampled_from(["411224", "350524", "321302", "810000", "910156"]))
    birth = draw(st.dates(min_value=date(1920, 1, 1), max_value=date(2026, 1, 1))).strftime("%Y%m%d")
    first = f"{region}{birth}{draw(st.integers(0, 999)):03d}"
    right = mod11_char(first)
    return first + (draw(st.sampled_from([c for c in "0123456789X" if c != right])) if wrong_check else right)


@st.composite
def old_ids(draw: st.DrawFn) -> str:
    """An ID of 15 digits."""
    number = draw(resident_ids())
    return number[:6] + number[8:17]


@st.composite
def disability_cards(draw: st.DrawFn) -> str:
    """An ID with class and grade, sometimes a mark of reissue."""
    tail = draw(st.sampled_from(["", "B1", "B2", "1"]))
    return f"{draw(resident_ids())}{draw(st.integers(1, 7))}{draw(st.integers(1, 4))}{tail}"


def student_numbers() -> st.SearchStrategy[str]:
    """G, J or L before a number built like an ID."""
    return st.builds(lambda letter, number: letter + number, st.sampled_from("GJL"), resident_ids())


def mobiles() -> st.SearchStrategy[str]:
    """Mobile numbers of 11 digits."""
    return st.from_regex(r"\A1[3-9][0-9]{9}\Z")


def landlines() -> st.SearchStrategy[str]:
    """Land lines with an area code."""
    return st.from_regex(r"\A0(?:10|2[0-9]|[3-9][0-9]{2})[2-9][0-9]{6}\Z")


def bank_cards() -> st.SearchStrategy[str]:
    """Cards of 16 to 19 digits."""
    return st.from_regex(r"\A62[0-9]{14,17}\Z")


def passports() -> st.SearchStrategy[str]:
    """Chinese passport numbers."""
    return st.from_regex(r"\A(?:[EGDSP][0-9]{8}|E[A-Z][0-9]{7})\Z")


def travel_permits() -> st.SearchStrategy[str]:
    """Permits of Hong Kong and Macao residents."""
    return st.from_regex(r"\A[HM][0-9]{8}(?:[0-9]{2})?\Z")


def plates() -> st.SearchStrategy[str]:
    """Vehicle plates."""
    return st.from_regex(r"\A[京津沪豫闽苏皖][A-HJ-NP-Z][0-9][A-HJ-NP-Z0-9]{4,5}\Z")


def emails() -> st.SearchStrategy[str]:
    """E-mail addresses."""
    return st.from_regex(r"\A[a-z][a-z0-9]{0,9}@(?:example|mail)\.(?:cn|com)\Z")


def names() -> st.SearchStrategy[str]:
    """Names of persons who do not exist."""
    given = st.text(_GIVEN, min_size=1, max_size=2)
    return st.builds(lambda surname, rest: surname + rest, st.sampled_from(_SURNAMES), given)


def addresses() -> st.SearchStrategy[str]:
    """Addresses down to the door."""
    return st.builds(
        lambda village, group, door: f"河南省三门峡市卢氏县五里川镇{village}{group}组{door}号",
        st.sampled_from(["新坪村", "果角村", "前进村"]),
        st.integers(1, 20),
        st.integers(1, 400),
    )


def identifiers() -> st.SearchStrategy[str]:
    """An identifier of any kind."""
    return st.one_of(
        resident_ids(), resident_ids(wrong_check=True), old_ids(), disability_cards(), student_numbers(),
        mobiles(), landlines(), bank_cards(), passports(), travel_permits(), plates(), emails(),
    )  # fmt: skip


@st.composite
def dirty(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    """A value as clerks type it: full-width, grouped, quoted, tabbed, lower case, with invisible marks."""
    value = draw(values)
    how = draw(
        st.sampled_from(["as is", "full", "apostrophe", "tab", "blanks", "lower", "grouped", "invisible"])
    )
    changed = {
        "as is": value,
        "full": value.translate(_FULL_WIDTH),
        "apostrophe": "'" + value,
        "tab": "\t" + value,
        "blanks": f" {value}\u3000",
        "lower": value.lower(),
        "invisible": "\ufeff" + value[:3] + "\u200b" + value[3:],
    }
    return draw(grouped(value)) if how == "grouped" else changed[how]


@st.composite
def grouped(draw: st.DrawFn, value: str) -> str:
    """A value with blanks or hyphens between some of its characters."""
    if "@" in value:
        return value
    gaps = draw(st.lists(st.integers(1, max(1, len(value) - 1)), max_size=4, unique=True))
    mark = draw(st.sampled_from([" ", "-", "  ", "\u00a0"]))
    parts = []
    before = 0
    for gap in sorted(gaps):
        parts.append(value[before:gap])
        before = gap
    return mark.join([*parts, value[before:]])


def cells(own: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[str | None]:
    """Anything a column may hold: identifiers clean, dirty, starred and cut, names, addresses, junk, null.

    Args:
        own: values of a kind that is not among ``identifiers``; about half of the cells are then of it.
    """
    junk = st.sampled_from(
        ["", " ", "\u3000", "无", "/", "4.11224E+17", "********", "0", "#N/A", "张三、李四"]
    )
    anything = st.one_of(
        st.none(), identifiers(), *_damaged(identifiers()), junk, names(), addresses(),
        st.text(max_size=30), st.from_regex(r"\A[0-9*X \-]{0,24}\Z"),
    )  # fmt: skip
    if own is None:
        return anything
    mine = st.one_of(own, *_damaged(own))
    return st.booleans().flatmap(lambda one: mine if one else anything)


def _damaged(values: st.SearchStrategy[str]) -> list[st.SearchStrategy[str]]:
    """Values as lists hold them: dirty, starred, cut, two in a cell."""
    starred = st.builds(lambda value, at: value[:at] + "*" * (len(value) - at), values, st.integers(0, 14))
    shortened = st.builds(lambda value, at: value[:at], values, st.integers(1, 17))
    pairs = st.builds(lambda one, mark, two: one + mark + two, values, st.sampled_from("、/,; \n"), values)
    return [dirty(values), starred, shortened, pairs]


def columns(
    max_size: int = 8, *, own: st.SearchStrategy[str] | None = None
) -> st.SearchStrategy[list[str | None]]:
    """Short columns of such cells."""
    return st.lists(cells(own), max_size=max_size)
