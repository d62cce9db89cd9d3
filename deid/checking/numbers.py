"""Numbers of the exported list that stand in the posted one: the search is turned round (see risk.leaks)."""

import re
from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.checking.first import Bytes, look
from deid.checking.hidden import Raw
from deid.checking.strangers import recognised
from deid.detect import scan
from deid.engine.source import Source
from deid.kernels import as_text, bools, compact
from deid.registry import Spec
from deid.risk.leaks import SHORTEST, Search, runs, shadow

_MOST_RUNS = 100_000
"""A file with more long numbers than this says enough by itself."""
_PART = 12
"""So many digits of a hidden number in a row are a leak, though the whole is not there."""
_MOST_PARTS = 200
_LEADING_HAN = re.compile(r"^[\u4e00-\u9fff]+")
_DIGITS = re.compile(r"[0-9]{12,17}", re.ASCII)


class Shown(msgspec.Struct):
    """The numbers of the exported list that were found in the posted one."""

    found: set[str] = msgspec.field(default_factory=set)

    def where(self, cells: pa.Array) -> npt.NDArray[np.bool_]:
        """The cells of the posted list in which one stands."""
        nowhere = np.zeros(len(cells), dtype=np.bool_)
        if not self.found:
            return nowhere
        bad = [
            cell
            for cell, inside in runs(cells).items()
            if any(number in run for run in inside for number in self._near(run))
        ]
        return bools(pc.is_in(cells, value_set=pa.array(bad, cells.type))) if bad else nowhere

    def _near(self, run: str) -> set[str]:
        """The numbers found that could stand in a run: looked up by its windows, not one by one."""
        windows = {
            run[at : at + size] for size in range(SHORTEST, len(run) + 1) for at in range(len(run) - size + 1)
        }
        return self.found & windows


def numbers_that_show(source: Source, raw: Raw, plugins: Sequence[Spec] = ()) -> Shown:
    """Ask for every hidden number of the exported list whether the posted one has it.

    Args:
        source: the list as posted.
        raw: the exported list.
        plugins: maskers that know numbers of their own.
    """
    search, parts = _of_posted(source, plugins)
    shown = Shown()
    if not search:
        return shown
    any_part = "|".join(sorted(parts))
    for batch in raw.source.batches():
        for index in sorted(raw.hidden):
            cells = as_text(batch.column(index)).cast(pa.large_string())
            if not look(cells).kinds & (Bytes.DIGIT | Bytes.LETTER | Bytes.ODD):
                continue
            _ask(shown, cells, search, any_part, parts, plugins)
    return shown


def _of_posted(source: Source, plugins: Sequence[Spec]) -> tuple[Search, set[str]]:
    search, count = Search(), 0
    parts: set[str] = set()
    for batch in source.batches():
        for column in batch.columns:
            seen = look(column)
            if count > _MOST_RUNS or seen.longest < SHORTEST or not seen.kinds & (Bytes.DIGIT | Bytes.ODD):
                continue
            inside = (run for some in runs(seen.cells).values() for run in some)
            numbers = [run for run in inside if sum(map(str.isdigit, run)) >= SHORTEST - 1]
            search.add(numbers)
            count += len(numbers)
            parts.update(run for run in numbers if _DIGITS.fullmatch(run))
            bare = pa.array([_LEADING_HAN.sub("", run) for run in numbers], pa.large_string())
            parts.update(bare.filter(recognised(plugins, bare)).to_pylist())
    return search, set(sorted(parts)[:_MOST_PARTS])


def _ask(
    shown: Shown,
    cells: pa.Array,
    search: Search,
    any_part: str,
    parts: set[str],
    plugins: Sequence[Spec],
) -> None:
    texts = cells.unique().drop_null()
    flat = pc.utf8_upper(compact(texts))
    there = pa.array([text for text in flat.to_pylist() if text in search.windows], pa.large_string())
    whole = pc.or_(scan.contains_identifier(there), recognised(plugins, there))
    shown.found.update(there.filter(whole).to_pylist())
    odd = texts.filter(pc.invert(pc.match_substring_regex(flat, r"^[0-9A-Z]*$")))
    for text in odd.filter(scan.contains_identifier(odd)).to_pylist():
        for span in scan.spans(text):
            number = shadow(text[span.start : span.end])
            if len(number) >= SHORTEST and number in search.windows:
                shown.found.add(number)
    if any_part:
        for text in flat.filter(pc.match_substring_regex(flat, any_part)).to_pylist():
            shown.found.update(part for part in parts if part in text)
