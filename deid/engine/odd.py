"""How many cells of a column may be something else than the column shows."""

SHARE = 0.05
"""Above this share of odd cells a column is not what its header says."""
SURE = 1 - SHARE
"""The share of cells that must have the shape of a field for it to be believed."""
_FEWEST = 3


def too_many(odd: int, filled: int) -> bool:
    """Whether so many odd cells of a column say that it is not what its header says.

    One odd cell is one cell: it is hidden, but refuses no short list, where it is more than 5 % only because
    the list is short. A list of one or two rows says nothing of its column, so there it does.

    >>> [too_many(1, 2), too_many(1, 3), too_many(2, 12), too_many(2, 39), too_many(2, 40)]
    [True, False, True, True, False]
    """
    return odd > filled * SHARE and (odd > 1 or filled < _FEWEST)
