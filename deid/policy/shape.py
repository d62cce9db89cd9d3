"""From nodes to the model: every scalar becomes what its annotation says, every problem is noted."""

import re
import types
from datetime import date
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from deid.kernels.lazy import lazy
from deid.policy.model import Span
from deid.policy.nodes import Node, Problems

BAD: Any = object()
"""What a value becomes that could not be read; the problem has been noted."""

_NOTHING = frozenset({"", "~", "null"})
_SPAN = lazy(r"([1-9]\d{0,3}) (working days|days)")


def nearest(word: str, known: object) -> str:
    """Known words closest to one that is not known, for a message."""
    from difflib import get_close_matches  # noqa: PLC0415  only a message needs it

    return ", ".join(get_close_matches(word, list(known), n=3, cutoff=0.5)) or "-"  # type: ignore[call-overload]


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


@cache
def _fields(kind: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    return {field.encode_name: field for field in msgspec.structs.fields(kind)}


def read(node: Node, wanted: Any, problems: Problems) -> Any:  # noqa: ANN401
    """The value of a node as ``wanted``: a Struct, tuple, dict, Literal, str, int, bool, date, Span, Node."""
    origin = get_origin(wanted)
    if wanted is Node:
        return node
    if origin in (Union, types.UnionType):
        return _union(node, get_args(wanted), problems)
    if origin is tuple:
        return _items(node, get_args(wanted)[0], problems)
    if origin is dict:
        return _pairs(node, get_args(wanted)[1], problems)
    if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct) and wanted is not Span:
        return struct(node, wanted, problems)
    return _scalar(node, wanted, problems)


def struct(node: Node, wanted: type[msgspec.Struct], problems: Problems) -> Any:  # noqa: ANN401
    """A mapping node as a Struct: unknown and missing keys are problems."""
    if not isinstance(node.value, dict):
        problems.add(node, "want_mapping")
        return BAD
    fields = _fields(wanted)
    found: dict[str, Any] = {}
    good = True
    for key, value in node.value.items():
        if key not in fields:
            problems.add(
                value, "unknown_key", key=key, known=", ".join(sorted(fields)), nearest=nearest(key, fields)
            )
            good = False
            continue
        got = read(value, _hints(wanted)[fields[key].name], problems)
        good = good and got is not BAD
        found[fields[key].name] = got
    missing = [name for name, field in fields.items() if field.required and name not in node.value]
    for key in missing:
        problems.add(node, "missing_key", key=key)
    return wanted(**found) if good and not missing else BAD


def _union(node: Node, kinds: tuple[Any, ...], problems: Problems) -> Any:  # noqa: ANN401
    if types.NoneType in kinds and node.empty:
        return None
    rest = [kind for kind in kinds if kind is not types.NoneType]
    for kind in rest:
        if _fits(node, kind):
            return read(node, kind, problems)
    return read(node, rest[0], problems)


def _fits(node: Node, kind: Any) -> bool:  # noqa: ANN401
    origin = get_origin(kind)
    is_struct = isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind is not Span
    if isinstance(node.value, dict):
        return origin is dict or is_struct
    if isinstance(node.value, list):
        return origin is tuple
    if kind is int:
        return node.plain and node.value.isdecimal()
    return origin not in (dict, tuple) and not is_struct


def _items(node: Node, kind: Any, problems: Problems) -> Any:  # noqa: ANN401
    if not isinstance(node.value, list):
        problems.add(node, "want_list")
        return BAD
    if kind is str and all(isinstance(item.value, str) and item.value not in _NOTHING for item in node.value):
        return tuple([item.value for item in node.value])
    got = [read(item, kind, problems) for item in node.value]
    return BAD if BAD in got else tuple(got)


def _pairs(node: Node, kind: Any, problems: Problems) -> Any:  # noqa: ANN401
    if not isinstance(node.value, dict):
        problems.add(node, "want_mapping")
        return BAD
    got = {key: read(value, kind, problems) for key, value in node.value.items()}
    return BAD if any(value is BAD for value in got.values()) else got


def _scalar(node: Node, wanted: Any, problems: Problems) -> Any:  # noqa: ANN401
    text = node.value
    if not isinstance(text, str) or node.empty:
        problems.add(node, "want_value")
        return BAD
    if get_origin(wanted) is Literal:
        choices = {str(choice): choice for choice in get_args(wanted)}
        if text not in choices:
            problems.add(node, "want_one_of", choices=", ".join(choices))
            return BAD
        return choices[text]
    if wanted is str:
        return text
    got = _READERS[wanted](text)
    if got is None:
        problems.add(node, f"want_{wanted.__name__.lower()}")
        return BAD
    return got


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?\d{1,12}", text, re.ASCII) else None


def _yes_no(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def span(text: str) -> Span | None:
    """A length of time.

    >>> span("7 working days")
    Span(count=7, unit='working days')
    """
    found = _SPAN.fullmatch(text)
    return Span(int(found[1]), found[2]) if found else None  # type: ignore[arg-type]


_READERS: dict[Any, Any] = {int: _whole, bool: _yes_no, date: _day, Span: span}
