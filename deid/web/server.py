"""Runs the server: where it listens, what must be there for that, and what is left when it ends."""

import ipaddress
import logging
import signal
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import uvicorn

from deid.errors import UsageError
from deid.messages import problem
from deid.web.access import LOCAL, digest, new_token, read_users
from deid.web.app import make_app
from deid.web.folder import PrivateFolder, sweep
from deid.web.settings import Settings

PORT = 8765
_NAMES = ("localhost",)
_STANDARD = {True: 443, False: 80}
_IDLE = 15
_CLOSE = 5
_BACKLOG = 64


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a server listens and who may reach it.

    Attributes:
        address: to listen on.
        port: to listen on; None: the usual one, or any other that is free.
        names: how others call this computer.
        certificate: TLS certificate.
        private_key: its key.
        users: the users file.
    """

    address: str = "127.0.0.1"
    port: int | None = None
    names: tuple[str, ...] = ()
    certificate: Path | None = None
    private_key: Path | None = None
    users: Path | None = None

    @property
    def local(self) -> bool:
        """Whether only this computer can reach it."""
        if self.address in _NAMES:
            return True
        try:
            return ipaddress.ip_address(self.address).is_loopback
        except ValueError:
            return False

    def check(self) -> None:
        """Refuse what would let strangers in.

        Raises:
            UsageError: beyond this computer without TLS, people or names; or a file is missing.
        """
        try:
            anywhere = self.address not in _NAMES and ipaddress.ip_address(self.address).is_unspecified
        except ValueError:
            raise problem(UsageError, "web.bind_address") from None
        if (self.certificate is None) != (self.private_key is None):
            raise problem(UsageError, "web.bind_needs", address=self.address)
        if not self.local and (self.certificate is None or self.users is None):
            raise problem(UsageError, "web.bind_needs", address=self.address)
        if anywhere and not self.names:
            raise problem(UsageError, "web.bind_host")
        for path in (self.certificate, self.private_key):
            if path is not None and not path.is_file():
                raise problem(UsageError, "web.tls_file", file=path.name)


class Told(msgspec.Struct, frozen=True):
    """What whoever started the server has to know; ``token`` is told only where there is no users file."""

    url: str
    token: str | None


def serve(place: Place, office: Settings, told: Callable[[Told], None], log: Callable[[str], None]) -> None:
    """Serve until it is stopped.

    Args:
        place: where.
        office: rules, office file and limits; users, hosts and port are filled in here.
        told: is called once it listens.
        log: takes lines without any cell.

    Raises:
        UsageError: it may not or cannot listen there.
    """
    place.check()
    token = None if place.users else new_token()
    users = read_users(place.users) if place.users else {LOCAL: digest(token or "")}
    config = _config(place)
    listening, port = _listen(config, place)
    secure = place.certificate is not None
    settings = msgspec.structs.replace(
        office,
        users=users,
        hosts=_hosts(place, port, secure=secure),
        secure=secure,
        local=place.local,
        port=port,
    )
    sweep()
    folder = PrivateFolder()
    tempfile.tempdir = str(folder.path)  # whatever a library lays aside goes with the rest
    try:
        config.app = make_app(settings, folder, log)
        name = next(iter(place.names), place.address)
        shown = f"[{name}]" if ":" in name else name
        told(Told(f"{'https' if secure else 'http'}://{shown}:{port}/", token))
        _run(uvicorn.Server(config), listening)
    finally:
        tempfile.tempdir = None
        folder.remove()


def _run(server: uvicorn.Server, listening: Any) -> None:  # noqa: ANN401  a socket, which deid never opens
    """Serve until a signal; whichever it is, the folder is removed afterwards."""

    def stop(*_: object) -> None:
        server.should_exit = True

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listening])


def _config(place: Place) -> uvicorn.Config:
    """Nothing of uvicorn's own logging: a traceback could quote a cell."""
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "asyncio"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [logging.NullHandler()], False
    return uvicorn.Config(
        "deid.web.app:make_app",
        host=place.address,
        port=PORT if place.port is None else place.port,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        lifespan="on",
        backlog=_BACKLOG,
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=_CLOSE,
        limit_concurrency=_BACKLOG,
        h11_max_incomplete_event_size=16 << 10,
        http="h11",
        ws="none",
        loop="asyncio",
        ssl_certfile=place.certificate,
        ssl_keyfile=place.private_key,
    )


def _listen(config: uvicorn.Config, place: Place) -> tuple[Any, int]:
    """Take the port; the usual one may be in use by another page."""
    for port in (place.port,) if place.port is not None else (PORT, 0):
        config.port = port
        try:
            listening = config.bind_socket()
        except (SystemExit, OSError):
            continue
        return listening, int(listening.getsockname()[1])
    raise problem(UsageError, "web.port", port=place.port or PORT)


def _hosts(place: Place, port: int, *, secure: bool) -> frozenset[str]:
    """What a browser that means this server writes into the Host header."""
    names = {*place.names}
    if place.address != "0.0.0.0" and place.address != "::":  # noqa: S104, PLR1714  it is refused here
        names.add(f"[{place.address}]" if ":" in place.address else place.address)
    if place.local:
        names |= {"127.0.0.1", "localhost", "[::1]"}
    found = {f"{name}:{port}" for name in names}
    return frozenset(found | names if port == _STANDARD[secure] else found)
