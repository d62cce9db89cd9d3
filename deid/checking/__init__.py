"""``deid check``: what in a file about to be posted, or long posted, may not be posted, whoever made it."""

from deid.checking.asked import Asked, Verdict
from deid.checking.examine import examine

__all__ = ["Asked", "Verdict", "examine"]
