"""What belongs to the office (``office.yaml``), and the header decisions it has made before."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from deid.detect.accepts import tells
from deid.detect.vouched import may_vouch
from deid.errors import UsageError
from deid.kernels.lazy import lazy
from deid.messages import problem
from deid.policy.nodes import Node, Problems, read_file
from deid.policy.shape import BAD, struct
from deid.tables.name_parts import HAN

_MOST = 500
_SHA256 = lazy(r"[0-9a-f]{64}")
_PLACE = lazy(rf"[{HAN}]{{1,15}}")


class Known(msgspec.Struct, frozen=True):
    """What an office vouches for: spellings that no table of ours knows, each for its own columns only.

    Attributes:
        places: names of places, for columns of places.
        names: names and surnames of persons, for columns of names.
    """

    places: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


NOTHING = Known()


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
        names: names of persons its lists show and no table knows, whole (盘王凤英) or by the surname (丌).
        pia: notice type -> SHA-256 of its finished impact assessment (个人信息保护影响评估).
    """

    name: str | None = None
    county: str | None = None
    phone: str | None = None
    publisher: str | None = None
    rules: str | None = None
    key_file: str | None = None
    places: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    ledger: str | None = None
    pia: dict[str, str] = msgspec.field(default_factory=dict)

    @property
    def known(self) -> Known:
        """What it vouches for."""
        return Known(self.places, self.names)


def load_office(path: Path | str) -> Office:
    """The office of a file; its paths are read from where the file stands.

    Raises:
        RuleError: unknown or repeated keys, a county code that is none.
    """
    path = Path(path)
    problems = Problems()
    node = read_file(path, problems)
    office: Any = BAD if node is None else struct(node, Office, problems)
    if node is not None and office is not BAD:
        _judge(office, node, problems)
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


def _judge(office: Office, node: Node, problems: Problems) -> None:
    """Every value that is not what its key is for, none of them quoted."""
    code = office.county
    if code is not None and (len(code) != 6 or not (code.isascii() and code.isdigit())):  # noqa: PLR2004  GB/T 2260
        problems.add(node.value["county"], "bad_county")
    for at, place in enumerate(office.places):
        if not _PLACE.fullmatch(place) or tells(place):
            problems.add(node.value["places"].value[at], "bad_place")
    for at, name in enumerate(office.names):
        if not may_vouch(name) or tells(name):
            problems.add(node.value["names"].value[at], "bad_name")
    for notice, sha in office.pia.items():
        if not _SHA256.fullmatch(sha):
            problems.add(node.value["pia"].value[notice], "bad_digest")


def rules_of(office: Office | None, named: Sequence[Path]) -> tuple[Path, ...]:
    """The rules folders to use: those that were named, else the office's own."""
    own = (Path(office.rules),) if office and office.rules else ()
    return tuple(named) or own


def office_and_rules(
    path: Path | str | None, named: Sequence[Path]
) -> tuple[Office | None, tuple[Path, ...]]:
    """The office of a file, if there is one, and the rules folders to use.

    Raises:
        RuleError: the office's file is wrong.
    """
    office = load_office(path) if path else None
    return office, rules_of(office, named)


def rules_in_force(path: Path | str | None, named: Sequence[Path]) -> tuple[Path, ...]:
    """The rules folders to use: those that were named, else those of the office in a file.

    Raises:
        RuleError: the office's file is wrong.
    """
    return tuple(named) or office_and_rules(path, ())[1]


def rules_and_known(path: Path | str | None, rules: Sequence[Path]) -> tuple[tuple[Path, ...], Known]:
    """The rules folders to use, the office's own where none are named, and what it vouches for.

    Raises:
        RuleError: the office's file is wrong.
    """
    office, folders = office_and_rules(path, rules)
    return folders, office.known if office else NOTHING


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
