"""Make a list fit to post: the list public, the person protected (名单公示去标识化).

>>> import deid
>>> deid.mask_column(["411224197403051234", None, "see note"], "resident_id")
['411224************', None, '********']
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from deid.errors import (
        BrokenMaskerError,
        DeidError,
        InputError,
        KeyMaterialError,
        RefusedError,
        RuleError,
        UsageError,
    )
    from deid.frames import Release, mask, mask_column
    from deid.frames.checking import check
    from deid.policy.loader import load_policy
    from deid.policy.model import Channel, Policy
    from deid.registry import Masker, Spec, masker
    from deid.risk.candidates import candidates
    from deid.terms import Finding, Severity

__version__ = "0.1.0"

_HOMES = {
    "BrokenMaskerError": "deid.errors",
    "Channel": "deid.policy.model",
    "DeidError": "deid.errors",
    "Finding": "deid.terms",
    "InputError": "deid.errors",
    "KeyMaterialError": "deid.errors",
    "Masker": "deid.registry",
    "Policy": "deid.policy.model",
    "RefusedError": "deid.errors",
    "Release": "deid.frames",
    "RuleError": "deid.errors",
    "Severity": "deid.terms",
    "Spec": "deid.registry",
    "UsageError": "deid.errors",
    "candidates": "deid.risk.candidates",
    "check": "deid.frames.checking",
    "load_policy": "deid.policy.loader",
    "mask": "deid.frames",
    "mask_column": "deid.frames",
    "masker": "deid.registry",
}

__all__ = [
    "BrokenMaskerError",
    "Channel",
    "DeidError",
    "Finding",
    "InputError",
    "KeyMaterialError",
    "Masker",
    "Policy",
    "RefusedError",
    "Release",
    "RuleError",
    "Severity",
    "Spec",
    "UsageError",
    "__version__",
    "candidates",
    "check",
    "load_policy",
    "mask",
    "mask_column",
    "masker",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401  whatever the name stands for
    """Import what is asked for only when it is asked for, so that ``import deid`` costs nothing."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    text = f"module 'deid' has no attribute {name!r}"
    raise AttributeError(text)


def __dir__() -> list[str]:
    return sorted(__all__)
