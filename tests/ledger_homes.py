"""Where the tests keep a ledger: in a file, and on a PostgreSQL server of their own.

``home`` makes every test that asks for it run twice; the second time it is marked ``long`` and ``postgresql`` and
skipped where no server is installed.
"""

import atexit
import contextlib
import functools
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deid.ledger.home import Home, home_of

SECRET = "not the real one"
ON_SERVER = [pytest.mark.long, pytest.mark.postgresql]


def program(name: str) -> str | None:
    """A program of the server, wherever the system keeps it."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return shutil.which(name, path=os.pathsep.join([*map(str, places), os.environ.get("PATH", "")]))


class Cluster:
    """A server on this machine in a folder of its own; it goes when the tests end."""

    def __init__(self, *settings: str, listen: str = "127.0.0.1", port: int | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="deid-ledger-"))
        self.settings, self.listen = settings, listen
        self.port = port or _free_port()
        self._made = 0
        self._running: subprocess.Popen[bytes] | None = None
        (self.folder / "secret").write_text(SECRET)
        self.pass_file = self.folder / "pgpass"
        self.pass_file.write_text(f"# of the tests\n*:{self.port}:*:*:{SECRET}\n")
        self.pass_file.chmod(0o600)
        if os.geteuid() == 0:  # the server refuses to be root
            for one in (self.folder, self.folder / "secret"):
                shutil.chown(one, "postgres")
        data = str(self.folder / "data")
        made = ["-D", data, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "-U", "boss", "--no-sync"]
        self._do("initdb", *made, "--pwfile", str(self.folder / "secret"))
        atexit.register(self.remove)

    def start(self) -> "Cluster":
        asked = [f"port={self.port}", f"listen_addresses={self.listen}", "fsync=off", "logging_collector=off",
                 f"unix_socket_directories={self.folder}", "log_min_messages=panic", *self.settings]  # fmt: skip
        options = [part for one in asked for part in ("-c", one)]
        with (self.folder / "log").open("ab") as log:
            command = [program("postgres"), "-D", str(self.folder / "data"), *options]
            self._running = subprocess.Popen(command, stdout=log, stderr=log, **_as_server())
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self._running.poll() is None:
            if self.sql("SELECT 1", check=False).returncode == 0:
                return self
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text())

    def stop(self) -> None:
        """At once, as if the plug had been pulled."""
        if self._running is not None:
            subprocess.run(
                [program("pg_ctl"), "-D", str(self.folder / "data"), "-m", "immediate", "stop"],
                check=False, capture_output=True, **_as_server(),
            )  # fmt: skip
            self._running.wait(30)
            self._running = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def sql(self, statement: str, database: str = "postgres", user: str = "boss", *, check: bool = True):
        return subprocess.run(
            [program("psql"), "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder), "-p", str(self.port), "-U", user,
             "-d", database, "-c", statement],
            check=check, capture_output=True, encoding="utf-8", env={**os.environ, "PGPASSWORD": SECRET},
        )  # fmt: skip

    def dump(self, database: str) -> bytes:
        """Everything that stands in a database."""
        return subprocess.run(
            [program("pg_dump"), "-h", str(self.folder), "-p", str(self.port), "-U", "boss", database],
            check=True, capture_output=True, env={**os.environ, "PGPASSWORD": SECRET},
        ).stdout  # fmt: skip

    def database(self, encoding: str = "UTF8") -> str:
        """The name of a new one."""
        self._made += 1
        name = f"book_{os.getpid()}_{self._made}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}'")
        return name

    def address(self, database: str, user: str = "boss", host: str = "127.0.0.1") -> str:
        return f"postgresql://{user}@{host}:{self.port}/{database}"

    def _do(self, name: str, *arguments: str) -> None:
        subprocess.run([program(name), *arguments], check=True, capture_output=True, **_as_server())


def _as_server() -> dict[str, object]:
    return {"user": "postgres", "group": "postgres", "cwd": "/"} if os.geteuid() == 0 else {}


def _free_port() -> int:
    with contextlib.closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@functools.cache
def cluster() -> Cluster:
    """One server serves all tests of a process."""
    pytest.importorskip("sqlalchemy")
    pytest.importorskip("pg8000")
    if not all(map(program, ("initdb", "postgres", "pg_ctl", "psql", "pg_dump"))):
        pytest.skip("no PostgreSQL server is installed")
    return Cluster().start()


@pytest.fixture(name="server")
def fixture_server() -> Iterator[Cluster]:
    running = cluster()
    with pytest.MonkeyPatch.context() as patch:  # not the test's own, which it may undo
        patch.setenv("PGPASSFILE", str(running.pass_file))
        patch.delenv("PGPASSWORD", raising=False)
        yield running


@pytest.fixture(name="home", params=["file", pytest.param("server", marks=ON_SERVER)])
def fixture_home(request, tmp_path) -> Callable[[str], Home]:
    """A ledger's home by name."""
    if request.param == "file":
        return lambda name: tmp_path / f"{name}.db"
    running = request.getfixturevalue("server")
    return functools.cache(lambda _name: home_of(running.address(running.database())))


def text_of(home: Home) -> str:
    """As it is given on a command line."""
    return str(home) if isinstance(home, Path) else home.text


def held(home: Home) -> bytes:
    """All that is kept there."""
    if isinstance(home, Path):
        return b"".join(path.read_bytes() for path in home.parent.iterdir() if path.is_file())
    return cluster().dump(home.text.rpartition("/")[2])


def remove(home: Home) -> None:
    """Take the ledger away."""
    if isinstance(home, Path):
        for left in home.parent.iterdir():
            left.unlink()
    else:
        cluster().sql("DROP SCHEMA deid_ledger CASCADE", home.text.rpartition("/")[2])
