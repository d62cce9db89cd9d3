"""Reading what offices export, and writing what may be posted."""

from deid.io.arrow_in import from_table
from deid.io.aside import Aside
from deid.io.csv_out import CsvWriter
from deid.io.opening import open_list
from deid.io.source import Source
from deid.kernels.formulas import escape_formulas

__all__ = ["Aside", "CsvWriter", "Source", "escape_formulas", "from_table", "open_list"]
