"""Names the office vouches for (``names`` in office.yaml), where no table knows them. Whole cells only.

A whole name counts as it is spelt; one Chinese character is a surname, before one or two more characters.
"""

import re
from collections.abc import Sequence
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from deid import kernels
from deid.detect.name_cells import LETTERS, denied, without_note
from deid.detect.names import one_name
from deid.tables.name_parts import DOTS, HAN, LATIN_WORDS

_PARTS = f"[{HAN}]{{1,8}}(?:[{re.escape(DOTS)}][{HAN}]{{1,8}}){{1,3}}"
_LATIN = f"[{LETTERS}][{LETTERS}'’.\\- ]{{1,38}}[{LETTERS}.]"
_VOUCHED = f"[{HAN}]{{1,8}}|{_PARTS}|{_LATIN}"
_NO_SURNAME = frozenset("无同见是有的不未已因")
"""Words by themselves, which begin notes."""


def may_vouch(text: str) -> bool:
    """Whether an office may vouch for a text: it is built like a name, and is no word that lists use.

    >>> [may_vouch(text) for text in ("盘王凤英", "丌", "Nguyen Thi Hoa", "五保户", "张三的儿", "丌1")]
    [True, True, True, False, False, False]
    """
    plain = _plain(text)
    if not re.fullmatch(_VOUCHED, plain) or "某" in plain or plain in _NO_SURNAME:
        return False
    return not denied(plain) and LATIN_WORDS.isdisjoint(plain.lower().split())


def _plain(text: str) -> str:
    """A spelling without the blanks that Chinese names are stretched by."""
    text = kernels.normalise_text(text)
    return text if re.search(f"[{LETTERS}]", text) else "".join(text.split())


@cache
def _spellings(known: tuple[str, ...]) -> frozenset[str]:
    return frozenset(filter(may_vouch, map(_plain, known)))


def read(cell: str, known: Sequence[str]) -> tuple[str, str] | None:
    """The cell without the note behind its name, and the name, if the office vouches for it."""
    kept = without_note(cell)
    if kept is None:
        return None
    text, spellings = _plain(kept), _spellings(tuple(known))
    if len(text) > 1 and text in spellings:
        return kept, text
    of_surname = 2 <= len(text) <= 3 and text[0] in spellings and re.fullmatch(f"[{HAN}]+", text)  # noqa: PLR2004
    return (kept, text) if of_surname and may_vouch(text) else None


def whole(col: pa.Array, known: Sequence[str]) -> pa.Array:
    """The cells that are one vouched name and no other, as they went in; null elsewhere."""
    odd = pc.and_(pc.is_valid(col), pc.is_null(one_name(col)))
    if not known or not pc.any(odd).as_py():
        return pa.nulls(len(col), col.type)
    read_here = kernels.over_distinct(col.filter(odd), lambda cell: _first(read(cell, known)))
    return pc.replace_with_mask(pa.nulls(len(col), col.type), odd, read_here)


def _first(found: tuple[str, str] | None) -> str | None:
    return None if found is None else found[0]


def masked(col: pa.Array, known: Sequence[str], *, star: str = "*") -> pa.Array:
    """The vouched names of a column with only their first character shown; null elsewhere."""
    return kernels.over_distinct(whole(col, known), lambda cell: _shown(read(cell, known), star))


def _shown(found: tuple[str, str] | None, star: str) -> str | None:
    if found is None:
        return None
    name = found[1]
    return f"{name[0].upper()}**" if name[0].isascii() else name[0] + star * min(2, len(name) - 1)
