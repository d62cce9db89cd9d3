"""Numbers that are too many for memory."""

import tempfile
from typing import IO, cast


def spilling(most: int) -> IO[bytes]:
    """A file that is in memory up to so many bytes, then on disk without a name."""
    return cast("IO[bytes]", tempfile.SpooledTemporaryFile(max_size=most))
