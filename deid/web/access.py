"""Who may come in: one token for a page on this computer, one per person where others can reach it."""

import hashlib
import hmac
import os
import re
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path

from deid.errors import UsageError
from deid.io.aside import write_private
from deid.messages import problem

LOCAL = "local"
_LINE = re.compile(r"([\w.@-]{1,64}):sha256:([0-9a-f]{64})")
_NAME = re.compile(r"[\w.@-]{1,64}")
_LARGEST = 1 << 20


def new_token() -> str:
    """256 bits that nobody can guess, so that a plain digest of them may be kept."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def whose(token: str, users: Mapping[str, str]) -> str | None:
    """Whose token this is; every entry is compared, so that time tells nothing."""
    shown, found = digest(token), None
    for name, kept in users.items():
        if hmac.compare_digest(shown, kept):
            found = name
    return found


def read_users(path: Path) -> dict[str, str]:
    """Names and digests of a users file: one ``NAME:sha256:DIGEST`` a line.

    Raises:
        UsageError: it cannot be read, others can read it, or a line is wrong.
    """
    try:
        kept = path.stat()
        text = path.read_text("utf-8") if kept.st_size <= _LARGEST else ""
    except (OSError, UnicodeDecodeError):
        text = None
    if text is None:
        raise problem(UsageError, "web.users_unreadable")
    if os.name == "posix" and stat.S_IMODE(kept.st_mode) & 0o077:
        raise problem(UsageError, "web.users_open")
    users: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None or match[1] in users:
            raise problem(UsageError, "web.users_line", line=number)
        users[match[1]] = match[2]
    if not users:
        raise problem(UsageError, "web.users_empty")
    return users


def add_user(path: Path, name: str) -> str:
    """Add a person to a users file, or give them a new token.

    Returns:
        The token, which is kept nowhere.

    Raises:
        UsageError: the name has other characters than letters, digits, ``. @ _ -``, or the file is wrong.
    """
    if not _NAME.fullmatch(name):
        raise problem(UsageError, "web.user_name")
    users = read_users(path) if path.exists() and path.stat().st_size else {}
    token = new_token()
    users[name] = digest(token)
    lines = "".join(f"{one}:sha256:{kept}\n" for one, kept in users.items())
    write_private(path, lines.encode())
    return token
