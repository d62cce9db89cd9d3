"""People of an exported list who must be kept back, looked for by name in lines of text."""

from collections.abc import Iterator, Sequence

import pyarrow as pa

from deid.checking.asked import Asked
from deid.checking.hidden import read_raw
from deid.checking.people import names_inside
from deid.detect import names
from deid.engine.source import Source
from deid.messages import say
from deid.policy.withhold import load_reasons
from deid.terms import MAX_ROWS, Finding, Severity, finding


def withheld_in(lines: Sequence[str], raw_source: Source, asked: Asked) -> Iterator[Finding]:
    """Lines that name somebody who must be kept back and whose name nobody has who may be named."""
    raw = read_raw(raw_source, asked)
    subject = raw.columns.serving("subject.name") or next(iter(raw.columns.of("householder.name")), None)
    if subject is None:
        return
    away: set[str] = set()
    public: set[str] = set()
    told: set[str] = set()
    before = 0
    for batch in raw.source.batches():
        kept, codes = raw.codes(batch, before)
        cells = batch.column(subject.index)
        public.update(names.names_in(cells.filter(pa.array(kept))))
        away.update(names.names_in(cells.filter(pa.array(codes > 0))))
        told.update(raw.screen.names[code - 1] for code in set(codes[codes > 0].tolist()))
        before += batch.num_rows
    wanted = {name for name in away - public if len(name) > 1}
    rows = [at for at, line in enumerate(lines, 1) if wanted and names_inside(line, wanted, is_name=False)]
    if rows:
        known = load_reasons(asked.rules)
        titles = [known[name].title if name in known else say(f"reason.{name}") for name in sorted(told)]
        shown = tuple(rows[:MAX_ROWS])
        yield finding("withheld_row", Severity.ERROR, rows=shown, count=len(rows), reason="、".join(titles))
