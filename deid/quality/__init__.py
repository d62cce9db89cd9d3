"""A look at a list before it is posted (公示前体检), and at what changed since last time.

Only for the screen, the worklist and the internal receipt: nothing here changes a posted byte or an exit
code, and a fault in it stops nothing.
"""

from deid.quality.compare import Earlier, compare
from deid.quality.look import Quality
from deid.quality.marks import Mark

__all__ = ["Earlier", "Mark", "Quality", "compare"]
