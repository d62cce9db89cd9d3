"""``import deid.polars`` gives every polars frame and series a ``.deid`` namespace.

>>> import polars as pl, deid.polars
>>> pl.Series("电话", ["13800138000"]).deid.mask("phone").to_list()
['138********']
"""

from typing import Any

import polars as pl

from deid.frames import Release, mask, mask_column
from deid.frames.checking import check
from deid.frames.view import look, paired
from deid.terms import Finding

__all__ = ["FrameNamespace", "SeriesNamespace"]


@pl.api.register_lazyframe_namespace("deid")
@pl.api.register_dataframe_namespace("deid")
class FrameNamespace:
    """``df.deid``: mask a list (名单), look at what would become of it, or check one about to be posted.

    A LazyFrame is collected first: a list is judged as a whole.
    """

    def __init__(self, frame: pl.DataFrame | pl.LazyFrame) -> None:
        self._frame = frame.collect() if isinstance(frame, pl.LazyFrame) else frame

    def mask(self, notice: str, **options: Any) -> Release:  # noqa: ANN401  as deid.mask
        """The version of the list that may be posted; see ``deid.mask``."""
        return mask(self._frame, notice, **options)

    def preview(self, notice: str, *, rows: int = 10, **options: Any) -> pl.DataFrame:  # noqa: ANN401
        """The first rows before and after (前后对照); nothing is proven, so nothing of it may be posted.

        Args:
            notice: id, alias, title or path of the notice type.
            rows: how many rows.
            **options: those of ``deid.mask``.

        Returns:
            A frame with a column "row" (from 1), each column as it is, and beside it "HEADER → after"
            where something is posted. A row that is kept back has null there.

        Raises:
            RefusedError, UsageError, RuleError, InputError: as ``deid.mask``.
        """
        names, cells, places = paired(look(self._frame, notice, **options), rows)
        columns = {"row": pl.Series("row", [place + 1 for place in places], dtype=pl.Int64)}
        for at, (header, side) in enumerate(names):
            name = header if side == "before" else f"{header} → after"
            columns[name] = pl.Series(name, [row[at] for row in cells], dtype=pl.String)
        return pl.DataFrame(list(columns.values()))

    def explain(self, notice: str, **options: Any) -> pl.DataFrame:  # noqa: ANN401  as deid.mask
        """What becomes of each column, and why (各栏怎样处理); no cell is in it.

        Args:
            notice: id, alias, title or path of the notice type.
            **options: those of ``deid.mask``.

        Returns:
            One row per column: header, what it holds, treatment in one word and in full, and why.

        Raises:
            RefusedError, UsageError, RuleError, InputError: as ``deid.mask``.
        """
        view = look(self._frame, notice, **options)
        rows = [
            (header, one.title, one.action, one.how, one.why)
            for header, one in zip(view.source.headers, view.columns, strict=True)
        ]
        names = ["column", "holds", "treatment", "how", "why"]
        return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")

    def check(self, **options: Any) -> list[Finding]:  # noqa: ANN401  as deid.check
        """What in this frame may not be posted; see ``deid.check``."""
        return check(self._frame, **options)


@pl.api.register_series_namespace("deid")
class SeriesNamespace:
    """``series.deid``: mask one column (单列屏蔽)."""

    def __init__(self, series: pl.Series) -> None:
        self._series = series

    def mask(self, masker: str, **options: Any) -> pl.Series:  # noqa: ANN401  as deid.mask_column
        """The column masked; see ``deid.mask_column``."""
        masked: pl.Series = mask_column(self._series, masker, **options)
        return masked
