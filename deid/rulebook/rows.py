"""Rows of the 基层政务公开标准目录 that are no lists of persons: ``rules/catalogue.yaml``.

What a list of persons needs stands in its own rule; policies, guides and the like only need their row.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

from deid.policy.folders import folders
from deid.policy.model import CHANNELS, Audience, Basis, Method, Span
from deid.policy.nodes import Node, Problems, read_file
from deid.policy.shape import BAD, nearest, struct
from deid.rulebook.bases import look_at_bases
from deid.terms import Severity

__all__ = ["FILE", "Row", "catalogue_rows", "look_at_rows"]

FILE = "catalogue.yaml"


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row: the nine columns of the catalogue."""

    item: tuple[str, ...]
    category: Literal["通用政策", "业务办理", "行业管理信息"]
    content: str
    basis: tuple[Basis, ...]
    publisher: tuple[str, ...]
    method: Method
    level: tuple[str, ...]
    channels: tuple[str, ...]
    audience: Audience = "全社会"
    publish_within: Span | None = None
    department: str | None = None
    confirm: bool = False


class _RowsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    deid: Literal[1]
    rows: tuple[Node, ...]


def catalogue_rows(rules: Sequence[Path | str] = ()) -> tuple[Row, ...]:
    """The rows of the shipped rules and of a county's own folders, in the order of the files.

    Raises:
        RuleError: a file is wrong.
    """
    problems = Problems()
    found = [row for folder in folders(rules) for row, _ in _read(folder / FILE, problems)]
    problems.stop()
    return tuple(found)


def look_at_rows(folder: Path, today: date, problems: Problems) -> None:
    """Check the rows of one folder: shape, channels, documents, and what is not confirmed yet."""
    seen: dict[tuple[str, ...], int] = {}
    for row, node in _read(folder / FILE, problems):
        look_at_bases(row.basis, node.at("basis"), today, problems)
        if row.confirm:
            problems.add(node, "unconfirmed", Severity.NOTE, what="、".join(row.item))
        if row.item in seen:
            problems.add(node, "row_twice", first=seen[row.item])
        seen.setdefault(row.item, node.line)


def _read(path: Path, problems: Problems) -> Iterator[tuple[Row, Node]]:
    """The rows of a file with their places; one that cannot be used is a problem and left out."""
    node = read_file(path, problems) if path.is_file() else None
    spelled = BAD if node is None else struct(node, _RowsFile, problems)
    if spelled is BAD:
        return
    for at in spelled.rows:
        row = struct(at, Row, problems)
        if row is not BAD and _sound(row, at, problems):
            yield row, at


def _sound(row: Row, at: Node, problems: Problems) -> bool:
    unknown = [name for name in row.channels if name not in CHANNELS]
    for name in unknown:
        near, known = nearest(name, CHANNELS), ", ".join(CHANNELS)
        problems.add(at.value["channels"], "unknown_channel", channel=name, nearest=near, known=known)
    if not row.channels:
        problems.add(at.value["channels"], "no_channels")
    if not row.basis:
        problems.add(at.value["basis"], "no_basis")
    return bool(row.channels and row.basis and not unknown)
