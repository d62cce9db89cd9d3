"""The key ring (密钥环): the key in use first, then those it replaced, one a line in a file of the office.

The file lies in another folder than the ledger. Somebody who has both can try every ID number of a county
against the ledger in minutes and learn who was on which list.
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Collection, Sequence
from pathlib import Path

from deid.errors import KeyMaterialError, UsageError
from deid.keys import FILE_SHORTEST, key_in, read_private
from deid.ledger.home import Home, is_file
from deid.messages import problem

DIGEST_BYTES = 16
"""128 bits of HMAC-SHA256 are kept: no two people of a county meet, and the file stays small."""
_MARK = b"deid ledger: mark of a key"


def read_ring(path: Path) -> tuple[bytes, ...]:
    """The keys of a file, the one in use first. A file with one key is a ring of one.

    Raises:
        KeyMaterialError: the file cannot be read, others can read it, or a key is too short.
    """
    content = read_private(path)
    single = key_in(content)
    keys = [_line(line.strip()) for line in content.splitlines() if line.strip()]
    if len(keys) < 2 or any(key is None for key in keys):  # noqa: PLR2004
        return (single,)
    if any(len(key or b"") < FILE_SHORTEST for key in keys):
        raise problem(KeyMaterialError, "key.short", bytes=FILE_SHORTEST)
    return tuple(dict.fromkeys(key for key in keys if key))


def _line(line: bytes) -> bytes | None:
    """The bytes a line of hexadecimal or base64 text stands for; None: it is neither."""
    try:
        return bytes.fromhex(line.decode("ascii"))
    except ValueError:
        pass
    try:
        return base64.b64decode(line, altchars=b"-_" if b"-" in line or b"_" in line else None, validate=True)
    except (ValueError, binascii.Error):
        return None


def rotated(ring: Sequence[bytes], used: Collection[str]) -> bytes:
    """The content of a key file: a new key in front, behind it those under whose marks somebody stands."""
    keys = [secrets.token_bytes(FILE_SHORTEST), *(key for key in ring if mark(key) in used)]
    return "".join(key.hex() + "\n" for key in keys).encode("ascii")


def mark(key: bytes) -> str:
    """What a ledger calls a key: tells keys apart and nothing about them."""
    return hmac.digest(key, _MARK, "sha256").hex()[:16]


def digests(key: bytes, persons: Sequence[bytes]) -> list[bytes]:
    """The keyed digest of every person key (the first 17 digits of an ID)."""
    return [hmac.digest(key, person, "sha256")[:DIGEST_BYTES] for person in persons]


def check_apart(ledger: Home, key_file: Path) -> None:
    """Refuse a key that lies in the ledger's folder or below: who copies the folder must not get both.

    Raises:
        UsageError: it does.
    """
    if not is_file(ledger):
        return
    folder = ledger.absolute().resolve().parent
    if folder in key_file.absolute().resolve().parents:
        raise problem(UsageError, "ledger.key_beside")
