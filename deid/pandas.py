"""``import deid.pandas`` gives every DataFrame and Series a ``.deid`` accessor.

>>> import pandas as pd, deid.pandas
>>> pd.Series(["13800138000"], name="电话").deid.mask("phone").tolist()
['138********']
"""

from typing import Any

import pandas as pd

from deid.frames import Release, mask, mask_column
from deid.frames.checking import check
from deid.terms import Finding

__all__ = ["FrameAccessor", "SeriesAccessor"]


@pd.api.extensions.register_dataframe_accessor("deid")
class FrameAccessor:
    """``df.deid``: mask a list (名单) or check one that is about to be posted."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def mask(self, notice: str, **options: Any) -> Release:  # noqa: ANN401  as deid.mask
        """The version of the list that may be posted; see ``deid.mask``."""
        return mask(self._frame, notice, **options)

    def check(self, **options: Any) -> list[Finding]:  # noqa: ANN401  as deid.check
        """What in this frame may not be posted; see ``deid.check``."""
        return check(self._frame, **options)


@pd.api.extensions.register_series_accessor("deid")
class SeriesAccessor:
    """``series.deid``: mask one column (单列屏蔽)."""

    def __init__(self, series: "pd.Series[Any]") -> None:
        self._series = series

    def mask(self, masker: str, **options: Any) -> "pd.Series[Any]":  # noqa: ANN401  as deid.mask_column
        """The column masked; see ``deid.mask_column``."""
        masked: pd.Series[Any] = mask_column(self._series, masker, **options)
        return masked
