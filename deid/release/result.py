"""What making a list, of names or of counts, came to."""

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from deid.engine.decisions import Effect
from deid.terms import Finding


class Result(msgspec.Struct, frozen=True):
    """Counts, figures and findings of one made list; no cell."""

    rows_in: int
    rows_out: int
    members: int
    withheld: Mapping[str, int]
    checked: dict[str, str]
    columns: tuple[dict[str, Any], ...]
    candidates: dict[str, int] | None
    classes: dict[str, Any] | None
    verification: dict[str, int]
    findings: tuple[Finding, ...]
    sha256: str
    kept: npt.NDArray[np.bool_] | None = None
    codes: tuple[str, ...] = ()
    places: npt.NDArray[np.int64] | None = None
    histogram: tuple[tuple[int, int], ...] = ()
    consent: Mapping[str, int] = msgspec.field(default_factory=dict)
    decided: tuple[Effect, ...] = ()
