"""``import deid.pandas`` gives every DataFrame and Series a ``.deid`` accessor.

>>> import pandas as pd, deid.pandas
>>> pd.Series(["13800138000"], name="电话").deid.mask("phone").tolist()
['138********']
"""

from typing import TYPE_CHECKING, Any

import pandas as pd

from deid.frames import Release, mask, mask_column
from deid.frames.checking import check
from deid.frames.view import look, paired
from deid.terms import Finding

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

__all__ = ["FrameAccessor", "SeriesAccessor"]


@pd.api.extensions.register_dataframe_accessor("deid")
class FrameAccessor:
    """``df.deid``: mask a list (名单), look at what would become of it, or check one about to be posted."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def mask(self, notice: str, **options: Any) -> Release:  # noqa: ANN401  as deid.mask
        """The version of the list that may be posted; see ``deid.mask``."""
        return mask(self._frame, notice, **options)

    def preview(self, notice: str, *, rows: int = 10, **options: Any) -> pd.DataFrame:  # noqa: ANN401
        """The first rows before and after (前后对照); nothing is proven, so nothing of it may be posted.

        Args:
            notice: id, alias, title or path of the notice type.
            rows: how many rows.
            **options: those of ``deid.mask``.

        Returns:
            A frame with the index of the rows shown; its columns are (header, "before") and, where
            something is posted, (header, "after"). A row that is kept back has NA there.

        Raises:
            RefusedError, UsageError, RuleError, InputError: as ``deid.mask``.
        """
        names, cells, places = paired(look(self._frame, notice, **options), rows)
        columns = pd.MultiIndex.from_tuples(names)
        return pd.DataFrame(cells, index=self._frame.index[places], columns=columns)

    def explain(self, notice: str, *, rows: int = 5, **options: Any) -> "Styler":  # noqa: ANN401
        """The first rows of this frame, coloured by what becomes of each column (各栏怎样处理).

        Green is shown, yellow masked, red left out, blue only counted. What a mask makes and why a column
        is treated so stand under its header. Needs jinja2: ``pip install 'deid-lists[notebook]'``.

        Args:
            notice: id, alias, title or path of the notice type.
            rows: how many rows.
            **options: those of ``deid.mask``.

        Returns:
            A Styler over the caller's own cells: for the notebook of whoever may see them, not for posting.

        Raises:
            RefusedError, UsageError, RuleError, InputError: as ``deid.mask``, or jinja2 is missing.
        """
        from deid.frames.styled import styled  # noqa: PLC0415  only a notebook needs jinja2

        return styled(self._frame, look(self._frame, notice, **options), rows)

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
