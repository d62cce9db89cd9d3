"""The password of a database: from the environment or a file only its owner can read, never an address.

The file is the one PostgreSQL's own tools read (``.pgpass``): ``host:port:database:user:password`` on a line.
"""

import os
import re
from pathlib import Path

from deid.errors import KeyMaterialError
from deid.messages import problem

_FIELD = re.compile(r"(?:\\.|[^:\\])*")
_ESCAPED = re.compile(r"\\(.)")


def password_for(*, host: str, port: int, database: str, user: str) -> str | None:
    """The password to log in with; None if none was given.

    Raises:
        KeyMaterialError: others can read the file it stands in, or it cannot be read.
    """
    if (given := os.environ.get("PGPASSWORD")) is not None:
        return given
    wanted = (host, str(port), database, user)
    for line in _lines(_file()):
        fields = _fields(line)
        if len(fields) == len(wanted) + 1 and all(map(_fits, fields, wanted)):
            return fields[-1]
    return None


def _file() -> Path:
    if named := os.environ.get("PGPASSFILE"):
        return Path(named)
    if os.name == "nt":
        return Path(os.environ.get("APPDATA", "."), "postgresql", "pgpass.conf")
    return Path.home() / ".pgpass"


def _lines(path: Path) -> list[str]:
    """The lines of the file; nothing where there is none."""
    code, text = "", ""
    try:
        with path.open(encoding="utf-8") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & 0o077:
                code = "ledger.password_open"
            text = file.read()
    except FileNotFoundError:
        pass
    except (OSError, ValueError):
        code = "ledger.password_unreadable"
    if code:
        raise problem(KeyMaterialError, code)
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _fits(field: str, wanted: str) -> bool:
    return field in ("*", wanted)


def _fields(line: str) -> list[str]:
    """The parts of a line; what stands behind a backslash is meant as it is."""
    fields, at = [], 0
    while at <= len(line):
        found = _FIELD.match(line, at)
        assert found is not None
        fields.append(_ESCAPED.sub(r"\1", found[0]))
        at = found.end() + 1
    return fields
