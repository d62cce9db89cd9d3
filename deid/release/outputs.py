"""Which file is written: told by its suffix."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from deid.errors import UsageError
from deid.io.aside import Aside
from deid.messages import problem
from deid.pages.page import OpenPage
from deid.release.sinks import CsvSink, PageSink, Sink

SUFFIXES = (".csv", ".xlsx", ".html", ".htm", ".pdf", ".docx", ".parquet")


class Look(msgspec.Struct, frozen=True):
    """What may be asked of an output beside its kind.

    Attributes:
        encoding: of a CSV file.
        paper: of a PDF.
        fonts: files with Chinese fonts for a PDF, searched in order.
    """

    encoding: str | None = None
    paper: str | None = None
    fonts: tuple[Path, ...] = ()


MakeSink = Callable[[Aside, list[str], list[str]], Sink]


def sink_for(output: Path, look: Look) -> MakeSink:
    """What makes the sink for an output, before anything is read.

    Raises:
        UsageError: no such kind of output, an option it does not have, or an extra that is missing.
    """
    suffix = output.suffix.lower()
    if suffix not in SUFFIXES:
        raise problem(UsageError, "usage.suffix", known=" ".join(SUFFIXES))
    if look.encoding and suffix != ".csv":
        raise problem(UsageError, "usage.option_for", option="--out-encoding", suffix=".csv")
    if (look.paper or look.fonts) and suffix != ".pdf":
        raise problem(UsageError, "usage.option_for", option="--paper, --font", suffix=".pdf")
    if suffix == ".csv":
        return partial(CsvSink, encoding=look.encoding or "utf-8")
    if suffix == ".parquet":
        from deid.release.arrow_sinks import ParquetSink  # noqa: PLC0415  few runs write it

        return ParquetSink
    return partial(PageSink, open_page=_page(suffix, look), formulas=suffix == ".xlsx")


def _page(suffix: str, look: Look) -> OpenPage:
    """The writer of pages; each is loaded only where it is wanted."""
    if suffix == ".xlsx":
        from deid.pages.xlsx_list import XlsxPage, need_libraries  # noqa: PLC0415

        need_libraries()
        return XlsxPage
    if suffix == ".docx":
        from deid.pages.docx_list import DocxPage  # noqa: PLC0415

        return DocxPage
    if suffix == ".pdf":
        from deid.pages.fonts import find_fonts  # noqa: PLC0415
        from deid.pages.pdf_list import PdfPage  # noqa: PLC0415

        return partial(PdfPage, fonts=find_fonts(look.fonts), paper=look.paper or "a4")
    from deid.pages.html_list import HtmlPage  # noqa: PLC0415

    return HtmlPage
