"""Arrow text kernels that every masker and detector is built from."""

from deid.kernels.checks import mod11_char, mod11_ok
from deid.kernels.shape import bits, by_outline, by_shape, shaped_like
from deid.kernels.text import (
    HIDDEN,
    as_text,
    blank,
    bools,
    compact,
    contains,
    edges,
    finish,
    maybe_digits,
    normalise,
    normalise_text,
    once_per_column,
    over_distinct,
)

__all__ = [
    "HIDDEN",
    "as_text",
    "bits",
    "blank",
    "bools",
    "by_outline",
    "by_shape",
    "compact",
    "contains",
    "edges",
    "finish",
    "maybe_digits",
    "mod11_char",
    "mod11_ok",
    "normalise",
    "normalise_text",
    "once_per_column",
    "over_distinct",
    "shaped_like",
]
