"""What the API has made and nobody has fetched yet: for a short while, for whoever asked for it."""

import secrets
import shutil
import time
from pathlib import Path

import msgspec

from deid.web.folder import PrivateFolder
from deid.web.sessions import Made

_KEPT = 600
"""Seconds until an answer that was not fetched is removed."""


class Result(msgspec.Struct, frozen=True):
    """One made list."""

    user: str
    room: Path
    made: Made
    since: float


class Results:
    """Made lists by id."""

    def __init__(self, folder: PrivateFolder) -> None:
        self._folder = folder
        self._held: dict[str, Result] = {}

    def room(self) -> Path:
        """A folder for one call."""
        return self._folder.room(f"call-{secrets.token_hex(8)}")

    def keep(self, user: str, room: Path, made: Made) -> str:
        """Hold a result until it is fetched.

        Returns:
            Its id.
        """
        key = secrets.token_urlsafe(24)
        self._held[key] = Result(user, room, made, time.monotonic())
        return key

    def get(self, key: str, user: str) -> Made | None:
        """A result; only for whoever asked for it."""
        found = self._held.get(key)
        return found.made if found is not None and found.user == user else None

    def drop(self, key: str, user: str) -> bool:
        """Remove a result before its time."""
        if self.get(key, user) is None:
            return False
        clear(self._held.pop(key).room)
        return True

    def sweep(self) -> None:
        """Remove what nobody has fetched."""
        now = time.monotonic()
        for key, one in list(self._held.items()):
            if now - one.since > _KEPT:
                clear(self._held.pop(key).room)


def clear(room: Path) -> None:
    """Take a call's folder away."""
    shutil.rmtree(room, ignore_errors=True)
