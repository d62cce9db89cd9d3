"""How many cells of a column may be something else than the column shows."""

SHARE = 0.05
"""Above this share of odd cells a column is not what its header says."""
SURE = 1 - SHARE
"""The share of cells that must have the shape of a field for it to be believed."""


def too_many(odd: int, filled: int) -> bool:
    """Whether more than 5 % of a column's cells are odd: then it is not what its header says.

    A short list is no exception: below twenty rows one odd cell is too many. It is mended in the source, or
    the column is left out.

    >>> [too_many(0, 1), too_many(1, 3), too_many(1, 19), too_many(1, 20), too_many(2, 39), too_many(7, 140)]
    [False, True, True, False, True, False]
    """
    return odd / max(filled, 1) > SHARE
