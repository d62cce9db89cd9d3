"""Opening a list with the header spellings of the rules in force."""

from collections.abc import Sequence
from pathlib import Path

from deid.io.opening import open_list
from deid.io.source import Source
from deid.io.where import ANYWHERE, Where
from deid.policy.fields import load_fields
from deid.policy.headers import looks_like_header


def open_known(
    path: Path,
    rules: Sequence[Path] = (),
    *,
    encoding: str | None = None,
    sheet: str | None = None,
    where: Where = ANYWHERE,
    may_be_empty: bool = False,
) -> Source:
    """``open_list`` with every spelling that the shipped rules and these folders know.

    Raises:
        InputError: the file cannot be read, or its encoding, header or rows are in doubt.
        RuleError: a rule folder is wrong.
    """
    fields = load_fields(rules)
    return open_list(
        path,
        is_header=lambda text: looks_like_header(text, fields),
        encoding=encoding,
        sheet=sheet,
        where=where,
        may_be_empty=may_be_empty,
    )
