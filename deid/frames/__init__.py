"""pandas, polars and pyarrow in, the same kind out. One Arrow kernel serves them all."""

from deid.frames.column import mask_column
from deid.frames.table import Release, mask

__all__ = ["Release", "mask", "mask_column"]
