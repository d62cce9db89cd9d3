"""Equivalence classes (等价类): how many released rows look alike, and the level of GB/T 42460."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from deid.risk.days import Ints
from deid.risk.reading import coded_column, joint

FULLY_PUBLIC = 20
"""Smallest class for full public sharing (risk 0.05, GB/T 42460)."""
CONTROLLED = 5
"""Smallest class for controlled public sharing."""


@dataclass(frozen=True, slots=True, eq=False)
class Classes:
    """The equivalence classes of a release.

    Attributes:
        k_min: rows in the smallest class; 0 without rows.
        unique_share: share of rows that look like no other.
        level: 1 a direct identifier shows, 2 a class is smaller than the threshold, 3 none is,
            4 nothing identifies at all (GB/T 42460).
        sizes: int64, shape (n,), the size of each row's class.
    """

    k_min: int
    unique_share: float
    level: int
    sizes: Ints


def classes(
    columns: Sequence[pa.Array], *, direct: bool = False, threshold: int = FULLY_PUBLIC, rows: int = 0
) -> Classes:
    """Count equivalence classes over released cells (等价类).

    Args:
        columns: released columns, each shape (n,). A null is a value of its own: a class of rows that show
            nothing there is a class like any other.
        direct: a direct identifier shows, such as a full name.
        threshold: the smallest class that is large enough: 20 for 全社会, 5 for a controlled audience.
        rows: how many rows there are, where no column is given.

    Returns:
        k_min, the share of unique rows, the level and the class size of each row.

    Examples:
        >>> found = classes([pa.array(["张*", "张*", "李*"]), pa.array(["A", "A", None])])
        >>> found.k_min, found.level, found.sizes.tolist()
        (1, 2, [2, 2, 1])
    """
    sizes = np.full(rows, rows, dtype=np.int64)
    if columns:
        _, class_of = joint([coded_column(_plain(column)) for column in columns])
        sizes = np.bincount(class_of)[class_of].astype(np.int64)
    k_min = int(sizes.min()) if len(sizes) else 0
    unique = float((sizes == 1).mean()) if len(sizes) else 0.0
    level = 1 if direct else 4 if not columns else level_of(k_min, threshold)
    return Classes(k_min, unique, level, sizes)


def level_of(k_min: int, threshold: int) -> int:
    """The level of rows that show something, but no direct identifier."""
    return 2 if 0 < k_min < threshold else 3


def _plain(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
