"""A whole list masked in memory: ``deid.mask``."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from deid.errors import InputError, RefusedError, UsageError
from deid.frames.asked import make_order
from deid.frames.quiet import quietly
from deid.frames.rebuild import rebuild
from deid.frames.text import from_any, from_arrow, header_text, kind_of
from deid.io import from_table
from deid.messages import problem, say
from deid.release import release_list
from deid.release.sinks import MemorySink
from deid.terms import Finding


class Release(msgspec.Struct, frozen=True):
    """A list that may be posted (可公示的名单), and the evidence of how it was made (回执).

    Attributes:
        data: the released list, of the kind that was passed in, shape (rows posted, columns published).
        receipt: the internal receipt, as ``deid mask --json`` prints it.
        public_receipt: what may stand beside the posted list.
        findings: what is worth knowing about it.

    Examples:
        >>> release = mask(pa.table({"姓名": ["曾杰翠"], "年龄": ["52"]}), "gengdi", channel="village_board")
        >>> release.data.column_names, release.receipt["rows_out"]
        (['姓名'], 1)
    """

    data: Any
    receipt: dict[str, Any]
    public_receipt: dict[str, Any]
    findings: tuple[Finding, ...]


def text_table(data: Any) -> pa.Table:  # noqa: ANN401  any supported frame
    """A frame as a table of text columns, named by its headers (which may repeat).

    Raises:
        UsageError: the kind of data is not supported.
    """
    data = with_index(data)
    kind = kind_of(data)
    if kind == "pyarrow" and isinstance(data, pa.RecordBatch):
        data = pa.Table.from_batches([data])
    if kind == "pyarrow" and isinstance(data, pa.Table):
        headers, columns = list(data.column_names), [from_arrow(column) for column in data.columns]
    elif kind == "polars" and hasattr(data, "collect"):
        return text_table(data.collect())
    elif kind == "polars" and hasattr(data, "get_columns"):
        headers, columns = list(data.columns), [from_any(column) for column in data.get_columns()]
    elif kind == "pandas" and hasattr(data, "columns"):
        headers = [header_text(name) for name in data.columns]
        columns = [from_any(data.iloc[:, at]) for at in range(len(headers))]
    else:
        raise problem(UsageError, "usage.frame", kind=type(data).__name__)
    return pa.Table.from_arrays(columns, names=headers)


def with_index(data: Any) -> Any:  # noqa: ANN401
    """A pandas frame whose index holds cells, as the columns they are; any other frame as it is.

    Row numbers (integers without a name) are no cells. A level named like a column says what that one says.
    """
    if kind_of(data) != "pandas" or not hasattr(data, "columns"):
        return data
    labels = {header_text(name) for name in data.columns}
    levels = [data.index.get_level_values(at) for at in range(data.index.nlevels)]
    cells = [
        level
        for level in levels
        if not (level.name is None and level.dtype.kind in "iu") and header_text(level.name) not in labels
    ]
    if not cells:
        return data
    made = data.reset_index(drop=True)
    for level in cells:
        header = "" if level.name is None else header_text(level.name)
        made.insert(made.shape[1], _label(header, made.columns.nlevels), level.array, allow_duplicates=True)
    return made


def _label(header: str, levels: int) -> Any:  # noqa: ANN401
    return header if levels == 1 else (header, *[""] * (levels - 1))


@quietly()
def mask(  # noqa: PLR0913  the command has these options too
    data: Any,  # noqa: ANN401
    notice: str,
    *,
    channel: str | None = None,
    as_of: date | None = None,
    place: str | None = None,
    maps: Mapping[str, str] | None = None,
    rules: str | Path | Sequence[str | Path] = (),
    office: str | Path | None = None,
    protect: str | Path | None = None,
    decide: str | Path | None = None,
    whole: bool = False,
    strict: bool = False,
    key: bytes | None = None,
) -> Release:
    """Make the version of a list that may be posted (名单去标识化).

    Args:
        data: pandas or polars DataFrame, pyarrow Table or RecordBatch, shape (n, columns); never changed.
        notice: id, alias, title or path of the notice type.
        channel: where it will be posted; may be left out where the rule has one channel.
        as_of: the day ages are counted at; today by default.
        place: the county code readers may assume.
        maps: header -> field id, or "drop", for columns whose header says too little.
        rules: folders with local rules; those of ``DEID_RULES`` if none are named.
        office: the office's file; that of ``DEID_OFFICE`` if none is named.
        protect: a text file of ID numbers, one a line, whose holders must be kept off the list.
        decide: a worklist with the office's decisions.
        whole: several villages may stand in one list.
        strict: a warning refuses too.
        key: secret for keyed digests.

    Returns:
        The released list, of the kind passed in, and its receipts. Columns of numbers and dates keep their
        dtype; the index is counted anew, since its gaps would tell who was kept back, and an index that
        holds cells is read as a column. Hidden cells are ``***``, in masked columns what the masker writes
        for them; null stays null, blank stays blank.

    Raises:
        RefusedError: the list may not be posted like this; ``.findings`` says why.
        UsageError, RuleError, InputError, KeyMaterialError: the run cannot be made.

    Examples:
        >>> import pandas as pd
        >>> frame = pd.DataFrame(
        ...     {
        ...         "村": ["新坪村", "新坪村"],
        ...         "姓名": ["曾杰翠", "刘梅旺"],
        ...         "身份证号": ["411224197403051234", "411224195708198537"],
        ...         "补贴金额": [470, 1040],
        ...     }
        ... )
        >>> mask(frame, "gengdi", channel="village_board").data["姓名"].tolist()
        ['曾杰翠', '刘梅旺']
    """
    data = with_index(data)
    table = text_table(data)
    if not table.num_rows:
        raise problem(InputError, "input.no_rows", file=type(data).__name__)
    source = from_table(table)
    order = make_order(
        notice,
        channel=channel,
        as_of=as_of,
        place=place,
        maps=maps,
        rules=rules,
        office=office,
        protect=protect,
        decide=decide,
        whole=whole,
        strict=strict,
        key=key,
    )
    sinks: list[MemorySink] = []

    def open_sink(names: list[str], shown: list[str]) -> MemorySink:
        sinks.append(MemorySink(names, shown))
        return sinks[-1]

    outcome = release_list(source, order, open_sink)
    receipt = outcome.receipt
    if not outcome.released:
        found = receipt.findings
        raise RefusedError(why_refused(found), findings=found, receipt=receipt.internal())
    made = rebuild(data, table, sinks[-1], outcome)
    return Release(made, receipt.internal(), receipt.public(), receipt.findings)


def why_refused(findings: Sequence[Finding]) -> str:
    """The text of a refusal: its errors, one a line."""
    errors = [found.text for found in findings if found.severity == "error"]
    return "\n".join([say("refused.list"), *errors])
