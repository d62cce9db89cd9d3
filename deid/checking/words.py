"""Words that tell why somebody must stay off the list, and door numbers: in cells and titles."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.checking.first import Bytes, Look
from deid.detect.cells import match
from deid.engine.columns import Column, Columns
from deid.kernels import bools
from deid.policy.withhold import Reason, affirmative

NOT_SEARCHED = frozenset({"address", "county", "town", "village", "group", "geo", "bank_name", "seq"})
"""A 救助站 in an address is no reason."""
MILD = frozenset(
    {"deceased", "donor_objects", "emergency_relief", "infectious_disease", "intellectual_disability"}
)
"""Reasons that only some rules know: a warning where no rule is named."""

# What may stand between the characters of a sign: blanks, invisible marks, punctuation (cheaply told).
_GAP = (
    r"[\x{0}-/:-@\[-`{-\x{a9}\x{ad}\x{34f}\x{61c}\x{115f}\x{1160}\x{17b4}\x{17b5}\x{180e}"
    r"\x{2000}-\x{206f}\x{3000}-\x{3004}\x{3008}-\x{3020}\x{fe00}-\x{fe0f}\x{feff}\x{ff01}-\x{ff0f}]+"
)
_WIDE = r"[\x{ff21}-\x{ff3a}\x{ff41}-\x{ff5a}\x{f900}-\x{faff}]"
_ODD = r"[^\x{0}-\x{7f}\x{3400}-\x{9fff}、。（），：；]"
"""A character that may be another one once text is normalised."""
_N = "[0-9０-９一二三四五六七八九十百]"
_DOOR = (
    rf"(?:[组社队村庄屯路街巷弄园苑区里楼栋幢院]|单元)第?{_N}{{1,5}}(?:[-—－]{_N}{{1,5}}){{0,2}}[号室户]"
    rf"(?:$|[^令文函〕\]])|{_N}{{1,4}}(?:栋|幢|号楼){_N}{{1,4}}单元|单元{_N}{{1,5}}室"
)
_NAME_SIZE = 9  # bytes of a name of three characters
_SHORTEST_WORD = 3  # bytes: HIV
_SHORTEST_DOOR = 6  # bytes of 组 号 and a figure


class WordSearch(msgspec.Struct, frozen=True):
    """The reasons to withhold, ready to be searched for.

    Attributes:
        reasons: by name.
        chars: a character each cell that carries one has: the first of its sign.
        first: the first two characters of every sign, as one pattern.
        signs: the signs of each reason, as one pattern.
        short: the signs that are no longer than a name.
        asked: column index -> reasons its header names: a yes/no column.
    """

    reasons: Mapping[str, Reason]
    chars: str
    first: str
    signs: Mapping[str, str]
    short: pa.Array
    asked: Mapping[int, frozenset[str]]

    def hits(
        self, column: Column, seen: Look, but: npt.NDArray[np.bool_]
    ) -> dict[str, npt.NDArray[np.bool_]]:
        """Per reason: the cells of a column that carry it; cells ``but`` hold no words."""
        asked = self.asked.get(column.index, frozenset())
        coded = {
            name: reason
            for name, reason in self.reasons.items()
            if column.field in reason.codes or (reason.codes and column.field == "disability_card")
        }
        found: dict[str, npt.NDArray[np.bool_]] = {}
        if asked or coded:
            found = _marked(column, seen.cells, {name: self.reasons[name] for name in asked}, coded)
        if not seen.text or column.field in NOT_SEARCHED:
            return found
        rows = self._suspects(column, seen, but)
        if not len(rows):
            return found
        values = seen.cells.take(pa.array(rows)).dictionary_encode()
        codes = values.indices.to_numpy(zero_copy_only=False)
        for name, told in self._told(values.dictionary, asked):
            _note(found, name, told[codes], rows, len(seen.cells))
        return found

    def _told(self, values: pa.Array, asked: frozenset[str]) -> Iterator[tuple[str, npt.NDArray[np.bool_]]]:
        """Per reason: the texts that carry it."""
        flat = pc.replace_substring_regex(values, _GAP, "")
        wide = bools(match(flat, _WIDE))
        for name, reason in self.reasons.items():
            if name in asked or not reason.signs:
                continue
            told = wide | bools(match(flat, self.signs[name]))
            if told.any():
                told[told] = bools(reason.hits(values.filter(pa.array(told))))
                yield name, told

    def _suspects(self, column: Column, seen: Look, but: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        """The cells worth reading: by a character first, then by two with nothing between them."""
        open_ = ~but & (seen.sizes >= _SHORTEST_WORD)
        if (column.field or "").endswith(".name"):
            short = seen.sizes <= _NAME_SIZE
            told = bools(pc.is_in(seen.cells, value_set=self.short.cast(seen.cells.type)))
            open_ &= ~short | told
        rows = np.flatnonzero(open_)
        for shape in (self.chars, self.first):
            if not len(rows):
                return rows
            part = seen.cells.take(pa.array(rows))
            if shape is self.first:
                part = pc.replace_substring_regex(part, _GAP, "")
                wide = match(part, _WIDE) if seen.kinds & Bytes.ODD else pa.array([False] * len(rows))
                rows = rows[bools(pc.or_(match(part, shape), wide))]
            else:
                rows = rows[bools(match(part, shape))]
        return rows

    def told_by(self, texts: Iterable[str]) -> list[str]:
        """The reasons that a title, sheet or file name tells."""
        titles = list(texts)
        return [
            name
            for name, reason in self.reasons.items()
            if reason.searchable and name != "deceased" and reason.titles_hit(titles)
        ]


def _note(
    found: dict[str, npt.NDArray[np.bool_]],
    name: str,
    hit: npt.NDArray[np.bool_],
    rows: npt.NDArray[np.int64],
    total: int,
) -> None:
    if hit.any():
        found.setdefault(name, np.zeros(total, dtype=np.bool_))[rows[hit]] = True


def _marked(
    column: Column, cells: pa.Array, asked: Mapping[str, Reason], coded: Mapping[str, Reason]
) -> dict[str, npt.NDArray[np.bool_]]:
    """Yes in a column that asks for a reason; the codes of a coded column, and the class in a 残疾证号."""
    found: dict[str, npt.NDArray[np.bool_]] = {}
    values = cells.dictionary_encode()
    codes = pc.fill_null(values.indices, len(values.dictionary)).to_numpy(zero_copy_only=False)
    told = values.dictionary
    for name in asked:
        found[name] = np.append(bools(affirmative(told)), False)[codes]
    for name, reason in coded.items():
        shown, field = told, column.field or ""
        if field == "disability_card":
            shown = pc.utf8_slice_codeunits(told, 18, stop=19)
            shown = pc.if_else(match(told, r"^[0-9*]{17}[0-9Xx*][1-7][1-4]"), shown, pa.scalar("", told.type))
            field = "disability_class"
        hit = np.append(_coded(reason, field, shown), False)[codes]
        found[name] = found.get(name, np.zeros(len(cells), dtype=np.bool_)) | hit
    return {name: hit for name, hit in found.items() if hit.any()}


def _coded(reason: Reason, field: str, cells: pa.Array) -> npt.NDArray[np.bool_]:
    """Which cells carry a code; only those are read that hold the first character of one, or odd ones."""
    begins = re.escape("".join(sorted({code[0] for code in reason.codes.get(field, ())})))
    maybe = bools(match(cells, f"(?i)[{begins}]|{_ODD}" if begins else _ODD))
    maybe[maybe] = bools(reason.code_hits(field, cells.filter(pa.array(maybe))))
    return maybe


def word_search(reasons: Mapping[str, Reason], columns: Columns) -> WordSearch:
    """Prepare the search for these reasons in these columns."""
    phrases = {phrase for reason in reasons.values() for phrase in (*reason.phrases, *reason.whole)}
    starts = {sign[:2] for reason in reasons.values() for sign in reason.signs}
    chars = {start[0] for start in starts} | {start[0].upper() for start in starts}
    one = f"[{re.escape(''.join(sorted(chars)))}]|{_WIDE}"
    first = _any_of(sorted(starts))
    short = pa.array(sorted(phrase for phrase in phrases if len(phrase.encode()) <= _NAME_SIZE))
    asked = {
        column.index: frozenset(name for name, reason in reasons.items() if reason.header_hits(column.header))
        for column in columns.items
        if column.header and column.field not in NOT_SEARCHED
    }
    by_column = {index: names for index, names in asked.items() if names}
    whole = {name: _whole(reason) for name, reason in reasons.items()}
    return WordSearch(reasons, one, first, whole, short, by_column)


def _whole(reason: Reason) -> str:
    """The signs of one reason as they stand in text without gaps."""
    signs = pa.array(reason.signs, pa.string())
    return _any_of(sorted(set(pc.replace_substring_regex(signs, _GAP, "").to_pylist())))


def _any_of(starts: Sequence[str]) -> str:
    return "(?i)" + "|".join(map(re.escape, starts))


def door_numbers(seen: Look) -> npt.NDArray[np.bool_]:
    """Which cells hold an address precise to one door (门牌号): 新坪村1组19号, 12栋2单元301室.

    >>> from deid.checking.first import look
    >>> door_numbers(look(pa.array(["新坪村1组19号", "民发〔2021〕57号", "3组"]))).tolist()
    [True, False, False]
    """
    nowhere = np.zeros(len(seen.cells), dtype=np.bool_)
    if not seen.kinds & Bytes.HAN or seen.longest < _SHORTEST_DOOR:
        return nowhere
    if not seen.kinds & (Bytes.DIGIT | Bytes.ODD):
        # Only Chinese figures could be there, in a text longer than a name.
        long = pc.fill_null(pc.greater(pc.binary_length(seen.cells), 18), False)
        return bools(pc.and_(long, match(seen.cells, _DOOR))) if seen.longest > 18 else nowhere  # noqa: PLR2004
    return bools(match(seen.cells, _DOOR))
