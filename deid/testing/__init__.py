"""For whoever writes a masker: the laws every masker keeps, and strategies for dirty cells.

Needs hypothesis (``pip install deid-lists[testing]``).
"""

from deid.testing import strategies
from deid.testing.laws import LAWS, check_masker

__all__ = ["LAWS", "check_masker", "strategies"]
