"""How a shared ledger's database is reached: address, user, password, certificate."""

import getpass
import logging
import os
import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pg8000
from sqlalchemy import URL, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from deid.errors import UsageError
from deid.ledger.home import Address
from deid.ledger.password import password_for
from deid.messages import problem

if TYPE_CHECKING:
    from sqlalchemy import Engine

SCHEMA = "deid_ledger"
"""The tables of a ledger stand in a schema of their own, one in a database."""
WAIT = 60
"""Seconds to wait for another office."""
_SILENCE = 30
"""Seconds beyond it after which a server that says nothing is taken to be lost."""
_PORT = 5432
_HERE = ("localhost", "127.0.0.1", "::1")
_SESSION = {
    "search_path": f"{SCHEMA}, pg_temp",
    "client_encoding": "UTF8",
    "lock_timeout": "'{wait}s'",
    "idle_in_transaction_session_timeout": "'10min'",  # a program that hangs lets the others go on
    "standard_conforming_strings": "on",
    "tcp_keepalives_idle": "30",  # a machine that was switched off lets go of its lock within a minute
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}
_LOG = "deid"
_CERTIFICATE, _SOCKET = "sslrootcert", "host"


def engine_for(address: Address) -> "Engine":
    """What opens connections to a database; nothing is opened yet.

    Raises:
        UsageError: the address cannot be read.
        KeyMaterialError: the password's file is open to others.
    """
    url = _read(address)
    folder = _asked(url, _SOCKET)
    host, port, user = url.host or "localhost", url.port or _PORT, url.username or _user()
    login: dict[str, Any] = {"timeout": WAIT + _SILENCE, "application_name": "deid"}
    if folder:
        login |= {"unix_sock": str(Path(folder) / f".s.PGSQL.{port}"), "ssl_context": False}
    else:
        login["ssl_context"] = False if host in _HERE else _checked(_asked(url, _CERTIFICATE))
    database = url.database or ""
    password = password_for(host=host, port=port, database=database, user=user)
    engine = create_engine(
        URL.create("postgresql+pg8000", user, password, None if folder else host, port, database),
        module=pg8000,
        connect_args=login,
        isolation_level="READ COMMITTED",
        hide_parameters=True,
        pool_logging_name=_LOG,
        poolclass=NullPool,  # none is held while a long list is masked, so none can have gone stale
    )
    event.listen(engine, "connect", _greet)
    pool = f"{NullPool.__module__}.{NullPool.__name__}.{_LOG}"
    logging.getLogger(pool).disabled = True  # it would tell of a lost connection with a traceback
    return engine


def _read(address: Address) -> URL:
    found = None
    try:
        found = make_url(address.text)
    except (ArgumentError, ValueError):
        found = None
    if found is None or not found.database or set(found.query) - {_CERTIFICATE, _SOCKET}:
        raise problem(UsageError, "ledger.address")
    return found


def _asked(url: URL, name: str) -> str | None:
    value = url.query.get(name)
    return value if isinstance(value, str) else None


def _user() -> str:
    return os.environ.get("PGUSER") or getpass.getuser()


def _checked(authority: str | None) -> ssl.SSLContext:
    """Encryption with the server's certificate and name checked; there is no way to leave that out."""
    context = None
    try:
        context = ssl.create_default_context(cafile=authority)
    except OSError:
        context = None
    if context is None:
        raise problem(UsageError, "ledger.no_certificate")
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _greet(connection: Any, _record: object) -> None:  # noqa: ANN401  a driver's connection
    cursor = connection.cursor()
    cursor.execute(";".join(f"SET {name} TO {value.format(wait=WAIT)}" for name, value in _SESSION.items()))
    cursor.close()
    connection.commit()
