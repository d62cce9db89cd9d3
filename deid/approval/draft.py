"""A draft: the receipt that ``deid mask`` wrote, the list it is about, and what the receipt says of it."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from deid.errors import RefusedError, UsageError
from deid.ledger.file import digest
from deid.messages import problem, say
from deid.receipt import BESIDE, public_face
from deid.terms import Severity, finding

_MOST = 4 << 20
_GROUP, _SHORT = 4, 12


class Facts(msgspec.Struct, frozen=True):
    """What a receipt, public or internal, says that matters after the list is made."""

    status: str
    notice: str
    channel: str
    title: str = ""
    form: str = ""
    policy_sha256: str = ""
    output_sha256: str | None = None
    rows_out: int = 0
    as_of: str = ""
    posted_until: str | None = None
    review: tuple[str, ...] = ()
    place: str | None = None


class Draft(msgspec.Struct, frozen=True):
    """A receipt and its list.

    Attributes:
        receipt: the receipt's file.
        receipt_sha256: its digest.
        list: the file that is to be posted.
        facts: what the receipt says.
        sha256: the digest of the list that the receipt names.
        public: what of the receipt may stand beside the posted list.
    """

    receipt: Path
    receipt_sha256: str
    list: Path
    facts: Facts
    sha256: str
    public: dict[str, Any]

    @property
    def folder(self) -> Path:
        """Where the draft's own papers lie, never where lists are posted."""
        return self.receipt.absolute().parent.resolve()

    @property
    def stem(self) -> str:
        """The receipt's name without what makes it a receipt."""
        return self.receipt.name.removesuffix(BESIDE).removesuffix(".json")

    @property
    def made_for(self) -> date:
        """The day ages were counted at."""
        return date.fromisoformat(self.facts.as_of)

    def need_unchanged(self) -> None:
        """Make sure that the list is byte for byte what the receipt is about.

        Raises:
            UsageError: the list is not there.
            RefusedError: a byte of it changed.
        """
        now = digest(self.list)
        if now is None:
            raise problem(UsageError, "approval.no_list")
        if now != self.sha256:
            raise refusal(code="list_changed")


def open_draft(receipt: Path, listed: Path | None = None) -> Draft:
    """The draft of a receipt.

    Args:
        receipt: the public receipt or the internal one.
        listed: the list, where it does not stand beside the receipt under the receipt's name.

    Raises:
        UsageError: it is no receipt, or it names no list.
        RefusedError: it is the receipt of a refusal.
    """
    content: bytes | None
    facts: Facts | None = None
    public: dict[str, Any] = {}
    try:
        with receipt.open("rb") as file:
            content = file.read(_MOST)
        facts = msgspec.json.decode(content, type=Facts)
        date.fromisoformat(facts.as_of)
        public = public_face(msgspec.json.decode(content))
    except (OSError, ValueError, LookupError, TypeError):  # what msgspec raises is a ValueError
        content = None
    if content is None or facts is None:
        raise problem(UsageError, "approval.no_receipt")
    if facts.status != "released" or facts.output_sha256 is None:
        raise refusal(code="not_released")
    if listed is None:
        if not receipt.name.endswith(BESIDE):
            raise problem(UsageError, "approval.which_list")
        listed = receipt.with_name(receipt.name.removesuffix(BESIDE))
    return Draft(receipt, hashlib.sha256(content).hexdigest(), listed, facts, facts.output_sha256, public)


def short(sha256: str) -> str:
    """A digest as people compare it: its first twelve digits in groups.

    >>> short("0123456789abcdef")
    '0123 4567 89ab'
    """
    head = sha256[:_SHORT]
    return " ".join(head[at : at + _GROUP] for at in range(0, _SHORT, _GROUP))


def refusal(*, code: str, **facts: object) -> RefusedError:
    """A refusal with the one finding that says why."""
    found = finding(code, Severity.ERROR, **facts)  # type: ignore[arg-type]
    return RefusedError(say("refused.approval"), code=code, findings=(found,))
