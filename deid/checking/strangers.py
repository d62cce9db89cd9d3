"""Identifiers that only a plug-in's masker knows: in the clear, and as that masker writes them."""

from collections.abc import Sequence
from inspect import Parameter

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid import registry
from deid.kernels import blank, bools
from deid.policy.fields import Fields

_OURS = "deid.maskers."
_STAR = r"\*"
_LEAST = 3
"""Fewer hidden characters leave fewer than a thousand numbers."""


def stranger(name: str | None) -> registry.Spec | None:
    """What a plug-in's masker declares; None for a masker of deid's own, or none at all."""
    if name is None:
        return None
    function = registry.get(name)
    return None if function.__module__.startswith(_OURS) else registry.spec(function)


def strangers(fields: Fields) -> list[registry.Spec]:
    """The plug-ins that fields are read by and that recognise identifiers."""
    names = sorted({field.masker for field in fields.by_id.values() if field.masker})
    found = (stranger(name) for name in names)
    return [spec for spec in found if spec is not None and spec.recognise is not None]


def recognised(specs: Sequence[registry.Spec], cells: pa.Array) -> pa.BooleanArray:
    """Which cells are in full an identifier that one of the plug-ins knows."""
    found = np.zeros(len(cells), dtype=np.bool_)
    for spec in specs:
        if spec.recognise is not None and len(cells):
            found |= bools(spec.recognise(cells))
    return pa.array(found)


def written_by(name: str | None, cells: pa.Array) -> npt.NDArray[np.bool_]:
    """Which cells are as the plug-in of a column writes them, and show no more than it declares.

    Such a cell hides a number of that kind, though it may have as many characters as a masked ID number.
    A plug-in that declares nothing is believed where at least half of the cell is stars.
    """
    spec = stranger(name)
    found = np.zeros(len(cells), dtype=np.bool_)
    if name is None or spec is None:
        return found
    defaults = {key: one.default for key, one in registry.options(registry.get(name)).items()}
    if Parameter.empty in defaults.values():
        return found
    stars = pc.count_substring_regex(cells, _STAR)
    shown = pc.subtract(pc.utf8_length(cells), stars)
    most = stars if spec.shows is None else pa.scalar(sum(spec.shows(defaults)), shown.type)
    rows = np.flatnonzero(
        bools(pc.greater_equal(stars, _LEAST)) & bools(pc.less_equal(shown, most)) & ~bools(blank(cells))
    )
    if len(rows):
        part = cells.take(pa.array(rows))
        found[rows] = bools(pc.equal(registry.get(name)(part), part))
    return found
