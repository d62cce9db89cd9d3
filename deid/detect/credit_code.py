"""统一社会信用代码 over columns: which cells are exactly one, and no ID number."""

import re

import pyarrow as pa

from deid import kernels
from deid.detect import spans

_SHAPE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}", re.ASCII)


def credit_codes(col: pa.Array) -> pa.Array:
    """The cells that are exactly one code with a right check character; null elsewhere.

    Null stays null, blank stays blank. A number that could be somebody's ID is none.

    >>> credit_codes(pa.array(["91350100M000100Y43", "110105194912310021", ""])).to_pylist()
    ['91350100M000100Y43', None, '']
    """
    return kernels.over_distinct(kernels.as_text(col), lambda cell: cell if _is_code(cell) else None)


def _is_code(cell: str) -> bool:
    text = kernels.normalise_text(cell).replace(" ", "")
    return not text or (_SHAPE.fullmatch(text) is not None and spans.is_organisation(text))
