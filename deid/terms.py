"""The words of the field (GB/T 37964, ISO/IEC 20889) as types, shared by every floor above."""

from enum import StrEnum
from typing import Any

import msgspec

from deid.messages import say

ENCODINGS = ("utf-8", "gb18030")
"""What a posted CSV may be written in."""
PAPERS = ("a4", "a3")
"""What a posted list may be printed on."""


class Role(StrEnum):
    """What a column is to the person it is about."""

    DIRECT = "direct"  # 直接标识符
    QUASI = "quasi"  # 准标识符
    SENSITIVE = "sensitive"  # 敏感属性
    OTHER = "other"


class Technique(StrEnum):
    """How a masker protects."""

    MASKING = "masking"  # 屏蔽
    SUPPRESSION = "suppression"  # 抑制
    GENERALISATION = "generalisation"  # 泛化
    PSEUDONYMISATION = "pseudonymisation"  # 假名化


class Severity(StrEnum):
    """How grave a finding is (严重程度).

    Attributes:
        ERROR: 错误; the list is not released.
        WARNING: 警告; to be looked at by a person, and refused where the run is strict.
        NOTE: 提示; worth knowing.

    Examples:
        >>> import deid
        >>> deid.Severity.ERROR == "error"
        True
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


MAX_ROWS = 20


class Finding(msgspec.Struct, frozen=True):
    """Something worth saying about a list (发现的问题), without any of its cells.

    Attributes:
        code: what was found; each is documented in the reference of findings.
        severity: how grave it is.
        column: the header, or "column 7" where a header is not safe to repeat; None: no column in particular.
        rows: up to 20 data row numbers, counted from 1 below the header.
        count: how many rows or cells there are in all.
        text: the finding as a sentence, in the language in use.
        facts: what the text was filled with, for whoever words a remedy.

    Examples:
        >>> import deid
        >>> found = deid.Finding("cells_hidden", deid.Severity.NOTE, column="备注", rows=(3,), count=1)
        >>> found.as_json()["rows"]
        [3]
    """

    code: str
    severity: Severity
    column: str | None = None
    rows: tuple[int, ...] = ()
    count: int = 0
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The finding as plain data for receipts and ``--json``."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "column": self.column,
            "rows": list(self.rows),
            "count": self.count,
            "text": self.text,
        }


def finding(
    code: str,
    severity: Severity,
    *,
    column: str | None = None,
    rows: tuple[int, ...] = (),
    count: int = 0,
    **facts: object,
) -> Finding:
    """A finding whose text is the message ``finding.CODE`` filled with its facts."""
    shown = ", ".join(map(str, rows[:MAX_ROWS])) + (" …" if count > len(rows[:MAX_ROWS]) and rows else "")
    text = say(f"finding.{code}", column=column or "", rows=shown, count=count, **facts)
    told = tuple((name, str(fact)) for name, fact in facts.items())
    return Finding(code, severity, column, rows[:MAX_ROWS], count, text, told)
