"""What belongs to the office (``office.yaml``), and the header decisions it has made before."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from deid.detect.accepts import tells
from deid.errors import UsageError
from deid.kernels.lazy import lazy
from deid.messages import problem
from deid.policy.nodes import Problems, read_file
from deid.policy.shape import BAD, struct
from deid.tables.name_parts import HAN

_MOST = 500
_SHA256 = lazy(r"[0-9a-f]{64}")
_PLACE = lazy(rf"[{HAN}]{{1,15}}")


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """An office.

    Attributes:
        name: as it is printed on notices.
        county: its six-digit code.
        phone: the 监督电话.
        publisher: the 公开主体.
        rules: its own rules folder.
        key_file: where its key is kept.
        ledger: its ledger: a file, or the address of the database it shares with others.
        places: short names of its towns, villages and groups, as its lists write them (永宁).
        pia: notice type -> SHA-256 of its finished impact assessment (个人信息保护影响评估).
    """

    name: str | None = None
    county: str | None = None
    phone: str | None = None
    publisher: str | None = None
    rules: str | None = None
    key_file: str | None = None
    places: tuple[str, ...] = ()
    ledger: str | None = None
    pia: dict[str, str] = msgspec.field(default_factory=dict)


def load_office(path: Path | str) -> Office:
    """The office of a file; its paths are read from where the file stands.

    Raises:
        RuleError: unknown or repeated keys, a county code that is none.
    """
    path = Path(path)
    problems = Problems()
    node = read_file(path, problems)
    office: Any = BAD if node is None else struct(node, Office, problems)
    if node is not None and office is not BAD and office.county is not None:
        code = office.county
        if len(code) != 6 or not (code.isascii() and code.isdigit()):  # noqa: PLR2004  GB/T 2260
            problems.add(node.value["county"], "bad_county")
    if node is not None and office is not BAD:
        for at, place in enumerate(office.places):
            if not _PLACE.fullmatch(place) or tells(place):
                problems.add(node.value["places"].value[at], "bad_place")
        for notice, sha in office.pia.items():
            if not _SHA256.fullmatch(sha):
                problems.add(node.value["pia"].value[notice], "bad_digest")
    problems.stop()
    here = path.resolve().parent
    shared = office.ledger is not None and "://" in office.ledger
    found: Office = msgspec.structs.replace(
        office,
        rules=str(here / office.rules) if office.rules else None,
        key_file=str(here / office.key_file) if office.key_file else None,
        ledger=str(here / office.ledger) if office.ledger and not shared else office.ledger,
    )
    return found


def rules_of(office: Office | None, named: Sequence[Path]) -> tuple[Path, ...]:
    """The rules folders to use: those that were named, else the office's own."""
    own = (Path(office.rules),) if office and office.rules else ()
    return tuple(named) or own


def rules_and_places(
    path: Path | str | None, rules: Sequence[Path]
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """The rules folders to use, the office's own where none are named, and its short names of places.

    Raises:
        RuleError: the office's file is wrong.
    """
    if path is None:
        return tuple(rules), ()
    own = load_office(path)
    return rules_of(own, rules), own.places


def headers_file(office_path: Path | str) -> Path:
    """Where header decisions are kept: beside the office file."""
    path = Path(office_path)
    return path.with_name(f"{path.stem}.headers.json")


def recall(office_path: Path | str, fingerprint: str) -> dict[str, str]:
    """The ``--map`` decisions made before for a list with these headers.

    Raises:
        UsageError: the file is damaged.
    """
    return _read(headers_file(office_path)).get(fingerprint, {})


def remember(office_path: Path | str, fingerprint: str, mapping: Mapping[str, str]) -> None:
    """Keep ``--map`` decisions (header to field) for lists with these headers; never a cell.

    Raises:
        UsageError: the file is damaged or cannot be written.
    """
    path = headers_file(office_path)
    known = _read(path)
    known.pop(fingerprint, None)
    known[fingerprint] = dict(mapping)
    while len(known) > _MOST:
        known.pop(next(iter(known)))
    text = json.dumps(known, ensure_ascii=False, indent=1)
    if not _write(path, text):
        raise problem(UsageError, "rule.headers_not_written")


def _read(path: Path) -> dict[str, dict[str, str]]:
    if not path.exists():
        return {}
    found: dict[str, dict[str, str]] | None
    try:
        found = msgspec.json.decode(path.read_bytes(), type=dict[str, dict[str, str]])
    except (OSError, msgspec.MsgspecError):
        found = None
    if found is None:
        raise problem(UsageError, "rule.headers_damaged")
    return found


def _write(path: Path, text: str) -> bool:
    """Written aside, then renamed: a crash leaves the old file."""
    aside = None
    try:
        import tempfile  # noqa: PLC0415  slow to import, and only a decision is written

        handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(aside).replace(path)
    except OSError:
        if aside:
            Path(aside).unlink(missing_ok=True)
        return False
    return True
