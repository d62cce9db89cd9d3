"""Receipts (回执): value-free evidence of a release, one to keep inside and one to post beside the list."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from deid.terms import Finding

BESIDE = ".receipt.json"
"""What the public receipt adds to the name of its list."""

KEYED = "hmac-sha256:"
"""How a keyed digest begins. A plain one would let anybody who has guessed a list make sure of it."""
# Findings that are counted over posted rows only, so that they tell nothing about the others.
_POSTED = frozenset({"cells_hidden", "notes_cut", "cells_invalid", "names_vouched"})
_ALWAYS = ("deid", "status", "notice", "channel", "as_of", "request")
_RELEASED = (
    *("title", "form", "policy_sha256", "output_sha256", "rows_out", "candidates", "classes"),
    *("posted_until", "provisional", "review", "place"),
)


class Receipt(msgspec.Struct, frozen=True):
    """Everything known about one run, without a cell. ``internal`` and ``public`` are its two faces."""

    deid: str
    notice: str
    title: str
    channel: str
    form: str
    policy_sha256: str
    input_sha256: str
    output_sha256: str | None
    rows_in: int
    rows_out: int
    members: int
    withheld: dict[str, int]
    checked: dict[str, str]
    columns: tuple[dict[str, Any], ...]
    candidates: dict[str, int] | None
    classes: dict[str, Any] | None
    verification: dict[str, int]
    findings: tuple[Finding, ...]
    as_of: str
    posted_until: str | None
    provisional: bool
    review: tuple[str, ...]
    place: str | None
    released: bool
    notes: dict[str, Any] = msgspec.field(default_factory=dict)
    request: str | None = None

    def internal(self) -> dict[str, Any]:
        """Everything: for the office's own files, the ledger and ``--json``."""
        return {
            "deid": self.deid,
            "status": "released" if self.released else "refused",
            "notice": self.notice,
            "title": self.title,
            "channel": self.channel,
            "form": self.form,
            "policy_sha256": self.policy_sha256,
            "input_sha256": self.input_sha256 if self.input_sha256.startswith(KEYED) else None,
            "output_sha256": self.output_sha256,
            "rows_in": self.rows_in,
            "rows_out": self.rows_out,
            "members": self.members,
            "withheld": self.withheld,
            "checked": self.checked,
            "columns": list(self.columns),
            "candidates": self.candidates,
            "classes": self.classes,
            "verification": self.verification,
            "findings": [found.as_json() for found in self.findings],
            "as_of": self.as_of,
            "posted_until": self.posted_until,
            "provisional": self.provisional,
            "review": list(self.review),
            "place": self.place,
            **self._asked(),
            **self.notes,
        }

    def public(self) -> dict[str, Any]:
        """What may stand beside the posted list: nothing that depends on the people kept back."""
        return public_face(self.internal())

    def _asked(self) -> dict[str, str]:
        """The application it was made for, if it was."""
        return {} if self.request is None else {"request": self.request}


def public_face(receipt: Mapping[str, Any]) -> dict[str, Any]:
    """Of a receipt, internal or public, what may stand beside the posted list.

    No rows_in, no withheld counts, no row numbers, no input hash. Counts are over posted rows, and of the
    proof only that it passed. Of the findings only those about columns as such remain.
    """
    released = receipt.get("status") == "released"
    told = {name: receipt[name] for name in (*_ALWAYS, *_RELEASED * released) if name in receipt}
    if released:
        told["columns"] = [one for one in receipt["columns"] if one["treatment"] != "drop"]
        told["verification"] = {"passed": True}
        told["findings"] = [
            {**one, "rows": [], "text": ""} for one in receipt["findings"] if one["code"] in _POSTED
        ]
    return {name: told[name] for name in receipt if name in told}


def as_bytes(data: dict[str, Any]) -> bytes:
    """A receipt as it is written: UTF-8 JSON, keys in fixed order, one final newline."""
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
