"""What receipts say of one posted list: the public one, the internal one, or both together."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from deid.approval.draft import refusal
from deid.errors import UsageError
from deid.messages import problem
from deid.receipt import BESIDE

_MOST = 4 << 20


class ColumnFacts(msgspec.Struct, frozen=True):
    """What a receipt says of one column."""

    header: str
    field: str | None = None
    treatment: str = "drop"
    masker: str | None = None


class FindingFacts(msgspec.Struct, frozen=True):
    """What a receipt says of one finding."""

    code: str
    severity: str = "note"


class Evidence(msgspec.Struct, frozen=True):
    """A receipt, public or internal; what only the internal one holds may be absent.

    Attributes:
        list: the file it is about, where the receipt's own name tells.
        receipt: the receipt's file name.
    """

    status: str
    notice: str
    channel: str
    as_of: str = ""
    deid: str = ""
    title: str = ""
    form: str = "names"
    policy_sha256: str = ""
    output_sha256: str | None = None
    rows_out: int = 0
    columns: tuple[ColumnFacts, ...] = ()
    candidates: dict[str, int] | None = None
    verification: dict[str, int | bool] = msgspec.field(default_factory=dict)
    findings: tuple[FindingFacts, ...] = ()
    withheld: dict[str, int] | None = None
    checked: dict[str, str] = msgspec.field(default_factory=dict)
    posted_until: str | None = None
    provisional: bool = False
    review: tuple[str, ...] = ()
    list: str = ""
    receipt: str = ""

    @property
    def internal(self) -> bool:
        """Whether it is the receipt with everything in it."""
        return self.withheld is not None


def read_evidence(receipts: Sequence[Path]) -> tuple[Evidence, ...]:
    """One piece of evidence per list, in the order the receipts were given.

    Raises:
        UsageError: a file is no receipt.
        RefusedError: one is the receipt of a refusal.
    """
    found: dict[str, Evidence] = {}
    for path in receipts:
        one = _read(path)
        key = one.output_sha256 or ""
        found[key] = _together(found[key], one) if key in found else one
    return tuple(found.values())


def _read(path: Path) -> Evidence:
    one: Evidence | None = None
    try:
        with path.open("rb") as file:
            one = msgspec.json.decode(file.read(_MOST), type=Evidence)
    except (OSError, ValueError):  # what msgspec raises is a ValueError
        pass
    if one is None:
        raise problem(UsageError, "approval.no_receipt")
    if one.status != "released" or one.output_sha256 is None:
        raise refusal(code="not_released")
    listed = path.name.removesuffix(BESIDE) if path.name.endswith(BESIDE) else ""
    return msgspec.structs.replace(one, list=listed, receipt=path.name)


def _together(one: Evidence, other: Evidence) -> Evidence:
    """The fuller of two receipts of one list, with the list's name from whichever tells it."""
    whole, part = (one, other) if one.internal else (other, one)
    named = part if part.list else whole
    return msgspec.structs.replace(whole, list=named.list, receipt=named.receipt)
