"""Pages for people who sign: the review page of a run, and the inspection sheet of receipts."""

from deid.report.review import review_page
from deid.report.sheet import inspection_sheet

__all__ = ["inspection_sheet", "review_page"]
