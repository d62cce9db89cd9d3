"""Reasons to keep a person off a list (``rules/withhold.yaml``), and the signs by which a list shows them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from deid import kernels
from deid.kernels.lazy import lazy
from deid.kernels.shape import folded
from deid.policy.folders import folders
from deid.policy.hints import LEGEND
from deid.policy.model import Basis
from deid.policy.nodes import Node, Problems, read_file
from deid.policy.shape import BAD, struct

FILE = "withhold.yaml"

# Only these may stand between a negation and the phrase: 无精神病史 is no sign, 无业精神病患者 is one.
_FILLER = "(?:患有|患|确诊为|确诊|发现|感染|属于|属|任何|明显|既往|有|是|为|系|得|过|[:])*"
_BEFORE = "(?:无|非|没有|没|不是|不属于|不属|不存在|不|并非|未|从未|未见|排除|已排除|否认)"
_REST = "(?:病毒|病|感染)*(?:患者|者|人|史)?"
_AFTER = "(?:病毒|抗体|检测|检查|筛查|初筛|结果|病史|史|病|患者|人员|感染|者|情况|呈|均|已|为|[:=])*"
_GONE = r"(?:阴性|[(]-[)]|(?:无|否|未见|没有|不是|排除|-)(?:[,。;、|)]|$))"
# 不排除艾滋病 excludes nothing and 有无精神病 only asks; where something is positive, a negation after a
# phrase is not believed.
_NOT_EXCLUDED = (
    "(?:不能|不可|无法|尚未|尚不能|不|未)(?:完全)?(?:排除|否认)|有无|是否|是不是|有没有|是非|除非|无不"
)
_POSITIVE = "阳性|转阳|[(][+][)]"
_CUT = "|"

_NO = (
    *(
        "",
        "否",
        "无",
        "0",
        "不",
        "没",
        "未",
        "非",
        "n",
        "f",
        "×",
        "x",
        "✗",
        "✘",
        "-",
        "—",
        "/",
        "\\",
        "--",
        "——",
    ),
    *(
        "不是",
        "没有",
        "no",
        "false",
        "0.0",
        "不属于",
        "不适用",
        "不涉及",
        "暂无",
        "n/a",
        "na",
        "null",
        "none",
        "正常",
    ),
)
_LEGEND = lazy(rf"[(\[](?:(?=[^()\[\]/、,;]*+[/、,;])[^()\[\]]*+|{LEGEND})[)\]]")
_ALL_KINDS = lazy(
    "(?:(?:[0-9]{1,2}[.、:]?)?(?:视力|听力|言语|语言|肢体|智力|精神|多重)(?:残疾)?(?:[0-9]{1,2})?[/、,;和及]?){4,}"
)
# What stands between the codes of a cell that lists several: 1/6/3, 肢体、精神, 1&6.
_ITEM = r"[(/\\|&.\-·、,;+和及]"
# A code of these characters alone says by itself what it means, whatever its column is called; 六类 does not.
_TELLS = lazy(r"[\u4e00-\u9fff]{2,}")
_NUMERALS = frozenset("一二三四五六七八九十类")


class _ReasonFile(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    of: Literal["subject", "household"]
    approvers: int = 1
    basis: tuple[Basis, ...] = ()
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    codes: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)


class _ReasonsFile(msgspec.Struct, frozen=True, kw_only=True):
    deid: Literal[1]
    reasons: dict[str, Node]
    loosen: str | None = None


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """A reason to withhold.

    Attributes:
        name: the name rules use.
        title: its Chinese name.
        of: subject, or household where people who live together stay back as well.
        approvers: how many must approve posting such a row.
        phrases: text that is a sign, wherever it stands in a cell.
        must_not: text that is none.
        words: Latin words, signs where they begin at a word's edge.
        codes: by field, cells that are a sign.
        basis: where the duty stands.
    """

    name: str
    title: str
    of: Literal["subject", "household"] = "subject"
    approvers: int = 1
    phrases: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    codes: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    basis: tuple[Basis, ...] = ()

    @property
    def whole(self) -> tuple[str, ...]:
        """Codes that are a sign in any column, where they are all a cell says or one item of its list."""
        return _telling(tuple(code for codes in self.codes.values() for code in codes))

    @property
    def signs(self) -> tuple[str, ...]:
        """Everything that may be a sign of the reason in text."""
        return (*self.phrases, *self.words, *self.whole)

    @property
    def searchable(self) -> bool:
        """Whether a title can show this reason; ``minor`` is told by age only, others by codes of a row."""
        return bool(self.phrases or self.words)

    def hits(self, col: pa.Array) -> pa.BooleanArray:
        """Which cells carry a sign of the reason; null does not. Call it over distinct cells."""
        col = kernels.as_text(col)
        if not self.signs or len(col) == 0:
            return pa.array([False] * len(col), pa.bool_())
        text = _folded(col)
        signs = _signs(self.phrases, self.words, self.whole)
        found = pc.fill_null(pc.match_substring_regex(text, signs), False)
        where = pc.indices_nonzero(found)
        if len(where) == 0:
            return found
        left = _matches_after_all(
            text.take(where), signs, tuple(sorted(self.must_not, key=len, reverse=True))
        )
        return pc.replace_with_mask(found, found, left)

    def may_hit(self, searched: pa.Array) -> pa.BooleanArray:
        """Which shapes of cells, made ready by ``as_searched``, could be those of a cell with a sign.

        No sign is missed; which of the cells have one, ``hits`` says.
        """
        if not self.signs or len(searched) == 0:
            return pa.array([False] * len(searched), pa.bool_())
        signs = _signs(tuple(map(_zeros, self.phrases)), tuple(map(_zeros, self.words)), self.whole)
        return pc.fill_null(pc.match_substring_regex(searched, signs), False)

    def header_hits(self, header: str) -> bool:
        """Whether a header names the reason (是否艾滋病); a legend of choices does not."""
        return self.headers_hit([header])[0]

    def headers_hit(self, headers: Sequence[str]) -> list[bool]:
        """``header_hits`` for all headers of a list at once."""
        texts = [_LEGEND.sub("", _fold_text(header)) for header in headers]
        found: list[bool] = self.hits(pa.array(texts, pa.string())).to_pylist()
        return found

    def titles_hit(self, texts: Sequence[str]) -> bool:
        """Whether a title names the reason; one that lists all kinds of disability says of nobody which."""
        plain = [_ALL_KINDS.sub("", _fold_text(text)) for text in texts]
        return bool(pc.any(self.hits(pa.array(plain, pa.string()))).as_py())

    def code_hits(self, field: str, col: pa.Array) -> pa.BooleanArray:
        """Which cells of a coded column carry one of the reason's codes (``6``, ``6/2``, 精神残疾)."""
        col = kernels.as_text(col)
        codes = self.codes.get(field, ())
        if not codes:
            return pa.array([False] * len(col), pa.bool_())
        pattern = f"^[0第]?(?:{_either(codes)})(?:$|[^0-9一二三四五六七八九十])"
        listed = f"{_ITEM}[0第]?(?:{_either(codes)})(?:残疾)?(?:$|{_ITEM}|[)])"
        spaced = pc.replace_substring_regex(pc.utf8_lower(kernels.normalise(col)), r"\s+", "、")
        found = [pc.match_substring_regex(_folded(col), one) for one in (pattern, listed)]
        return pc.fill_null(pc.or_(pc.or_(*found), pc.match_substring_regex(spaced, listed)), False)


def affirmative(col: pa.Array) -> pa.BooleanArray:
    """Which cells of a yes/no column say yes (是, 有, 1, √, Y …).

    否, 无, 0, ×, blank and null say no. Anything else in such a column counts as yes: in doubt the row
    stays back.
    """
    text = _folded(kernels.as_text(col))
    no = pc.is_in(text, value_set=pa.array(_NO, text.type))
    negated = pc.match_substring_regex(text, r"^(?:否|无|不是|没有|未患|未见|非|不)(?:$|[,。;(])")
    return pc.invert(pc.fill_null(pc.or_(no, negated), True))


def _matches_after_all(text: pa.Array, signs: str, must_not: tuple[str, ...]) -> pa.BooleanArray:
    """Whether a sign is left once what is none, and what is denied, has been taken out."""
    text = pc.replace_substring_regex(text, _NOT_EXCLUDED, "疑似")
    if must_not:
        text = pc.replace_substring_regex(text, _either(must_not), _CUT)
    positive = pc.match_substring_regex(text, _POSITIVE)
    bare = signs.replace("(?:^|[^a-z])", "").replace("(?:^|[^a-z0-9])", "")
    denied = pc.replace_substring_regex(text, f"{_BEFORE}{_FILLER}(?:{bare}){_REST}", _CUT)
    gone = pc.replace_substring_regex(denied, f"(?:{bare}){_AFTER}{_GONE}", _CUT)
    return pc.match_substring_regex(pc.if_else(positive, denied, gone), signs)


def _folded(col: pa.Array) -> pa.Array:
    """Text as it is searched: NFKC, lower case, without blanks and marks."""
    text = pc.utf8_lower(kernels.normalise(col))
    return pc.replace_substring_regex(text, r"[\s\x{00a0}\x{3000}]+", "")


def as_searched(shapes: pa.Array) -> pa.Array:
    """Shapes of cells as signs are looked for in them, digits of any width written 0."""
    return folded(_folded(shapes))


def _zeros(text: str) -> str:
    return re.sub("[0-9]", "0", text)


def _fold_text(text: str) -> str:
    return re.sub(r"\s+", "", kernels.normalise_text(unicodedata.normalize("NFKC", text)).casefold())


def _either(phrases: Sequence[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in phrases)


@lru_cache(maxsize=64)
def _telling(codes: tuple[str, ...]) -> tuple[str, ...]:
    """The codes that say by themselves what they mean; every column of every batch asks."""
    return tuple(sorted({code for code in codes if _TELLS.fullmatch(code) and not _NUMERALS & set(code)}))


@lru_cache(maxsize=64)
def _signs(phrases: tuple[str, ...], words: tuple[str, ...], whole: tuple[str, ...]) -> str:
    """The phrases, words and telling codes as one RE2 pattern."""
    parts = [_either(phrases)] if phrases else []
    if whole:
        parts.append(f"(?:^|[(/、,;+和及])(?:{_either(whole)})(?:[)/、,;+和及]|$)")
    for word in words:
        if word[-1].isdigit():  # a code: B20 is one, B20栋 is a building
            parts.append(
                rf"(?:^|[^a-z0-9]){word}(?:[.][0-9x]{{1,3}})?(?:[^0-9a-z栋幢座号室楼单元区层排栅门]|$)"
            )
        else:
            parts.append(f"(?:^|[^a-z]){word}")
    return "|".join(parts)


def load_reasons(rules: Sequence[Path | str] = ()) -> dict[str, Reason]:
    """The reasons of the shipped rules and of a county's own folders.

    A county may add reasons, and phrases to a reason; phrases that are no sign (``must_not``) and other
    changes need ``loosen: reason``.

    Raises:
        RuleError: a file is wrong.
    """
    files = [folder / FILE for folder in folders(rules) if (folder / FILE).is_file()]
    return dict(_load(tuple((path, path.stat().st_mtime_ns) for path in files)))


@lru_cache(maxsize=8)
def _load(files: tuple[tuple[Path, int], ...]) -> dict[str, Reason]:
    problems = Problems()
    found = read_reasons(tuple(path for path, _ in files), problems)
    problems.stop()
    return found


def read_reasons(paths: Sequence[Path], problems: Problems) -> dict[str, Reason]:
    """The reasons of some files, later ones added to earlier ones; problems are noted."""
    found: dict[str, Reason] = {}
    for number, path in enumerate(paths):
        node = read_file(path, problems)
        spelled = None if node is None else struct(node, _ReasonsFile, problems)
        if spelled is None or spelled is BAD:
            continue
        free = number == 0 or spelled.loosen is not None
        for name, at in spelled.reasons.items():
            read = struct(at, _ReasonFile, problems)
            if read is not BAD:
                _add(found, name, read, at, free=free, problems=problems)
    return found


def _add(found: dict[str, Reason], name: str, read: Any, at: Node, *, free: bool, problems: Problems) -> None:  # noqa: ANN401
    known = found.get(name)
    reason = Reason(name=name, **msgspec.structs.asdict(read))
    if known is None or free:
        found[name] = reason
        return
    laxer = reason.approvers < known.approvers or (known.of == "household" and reason.of == "subject")
    if laxer or set(reason.must_not) - set(known.must_not):
        problems.add(at, "loosened", where=f"reasons.{name}")
        return
    more = {**dict.fromkeys(known.codes, ()), **reason.codes}
    found[name] = msgspec.structs.replace(
        reason,
        phrases=(*known.phrases, *reason.phrases),
        words=(*known.words, *reason.words),
        must_not=known.must_not,
        codes={field: (*known.codes.get(field, ()), *codes) for field, codes in more.items()},
        basis=(*known.basis, *reason.basis),
    )
