"""Cards of forest rangers (护林员上岗证), a masker for deid. The certificate and its form are invented.

A number is HL, the county code (6 digits), the year of issue (4) and a serial number (4), with or without
hyphens: HL411224-2021-0317. The county is no secret; year and serial lead to one person.
"""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from deid import kernels, masker
from deid.terms import Role, Technique

RULES = Path(__file__).parent / "rules"
"""The folder to name with --rules: a field, its header spellings and a notice type that shows it."""

# deid reads hyphens, blanks, full-width letters and the like through before these patterns look (compact).
_NUMBER = r"^HL\d{14}$"
_MASKED = r"^HL[0-9*]{6}[0-9*]{8}$"
_SHOWN, _LENGTH = 8, 16


def _read(col: pa.Array) -> pa.Array:
    return pc.ascii_upper(kernels.compact(col))


def _recognise(col: pa.Array) -> pa.BooleanArray:
    """Which cells are numbers in full: deid searches what it posts for these."""
    return pc.fill_null(pc.match_substring_regex(_read(kernels.as_text(col)), _NUMBER), False)


@masker(
    "ranger_card",
    title="护林员上岗证号",
    role=Role.DIRECT,
    technique=Technique.MASKING,
    source="invented for this example",
    recognise=_recognise,
    shows=lambda _: (_SHOWN, 0),
)
def ranger_card(col: pa.Array, /) -> pa.Array:
    """Hide the card of a forest ranger but for letters and county (护林员上岗证号).

    Args:
        col: text, shape (n,); width, case, blanks and hyphens are read through.

    Returns:
        Text, shape (n,), same type, one star for each hidden character. Null stays null, blank stays blank;
        anything else becomes eight stars.

    Examples:
        >>> ranger_card(pa.array(["HL411224-2021-0317", "补办中", None])).to_pylist()
        ['HL411224********', '********', None]
    """
    text = _read(kernels.as_text(col))
    seen = pc.match_substring_regex(text, _MASKED)
    shown = pc.utf8_replace_slice(text, start=_SHOWN, stop=_LENGTH, replacement="*" * (_LENGTH - _SHOWN))
    return kernels.finish(col, seen, shown)
