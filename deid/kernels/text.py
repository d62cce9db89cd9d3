"""Text columns: normalise, compact, mask ends, run Python only over distinct cells."""

import re
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, wraps
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.kernels import flat
from deid.kernels.lazy import lazy

Made = TypeVar("Made")

HIDDEN = "*" * 8
"""What a cell becomes that is not what its masker expects."""

# Letters that look like the X of an ID number but that NFKC leaves alone.
_LOOK_ALIKES = str.maketrans({"Х": "X", "х": "X", "Χ": "X", "χ": "X", "×": "X", "╳": "X", "✕": "X"})
# Zero-width and direction marks, byte-order mark, soft hyphen: nothing a reader sees.
_UNSEEN = (
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180E, 0x180E),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
)  # fmt: skip
INVISIBLE = "".join(f"{chr(first)}-{chr(last)}" for first, last in _UNSEEN)
"""The same inside a character class."""
_delete_invisible = dict.fromkeys(at for first, last in _UNSEEN for at in range(first, last + 1))
_ODD = lazy(f"[{INVISIBLE}{''.join(map(chr, _LOOK_ALIKES))}]")
_EDGES = " \t\r\n\v\f\u00a0\u3000'’‘`"
_SEPARATORS = r"[\s\-.·‐-―−﹣－_  ]"

# Any character that could be a digit in some script, and some that could not: for cheap first looks only.
# (The exact class of numerals takes RE2 a hundred times as long to prepare.)
_DIGITS = r"0-9\x{80}-\x{2fff}\x{3004}-\x{33ff}\x{a000}-\x{10ffff}"
_BLANK = rf"^[\s\x{{00a0}}\x{{3000}}{INVISIBLE}]*$"
_REMEMBERED = 24
_FEW = 64
"""Up to so many cells Python's own search beats the time RE2 takes to prepare a long pattern."""


_memories: list[threading.local] = []
_caches: list[Callable[[], None]] = []


def thread_memory() -> threading.local:
    """A place where each thread may remember something of the batch it works on, until ``forget``."""
    memory = threading.local()
    _memories.append(memory)
    return memory


def forget() -> None:
    """Forget what this thread remembers of columns, so that they need no memory any longer."""
    for memory in _memories:
        memory.__dict__.clear()


def forgettable(clear: Callable[[], None]) -> None:
    """Let ``forget_all`` empty a memory that holds cells."""
    _caches.append(clear)


def forget_all() -> None:
    """Forget every cell of the list that has been worked on; a program that goes on holds none of it."""
    forget()
    for clear in _caches:
        clear()


@contextmanager
def forgetting() -> Iterator[None]:
    """Forget every cell at the end of a block, or of each call of a function."""
    try:
        yield
    finally:
        forget_all()


def once_per_column(function: Callable[[pa.Array], Made]) -> Callable[[pa.Array], Made]:
    """Remember what ``function`` made of the last few columns: several readers ask for the same one.

    Each thread remembers its own.
    """
    memory = thread_memory()

    @wraps(function)
    def remembered(col: pa.Array) -> Made:
        col = as_text(col)
        last: list[tuple[tuple[object, ...], pa.Array, Made]] = memory.__dict__.setdefault("last", [])
        key = (
            col.type,
            len(col),
            col.offset,
            *(part.address if part is not None else None for part in col.buffers()),
        )
        for known, _, made in last:
            if known == key:
                return made
        made = function(col)
        last.append((key, col, made))  # the column is kept, so that its address stays its own
        del last[:-_REMEMBERED]
        return made

    return remembered


def as_text(values: object) -> pa.Array:
    """Any Arrow text array as string or large_string, chunks combined; other types are refused.

    ``string_view`` (polars) has no kernels and becomes large_string.
    """
    col = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    if not isinstance(col, pa.Array):
        text = f"an Arrow text array is needed, not {type(values).__name__}"
        raise TypeError(text)
    if pa.types.is_string(col.type) or pa.types.is_large_string(col.type):
        return col
    if pa.types.is_dictionary(col.type):
        return as_text(col.dictionary_decode())
    if pa.types.is_null(col.type):
        return col.cast(pa.large_string())
    if str(col.type) == "string_view":
        return _viewed(col)
    text = f"an Arrow text array is needed, not {col.type}"
    raise TypeError(text)


def _viewed(col: pa.Array) -> pa.Array:
    """Views as plain text; earlier pyarrow has no cast for them."""
    try:
        return col.cast(pa.large_string())
    except pa.ArrowNotImplementedError:
        return pa.array(col.to_pylist(), pa.large_string())


def over_distinct(col: pa.Array, function: Callable[[str], str | None]) -> pa.Array:
    """``function`` applied to every cell, called once per distinct cell; null stays null."""
    coded = col.dictionary_encode()
    values = pa.array([function(cell) for cell in coded.dictionary.to_pylist()], type=col.type)
    return values.take(coded.indices)


def _only_where(col: pa.Array, where: pa.BooleanArray, function: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """``function`` applied to the cells where ``where`` holds; the rest as they are."""
    if not pc.any(where).as_py():
        return col
    if pc.all(where).as_py():
        return function(col)
    return pc.replace_with_mask(col, where, function(col.filter(where)))


def normalise_text(cell: str) -> str:
    """One cell as ``normalise`` leaves it.

    >>> normalise_text("'４１１２２４１９７４０３０５１２３ｘ ")
    '41122419740305123x'
    """
    text = unicodedata.normalize("NFKC", cell)
    if _ODD.search(text):
        text = text.translate(_delete_invisible).translate(_LOOK_ALIKES)
    return text.strip(_EDGES)


_normal = lru_cache(maxsize=1 << 12)(normalise_text)
forgettable(_normal.cache_clear)


def normalise(col: pa.Array) -> pa.Array:
    """Text as a reader means it: NFKC, look-alike X, invisible marks and outer blanks or quotes gone.

    Shape (n,), same type, null stays null. Cells of ASCII and common Chinese characters are only trimmed.
    """
    col = as_text(col)
    odd = pc.and_(pa.array(flat.rows_with(col, flat.strange)), pc.is_valid(col))
    plain = pc.utf8_trim(col, characters=_EDGES)
    return _only_where(plain, odd, lambda part: over_distinct(part, _normal))


def compact(col: pa.Array) -> pa.Array:
    """``normalise``, and inner blanks, hyphens, dots and underscores gone.

    >>> compact(pa.array(["138-0013 8000", None])).to_pylist()
    ['13800138000', None]
    """
    text = normalise(col)
    broken = pc.and_(pa.array(flat.rows_with(text, _separates)), pc.is_valid(text))
    return _only_where(text, broken, lambda part: pc.replace_substring_regex(part, _SEPARATORS, ""))


def _separates(part: flat.Bytes) -> flat.Rows:
    """Bytes that are, or may begin, a character of ``_SEPARATORS``."""
    signs = (part <= ord(" ")) | (part == ord("-")) | (part == ord(".")) | (part == ord("_"))
    return np.asarray(flat.strange(part) | signs)


@once_per_column
def edges(col: pa.Array) -> tuple[int, int]:
    """The lowest and the highest byte of a column; 0 and 255 where it has none.

    >>> edges(pa.array(["4112", "12X"])), edges(pa.array(["", None], pa.string()))
    ((49, 88), (0, 255))
    """
    return flat.edges(col)


@once_per_column
def blank(col: pa.Array) -> pa.BooleanArray:
    """Which cells hold nothing a reader sees; null counts as not blank."""
    first = flat.first_bytes(col)
    # Nobody fails to see ASCII from ! to ~, and what UTF-8 begins with E4 to E9: U+4000 to U+9FFF.
    seen = ((first - np.uint8(0x21)) < 0x7F - 0x21) | ((first - np.uint8(0xE4)) < 0xEA - 0xE4)
    found = ~seen
    if not found.any():
        return pa.array(found)
    empty = flat.sizes(col) == 0
    where = pa.array(found & ~empty)
    found = pa.array(found)
    if pc.any(where).as_py():
        found = pc.replace_with_mask(found, where, pc.match_substring_regex(col.filter(where), _BLANK))
    return found if col.null_count == 0 else pc.fill_null(pc.and_(found, col.is_valid()), False)


def maybe_digits(least: int, also: str = "") -> str:
    """RE2 that a cell with at least so many digits of any script matches; other cells may match too."""
    return f"(?:[{_DIGITS}{also}][^{_DIGITS}{also}]*){{{least}}}"


def contains(col: pa.Array, words: str) -> pa.BooleanArray:
    """Which cells hold one of the words (``a|b|c``, letters only); null does not.

    >>> contains(pa.array(["张三已故", None]), "已故|死亡").to_pylist()
    [True, False]
    """
    if len(col) > _FEW:
        return pc.fill_null(pc.match_substring_regex(col, words), False)
    found = re.compile(words).search
    return pa.array([cell is not None and found(cell) is not None for cell in col.to_pylist()], pa.bool_())


def finish(source: pa.Array, seen: pa.BooleanArray, shown: pa.Array) -> pa.Array:
    """The masked cell where the value was recognised, blank where blank, eight stars elsewhere.

    Null stays null; the type is that of ``source``. This is the only door through which a masker's
    result leaves, so that the unrecognised is hidden and never passed through.
    """
    hidden = pa.scalar(HIDDEN, source.type)
    out = pc.if_else(pc.fill_null(seen, False), shown, pc.if_else(blank(source), source, hidden))
    return pc.if_else(pc.is_valid(source), out, pa.nulls(len(source), source.type))


def bools(col: pa.Array) -> npt.NDArray[np.bool_]:
    """A boolean Arrow column as numpy; null is False."""
    filled = pc.fill_null(col, False)
    return np.asarray(filled.to_numpy(zero_copy_only=False), dtype=np.bool_)
