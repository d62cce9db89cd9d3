"""The border to an importing program: an error crosses it without the list in its baggage."""

import os
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from deid.errors import DeidError
from deid.kernels.text import forgetting
from deid.messages import say

P = ParamSpec("P")
R = TypeVar("R")
_TOLD = (DeidError, TypeError, OSError, ImportError)
_DEBUG = "DEID_DEBUG"


def quietly(*told: type[Exception]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Take from errors whatever could show a cell: inner frames (with locals), causes, foreign messages.

    Nothing the call remembered of cells stays in the process either.

    Loggers that record locals print the variables of every frame a traceback holds. With ``DEID_DEBUG`` set
    errors come as they are.

    Args:
        told: errors that come out as they are, besides ours, wrong types, files and missing packages. All
            others become a ``DeidError`` that names their kind.
    """

    def dress(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                with forgetting():
                    return function(*args, **kwargs)
            except Exception as error:
                if os.environ.get(_DEBUG):
                    raise
                failed = _bare(error, told)
            del args, kwargs  # this frame goes with the error
            raise failed

        return run

    return dress


def _bare(error: Exception, told: tuple[type[Exception], ...]) -> Exception:
    foreign = type(error).__module__.partition(".")[0] in ("pyarrow", "pandas", "polars", "numpy")
    if foreign or not isinstance(error, (*_TOLD, *told)):
        return DeidError(say("usage.internal_error", kind=type(error).__name__), code="internal")
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)
