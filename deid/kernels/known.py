"""Answers about texts that come again and again: the shapes of a column, the villages of a county.

A pattern takes longer to prepare than a few texts take to match. So what was asked of a text before is not
asked again, whatever batch it stands in.
"""

from collections.abc import Callable, Hashable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.kernels.text import forgettable, once_per_column

FEW = 1 << 12
"""More texts than this are asked about at once."""
_MOST = 1 << 13
"""A question's answers are forgotten beyond this many."""
_LONGEST = 1 << 16
"""Bytes of the texts that are remembered at a time."""

_answers: dict[Hashable, dict[str | None, bool]] = {}
forgettable(_answers.clear)


def known(
    question: Hashable, texts: pa.Array, ask: Callable[[pa.Array], pa.BooleanArray]
) -> npt.NDArray[np.bool_]:
    """The answers to a question about distinct texts, no answer counting as no.

    Args:
        question: what is asked, the same for all texts ever.
        texts: distinct, shape (n,).
        ask: text column -> boolean column; called with the texts that are new.
    """
    if len(texts) > FEW or texts.nbytes > _LONGEST:
        return _asked(ask, texts)
    table = _answers.setdefault(question, {})
    cells = _cells(texts)
    new = [cell for cell in cells if cell not in table]
    if new:
        if len(table) > _MOST:
            table = _answers[question] = {}
            new = cells
        table.update(zip(new, _asked(ask, pa.array(new, texts.type)).tolist(), strict=True))
    return np.fromiter((table[cell] for cell in cells), dtype=np.bool_, count=len(cells))


@once_per_column
def _cells(texts: pa.Array) -> list[str | None]:
    """The cells for Python, of which several questions are asked."""
    return list(texts.to_pylist())


def _asked(ask: Callable[[pa.Array], pa.BooleanArray], texts: pa.Array) -> npt.NDArray[np.bool_]:
    found = pc.fill_null(ask(texts), False)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.bool_)
