"""What showed, in kinds: an identifier, a mask that shows too much, a column, a word, somebody kept back."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from deid.checking.marks import Key
from deid.messages import say
from deid.policy.fields import Fields
from deid.policy.withhold import Reason

Weight = Literal["property", "safety", "other"]
"""How the criminal law weighs a record: property, what may hurt health, person or property, anything else."""
WEIGHTS: tuple[Weight, ...] = ("property", "safety", "other")

_PROPERTY = frozenset({"income"})
_SAFETY = frozenset(
    {
        "disability_card",
        "disability_class",
        "disability_grade",
        "is_disabled",
        "health",
        "cause",
        "care_ability",
        "medical_cost",
        "medical_aid",
        "bank_card",
        "bank_account",
        "geo",
    }
)
_SAFETY_REASONS = frozenset(
    {
        "hiv",
        "mental_disorder",
        "intellectual_disability",
        "infectious_disease",
        "drug_rehabilitation",
        "victim",
        "secret_post",
    }
)
_REASON = frozenset({"word", "withheld", "title"})
_NOT_OF_ROWS = frozenset({"secrecy-mark", "small_cells", "mild_word", "perhaps_minor"})


class Kind(msgspec.Struct, frozen=True, order=True):
    """One kind of thing that showed.

    Attributes:
        code: clear · weak · column · unnamed · not_ruled · word · withheld · door · raw_number · other_name ·
            title (a title tells it of everybody) · names (names where none may stand).
        detail: the identifier, field, reason or column number it is about.
    """

    code: str
    detail: str = ""

    @property
    def weight(self) -> Weight:
        """How grave it is before the criminal law."""
        if self.code in _REASON:
            return "safety" if self.detail in _SAFETY_REASONS else "other"
        if self.detail in _PROPERTY:
            return "property"
        return "safety" if self.detail in _SAFETY else "other"

    def title(self, fields: Fields, reasons: Mapping[str, Reason]) -> str:
        """The kind in words, in the language in use."""
        if self.code in _REASON:
            known = reasons.get(self.detail)
            told = known.title if known else say(f"reason.{self.detail}")
            return say(f"kindof.{self.code}", what=told)
        if self.code == "clear":
            return say(f"kind.{self.detail}")
        if self.code == "unnamed":
            return say("kindof.unnamed", what=say("word.column", number=self.detail))
        field = fields.by_id.get(self.detail)
        return say(f"kindof.{self.code}", what=field.title if field else say("kindof.some"))

    def plain_title(self, fields: Fields, reasons: Mapping[str, Reason]) -> str:
        """The kind as a person understands it who knows no rule."""
        field = fields.by_id.get(self.detail)
        told = self.code in ("weak", "column", "not_ruled") and field is not None
        return field.title if told and field else self.title(fields, reasons)


def kind_of(key: Key, field: str | None) -> Kind | None:
    """The kind a finding of rows belongs to; None: it is about no person."""
    code, index, detail = key
    if code in _NOT_OF_ROWS:
        return None
    if code == "clear_identifier":
        return Kind("clear", detail)
    if code in ("telling_word", "withheld_row"):
        return Kind("word" if code == "telling_word" else "withheld", detail)
    if code == "minor_listed":
        return Kind("withheld", "minor")
    if code == "unnamed_column":
        return Kind("unnamed", str(index + 1))
    plain = {
        "weak_mask": "weak",
        "weak_phone": "weak",
        "dropped_column": "column",
        "not_as_ruled": "not_ruled",
        "raw_value": "raw_number",
        "raw_name": "other_name",
        "raw_door": "door",
        "door_number": "door",
    }.get(code)
    if plain is None:
        return Kind("some", code)
    return Kind(plain, "" if plain in ("raw_number", "other_name", "door") else field or "")
