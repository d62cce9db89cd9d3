"""One digest over every rule file a release was made by."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from deid.policy.fields import FILE as FIELDS_FILE
from deid.policy.folders import folders
from deid.policy.withhold import FILE as REASONS_FILE


def used(paths: Sequence[Path], rules: Sequence[Path | str] = ()) -> str:
    """The SHA-256 over the rule, the fields and the reasons to withhold, a county's own after ours.

    One line per file, in the order in which they are laid over each other: its SHA-256, two blanks, its
    name (rule, fields.yaml, withhold.yaml). Line ends count as LF, so that Windows gets the same digest.
    """
    where = folders(rules)
    shared = [(name, folder / name) for name in (FIELDS_FILE, REASONS_FILE) for folder in where]
    files = [("rule", path) for path in paths] + [(name, path) for name, path in shared if path.is_file()]
    lines = "".join(f"{_sha256(path)}  {name}\n" for name, path in files)
    return hashlib.sha256(lines.encode()).hexdigest()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
