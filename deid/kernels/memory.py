"""Memory that is used again instead of given back: fresh pages cost more than the work done in them."""

import sys

_TRIM, _TOP_PAD, _MAP, _ARENAS = -1, -2, -3, -8
_LARGE = 32 << 20
_PAD = 16 << 20
_FEW = 2


def keep_pages() -> None:
    """Tell the C library of Linux to keep what numpy frees; elsewhere nothing happens.

    For a command that works through one list and ends. A program that imports deid keeps its own ways.
    """
    if sys.platform != "linux":
        return
    import ctypes  # noqa: PLC0415  only the command needs it

    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return  # another C library
    for option, value in ((_MAP, _LARGE), (_TRIM, _LARGE), (_TOP_PAD, _PAD), (_ARENAS, _FEW)):
        mallopt(option, value)
