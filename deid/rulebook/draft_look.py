"""What the columns of an unknown list seem to hold: by header, by a hint in the header, by content."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal, NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import accepts, scan
from deid.engine.columns import harmless
from deid.engine.odd import SURE
from deid.engine.profile import MOST
from deid.kernels import blank
from deid.messages import say
from deid.policy.fields import Fields
from deid.policy.headers import match_header, normalise_header
from deid.policy.words import ILLNESS_WORDS, NOUNS, QUALIFIERS, ROLES, SUFFIXES, WITHHELD_WORDS

How = Literal["exact", "parsed", "hint", "content", "unknown"]

_GUESSES = ("person_name", "village", "town", "date", "sex", "number")
_LONG = r"\d{7}"  # no amount in a village has seven digits in a row; codes and telephone numbers have
# Words that make a header no money, land or count of the list's own, whatever else it says.
_NEVER = f"收入 收益 财产 资产 房产 存款 欠 债 贷 工资 养老金 支出 花费 开销 挣 {WITHHELD_WORDS}"
_NEVER_LAST = re.compile(
    "(?:编号|号码?|卡|证|姓名|人名|户名|名单|名称|日期|时间|月份|年度|年份|类别|类型|原因|次数|月数|天数|期数|比例|率)$"
)
_GRANT = re.compile("补贴|补助|奖补|奖励|津贴|救助|补偿|慰问|抚恤|分红|红利")
_PAID = "发放|兑付|兑现|到户|到账|打卡|核发|应发|实发|资金|金额|元|款|钱"
_HINTS = {
    "standard": re.compile(r"标准|元\)?/"),
    "area": re.compile("^(?!.*[房住]).*(?:面积|亩|公顷)"),
    "member_count": re.compile("人数|人口"),
    "amount": re.compile(f"{_GRANT.pattern}|{_PAID}"),
}
_OWN_ROLES = ("subject", "householder")
_JOINTS = re.compile(r"[()\[\]/、,:_+·.\-额款数总元月亩]")  # and letters that no surname has
_STRANGE = 1


class Seen(msgspec.Struct, frozen=True):
    """One column of the list.

    Attributes:
        index: its position, from 0.
        label: how a draft may call it: the header if its words are known, else "column 7".
        field: the field it seems to be; None: nobody can tell.
        how: what told it.
        named: whether the header alone is enough for a release, so that nobody need name the field.
        content: the kind of identifier most of its cells are, else the shape nearly all of them have.
        identifier: whether most of its cells are identifiers.
        share: the share of filled cells that have the field's shape; None: the field has no shape.
        filled: how many cells are filled.
    """

    index: int
    label: str
    field: str | None
    how: How
    named: bool
    content: str | None
    identifier: bool
    share: float | None
    filled: int

    @property
    def confidence(self) -> Literal["high", "medium", "low"]:
        """How sure it is that the column holds the field."""
        if self.field is None or self.how == "hint" or (self.share is not None and self.share < SURE):
            return "low"
        return "high" if self.how == "exact" else "medium"


class _Count(msgspec.Struct):
    """What was counted of one column."""

    filled: int = 0
    long: int = 0
    shapes: Counter[str] = msgspec.field(default_factory=Counter)
    identifiers: Counter[str] = msgspec.field(default_factory=Counter)

    def add(self, cells: pa.Array, kinds: Iterable[str]) -> None:
        filled = pc.invert(pc.or_(pc.is_null(cells), blank(cells)))
        self.filled += _true(filled)
        self.long += _true(pc.match_substring_regex(cells, _LONG))
        self.identifiers.update(scan.kind_of(cells))
        for kind in kinds:
            self.shapes[kind] += _true(pc.and_(filled, pc.is_valid(accepts.accept(kind, cells))))

    def share(self, count: int) -> float:
        return count / self.filled if self.filled else 0.0


def _true(hit: pa.BooleanArray) -> int:
    return pc.sum(hit).as_py() or 0


def look(headers: Sequence[str], batches: Iterable[pa.RecordBatch], fields: Fields) -> list[Seen]:
    """Every column of a list, in order; all rows are read, once.

    Args:
        headers: the header texts as written.
        batches: all data rows.
        fields: the fields there are.
    """
    known = [_by_header(header, fields) for header in headers]
    shapes = [fields.by_id[one.field].accepts if one.field else None for one in known]
    counts = [_Count() for _ in headers]
    for batch in batches:
        for count, cells, shape in zip(counts, batch.columns, shapes, strict=True):
            count.add(cells, [shape] if shape and shape != "word" else _GUESSES)
    return [_seen(index, headers[index], known[index], count, fields) for index, count in enumerate(counts)]


class _Read(NamedTuple):
    field: str | None
    how: How
    named: bool


def _by_header(header: str, fields: Fields) -> _Read:
    match = match_header(header, fields)
    if match is None:
        hint = _hint(header)
        return _Read(hint, "hint" if hint else "unknown", named=False)
    if match.exact:
        return _Read(match.field, "exact", named=True)
    return _Read(match.field, "parsed", named=match.publishable or match.field == "subject.name")


def _hint(header: str) -> str | None:
    """The field that a word or a unit in an unknown header speaks for."""
    text = unicodedata.normalize("NFKC", header)
    if _NEVER_LAST.search(normalise_header(header)) or any(word in text for word in _foreign()):
        return None
    if not _GRANT.search(text) and any(word in text for word in ILLNESS_WORDS.split()):
        return None  # what somebody pays for an illness is no grant
    return next((field for field, pattern in _HINTS.items() if pattern.search(text)), None)


@cache
def _foreign() -> tuple[str, ...]:
    others = [words for whose, words in ROLES.items() if whose not in _OWN_ROLES]
    return tuple(" ".join((_NEVER, *others)).split())


def _seen(index: int, header: str, read: _Read, count: _Count, fields: Fields) -> Seen:
    field, how, named = read
    identifier = count.share(count.identifiers.total()) > MOST
    kinds = count.identifiers.most_common(1) if identifier else []
    content = kinds[0][0] if kinds else None
    if content is None and count.filled:
        content = next((kind for kind in _GUESSES if count.share(count.shapes[kind]) >= SURE), None)
    if field is None and content in ("village", "town"):
        field, how = content, "content"
    shape = fields.by_id[field].accepts if field else None
    share = count.share(count.shapes[shape]) if shape and shape != "word" else None
    if identifier and share is None:
        share = count.share(count.identifiers.total())
    if shape in ("number", "integer") and count.share(count.long) > 1 - SURE:
        share = 0.0
    if how == "hint" and (share or 0.0) < SURE:
        field, how, share = None, "unknown", None
    label = _label(header, index, recognised=how in ("exact", "parsed"))
    return Seen(index, label, field, how, named, content, identifier, share, count.filled)


def _label(header: str, index: int, *, recognised: bool) -> str:
    text = "".join(char for char in "".join(header.split()) if char.isprintable())
    if text and harmless(text) and (recognised or _spoken(text)):
        return text
    return say("word.column", number=index + 1)


def _spoken(header: str) -> bool:
    """Whether an unknown header is made of words of ours, so that it cannot be somebody's name or a note."""
    left = _JOINTS.sub("", _our_words().sub("", normalise_header(header)))
    return len(left) <= _STRANGE and not any(word in header for word in WITHHELD_WORDS.split())


@cache
def _our_words() -> re.Pattern[str]:
    own = (ROLES[whose] for whose in _OWN_ROLES)
    words = {word for listed in (*NOUNS.values(), QUALIFIERS, SUFFIXES, *own) for word in listed.split()}
    long = sorted((word for word in words if len(word) > 1), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, long)))
