"""What every request passes first: host, origin, size, patience; and what every answer carries."""

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deid.messages import say, speaking
from deid.web.problems import refuse
from deid.web.settings import Settings
from deid.web.tongue import spoken

if TYPE_CHECKING:
    from starlette.responses import Response

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_QUIET = ("/static", "/progress", "/leave")
_UNKNOWN = 404
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": _POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex",
}

Log = Callable[[str], None]


class StopUpload(Exception):  # noqa: N818  it ends a request and is no fault
    """An upload that may not go on; ``code`` is the message, ``status`` what HTTP calls it."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


class Guard:
    """Stands before the application.

    Nothing of a request is logged but method, path, status and time; an error in the program is told by
    its kind alone, because its text or traceback could quote a cell.
    """

    def __init__(self, app: ASGIApp, settings: Settings, log: Log) -> None:
        self._app, self._settings, self._log = app, settings, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, seen = time.monotonic(), {"status": 0}
        scope["app"] = self._app  # so that an unknown page is an error like others

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if self._settings.secure:
                    headers.setdefault("strict-transport-security", "max-age=31536000")
            await send(message)

        await self._pass(scope, receive, answer, seen)
        spent = (time.monotonic() - begun) * 1000
        if not scope["path"].startswith(_QUIET):
            known = "endpoint" in scope and not scope.get("path_params") and seen["status"] != _UNKNOWN
            told = scope["path"] if known else "…"  # what is no page of ours may be a token or a file's name
            self._log(f"{scope['method']} {told} {seen['status']} {spent:.0f} ms")

    async def _pass(self, scope: Scope, receive: Receive, send: Send, seen: dict[str, int]) -> None:
        refused = self._refusal(scope)
        if refused is None:
            body = _Body(receive, self._settings)
            try:
                await self._app(scope, body, send)
            except StopUpload as stop:
                refused = stop.status, stop.code
            except Exception as error:  # noqa: BLE001  its text may quote a cell
                body.failed = type(error).__name__
            if body.failed:
                self._log(say("web.log.failed", kind=body.failed))
                refused = 500, "web.failed"
        if refused is not None and not seen["status"]:
            request = Request(scope)
            with speaking(spoken(request)):
                response: Response = refuse(request, *refused)
            response.headers["connection"] = "close"
            await response(scope, receive, send)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Why a request is not even looked at."""
        headers = Headers(scope=scope)
        if headers.get("host", "") not in self._settings.hosts:
            return 421, "web.host"
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._settings.largest:
            return 413, "web.too_large"
        if scope["method"] not in _SAFE:
            origin, site = headers.get("origin"), headers.get("sec-fetch-site", "same-origin")
            if origin is not None and origin not in self._settings.origins:
                return 403, "web.origin"
            if site not in ("same-origin", "none"):
                return 403, "web.origin"
        return None


class _Body:
    """A request's body: no larger and no slower than allowed."""

    def __init__(self, receive: Receive, settings: Settings) -> None:
        self._receive, self._settings = receive, settings
        self._size, self._over = 0, False
        self._until = time.monotonic() + settings.whole_upload
        self.failed: str = ""

    async def __call__(self) -> Message:
        if self._over:  # whoever waits now waits for the reader to leave
            return await self._receive()
        patience = min(self._settings.patience, self._until - time.monotonic())
        try:
            message: Any = await asyncio.wait_for(self._receive(), max(patience, 0))
        except TimeoutError:
            message = None
        if message is None:
            raise StopUpload(408, "web.too_slow")
        self._size += len(message.get("body", b""))
        if self._size > self._settings.largest:
            raise StopUpload(413, "web.too_large")
        self._over = not message.get("more_body", False)
        return dict(message)
