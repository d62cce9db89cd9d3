"""Libraries that only some installations have: the extras of pyproject.toml."""

from importlib.util import find_spec

from deid.errors import UsageError
from deid.messages import problem

_PACKAGES = {
    "faker": "Faker",
    "fpdf": "fpdf2",
    "fontTools": "fonttools",
    "PIL": "pillow",
    "python_calamine": "python-calamine",
    "python_multipart": "python-multipart",
    "xlsxwriter": "XlsxWriter",
}
"""Packages that are not called as their module is."""


def need(extra: str, *modules: str) -> None:
    """Make sure that an extra is installed, before its modules are imported.

    Raises:
        UsageError: a module is missing; the message says what to install.
    """
    missing = [_PACKAGES.get(module, module) for module in modules if find_spec(module) is None]
    if missing:
        raise problem(UsageError, "usage.extra", package=", ".join(missing), extra=extra)
