"""The exported list that a posted one is held against (``--against``), and how it is opened."""

import re
from collections.abc import Mapping
from pathlib import Path

from deid.checking.asked import Asked
from deid.checking.opening import open_one
from deid.cli.options import where
from deid.errors import InputError
from deid.io.source import Source

_OWN = re.compile(r"--(?=(?:encoding|sheet|header-rows|data-rows)\b)")
_THEIRS = "--against-"


def raw_of(path: Path, asked: Asked, how: Mapping[str, str | None]) -> Source:
    """Open the exported list.

    Raises:
        InputError: it cannot be read; the message names the options of this list.
        UsageError: an option holds no row numbers.
    """
    spot = where(how["against_header_rows"], how["against_data_rows"])
    try:
        return open_one(path, asked, encoding=how["against_encoding"], sheet=how["against_sheet"], where=spot)
    except InputError as caught:
        error = caught
    told = InputError(_OWN.sub(_THEIRS, str(error)), code=error.code)
    told.facts = {**error.facts, "options": _THEIRS}
    raise told
