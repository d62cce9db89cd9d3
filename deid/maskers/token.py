"""Keyed pseudonyms (假名化)."""

import hmac
import re
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import cells
from deid.kernels import as_text, blank, finish, normalise_text, over_distinct
from deid.keys import key_bytes
from deid.registry import masker
from deid.terms import Role, Technique

_OWN = r"^[0-9a-f]{32}$"
_OWN_CELL = re.compile(_OWN, re.ASCII)
_VALUE = 12  # bytes of the value's HMAC; four more, keyed too, tell our tokens from other hexadecimal text
_TAG = 4


def _recognise(col: pa.Array) -> pa.BooleanArray:
    col = as_text(col)
    return pc.and_(pc.is_valid(col), pc.invert(pc.or_(cells.match(col, _OWN), blank(col))))


def _tag(value: str, key: bytes) -> str:
    return hmac.digest(key, b"tag\0" + value.encode(), "sha256")[:_TAG].hex()


def _token(cell: str, key: bytes) -> str:
    own = cell[: 2 * _VALUE]
    if _OWN_CELL.fullmatch(cell) and hmac.compare_digest(_tag(own, key), cell[2 * _VALUE :]):
        return cell
    text = cells.squeeze(normalise_text(cell))
    value = hmac.digest(key, b"value\0" + text.encode(), "sha256")[:_VALUE].hex()
    return value + _tag(value, key)


@masker(
    "token",
    title="假名",
    role=Role.DIRECT,
    technique=Technique.PSEUDONYMISATION,
    source="RFC 2104 (HMAC), FIPS 180-4 (SHA-256)",
    recognise=_recognise,
)
def token(col: pa.Array, /, *, key: bytes | str) -> pa.Array:
    """Put a keyed pseudonym of 128 bits in place of each value (假名化), the same for the same value and key.

    A value is normalised first (width, case, blanks, hyphens, dots). Whoever has the key can try every ID
    of a county in minutes: keep it apart from the list.

    Args:
        col: text, shape (n,).
        key: at least 16 bytes.

    Returns:
        Text, shape (n,), same type, 32 hexadecimal digits (a 96-bit HMAC and a 32-bit keyed tag by which a
        second pass knows its own). Null stays null, blank stays blank.

    Raises:
        KeyMaterialError: the key is too short.

    Examples:
        >>> one, two = token(pa.array(["138 0013 8000", "13800138000"]), key=b"sixteen bytes or").to_pylist()
        >>> one == two, len(one)
        (True, 32)
    """
    col = as_text(col)
    secret = key_bytes(key)
    shown = over_distinct(col, partial(_token, key=secret))
    return finish(col, pc.invert(blank(col)), shown)
