"""``deid check``: what in a file about to be posted, or long posted, may not be posted, whoever made it.

To callers ``deid.check`` is a function (``deid.check(frame, against=raw)``), to Python a package of that
name: the package can be called.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from deid.check.asked import Asked, Verdict
from deid.check.examine import check_source, examine

__all__ = ["Asked", "Verdict", "check_source", "examine"]


class _Callable(ModuleType):
    """This package, with the call of ``deid.frames.checking.check``."""

    def __call__(self, data: Any, **options: Any) -> Any:  # noqa: ANN401  whatever that function takes
        """What in a frame or file may not be posted."""
        return import_module("deid.frames.checking").check(data, **options)


sys.modules[__name__].__class__ = _Callable
