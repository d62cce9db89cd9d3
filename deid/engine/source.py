"""What the engine asks of a list, wherever it comes from."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import pyarrow as pa

from deid.terms import Finding


class Source(Protocol):
    """A list that can be read more than once (``deid.io`` makes them)."""

    headers: Sequence[str]
    title: Sequence[str]
    file_name: str
    findings: Sequence[Finding]

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The data rows: text columns named c0, c1 and so on."""
        ...

    def sha256(self) -> str:
        """Digest of the input."""
        ...
