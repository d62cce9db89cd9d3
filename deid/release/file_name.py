"""The output's name is read by everybody: it may hold nobody's number and nobody's name."""

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import replace

from deid.detect import scan
from deid.engine.source import Source
from deid.errors import UsageError
from deid.kernels import as_text, normalise
from deid.messages import problem
from deid.release.prepare import Prepared
from deid.release.run import Outcome
from deid.tables.surnames import COMPOUND, SINGLE
from deid.terms import Severity, finding

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_CODE = "file_name"
_LONGEST = 4
_SURE = 3
_ORDINARY = ("公示", "公布", "公告", "名单", "花名册", "乡镇", "最终", "低保", "农村", "城市")


def check_number(output: Path) -> None:
    """Refuse a name that holds an identifier.

    Raises:
        UsageError: before anything is read.
    """
    if scan.contains_identifier(pa.array([output.stem])).to_pylist()[0]:
        raise problem(UsageError, "usage.file_name")


def judge_name(outcome: Outcome, source: Source, output: Path) -> Outcome:
    """Make a refusal of a release whose file is named after somebody on the list, posted or kept back."""
    prepared = outcome.prepared
    if not outcome.released or prepared is None:
        return outcome
    names = _possible(output.stem, [prepared.policy.title, *prepared.policy.aliases])
    if not names or not _stands(names, source, prepared):
        return outcome
    found = (*outcome.receipt.findings, finding(_CODE, Severity.ERROR, count=1))
    receipt = replace(outcome.receipt, findings=found, released=False, output_sha256=None, rows_out=0)
    return replace(outcome, receipt=receipt)


def is_named_after(outcome: Outcome) -> bool:
    """Whether the output was to be named after somebody: then nothing public may repeat its name."""
    return any(found.code == _CODE for found in outcome.receipt.findings)


def _possible(stem: str, usual: list[str]) -> set[str]:
    """What in a file's name could be a person's: two characters only at the edge of a word.

    >>> sorted(_possible("王小明低保2026", []))
    ['王小', '王小明']
    >>> _possible("低保公示", [])
    set()
    """
    for word in sorted((*usual, *_ORDINARY), key=len, reverse=True):
        stem = stem.replace(word, " ")
    found: set[str] = set()
    for run in _HAN.findall(stem):
        for first in range(len(run)):
            if run[first] not in SINGLE and not run.startswith(COMPOUND, first):
                continue
            for last in range(first + 2, min(first + _LONGEST, len(run)) + 1):
                if last - first >= _SURE or first == 0 or last == len(run):
                    found.add(run[first:last])
    return found


def _stands(names: set[str], source: Source, prepared: Prepared) -> bool:
    """Whether one of the names stands in a column of names, alone or among others."""
    fields = prepared.fields.by_id
    columns = [
        column.index
        for column in prepared.columns.items
        if column.field in fields and fields[column.field].kind == "person_name"
    ]
    if not columns:
        return False
    pattern = rf"(?:^|[^\p{{Han}}])(?:{'|'.join(sorted(names))})(?:$|[^\p{{Han}}])"
    for batch in source.batches():
        for at in columns:
            cells = pc.replace_substring_regex(normalise(as_text(batch.column(at))), r"\s+", "")
            if pc.any(pc.match_substring_regex(cells, pattern)).as_py():
                return True
    return False
