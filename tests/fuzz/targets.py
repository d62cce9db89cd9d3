"""What is fuzzed: each target takes bytes and fails only where deid breaks its word.

An error of deid's own is an answer, as long as it tells nothing of what was read. Anything else that is
raised, and any answer that shows too much, is a find.
"""

import io
import re
import tempfile
import zipfile
from pathlib import Path

import pyarrow as pa

from deid.errors import DeidError
from deid.io.known import open_known
from deid.maskers.free_text import free_text
from deid.policy.fields import load_fields, normalise_header
from deid.policy.headers import looks_like_header, match_header
from deid.policy.loader import read_policy
from deid.policy.nodes import Problems
from deid.policy.withhold import load_reasons

_ROOM = Path(tempfile.mkdtemp(prefix="deid-fuzz-"))
_LONG = re.compile("[0-9]{7,}", re.ASCII)
_LONGER = re.compile("[0-9]{15,}", re.ASCII)
_ORGANISATION = re.compile("(?<![0-9A-Z])[159][1239][1-6][0-9][0-9A-Z]{14}(?![0-9A-Z])", re.ASCII)
_MOST = 1 << 16


class FoundError(AssertionError):
    """Something deid promised does not hold."""


def _hold(promise, *, holds):
    if not holds:
        raise FoundError(promise)


def _silent(error, data):
    """An error may hold no run of digits of the input, nor what was being handled when it was raised."""
    text = data.decode("utf-8", "ignore") + data.decode("gb18030", "ignore")
    said = f"{error} {error!r} {error.args}"
    _hold("an error holds no number of the input", holds=not any(run in text for run in _LONG.findall(said)))
    _hold("an error carries no other error", holds=error.__context__ is None and error.__cause__ is None)


def _read(path, data):
    path.write_bytes(data)
    try:
        source = open_known(path)
        rows = 0
        for batch in source.batches():
            rows += batch.num_rows
            _hold("as many columns as headers", holds=batch.num_columns == len(source.headers))
            _hold("every column is text", holds=all(kind == pa.string() for kind in batch.schema.types))
        _hold("the same rows again", holds=rows == sum(batch.num_rows for batch in source.batches()))
        for found in source.findings:
            _hold("findings hold no number", holds=not _LONG.search(found.text))
    except DeidError as error:
        _silent(error, data)


def csv(data):
    """Any bytes are a list or an error."""
    _read(_ROOM / "list.csv", data[:_MOST])


_PARTS = (
    "xl/worksheets/sheet1.xml",
    "xl/workbook.xml",
    "xl/sharedStrings.xml",
    "docProps/core.xml",
    "content.xml",
)
_PLAIN = {
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/worksheets/sheet1.xml": (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c><c r="B1" t="inlineStr"><is><t>村</t></is></c>'
        '<c r="C1" t="inlineStr"><is><t>金额</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>李梅旺</t></is></c><c r="B2" t="inlineStr"><is><t>新坪村</t></is>'
        '</c><c r="C2"><v>470</v></c></row></sheetData></worksheet>'
    ),
}


def xlsx(data):
    """The first byte says whether the rest is the whole workbook or one part of a good one."""
    if not data:
        return
    which, rest = data[0] % (len(_PARTS) + 1), data[1:_MOST]
    if which == len(_PARTS):
        _read(_ROOM / "list.xlsx", b"PK\x03\x04" + rest)
        return
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as book:
        for name, text in {**_PLAIN, _PARTS[which]: rest}.items():
            book.writestr(name, text)
    _read(_ROOM / "list.xlsx", packed.getvalue())


def rules(data):
    """Any bytes are a rule or a list of problems."""
    path = _ROOM / "probe.yaml"
    path.write_bytes(data[:_MOST])
    problems = Problems()
    policy = read_policy((path,), load_fields(()), load_reasons(()), problems)
    _hold("a rule or a problem", holds=policy is not None or bool(problems))
    try:
        problems.stop()
    except DeidError as error:
        _hold("an error carries no other error", holds=error.__context__ is None)


def free(data):
    """Remarks stay as many, hold no long number, and a second time changes nothing."""
    cells = [*data[:4096].decode("utf-8", "replace").split("\x1f"), None]
    once = free_text(pa.array(cells, pa.string()))
    shown = once.to_pylist()
    _hold("as many cells", holds=len(shown) == len(cells) and shown[-1] is None)
    _hold("no long number", holds=not any(_LONGER.search(_ORGANISATION.sub("", cell)) for cell in shown[:-1]))
    _hold("twice is once", holds=free_text(once).equals(once))


def headers(data):
    """A header is read or not; marks that nobody sees change nothing."""
    text = data[:300].decode("utf-8", "replace")
    fields = load_fields(())
    plain = normalise_header(text)
    _hold("normalised twice is once", holds=normalise_header(plain) == plain)
    found = match_header(text, fields)
    _hold("a field that exists", holds=found is None or found.field in fields.by_id)
    looks_like_header(text, fields)
    marked = match_header("\u200b".join(text) + "\u202e", fields)
    _hold("invisible marks change nothing", holds=marked == found)


TARGETS = {"csv": csv, "xlsx": xlsx, "rules": rules, "free_text": free, "headers": headers}
