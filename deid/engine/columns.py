"""Which column of a list is which field: by ``--map``, by header, and at last by content."""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace

from deid.detect import scan
from deid.engine.meant import of_several
from deid.errors import UsageError
from deid.messages import problem, say
from deid.policy.fields import Fields
from deid.policy.headers import match_header, normalise_header
from deid.policy.model import Policy
from deid.policy.office import Known
from deid.terms import Finding

DROP = "drop"
"""What ``--map HEADER=drop`` calls a column that is to be left out."""

# A parsed header is never published, save the subject's name and what the header model itself allows.
_NAME = "subject.name"
# Only these stand for the subject when a list has no column of the subject's own.
_PROMOTED = {
    "householder.name": "subject.name",
    "householder.id": "subject.id",
    "householder.birth_date": "birth_date",
    "householder.age": "age",
    "householder.sex": "sex",
}
# One field serves for another that the list does not have.
_SERVES = (
    ("amount", "amount_part"),
    ("area", "area_part"),
    ("area", "land_area"),
    ("member_count", "covered_count"),
    ("premium", "premium_total"),
    ("village", "hamlet"),
    ("registration_number", "exam_number"),
    ("amount", "standard"),
    ("village", "group"),
    ("attachment_count", "quantity"),
    ("organisation", "workplace"),
    ("registration_office", "supervising_unit"),
    ("representative.name", "official.name"),
)
# Of several parts none is the whole: they all stand for it, and the list is refused until one is chosen.
_PARTS = frozenset({"amount_part", "area_part"})
PLACES = frozenset({"town", "village", "group"})
"""The fields whose short names an office may list."""


_HOLD_NUMBERS = frozenset(
    {
        "disability_card",
        "student_number",
        "social_security_number",
        "bank_account",
        "travel_permit",
        "phone",
        "address",
        "remark",
    }
)


class Column(msgspec.Struct, frozen=True):
    """One column of the input as deid understands it.

    Attributes:
        index: position in the input, from 0.
        header: the text as written.
        label: how messages may call it: the header if it is recognised, else "column 7".
        field: the field's id, None if nobody knows it.
        serves: the field whose treatment it gets (``standard`` may serve as ``amount``).
        how: map, exact, parsed, content or unknown.
        publishable: whether its recognition is sure enough to publish it.
        known: for a column of places or of names, the names the office vouches for (``office.yaml``).
        tells: whether its header holds the name of somebody on the list, and must not be posted.
    """

    index: int
    header: str
    label: str
    field: str | None
    serves: str | None
    how: str
    publishable: bool
    known: tuple[str, ...] = ()
    tells: bool = False

    @property
    def name(self) -> str:
        """The column's name in record batches."""
        return f"c{self.index}"


class Columns(msgspec.Struct, frozen=True):
    """All columns of a list, in input order, with what was found on the way."""

    items: tuple[Column, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def judged(self) -> frozenset[int]:
        """The columns whose content could overrule their header: all but those that hide numbers anyway."""
        return frozenset(column.index for column in self.items if _judged(column))

    def of(self, *fields: str) -> list[Column]:
        """The columns that hold one of these fields."""
        return [column for column in self.items if column.field in fields]

    def serving(self, field: str) -> Column | None:
        """The one column that gets the treatment of ``field``."""
        return next((column for column in self.items if column.serves == field), None)


def _judged(column: Column) -> bool:
    """Whether its content could overrule its header."""
    return column.field is None or not (column.field.endswith(".id") or column.field in _HOLD_NUMBERS)


def may_be_own(column: Column) -> bool:
    """Whether ID numbers under such a header, which names none, could be the subject's own."""
    whose, named, _ = (column.field or "").partition(".")
    return _judged(column) and (not named or whose == "subject")


def assign(headers: Sequence[str], fields: Fields, maps: Mapping[str, str]) -> Columns:
    """Read every header; a ``--map`` wins, then an exact spelling, then a parse.

    Raises:
        UsageError: a map names a header or a field that does not exist.
    """
    wanted = _wanted(headers, fields, maps)
    items = []
    for index, header in enumerate(headers):
        number = say("word.column", number=index + 1)
        if index in wanted:
            target = wanted[index]
            known = None if target == DROP else target
            items.append(Column(index, header, number, known, known, "map", publishable=True))
            continue
        match = match_header(header, fields)
        if match is None:
            items.append(Column(index, header, number, None, None, "unknown", publishable=False))
            continue
        how = "exact" if match.exact else "parsed"
        sure = match.exact or match.publishable or match.field == _NAME
        label = header if harmless(header) else number
        items.append(Column(index, header, label, match.field, match.field, how, publishable=sure))
    return Columns(tuple(items))


def harmless(header: str) -> bool:
    """Whether a header may be echoed: short, without a run of digits, and without a number in groups.

    >>> harmless("2026年补贴金额（元/亩）"), harmless("补贴款（经办1380 0138 000）")
    (True, False)
    """
    longest = run = 0
    for char in header:
        run = run + 1 if char.isdigit() else 0
        longest = max(longest, run)
    return longest < 5 and len(header) <= 40 and scan.hide(header) == header  # noqa: PLR2004


def _wanted(headers: Sequence[str], fields: Fields, maps: Mapping[str, str]) -> dict[int, str]:
    found: dict[int, str] = {}
    seen = [normalise_header(header) for header in headers]
    for key, target in maps.items():
        if target != DROP and target not in fields.by_id:
            raise problem(UsageError, "usage.map_field", field=target)
        places = _places(key, seen)
        if len(places) > 1:
            raise problem(UsageError, "usage.map_twice", count=len(places))
        if not places:
            raise problem(UsageError, "usage.map_header")
        found[places[0]] = target
    return found


def maps_here(headers: Sequence[str], maps: Mapping[str, str]) -> dict[str, str]:
    """The maps that name a header of this list."""
    seen = [normalise_header(header) for header in headers]
    return {key: target for key, target in maps.items() if _places(key, seen)}


def _places(key: str, headers: Sequence[str]) -> list[int]:
    """Where the header stands that a ``--map`` names: ``金额``, or ``金额#2`` for the second of that name."""
    named = [at for at, header in enumerate(headers) if header == normalise_header(key)]
    name, _, nth = key.rpartition("#")
    if named or not (nth.isascii() and nth.isdigit()):
        return named
    same = [at for at, header in enumerate(headers) if header == normalise_header(name)]
    return same[int(nth) - 1 : int(nth)] if int(nth) else []


def with_known(columns: Columns, known: Known) -> Columns:
    """The columns, those of places and of persons' names knowing what the office vouches for."""
    if not known.places and not known.names:
        return columns
    return Columns(tuple(_knowing(one, known) for one in columns.items), columns.findings)


def _knowing(column: Column, known: Known) -> Column:
    if column.serves in PLACES:
        return replace(column, known=known.places)
    return replace(column, known=known.names) if (column.serves or "").endswith(".name") else column


def promote(columns: Columns, policy: Policy) -> Columns:
    """Let the householder stand for the subject, ``standard`` for amount, ``group`` for village.

    The householder is the subject of a household row, and of any list that names nobody else. Where a
    household list without 与户主关系 names two people, both claim to be the subject and ``demand`` asks.
    """
    columns = _of_members(columns, policy)
    items = list(columns.items)
    named = bool(columns.of("subject.name"))
    grouped = bool(columns.of("relation"))
    if not named or (policy.row == "household" and not grouped):
        for field, target in _PROMOTED.items():
            if target != "subject.name" and columns.of(target):
                continue
            for column in columns.of(field):
                sure = column.publishable or target == _NAME
                # Where members have rows of their own, this name still says whose household it is.
                known = field if grouped and policy.row == "household" and target == _NAME else target
                items[column.index] = replace(column, field=known, serves=target, publishable=sure)
    served = {column.serves for column in items}
    promoted = Columns(tuple(items), columns.findings)
    for field, stand_in in _SERVES:
        spare = promoted.of(stand_in)
        if stand_in == "official.name":  # of a list of organisations; never whom to call
            spare = [column for column in spare if normalise_header(column.header) == "负责人"]
        if field in served or not spare or field not in policy.columns:
            continue
        served.add(field)
        for column in spare if stand_in in _PARTS else spare[:1]:
            items[column.index] = replace(column, serves=field)
    return _settled(Columns(tuple(items), columns.findings))


_TO_APPLICANT = ("与申请人关系", "与申请人的关系", "与户主称谓", "成员关系", "家庭成员关系", "户内关系")


def _of_members(columns: Columns, policy: Policy) -> Columns:
    """In a list of households with 户号, 与申请人关系 says as much as 与户主关系: members have rows."""
    if policy.row != "household" or columns.of("relation") or not columns.of("household_number"):
        return columns
    told = [one for one in columns.of("other.relation") if normalise_header(one.header) in _TO_APPLICANT]
    if len(told) != 1:
        return columns
    items = [replace(one, field="relation", serves=None) if one is told[0] else one for one in columns.items]
    return Columns(tuple(items), columns.findings)


def _settled(columns: Columns) -> Columns:
    """Of several columns for one field the one that is surely meant, where the headers tell; else all."""
    items = list(columns.items)
    by_field: dict[str, list[Column]] = {}
    for column in items:
        if column.serves is not None and column.how != "map":
            by_field.setdefault(column.serves, []).append(column)
    found: list[Finding] = []
    for field, claims in by_field.items():
        meant, told = of_several(field, claims)
        found += told
        for column in claims:
            if column not in meant:
                items[column.index] = replace(column, serves=None)
    return Columns(tuple(items), (*columns.findings, *found))
