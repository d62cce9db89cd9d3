"""What the engine asks of a list, wherever it comes from."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import pyarrow as pa

from deid.terms import Finding


class Source(Protocol):
    """A list that can be read more than once (``deid.io`` makes them)."""

    @property
    def headers(self) -> Sequence[str]:
        """The headers as written, one per column."""
        ...

    @property
    def title(self) -> Sequence[str]:
        """What stands above the header, and the sheet's name."""
        ...

    @property
    def file_name(self) -> str:
        """The file's name, if it may be shown."""
        ...

    @property
    def findings(self) -> Sequence[Finding]:
        """What was noticed while reading."""
        ...

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The data rows: text columns named c0, c1 and so on."""
        ...

    def sha256(self) -> str:
        """Digest of the input."""
        ...
