"""From an exported list to one that may be posted: read, decide, mask, write aside, prove, judge, rename."""

from deid.release.order import Order
from deid.release.run import Outcome, release_list

__all__ = ["Order", "Outcome", "release_list"]
