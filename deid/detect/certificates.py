"""Other certificates, whole cells: 残疾人证, 学籍号, passport, travel permit, vehicle plate, e-mail."""

import re
from functools import partial

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import id_cells
from deid.detect.cells import compacted, ladder, match, reading, shaped, squeeze, tidy
from deid.kernels import as_text, maybe_digits
from deid.kernels.lazy import lazy
from deid.kernels.shape import PROVINCES


class Shape(msgspec.Struct, frozen=True):
    """One kind of certificate.

    Attributes:
        usual: RE2 of a normalised whole value.
        starred: the same with hidden characters, for Python.
        possible: RE2 of a raw cell worth reading.
        label: what may stand before the value.
    """

    usual: str
    starred: re.Pattern[str]
    possible: str
    label: re.Pattern[str]

    def read_one(self, cell: str) -> str | None:
        """The value an odd cell is, or None."""
        text = squeeze(self.label.sub("", tidy(cell)))
        return text if re.fullmatch(self.usual, text, re.ASCII) else None

    def read_starred(self, cell: str) -> str | None:
        """A value of which some characters are hidden, one ``*`` for each, or None."""
        text = squeeze(self.label.sub("", tidy(cell)))
        return text if "*" in text and self.starred.fullmatch(text) else None

    def read(self, cell: str) -> str | None:
        """The value an odd cell is, whole or with some characters hidden, or None."""
        return self.read_one(cell) or self.read_starred(cell)

    def normal(self, col: pa.Array) -> pa.Array:
        """The value each cell is, normalised; null elsewhere."""
        return ladder(
            as_text(col),
            partial(match, pattern=self.usual),
            self.possible,
            compacted(self.usual, self.read_one),
        )

    def recognise(self, col: pa.Array) -> pa.BooleanArray:
        """Which cells are one such value (no nulls). Masked ones are not."""
        return pc.is_valid(self.normal(col))


_HAN_LABEL = lazy(r"^[^0-9A-Za-z*]{0,24}")

DISABILITY = Shape(
    usual=rf"^(?:{id_cells.ID18}\d{{2}}[\dA-Z]{{0,2}}|{id_cells.ID18})$",
    starred=re.compile(r"[0-9*]{17}[0-9X*](?:[0-9*]{2}[0-9A-Z*]{0,2})?", re.ASCII),
    possible=maybe_digits(17),
    label=re.compile(r"^[^0-9*]{0,24}"),
)
STUDENT = Shape(
    usual=rf"^(?:[GJL]{id_cells.ID18}|{id_cells.ID18})$",
    starred=re.compile(r"[GJL*]?[0-9*]{17}[0-9X*]", re.ASCII),
    possible=maybe_digits(17),
    label=_HAN_LABEL,
)
PASSPORT = Shape(
    usual=r"^(?:[A-Z]{1,2}\d{6,9}|1[45]\d{7})$",
    starred=re.compile(r"[A-Z*][A-Z0-9*]{6,10}", re.ASCII),
    possible=maybe_digits(6),
    label=_HAN_LABEL,
)
TRAVEL_PERMIT = Shape(
    usual=r"^(?:[HMCWTL][A-Z]?\d{7,10}|[A-Z]{3}\d{12}|\d{8}|\d{10})$",
    starred=re.compile(r"[A-Z0-9*][A-Z0-9*]{7,14}", re.ASCII),
    possible=maybe_digits(7),
    label=_HAN_LABEL,
)
PLATE = Shape(
    usual=rf"^[{PROVINCES}][A-Z][A-Z0-9]{{4,5}}[A-Z0-9挂学警港澳试超领]$",
    starred=re.compile(rf"[{PROVINCES}*][A-Z*][A-Z0-9*]{{4,5}}[A-Z0-9挂学警港澳试超领*]"),
    possible=rf"[{PROVINCES}].*[A-Za-z\x{{ff21}}-\x{{ff5a}}]",
    label=re.compile(rf"^[^{PROVINCES}*]{{0,12}}(?::|号|牌)"),
)

_EMAIL = lazy(r"[a-z0-9._%+*!#$&'/=?^`{|}~\-]{1,64}@[a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,63}){1,6}", re.ASCII)
_EMAIL_USUAL = r"^[a-z0-9._%+\-]{1,64}@(?:[a-z\-]{1,20}[0-9]{0,5}|[0-9]{1,5})(?:\.[a-z]{2,12}){1,3}$"
_MOST_DIGITS = 5  # a domain with more could hide a number


def read_email(cell: str) -> str | None:
    """The e-mail address an odd cell is, in lower case, or None. A domain of many digits is none.

    >>> read_email("邮箱：Zhang.San@Example.CN")
    'zhang.san@example.cn'
    """
    text = re.sub(r"^[^!-~]{0,12}:?\s*", "", tidy(cell)).lower()
    if not _EMAIL.fullmatch(text):
        return None
    digits = sum(char.isdecimal() for char in text.partition("@")[2])
    return text if digits <= _MOST_DIGITS else None


def email(col: pa.Array) -> pa.Array:
    """The e-mail address each cell is, in lower case; null elsewhere, and where the name part has stars."""

    def plain(cell: str) -> str | None:
        text = read_email(cell)
        return None if text is None or "*" in text else text

    return ladder(as_text(col), shaped(_EMAIL_USUAL), "[@\uff20]", reading(plain))


def recognise_email(col: pa.Array) -> pa.BooleanArray:
    """Which cells are one e-mail address (no nulls). Masked ones are not."""
    return pc.is_valid(email(col))
