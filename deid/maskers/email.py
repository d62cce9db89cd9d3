"""E-mail addresses (电子邮箱)."""

import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import cells
from deid.detect.certificates import email as read
from deid.detect.certificates import read_email, recognise_email
from deid.registry import masker
from deid.terms import Role, Technique

_ENDS = r"^(.).+(@[^@]*)$"
_SHORT = r"^.(@[^@]*)$"


def _text(value: str) -> str:
    local, _, domain = value.partition("@")
    first = local[0] if len(local) > 1 and local[0] != "*" else ""
    return f"{first}***@{domain}"


def _shown(values: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(pc.replace_substring_regex(values, _ENDS, r"\1***\2"), _SHORT, r"***\1")


@masker(
    "email",
    title="电子邮箱",
    role=Role.DIRECT,
    technique=Technique.MASKING,
    source="RFC 5321",
    recognise=recognise_email,
)
def email(col: pa.Array, /) -> pa.Array:
    """Hide an e-mail address but for its first letter and its domain (电子邮箱).

    Args:
        col: text, shape (n,); width, case and a label are read through.

    Returns:
        Text, shape (n,), same type, always three stars. Null stays null, blank stays blank; a name part of
        one letter is hidden whole; what is no address becomes eight stars.

    Examples:
        >>> email(pa.array(["Zhang.San@example.cn", "a@b.com", "无", None])).to_pylist()
        ['z***@example.cn', '***@b.com', '********', None]
    """
    odd = cells.one_or_more(read_email, _text, cells.several, "、")
    return cells.mask(col, read, _shown, odd, possible="@")
