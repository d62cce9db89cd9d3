"""``deid.check``: a frame or file that is about to be posted."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from deid.checking import check_source
from deid.frames.asked import rules_named
from deid.frames.quiet import quietly
from deid.frames.table import text_table
from deid.io import from_table
from deid.io.known import open_known
from deid.io.source import Source
from deid.policy.loader import load_policy
from deid.policy.office import rules_and_places
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
        data: a frame of any supported kind, or the path of a file.
        against: the exported list it was made from; every identifier of it is searched for.
        notice: the notice type, whose rule is then held against the list.
        channel: where it is to be posted; the widest one that names people by default.
        as_of: the day ages are counted at; today by default.
        rules: folders with local rules; those of ``DEID_RULES`` if none are named.
        office: the office's file; that of ``DEID_OFFICE`` if none is named.

    Returns:
        Findings, worst first; empty if nothing was found. No cell is in them.
    """
    folders, places = rules_and_places(office or os.environ.get("DEID_OFFICE"), rules_named(rules))
    return check_source(
        _source(data),
        raw=None if against is None else _source(against),
        as_of=as_of,
        policy=None if notice is None else load_policy(notice, folders),
        channel=channel,
        rules=folders,
        places=places,
    )


def _source(data: Any) -> Source:  # noqa: ANN401
    if isinstance(data, (str, Path)):
        return open_known(Path(data))
    return from_table(text_table(data))
