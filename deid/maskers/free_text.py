"""Free text (备注, 说明): what identifies somebody is cut out."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import scan
from deid.kernels import as_text, blank, finish, over_distinct
from deid.registry import masker
from deid.terms import Role, Technique


@masker(
    "free_text",
    title="自由文本",
    role=Role.SENSITIVE,
    technique=Technique.SUPPRESSION,
    source="facts of practice: identifiers and third persons' names stand in remarks",
    recognise=scan.contains_identifier,
)
def free_text(col: pa.Array, /, *, names: Sequence[str] = ()) -> pa.Array:
    """Cut every identifier, every long run of digits and the given names out of text (自由文本).

    Kept are 统一社会信用代码, amounts with their unit, dates, document numbers and 400 or 800 numbers.
    What the words themselves tell (illnesses, troubles) is not judged: such a column is better dropped.

    Args:
        col: text, shape (n,); width, blanks, hyphens and dots between digits do not matter.
        names: names to cut out of every cell.

    Returns:
        Text, shape (n,), same type, ``***`` for each thing found, the rest as it was. Null stays null,
        blank stays blank.

    Examples:
        >>> free_text(pa.array(["李四代领 138-0013-8000", "2026年复审", None]), names=["李四"]).to_pylist()
        ['***代领 ***', '2026年复审', None]
    """
    col = as_text(col)
    given = tuple(name for name in names if name)
    shown = over_distinct(col, lambda cell: scan.hide(cell, given)) if given else scan.hidden(col)
    return finish(col, pc.invert(blank(col)), shown)
