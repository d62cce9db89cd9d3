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
    places = np.ascontiguousarray(as_bytes(col, ID_LENGTH).T)  # one place of all cells after the other
    total = np.zeros(len(col), dtype=np.uint16)
    for place, weight in zip(places, WEIGHTS, strict=False):
        total += np.multiply(place, weight, dtype=np.uint16, casting="unsafe")
    return np.asarray(_WANTED[total] == places[-1])


_ZEROS = ord("0") * int(WEIGHTS.sum())
_WANTED = _CHECK_BYTES[(np.arange(256 * int(WEIGHTS.sum())) - _ZEROS) % 11]
"""The check byte by the weighted sum of the bytes before it."""


def numbers_of(cells: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """The numbers that n rows of at most 18 digits are, shape (n, width) in ASCII.

    >>> numbers_of(np.frombuffer(b"0123456789", dtype=np.uint8).reshape(1, 10)).tolist()
    [123456789]
    """
    width = cells.shape[1]
    out = np.zeros(len(cells), dtype=np.int64)
    for start in range(0, width - _EIGHT + 1, _EIGHT):
        word = np.ascontiguousarray(cells[:, start : start + _EIGHT]).view("<u8")[:, 0] - _ASCII
        for factor, shift, mask in _STEPS:  # two digits as one number, then four, then eight
            word = (word * factor + (word >> shift)) & mask
        out = out * 10**_EIGHT + word.astype(np.int64)
    for place in range(width - width % _EIGHT, width):
        out = out * 10 + (cells[:, place] - np.uint8(ord("0")))
    return out


_EIGHT = 8
_ASCII = np.uint64(0x3030303030303030)
_STEPS = tuple(
    (np.uint64(factor), np.uint64(shift), np.uint64(mask))
    for factor, shift, mask in (
        (10, 8, 0x00FF00FF00FF00FF),
        (100, 16, 0x0000FFFF0000FFFF),
        (10_000, 32, 0x00000000FFFFFFFF),
    )
)


def mod11_char(first17: str) -> str:
    """The check character of 17 digits.

    >>> mod11_char("11010519491231002")
    'X'
    """
    total = sum(int(digit) * weight for digit, weight in zip(first17, _PLAIN_WEIGHTS, strict=True))
    return CHECK_CHARS[total % 11]


_PLAIN_WEIGHTS: tuple[int, ...] = tuple(WEIGHTS.tolist())


def with_mod11(first17: npt.NDArray[np.str_]) -> list[str]:
    """Numbers of 17 digits, shape (n,), with their check characters.

    >>> with_mod11(np.array(["11010519491231002"]))
    ['11010519491231002X']
    """
    digits = first17.astype("S17").view(np.uint8).reshape(-1, 17).astype(np.int64) - ord("0")
    found: list[str] = np.char.add(first17, np.array(list(CHECK_CHARS))[digits @ WEIGHTS % 11]).tolist()
    return found
