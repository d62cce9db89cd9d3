"""The check digit of GB 11643: ISO 7064 MOD 11-2, over whole columns."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int32)
CHECK_CHARS = "10X98765432"
_CHECK_BYTES = np.frombuffer(CHECK_CHARS.encode(), dtype=np.uint8)
ID_LENGTH = 18


def as_bytes(col: pa.Array, width: int) -> npt.NDArray[np.uint8]:
    """A text column without nulls, every cell ``width`` ASCII bytes, as an (n, width) byte matrix."""
    offsets_type = np.int64 if pa.types.is_large_string(col.type) else np.int32
    if len(col) == 0:
        return np.empty((0, width), dtype=np.uint8)
    offsets = np.frombuffer(col.buffers()[1], dtype=offsets_type)[col.offset : col.offset + len(col) + 1]
    data = np.frombuffer(col.buffers()[2], dtype=np.uint8)
    return data[offsets[0] : offsets[-1]].reshape(len(col), width)


def mod11_ok(col: pa.Array) -> npt.NDArray[np.bool_]:
    """Which of n 18-character identifiers (17 digits, then a digit or X) carry the right check digit.

    >>> mod11_ok(pa.array(["11010519491231002X", "110105194912310021"])).tolist()
    [True, False]
    """
    cells = as_bytes(col, ID_LENGTH)
    digits = cells[:, :17].astype(np.int32) - ord("0")
    return np.asarray(_CHECK_BYTES[(digits @ WEIGHTS) % 11] == cells[:, 17])


def mod11_char(first17: str) -> str:
    """The check character of 17 digits.

    >>> mod11_char("11010519491231002")
    'X'
    """
    total = sum(int(digit) * int(weight) for digit, weight in zip(first17, WEIGHTS, strict=True))
    return CHECK_CHARS[total % 11]
