"""``deid.check``: a frame or file that is about to be posted."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from deid.checking import examine
from deid.checking.asked import Asked, policy_of
from deid.checking.opening import open_one
from deid.checking.report import judged
from deid.frames.asked import day_of, rules_named
from deid.frames.quiet import quietly
from deid.frames.table import text_table
from deid.io import from_table
from deid.io.where import Reading
from deid.policy.office import rules_and_known
from deid.terms import Finding


@quietly()
def check(  # noqa: PLR0913  the command has these options too
    data: Any,  # noqa: ANN401  a frame or a path
    *,
    against: Any = None,  # noqa: ANN401
    notice: str | None = None,
    channel: str | None = None,
    as_of: date | None = None,
    rules: str | Path | Sequence[str | Path] = (),
    office: str | Path | None = None,
) -> list[Finding]:
    """What in a list may not be posted (公示前检查).

    Args:
        data: a frame of any supported kind, or the path of a file of any kind that ``deid check`` reads: CSV,
            a workbook, Word, PDF, a web page, an archive.
        against: the exported list it was made from, a frame or the path of a CSV or Excel file; every
            identifier of it is searched for.
        notice: the notice type, whose rule is then held against the list.
        channel: where it is to be posted; the widest one that names people by default.
        as_of: the day ages are counted at; today by default.
        rules: folders with local rules; those of ``DEID_RULES`` if none are named.
        office: the office's file; that of ``DEID_OFFICE`` if none is named.

    Returns:
        Findings, worst first; empty if nothing was found. No cell is in them. Null and blank cells say
        nothing; what nobody recognises is searched for identifiers all the same.

    Raises:
        InputError: a file cannot be read.
        RuleError, UsageError: there is no such notice type, channel or rules folder, or ``as_of`` is no day.

    Examples:
        >>> import pyarrow as pa
        >>> numbers = ["411224************", "411224197403051234"]
        >>> found = check(pa.table({"姓名": ["曾杰翠", "刘梅旺"], "身份证号": numbers}))
        >>> [(one.code, one.column, one.rows) for one in found]
        [('clear_identifier', '身份证号', (2,))]
    """
    folders, known = rules_and_known(office or os.environ.get("DEID_OFFICE"), rules_named(rules))
    asked = Asked(day_of(as_of), policy_of(notice, channel, folders), channel, folders, known=known)
    if isinstance(against, (str, Path)):
        asked = replace(asked, raw=open_one(Path(against), asked, encoding=None, sheet=None))
    elif against is not None:
        asked = replace(asked, raw=from_table(text_table(against)))
    if isinstance(data, (str, Path)):
        return list(judged(Path(data), asked, Reading()).findings)
    return list(examine(from_table(text_table(data)), asked).findings)
