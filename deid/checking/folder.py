"""Whole folders (存量清理): one verdict per file; a bad file does not stop the others."""

import hashlib
import json
import random
import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import msgspec
import pyarrow as pa
from msgspec.structs import replace

from deid.checking.asked import Asked
from deid.checking.documents import judge_any, unchecked
from deid.checking.onefile import judge_file
from deid.checking.shown import shown_name
from deid.errors import DeidError, InputError
from deid.io.where import Reading
from deid.messages import say
from deid.terms import Finding, Severity, finding

RECEIPT = ".receipt.json"
_LARGEST_RECEIPT = 1 << 20
_LARGEST_HASHED = 1 << 32


class Posted(msgspec.Struct, frozen=True):
    """One file and what came of it.

    Attributes:
        file: its name below the folder, as it may be shown.
        findings: worst first.
        rows: data rows.
        kinds: the kinds of identifiers found.
        least: the fewest numbers that fit anybody on it.
        until: the day it may stay posted, by the receipt beside it.
        over: whether that day is past.
        checked: whether it could be judged as a list at all.
        error: why not, where it is to be told as an error of the run.
    """

    file: str
    findings: tuple[Finding, ...]
    rows: int = 0
    kinds: tuple[str, ...] = ()
    least: int | None = None
    until: str | None = None
    over: bool = False
    checked: bool = True
    error: InputError | None = None

    @property
    def bad(self) -> bool:
        """Whether anything refuses it."""
        return any(item.severity is Severity.ERROR for item in self.findings)


def files_of(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """Every file named or below a named folder, with its name as it may be shown."""
    found: list[tuple[Path, str]] = []
    for path in paths:
        if path.is_dir():
            below = sorted(file for file in path.rglob("*") if file.is_file() and _counts(file, path))
            found += [(file, shown_name(file.relative_to(path))) for file in below]
        else:
            found.append((path, shown_name(Path(path.name))))
    return found


def _counts(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith((".", "~$")) for part in file.relative_to(folder).parts)
    return not hidden and not file.name.endswith(RECEIPT)


def draw(files: Sequence[tuple[Path, str]], count: int, seed: int) -> list[tuple[Path, str]]:
    """``count`` files drawn at random, in their order; the same seed draws the same files."""
    chosen = random.Random(seed).sample(range(len(files)), min(count, len(files)))  # noqa: S311  no secret
    return [files[at] for at in sorted(chosen)]


def check_files(files: Sequence[tuple[Path, str]], asked: Asked, reading: Reading) -> Iterator[Posted]:
    """Judge file after file."""
    for path, shown in files:
        yield check_file(path, shown, asked, reading)


def check_file(path: Path, shown: str, asked: Asked, reading: Reading) -> Posted:
    """Judge one file; whatever goes wrong with it is said in its verdict."""
    error: InputError | None = None
    fault = ""
    try:
        return _check(path, shown, asked, reading)
    except InputError as caught:
        error = caught
    except DeidError:
        raise
    except (ArithmeticError, LookupError, TypeError, ValueError, RuntimeError, OSError, EOFError, zlib.error,
            pa.ArrowException) as caught:  # fmt: skip
        fault = type(caught).__name__  # its text may quote a cell
    why = str(error) if error is not None else say("usage.internal_error", kind=fault)
    found = finding("not_checked", Severity.ERROR, why=why)
    return Posted(shown, (found,), checked=False, error=error)


def _check(path: Path, shown: str, asked: Asked, reading: Reading) -> Posted:
    asked = replace(asked, names=(*asked.names, *Path(shown).parts, path.stem))
    receipt = _receipt(path)
    if asked.policy is not None and asked.channel is None and receipt.get("channel") in asked.policy.channels:
        asked = replace(asked, channel=str(receipt["channel"]))
    verdict, error = judge_any(path, asked, reading, judge_file)
    more, until, over = _by_receipt(path, receipt, asked.day)
    findings = sorted((*verdict.findings, *more), key=lambda item: list(Severity).index(item.severity))
    done = error is None and not unchecked(verdict)
    return Posted(
        shown, tuple(findings), verdict.rows, verdict.kinds, verdict.least, until, over, done, error
    )


def _receipt(path: Path) -> dict[str, object]:
    """The public receipt beside a file, if there is one that can be read."""
    beside = path.with_name(path.name + RECEIPT)
    try:
        if not beside.is_file() or beside.stat().st_size > _LARGEST_RECEIPT:
            return {}
        data = json.loads(beside.read_bytes())
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _by_receipt(
    path: Path, receipt: dict[str, object], today: date
) -> tuple[list[Finding], str | None, bool]:
    """Whether the period is over, and whether the file is still the one that was released."""
    found: list[Finding] = []
    until: date | None = None
    try:
        until = date.fromisoformat(str(receipt.get("posted_until") or ""))
    except ValueError:
        until = None
    over = until is not None and until < today
    if over:
        found.append(finding("period_over", Severity.ERROR, until=until))
    wanted = receipt.get("output_sha256")
    if isinstance(wanted, str) and path.stat().st_size <= _LARGEST_HASHED:
        with path.open("rb") as raw:
            if hashlib.file_digest(raw, "sha256").hexdigest() != wanted:
                found.append(finding("changed_since", Severity.WARNING))
    return found, until.isoformat() if until else None, over
