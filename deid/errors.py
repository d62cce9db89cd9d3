"""The errors deid raises. None of them ever holds a cell of anybody's list.

DeidError
├─ RuleError(ValueError)      a rule file is wrong; ``.problems`` names every place
├─ InputError(ValueError)     the input cannot be read
├─ UsageError(ValueError)     the call cannot be carried out as asked
├─ RefusedError               the data hold something that may not be posted; ``.findings``
├─ KeyMaterialError           a key is absent, short or unreadable
└─ BrokenMaskerError          a masker broke a law at run time
"""

from typing import Any


class DeidError(Exception):
    """Base of all errors of deid: ``code`` is stable; the text follows the language in use.

    ``facts`` is what the text was filled with (file, column, counts): never a cell.
    """

    def __init__(self, text: str, *, code: str = "") -> None:
        super().__init__(text)
        self.code = code
        self.facts: dict[str, str] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.args, self.__dict__)


def _rebuild(kind: type[DeidError], args: tuple[Any, ...], state: dict[str, Any]) -> DeidError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class RuleError(DeidError, ValueError):
    """A rule file cannot be used. ``problems`` holds (file, line, text) for every one found."""

    def __init__(
        self, text: str, *, code: str = "rule", problems: tuple[tuple[str, int, str], ...] = ()
    ) -> None:
        super().__init__(text, code=code)
        self.problems = problems


class InputError(DeidError, ValueError):
    """The input cannot be read: encoding, layout, ragged rows, damage."""


class UsageError(DeidError, ValueError):
    """The call cannot be carried out as asked: for example an unknown notice type."""


class RefusedError(DeidError):
    """What the data hold may not be posted: ``findings`` says why, ``receipt`` is internal."""

    def __init__(
        self,
        text: str,
        *,
        code: str = "refused",
        findings: tuple[Any, ...] = (),
        receipt: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(text, code=code)
        self.findings = findings
        self.receipt = receipt


class KeyMaterialError(DeidError):
    """A key is absent, too short or cannot be read."""


class BrokenMaskerError(DeidError):
    """A masker returned something no masker may return (length, type or nulls changed)."""
