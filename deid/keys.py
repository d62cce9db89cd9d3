"""Key material (密钥): from a file that only its owner can read."""

import base64
import os
import re
import secrets
import stat
from pathlib import Path

from deid.errors import KeyMaterialError
from deid.messages import problem

SHORTEST = 16
FILE_SHORTEST = 32
_LONGEST = 4096
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_HEX = re.compile(rb"[0-9A-Fa-f]+")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]+={0,2}")


def key_bytes(key: bytes | str) -> bytes:
    """A key handed in by a caller, as bytes.

    Raises:
        KeyMaterialError: it has fewer than 16 bytes or is no bytes or text at all.
    """
    raw = key.encode() if isinstance(key, str) else key
    if not isinstance(raw, bytes) or len(raw) < SHORTEST:
        raise problem(KeyMaterialError, "key.short", bytes=SHORTEST)
    return raw


def read_key(path: str | Path) -> bytes:
    """The key in a file: one line of hexadecimal or base64 text, or raw bytes; at least 32 bytes.

    Raises:
        KeyMaterialError: the file cannot be read, others can read it (POSIX), or the key is too short.
    """
    return key_in(read_private(path))


def read_private(path: str | Path) -> bytes:
    """The content of a key file.

    Raises:
        KeyMaterialError: the file cannot be read, or others can read it (POSIX).
    """
    raw: bytes | None = None
    shared = False
    try:
        with Path(path).open("rb") as file:
            shared = os.name == "posix" and bool(os.fstat(file.fileno()).st_mode & _OTHERS)
            raw = file.read(_LONGEST + 1)
    except (OSError, ValueError):
        raw = None
    if raw is None or len(raw) > _LONGEST:
        raise problem(KeyMaterialError, "key.unreadable")
    if shared:
        raise problem(KeyMaterialError, "key.open")
    return raw


def key_in(content: bytes) -> bytes:
    """The one key in such a content.

    Raises:
        KeyMaterialError: it is too short.
    """
    key = _decoded(content)
    if len(key) < FILE_SHORTEST:
        raise problem(KeyMaterialError, "key.short", bytes=FILE_SHORTEST)
    return key


def _decoded(raw: bytes) -> bytes:
    """The bytes that a line of hexadecimal or base64 text stands for; anything else as it is."""
    line = raw.strip()
    if _HEX.fullmatch(line) and len(line) % 2 == 0:
        return bytes.fromhex(line.decode())
    if _BASE64.fullmatch(line) and len(line) % 4 == 0:
        return base64.b64decode(line, altchars=b"-_" if b"-" in line or b"_" in line else None)
    return raw


def new_key(path: str | Path) -> None:
    """Write a new key of 32 random bytes as a line of hexadecimal text, readable by its owner only.

    Raises:
        FileExistsError: something stands there already; a key is never overwritten.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(FILE_SHORTEST) + "\n")
