"""The lists people have open: in memory and in private folders, gone when the page is."""

import secrets
import shutil
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from deid.engine.source import Source
from deid.io.where import Reading
from deid.release.run import Outcome
from deid.web.folder import PrivateFolder
from deid.web.progress import Progress
from deid.web.settings import Settings

if TYPE_CHECKING:
    import asyncio

    from deid.messages import Language


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of one list: the options of ``deid mask``."""

    notice: str
    channel: str | None = None
    as_of: date | None = None
    place: str | None = None
    maps: dict[str, str] = msgspec.field(default_factory=dict)
    whole: bool = False
    strict: bool = False
    reading: Reading = Reading()
    formats: tuple[str, ...] = (".csv",)


class Opened(msgspec.Struct, frozen=True):
    """A list as it was read; ``likely`` are notice types by score, ``rows`` its rows if they are counted."""

    source: Source
    likely: tuple[tuple[str, float], ...]
    rows: int | None = None


class Made(msgspec.Struct, frozen=True):
    """What became of a list: the files that may be posted, if it was released."""

    outcome: Outcome
    files: tuple[Path, ...] = ()
    pack: Path | None = None


class Session:
    """One person's page."""

    def __init__(self, user: str, room: Path) -> None:
        self.user, self.room = user, room
        self.csrf = secrets.token_urlsafe(24)
        self.language: Language | None = None
        self.last_seen = time.monotonic()
        self.leaving: float | None = None
        self.progress = Progress()
        self.clear()

    def clear(self) -> None:
        """Forget the list, on disk too; whatever is being made of it ends at its next batch."""
        self.progress.stop()
        for part in self.room.iterdir():
            shutil.rmtree(part, ignore_errors=True)
        self.upload: Path | None = None
        self.opened: Opened | None = None
        self.reading = Reading()
        self.wish: Wish | None = None
        self.made: Made | None = None
        self.problem: str | None = None
        self.job: asyncio.Task[None] | None = None
        self.progress = Progress()

    def folder(self, name: str) -> Path:
        """An empty folder for one step."""
        path = self.room / f"{name}-{secrets.token_hex(4)}"
        path.mkdir(mode=0o700)
        return path

    @property
    def state(self) -> str:
        """Where the page stands: start, busy, unread, choose or done."""
        if self.job is not None and not self.job.done():
            return "busy"
        if self.made is not None:
            return "done"
        if self.opened is not None:
            return "choose"
        return "start" if self.upload is None else "unread"


class Desk:
    """All open pages of one server."""

    def __init__(self, settings: Settings, folder: PrivateFolder) -> None:
        self._settings, self._folder = settings, folder
        self._open: dict[str, Session] = {}

    def open(self, user: str) -> str:
        """Start a page for somebody.

        Returns:
            The value of its cookie.
        """
        key = secrets.token_urlsafe(32)
        self._open[key] = Session(user, self._folder.room(f"page-{secrets.token_hex(8)}"))
        return key

    def get(self, key: str | None) -> Session | None:
        """The page of a cookie; being asked for, it is alive."""
        session = self._open.get(key or "")
        if session is not None:
            session.last_seen, session.leaving = time.monotonic(), None
        return session

    def leave(self, key: str | None) -> None:
        """The page was closed, or another of its pages is being loaded."""
        session = self._open.get(key or "")
        if session is not None:
            session.leaving = time.monotonic()

    def sweep(self) -> None:
        """Forget pages that were closed or have gone silent."""
        now = time.monotonic()
        for key, session in list(self._open.items()):
            silent = now - session.last_seen > self._settings.away
            closed = session.leaving is not None and now - session.leaving > self._settings.leaving
            if silent or closed:
                del self._open[key]
                session.clear()
                shutil.rmtree(session.room, ignore_errors=True)

    def close(self) -> None:
        """Forget everything."""
        for session in self._open.values():
            session.clear()
        self._open.clear()
