"""A ledger on a PostgreSQL server: how it is reached, who may do what, and what happens when something breaks."""

import ast
import functools
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pytest
from click.testing import CliRunner
from ledger_helpers import BIRTH_RULE, DAY, SIX_FOUR_RULE, entry, people, rule, write_list
from ledger_homes import ON_SERVER, SECRET, Cluster, fixture_server  # noqa: F401  a fixture goes by its name

from deid import messages
from deid.cli.app import app
from deid.errors import KeyMaterialError, UsageError
from deid.ledger import Ledger, Shown, State, schema
from deid.ledger.home import Address, home_of
from deid.ledger.judge import judge
from deid.ledger.password import password_for
from deid.policy.office import load_office
from deid.release.recording import Recording

pytestmark = pytest.mark.usefixtures("english")

ROOT = Path(__file__).parents[1]
KEY = b"k" * 32
COMMON = ["--channel", "village_board", "--as-of", DAY.isoformat(), "--place", "411224", "--lang", "en"]
on_server = [getattr(pytest.mark, mark.name) for mark in ON_SERVER]


def marked(test):
    for mark in on_server:
        test = mark(test)
    return test


@pytest.fixture
def book(server):
    """The address of a ledger that is there."""
    address = server.address(server.database())
    Ledger.create(home_of(address)).close()
    return address


@pytest.fixture
def office(tmp_path):
    for folder in ("in", "out", "keys"):
        (tmp_path / folder).mkdir()
    rule(tmp_path / "rules", "six_four", SIX_FOUR_RULE)
    rule(tmp_path / "rules", "births", BIRTH_RULE)
    write_list(tmp_path / "in" / "a.csv", people(30))
    return tmp_path


def deid(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def order(office, notice, *more):
    return [
        "mask", str(office / "in" / "a.csv"), "--notice", notice, *COMMON, "--rules", str(office / "rules"),
        "--out", str(office / "out" / f"{notice}.csv"), *map(str, more),
    ]  # fmt: skip


def states(address):
    with Ledger(home_of(address)) as opened:
        return [(one.notice, str(one.state)) for one in opened.entries()]


# ---- the address


@pytest.mark.parametrize("text", ["l.db", "a/b.db", "C:\\books\\l.db", "postgresql.db", Path("l.db")])
def test_a_path_is_a_path(text):
    assert home_of(text) == Path(text)


@pytest.mark.parametrize(
    "text", ["postgresql://office:hush-hush@server/book", "postgres://a:b@h/d", "postgresql://h/d?password=hush-hush",
             "postgresql://office:@h/d", "postgresql://h/d?user=x&PassWord=hush-hush"],
)  # fmt: skip
def test_a_password_in_the_address_is_refused_and_not_repeated(text):
    with pytest.raises(UsageError) as caught:
        home_of(text)
    assert caught.value.code == "ledger.password_in_address"
    shown = deid("ledger", "show", "--ledger", text, "--json")
    assert shown.exit_code == 2
    assert "hush" not in f"{caught.value}{caught.value.__context__}{shown.output}"


def test_an_address_is_shown_without_its_user():
    address = home_of("postgresql://office@server:5433/book?sslrootcert=/etc/own.pem")
    assert isinstance(address, Address)
    assert str(address) == "postgresql://server:5433/book"
    assert repr(address) == "Address('postgresql://server:5433/book')"
    assert home_of(address) is address


@pytest.mark.parametrize(
    "text",
    ["mysql://h/d", "http://h/d", "sqlite:///l.db", "postgresql://h", "postgresql://h/", "postgresql://[::1/d",
     "postgresql://h/d?sslmode=disable", "postgresql://h:port/d", "postgresql+psycopg://h/d"],
)  # fmt: skip
def test_what_is_no_address_of_ours_is_refused(text):
    pytest.importorskip("sqlalchemy")
    pytest.importorskip("pg8000")
    result = deid("ledger", "show", "--ledger", text, "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["code"] == "ledger.address"


def test_without_the_extra_it_is_named(monkeypatch):
    monkeypatch.delitem(sys.modules, "deid.ledger.server", raising=False)
    monkeypatch.delitem(sys.modules, "deid.ledger.connecting", raising=False)
    monkeypatch.delattr("deid.ledger.server", raising=False)
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    result = deid("ledger", "show", "--ledger", "postgresql://h/d")
    assert result.exit_code == 2
    assert "deid-lists[postgresql]" in result.output


def test_the_office_names_its_ledger(tmp_path, monkeypatch):
    (tmp_path / "office.yaml").write_text("name: 某镇\nledger: book/l.db\n", "utf-8")
    assert load_office(tmp_path / "office.yaml").ledger == str(tmp_path / "book" / "l.db")
    (tmp_path / "shared.yaml").write_text("ledger: postgresql://office@server/book\n", "utf-8")
    assert load_office(tmp_path / "shared.yaml").ledger == "postgresql://office@server/book"
    (tmp_path / "book").mkdir()
    assert deid("ledger", "init", tmp_path / "book" / "l.db").exit_code == 0
    monkeypatch.setenv("DEID_OFFICE", str(tmp_path / "office.yaml"))
    assert deid("ledger", "show").exit_code == 0
    monkeypatch.setenv("DEID_LEDGER", str(tmp_path / "none.db"))  # says more than the office
    assert deid("ledger", "show").exit_code == 2


# ---- the password


@pytest.fixture
def pass_file(tmp_path, monkeypatch):
    path = tmp_path / "pgpass"
    monkeypatch.setenv("PGPASSFILE", str(path))
    monkeypatch.delenv("PGPASSWORD", raising=False)

    def write(text, mode=0o600):
        path.write_text(text, "utf-8")
        path.chmod(mode)

    return write


def password(**more):
    return password_for(**{"host": "h", "port": 5432, "database": "d", "user": "u", **more})


def test_the_first_line_that_fits_tells_the_password(pass_file):
    assert password() is None
    pass_file("# *:*:*:*:comment\nother:*:*:*:no\n\nh:5432:d:u:a\\:b\\\\c\n*:*:*:*:last:\n")
    assert password() == "a:b\\c"
    assert password(user="v") is None  # a line with six parts says nothing
    pass_file("h:*:a\\:d:*:yes\n*:5433:*:*:port\n")
    assert password(database="a:d") == "yes"
    assert password(port=5433) == "port"
    assert password() is None


@pytest.mark.skipif(os.name == "nt", reason="there it lies in APPDATA")
def test_the_file_lies_at_home(pass_file, tmp_path, monkeypatch):
    pass_file("*:*:*:*:named\n")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / ".pgpass").write_text("*:*:*:*:at home\n", "utf-8")
    (tmp_path / "home" / ".pgpass").chmod(0o600)
    assert password() == "named"
    monkeypatch.delenv("PGPASSFILE")
    assert password() == "at home"


def test_the_environment_comes_first(pass_file, monkeypatch):
    pass_file("*:*:*:*:file\n")
    monkeypatch.setenv("PGPASSWORD", "environment")
    assert password() == "environment"


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o622])
def test_a_password_others_can_read_is_not_used(pass_file, mode):
    pass_file("*:*:*:*:hush-hush\n", mode)
    with pytest.raises(KeyMaterialError) as caught:
        password()
    assert caught.value.code == "ledger.password_open"
    assert "hush" not in str(caught.value)


def test_a_password_file_that_cannot_be_read_is_told_of(pass_file, tmp_path, monkeypatch):
    (tmp_path / "pgpass").write_bytes(b"\xff\xfe")
    (tmp_path / "pgpass").chmod(0o600)
    with pytest.raises(KeyMaterialError, match="cannot be read"):
        password()
    monkeypatch.setenv("PGPASSFILE", str(tmp_path))
    with pytest.raises(KeyMaterialError):
        password()


# ---- a ledger in a file opens no connection


@functools.cache
def imports():
    """Every file of deid with what it imports, at the top or inside a function."""
    found = {}
    for path in (ROOT / "deid").rglob("*.py"):
        names = found[path.relative_to(ROOT / "deid").as_posix()] = set()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names.update(one.name for one in node.names)
            elif isinstance(node, ast.ImportFrom):
                names.update([node.module, *(f"{node.module}.{one.name}" for one in node.names)])
    return found


def importers(module):
    return {
        path
        for path, names in imports().items()
        if any(f"{name}.".startswith(f"{module}.") for name in names)
    }


def test_one_place_connects():
    ours = {"ledger/connecting.py", "ledger/server.py"}
    assert importers("sqlalchemy") == ours
    assert importers("pg8000") == importers("ssl") == {"ledger/connecting.py"}
    assert importers("deid.ledger.server") == {"ledger/store.py"}
    assert importers("deid.ledger.connecting") == {"ledger/server.py"}
    for module in ("socket", "http", "urllib", "ftplib", "smtplib", "psycopg", "requests", "httpx"):
        assert importers(module) == set(), module


WATCHED = """
import sys
seen = []
sys.addaudithook(lambda event, args: seen.append(event) if event.startswith("socket.") else None)
from deid.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
assert not seen, seen
assert not {"sqlalchemy", "pg8000", "ssl", "deid.ledger.server"} & set(sys.modules)
"""


def test_with_a_file_no_socket_is_even_made(office):
    env = {name: value for name, value in os.environ.items() if not name.startswith("DEID_")}
    for arguments in (
        ["ledger", "init", str(office / "l.db")],
        order(office, "six_four", "--ledger", office / "l.db"),
        ["ledger", "show", "--ledger", str(office / "l.db")],
    ):
        done = subprocess.run(
            [sys.executable, "-c", WATCHED, *arguments], env=env, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr


# ---- what is said to a server, with nobody at the other end


class Line:
    """A connection that answers a statement by how it begins, and remembers what happened to it."""

    def __init__(self, answers, log):
        self._answers, self._log = answers, log
        self.connection = self

    def execute(self, statement, values=None):
        self._log.append(str(statement))
        found = next(
            (answer for begun, answer in self._answers.items() if str(statement).startswith(begun)), []
        )
        if isinstance(found, Exception):
            raise found
        return found

    def cursor(self):
        def execute(statement, *, stream=None):
            self._log.append((statement, stream.getvalue().decode()) if stream else statement)

        return SimpleNamespace(execute=execute, close=lambda: None)

    def commit(self):
        self.execute("commit")

    def close(self):
        self.execute("close")


class Switch:
    """What opens connections."""

    def __init__(self, answers=()):
        self.answers, self.log = dict(answers), []

    def connect(self):
        line = Line(self.answers, self.log)
        line.execute("connect")
        return line

    def dispose(self):
        self.log.append("dispose")


@pytest.fixture
def line():
    """A server of ours at the end of a line, and what is said on it."""
    pytest.importorskip("sqlalchemy")
    pytest.importorskip("pg8000")
    from deid.ledger.server import Server

    def make(answers=()):
        switch = Switch(answers)
        return Server(switch), switch

    return make


def test_a_statement_by_itself_holds_no_connection(line):
    server, switch = line({"SELECT a": [[1, "x"]], "INSERT": [(7,)]})
    assert server.all("SELECT a FROM t WHERE b = :b", b=1) == [(1, "x")]
    assert switch.log == ["connect", "SELECT a FROM t WHERE b = :b", "commit", "close"]
    assert server.add("INSERT INTO t VALUES (:a)", a=1) == 7
    assert switch.log[5].endswith(" RETURNING id")
    server.define(
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, n INTEGER NOT NULL, b BLOB) WITHOUT ROWID"
    )
    assert switch.log[-3] == (
        "CREATE TABLE t (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n BIGINT NOT NULL, b BYTEA)"
    )
    assert not server.changing and switch.log.count("connect") == switch.log.count("close") == 3


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_a_change_has_one_connection_and_takes_the_lock_first(line, end):
    server, switch = line()
    server.begin()
    assert server.changing
    server.change("DELETE FROM t")
    server.fill("persons", [(b"\x0b\xff", 2, 3), (b"", 4, 5)])
    getattr(server, end)()
    lock, *said = switch.log[1:]
    assert "pg_advisory_xact_lock" in lock
    copied = ("COPY persons FROM STDIN", "\\\\x0bff\t2\t3\n\\\\x\t4\t5\n")
    assert said[:2] == ["DELETE FROM t", copied]
    assert (
        said[2:] == {"commit": ["commit", "close"], "rollback": ["close"], "close": ["close", "dispose"]}[end]
    )
    assert not server.changing
    server.rollback()  # there is none
    assert switch.log[-1] == said[-1]


def told(state):
    """A refusal as the driver tells it, quoting a row, and wrapped once more."""
    wrapped = RuntimeError("INSERT INTO persons VALUES (411224195001010000)")
    wrapped.orig = Exception({"C": state, "M": "411224195001010000"})
    return wrapped


class SSLError(OSError):
    """As the standard library calls it."""


class SSLCertVerificationError(SSLError):
    pass


def caused(error, by):
    error.__cause__ = by
    return error


FAULTS = {
    "the server gave up waiting": (told("55P03"), "ledger.busy", "ledger.busy"),
    "somebody cancelled it": (told("57014"), "ledger.busy", "ledger.busy"),
    "the server goes down": (told("57P01"), "ledger.lost", "ledger.lost"),
    "two writers in each other's way": (told("40P01"), "ledger.busy", "ledger.busy"),
    "a standby": (told("25006"), "ledger.denied", "ledger.denied"),
    "no right to": (told("42501"), "ledger.denied", "ledger.denied"),
    "a wrong password": (told("28P01"), "ledger.login", "ledger.login"),
    "no such database": (told("3D000"), "ledger.no_database", "ledger.no_database"),
    "a full disk": (told("53100"), "ledger.server_full", "ledger.server_full"),
    "something else": (told("42P01"), "ledger.damaged", "ledger.damaged"),
    "nobody there": (caused(RuntimeError("x"), ConnectionRefusedError(111, "x")), "ledger.unreachable", "ledger.lost"),
    "a certificate of somebody else": (caused(RuntimeError("x"), SSLCertVerificationError("x")), "ledger.certificate", "ledger.certificate"),
    "encryption that fails": (SSLError("x"), "ledger.unencrypted", "ledger.unencrypted"),
    "no encryption": (Exception("Server refuses SSL"), "ledger.unencrypted", "ledger.unencrypted"),
    "the driver's own": (RuntimeError("no password"), "ledger.login", "ledger.lost"),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_whatever_goes_wrong_quotes_nothing_and_leaves_nothing_open(line, case):
    error, connecting, later = FAULTS[case]
    for answers, code, left in (
        ({"connect": error}, connecting, []),
        ({"SELECT x": error}, later, ["close"]),
        ({"commit": error}, later, ["close"]),
        ({"SELECT x": error, "close": OSError("x")}, later, ["close"]),
    ):
        server, switch = line(answers)
        with pytest.raises(UsageError) as caught:
            server.all("SELECT x")
        assert caught.value.code == code
        assert "4112" not in str(caught.value) and caught.value.__context__ is None
        assert switch.log[-1:] == left or not left
    server, switch = line({"SELECT 1": error})
    with pytest.raises(UsageError):
        server.begin()
    assert not server.changing and switch.log[-1] == "close"


def test_where_a_ledger_is_made_and_what_version_it_has(line):
    nothing = {"SELECT to_regclass": [(False,)], "SHOW": [("UTF8",)], "SELECT to_regnamespace": [(True,)]}
    server, switch = line(nothing)
    assert server.version() == 0
    server.start()
    assert "CREATE SCHEMA deid_ledger" in switch.log
    server, switch = line(
        {**nothing, "SELECT to_regnamespace": [(False,)]}
    )  # made for us by the database's owner
    server.start()
    assert "CREATE SCHEMA deid_ledger" not in switch.log
    there = {"SELECT to_regclass": [(True,)], "SELECT value": [("1",)]}
    for answers, code in (
        (there, "ledger.server_exists"),
        ({**nothing, "SHOW": [("SQL_ASCII",)]}, "ledger.encoding"),
    ):
        server, switch = line(answers)
        with pytest.raises(UsageError) as caught:
            server.start()
        assert caught.value.code == code
    assert line({**there, "SELECT value": []})[0].version() == 0
    server, switch = line()
    server.reached(2)
    assert any("ON CONFLICT (name)" in str(one) for one in switch.log)


@pytest.mark.parametrize(
    ("version", "code"), [([], "ledger.missing"), ([("99",)], "ledger.newer"), ([("1",)], None)]
)
def test_a_ledger_that_is_not_opened_is_let_go(monkeypatch, line, version, code):
    from deid.ledger import server as module

    _, switch = line({"SELECT to_regclass": [(True,)], "SELECT value": version})
    monkeypatch.setattr(module, "engine_for", lambda _: switch)
    address = home_of("postgresql://office@server/book")
    if code is None:
        assert module.open_server(address).version() == 1
        return
    with pytest.raises(UsageError) as caught:
        module.open_server(address)
    assert caught.value.code == code
    assert switch.log[-1] == "dispose"
    module.new_on_server(address).close()


ENGINES = {
    "this machine": ("postgresql://office@127.0.0.1:5433/book", {"ssl_context": False}),
    "this machine by name": ("postgresql://localhost/book", {"ssl_context": False}),
    "a socket": ("postgresql://office@/book?host=/run/pg", {"ssl_context": False, "unix_sock": "/run/pg/.s.PGSQL.5432"}),
    "another machine": ("postgresql://office@server/book", {}),
}  # fmt: skip


@pytest.mark.parametrize("case", ENGINES)
def test_how_a_server_is_reached(case, pass_file, monkeypatch):
    """Beyond this machine encrypted, to the name in the certificate; nothing is opened, nothing logged."""
    pytest.importorskip("sqlalchemy")
    pytest.importorskip("pg8000")
    from deid.ledger import connecting

    pass_file("*:*:book:*:hush-hush\n")
    monkeypatch.setenv("PGUSER", "the-office")
    text, wanted = ENGINES[case]
    asked = {}
    real = connecting.create_engine
    monkeypatch.setattr(
        connecting, "create_engine", lambda url, **how: asked.update(how, url=url) or real(url, **how)
    )
    engine = connecting.engine_for(home_of(text))
    login, url = asked["connect_args"], asked["url"]
    assert (url.password, url.database) == ("hush-hush", "book")
    assert url.username == ("office" if "office@" in text else "the-office")
    assert {name: login[name] for name in wanted} == wanted
    if not wanted:
        context = login["ssl_context"]
        assert context.check_hostname and context.verify_mode == ssl.CERT_REQUIRED
        assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert asked["hide_parameters"] and "hush" not in repr(engine) + str(engine.url)


def test_a_certificate_that_is_not_there(tmp_path):
    pytest.importorskip("sqlalchemy")
    pytest.importorskip("pg8000")
    from deid.ledger.connecting import engine_for

    with pytest.raises(UsageError) as caught:
        engine_for(home_of(f"postgresql://office@server/book?sslrootcert={tmp_path}/own.pem"))
    assert caught.value.code == "ledger.no_certificate"
    assert caught.value.__context__ is None


def test_each_session_sees_our_tables_alone_and_waits_no_longer_than_said():
    pytest.importorskip("sqlalchemy")
    pytest.importorskip("pg8000")
    from deid.ledger import connecting

    log = []
    connecting._greet(Line({}, log), None)
    [settings, end] = log
    assert "SET search_path TO deid_ledger, pg_temp;" in settings and "SET lock_timeout TO '60s'" in settings
    assert end == "commit"


# ---- what can be wrong with the way there


@marked
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda s, d: ("PGPASSWORD=wrong", s.address(d)), "ledger.login"),
        (lambda s, d: ("PGPASSFILE=/nowhere", s.address(d)), "ledger.login"),
        (lambda s, d: ("", s.address(d, user="nobody")), "ledger.login"),
        (lambda s, d: ("", s.address("none")), "ledger.no_database"),
        (lambda s, d: ("", "postgresql://boss@127.0.0.1:1/d"), "ledger.unreachable"),
        (lambda s, d: ("", f"postgresql://boss@/{d}?host=/nowhere"), "ledger.unreachable"),
        (lambda s, d: ("", s.address(s.database())), "ledger.missing"),
    ],
)
def test_trouble_on_the_way_is_told(server, book, office, monkeypatch, change, code):
    setting, address = change(server, book.rpartition("/")[2])
    if setting:
        monkeypatch.setenv(*setting.split("="))
    for arguments in (["ledger", "show"], order(office, "six_four")):
        result = deid(*arguments, "--ledger", address, "--json")
        assert result.exit_code == 2
        assert json.loads(result.stdout)["code"] == code
        assert SECRET not in result.output
        assert "boss" not in result.output
        assert "Traceback" not in result.output
    assert list((office / "out").iterdir()) == []


@marked
def test_a_socket_of_this_machine_serves(server, book):
    name = book.rpartition("/")[2]
    with Ledger(home_of(f"postgresql://boss@:{server.port}/{name}?host={server.folder}")) as opened:
        assert opened.entries() == []


@marked
def test_a_database_that_cannot_hold_chinese_is_refused(server):
    with pytest.raises(UsageError, match="UTF8"):
        Ledger.create(home_of(server.address(server.database("SQL_ASCII"))))


@marked
def test_a_ledger_is_never_made_twice(server, book):
    with pytest.raises(UsageError, match="never overwritten"):
        Ledger.create(home_of(book))
    address = home_of(server.address(server.database()))
    made = []

    def make():
        try:
            Ledger.create(address, (KEY,)).close()
            made.append(True)
        except UsageError:
            made.append(False)

    both = [threading.Thread(target=make) for _ in range(3)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(made) == [False, False, True]


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory):
    """A server that others reach by the name of this machine, with a certificate of its own."""
    name = socket.gethostname()
    if not subprocess.run(["openssl", "version"], capture_output=True, check=False).stdout:
        pytest.skip("no openssl")
    room = tmp_path_factory.mktemp("certificates")
    for owner in (name, "another.example"):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={owner}",
             "-addext", f"subjectAltName=DNS:{owner}", "-keyout", room / f"{owner}.key", "-out", room / f"{owner}.pem"],
            check=True, capture_output=True,
        )  # fmt: skip
    running = Cluster(listen="*")
    running.start()
    running.stop()
    for kind in ("key", "pem"):
        (running.folder / f"own.{kind}").write_bytes((room / f"{name}.{kind}").read_bytes())
        (running.folder / f"own.{kind}").chmod(0o600)
    if os.geteuid() == 0:
        for kind in ("key", "pem"):
            shutil.chown(running.folder / f"own.{kind}", "postgres", "postgres")
    with (running.folder / "data" / "pg_hba.conf").open("a") as rules:
        rules.write("hostssl all all all scram-sha-256\n")
    running.settings = (
        "ssl=on", f"ssl_cert_file={running.folder}/own.pem", f"ssl_key_file={running.folder}/own.key",
    )  # fmt: skip
    yield running.start(), name, room
    running.remove()


@marked
def test_beyond_this_machine_only_an_encrypted_and_known_server_serves(server, encrypted, monkeypatch):
    running, name, room = encrypted
    monkeypatch.setenv("PGPASSFILE", str(running.pass_file))
    plain = running.address(running.database(), host=name)

    def told(address):
        result = deid("ledger", "init", address, "--json")
        return result.exit_code, json.loads(result.stdout).get("code")

    own = f"{plain}?sslrootcert={room / name}.pem"
    assert told(plain) == (2, "ledger.certificate")
    assert told(f"{plain}?sslrootcert={room / 'another.example'}.pem") == (2, "ledger.certificate")
    assert told(f"{plain}?sslrootcert={room / 'none'}.pem") == (2, "ledger.no_certificate")
    elsewhere = own.replace(f"@{name}", "@127.0.0.2")  # the same server by a name its certificate is not for
    assert told(elsewhere) == (2, "ledger.certificate")
    assert told(own) == (0, None)
    assert running.sql("SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'deid'").stdout.strip() in ("", "t")  # fmt: skip
    running.stop()
    running.settings = ()
    running.start()
    assert told(own) == (2, "ledger.unencrypted")


# ---- who may do what


@marked
def test_roles(server, book, office):
    """As the documentation has it: one makes the ledger, offices write in it, others only read."""
    name = book.rpartition("/")[2]
    tag = name.replace("book", "")
    for role in ("clerk", "reader", "stranger"):
        server.sql(f"CREATE ROLE {role}{tag} LOGIN PASSWORD '{SECRET}'")
    for statement in (
        f"GRANT USAGE ON SCHEMA deid_ledger TO clerk{tag}, reader{tag}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA deid_ledger TO clerk{tag}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA deid_ledger TO reader{tag}",
    ):
        server.sql(statement, name)
    clerk, reader, stranger = (server.address(name, role + tag) for role in ("clerk", "reader", "stranger"))
    assert deid(*order(office, "six_four", "--ledger", clerk)).exit_code == 0
    assert states(clerk) == [("six_four", "confirmed")]
    server.sql("UPDATE deid_ledger.releases SET state = 'pending'", name)  # who only looks settles nothing
    assert states(reader) == [("six_four", "pending")]
    for command in ("show", "due", "stats", "handover"):
        assert deid("ledger", command, "--ledger", reader).exit_code == 0
    for address, arguments in (
        (reader, order(office, "six_four", "--out", office / "out" / "again.csv")),
        (reader, ["ledger", "withdraw", "1"]),
        (stranger, ["ledger", "show"]),
        (stranger, ["ledger", "init"]),
    ):
        result = deid(*arguments, "--ledger", address, "--json")
        assert result.exit_code == 2, result.output
        assert json.loads(result.stdout)["code"] == "ledger.denied"
    assert states(clerk) == [("six_four", "confirmed")]
    assert not (office / "out" / "again.csv").exists()


@marked
def test_other_offices_do_not_make_us_reach_elsewhere(server, book, tmp_path, monkeypatch):
    """A path in a shared ledger is somebody else's word: no share, no device, no pipe is opened."""
    from deid.ledger import store

    asked = []
    monkeypatch.setattr(
        store, "digest", lambda path, look=store.digest: asked.append(str(path)) or look(path)
    )
    os.mkfifo(tmp_path / "pipe")
    with Ledger(home_of(book)) as opened:
        for at, path in enumerate(
            [
                r"\\elsewhere\share\a.csv",
                "/\\elsewhere/a.csv",
                "//elsewhere/share/a.csv",
                "/dev/zero",
                str(tmp_path / "pipe"),
            ]
        ):
            judge(opened, entry(f"n{at}", Shown(), output_path=path))
    Ledger(home_of(book)).close()
    assert asked == ["/dev/zero", str(tmp_path / "pipe")]
    assert {state for _, state in states(book)} == {"pending"}


@marked
def test_only_the_owner_brings_the_tables_up_to_date(server, book, monkeypatch):
    name = book.rpartition("/")[2]
    tag = name.replace("book", "")
    server.sql(f"CREATE ROLE office{tag} LOGIN PASSWORD '{SECRET}'")
    server.sql(f"GRANT USAGE ON SCHEMA deid_ledger TO office{tag}", name)
    server.sql(
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA deid_ledger TO office{tag}", name
    )
    later = "CREATE TABLE later (a INTEGER, b BLOB); INSERT INTO later VALUES (7, NULL)"
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, later))
    with pytest.raises(UsageError, match="whoever made the ledger"):
        Ledger(home_of(server.address(name, f"office{tag}")))
    for _ in range(2):
        Ledger(home_of(book)).close()
    assert server.sql("SELECT count(*) FROM deid_ledger.later", name).stdout.strip() == "1"
    Ledger(home_of(server.address(name, f"office{tag}"))).close()
    monkeypatch.undo()
    with pytest.raises(UsageError, match="newer"):
        Ledger(home_of(book))


@marked
def test_a_migration_that_fails_changes_nothing(server, book, monkeypatch):
    monkeypatch.setattr(
        schema, "MIGRATIONS", (*schema.MIGRATIONS, "CREATE TABLE later (a INTEGER); NONSENSE")
    )
    with pytest.raises(UsageError):
        Ledger(home_of(book))
    monkeypatch.undo()
    with Ledger(home_of(book)) as opened:
        assert opened.entries() == []
    assert "later" not in server.sql("SELECT tablename FROM pg_tables", book.rpartition("/")[2]).stdout


# ---- several at once


@marked
def test_a_writer_waits_and_then_says_so(server, book, monkeypatch):
    from deid.ledger import connecting

    monkeypatch.setattr(connecting, "WAIT", 1)
    with Ledger(home_of(book)) as one, Ledger(home_of(book)) as other:
        with one.writing():
            one.write(entry("a", Shown()))
            assert other.entries() == []  # what is not committed is nobody's business
            start = time.monotonic()
            with pytest.raises(UsageError, match="Another process"):
                judge(other, entry("b", Shown()))
            assert 0.5 < time.monotonic() - start < 10
        judge(other, entry("b", Shown()))  # and goes on afterwards
        assert {found.notice for found in one.entries()} == {"a", "b"}


@marked
def test_whoever_gives_up_waiting_is_let_go_at_once(book):
    def give_up(*_):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, give_up)
    try:
        with Ledger(home_of(book)) as one, Ledger(home_of(book)) as other, one.writing():
            start = time.monotonic()
            signal.setitimer(signal.ITIMER_REAL, 1)
            with pytest.raises(KeyboardInterrupt), other.writing():
                raise AssertionError
            assert time.monotonic() - start < 10
            one.write(entry("a", Shown()))
        assert states(book) == [("a", "pending")]
    finally:
        signal.signal(signal.SIGALRM, before)


@marked
def test_of_many_that_tell_too_much_together_one_is_released(book):
    """The lock comes before the look: whoever waited sees what was written meanwhile."""
    shown = [Shown(positions=0b111100000000111111), Shown(birth=2)] * 4
    verdicts = []

    def make(at):
        with Ledger(home_of(book)) as opened:
            facts = entry(f"n{at}", shown[at], output_sha256=str(at))
            verdicts.append((at % 2, judge(opened, facts).refused))

    running = [threading.Thread(target=make, args=[at]) for at in range(len(shown))]
    for one in running:
        one.start()
    for one in running:
        one.join()
    assert len(verdicts) == len(shown)
    assert {kind for kind, refused in verdicts if not refused} in ({0}, {1})


# ---- what breaks

KILLED = """
import os, signal, sys
sys.path.insert(0, {tests!r})
import pyarrow as pa
from ledger_helpers import entry, people
from deid.ledger import Ledger, Shown
from deid.ledger.home import home_of
from deid.ledger.judge import judge
with Ledger(home_of(sys.argv[1]), (b"k" * 32,)) as book, book.writing():
    keys = [pa.array([one[:17] for one in people(50)], pa.string())]
    assert not judge(book, entry("mine", Shown(name=1)), persons=keys).refused
    print("written", flush=True)
    os.kill(os.getpid(), signal.{signal})
"""


@marked
@pytest.mark.parametrize("how", ["SIGKILL", "SIGSTOP"])
def test_a_client_that_dies_in_the_middle_leaves_the_old_state(server, how):
    address = server.address(server.database())
    Ledger.create(home_of(address), (KEY,)).close()
    script = KILLED.format(tests=str(Path(__file__).parent), signal=how)
    child = subprocess.Popen([sys.executable, "-c", script, address], stdout=subprocess.PIPE)
    assert child.stdout.readline() == b"written\n"
    if how == "SIGSTOP":  # it hangs: the operator ends it
        with Ledger(home_of(address), (KEY,)) as opened:
            assert opened.entries() == []
        server.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'deid' AND state LIKE 'idle in%'"
        )
        child.kill()
    child.wait(30)
    child.stdout.close()
    with Ledger(home_of(address), (KEY,)) as opened:
        assert opened.entries() == []
        assert sum(opened.keys().values()) == 0
        keys = [pa.array([one[:17] for one in people(5)], pa.string())]
        assert not judge(
            opened, entry("theirs", Shown(name=1)), persons=keys
        ).refused  # and nobody waits for it
        assert sum(opened.keys().values()) == 5


def cut(server):
    server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'deid'")


@marked
def test_a_connection_cut_in_the_middle_is_told_and_nothing_stays(server, book, caplog, capfd):
    with Ledger(home_of(book)) as opened:
        cut(server)  # between two steps nothing is lost
        assert not judge(opened, entry("a", Shown(name=1))).refused
        for last in (False, True):
            with pytest.raises(UsageError, match="was lost") as caught, opened.writing():
                opened.write(entry("b", Shown()))
                cut(server)
                if not last:
                    opened.write(entry("c", Shown()))
            assert caught.value.__context__ is None
            assert [one.notice for one in opened.entries()] == ["a"]
    assert caplog.text == ""
    assert capfd.readouterr().err == ""


@marked
def test_a_server_that_says_nothing_is_given_up_and_not_asked_again(server, book, monkeypatch):
    from sqlalchemy import Connection

    from deid.ledger import connecting

    dropped = []
    monkeypatch.setattr(connecting, "_SILENCE", 2 - connecting.WAIT)
    monkeypatch.setattr(
        Connection, "invalidate", lambda self, drop=Connection.invalidate: (dropped.append(1), drop(self))
    )
    with Ledger(home_of(book)) as opened:
        with pytest.raises(UsageError, match="was lost"), opened.writing():
            opened.write(entry("a", Shown()))
            asked = (
                "SELECT pid FROM pg_stat_activity WHERE application_name = 'deid' AND state LIKE 'idle in%'"
            )
            pid = int(server.sql(asked).stdout)
            os.kill(pid, signal.SIGSTOP)
            try:
                opened.write(entry("b", Shown()))
            finally:
                os.kill(pid, signal.SIGCONT)
        assert dropped == [1]
        assert opened.entries() == []


@marked
def test_an_error_quotes_nothing_of_what_was_written(book):
    with Ledger(home_of(book)) as opened, opened.writing():
        opened.write(entry("a", Shown()))
        with pytest.raises(UsageError) as caught:
            opened.write(entry("secret-title", Shown(), state="nonsense"))
        seen, chain = [], caught.value
        while chain is not None:
            seen.append(f"{chain}{chain.args}")
            chain = chain.__cause__ or chain.__context__
        assert "secret-title" not in "".join(seen)
        assert "nonsense" not in "".join(seen)
        opened.undo()


@marked
@pytest.mark.parametrize("moment", ["before", "judging", "renaming", "confirming"])
def test_a_server_that_goes_leaves_list_and_ledger_together(server, office, monkeypatch, moment):
    """The plug is pulled at one moment of a run; the old list stands, or the new one and it is on record."""
    own = Cluster().start()
    monkeypatch.setenv("PGPASSFILE", str(own.pass_file))
    address = own.address(own.database())
    Ledger.create(home_of(address)).close()
    (office / "out" / "six_four.csv").write_text("old")
    if moment == "before":
        own.stop()
    elif moment == "judging":
        monkeypatch.setattr(Recording, "judge", then_stop(own, Recording.judge, first=True))
    elif moment == "renaming":
        monkeypatch.setattr(Recording, "judge", then_stop(own, Recording.judge))
    else:
        monkeypatch.setattr(Ledger, "entry", then_stop(own, Ledger.entry, first=True))
    result = deid(*order(office, "six_four", "--ledger", address, "--force"))
    new = (office / "out" / "six_four.csv").read_text("utf-8-sig") != "old"
    assert (result.exit_code, new) == ((2, False) if moment in ("before", "judging") else (0, True))
    monkeypatch.undo()
    monkeypatch.setenv("PGPASSFILE", str(own.pass_file))
    own.start()
    try:
        assert states(address) == ([("six_four", "confirmed")] if new else [])
    finally:
        own.remove()


def then_stop(cluster, function, *, first=False):
    def run(*args, **kwargs):
        if first:
            cluster.stop()
        found = function(*args, **kwargs)
        cluster.stop()
        return found

    return run


# ---- with everything else


@marked
def test_an_office_with_a_shared_ledger(server, book, office, monkeypatch):
    """Named in office.yaml only: masked, posted, looked after, taken down."""
    (office / "office.yaml").write_text(f"name: 某镇\nledger: {book}\n", "utf-8")
    monkeypatch.setenv("DEID_OFFICE", str(office / "office.yaml"))
    made = deid(*order(office, "six_four"))
    assert made.exit_code == 0, made.output
    assert states(book) == [("six_four", "confirmed")]
    assert deid(*order(office, "births")).exit_code == 1
    assert deid("ledger", "withdraw", "1").exit_code == 0
    assert states(book) == [("six_four", "withdrawn")]
    assert deid("ledger", "purge", "--as-of", "2035-01-01").exit_code == 0
    assert states(book) == []
    assert deid(*order(office, "births")).exit_code == 0


@marked
def test_objections_and_figures(server, book):
    with Ledger(home_of(book)) as opened:
        made = judge(opened, entry("a", Shown())).entry
        opened.move(made.id, State.CONFIRMED)
    added = deid("objection", "add", "1", "--kind", "信息有误", "--via", "电话", "--file-no", "1-2026",
                 "--ledger", book, "--json")  # fmt: skip
    assert added.exit_code == 0, added.output
    listed = deid("objection", "list", "--ledger", book, "--json")
    assert len(json.loads(listed.stdout)["objections"]) == 1
    assert deid("objection", "close", "1", "--outcome", "成立", "--ledger", book).exit_code == 0
    assert deid("ledger", "stats", "--ledger", book, "--json").exit_code == 0


@marked
def test_a_county_is_judged_in_seconds(server):
    """100,000 persons, twice."""
    address = home_of(server.address(server.database()))
    ids = [
        f"411224{1930 + at % 60}{1 + at // 60 % 12:02}{1 + at // 720 % 28:02}{at // 20160:03}"
        for at in range(100_000)
    ]
    assert len(set(ids)) == len(ids)
    parts = [pa.array(ids[at : at + 65_536]) for at in range(0, len(ids), 65_536)]
    with Ledger.create(address, (KEY,)) as opened:
        for month in (1, 2):
            start = time.perf_counter()
            facts = entry("a", Shown(name=1), date(2026, month, 1))
            assert not judge(opened, facts, persons=parts).refused
            assert time.perf_counter() - start < 60
        assert sum(opened.keys().values()) == len(ids)


def test_every_trouble_is_an_error_of_ours():
    """The messages this module raises exist in both languages."""
    from deid.messages.ledger_server import TEXTS

    raised = set()
    for name in ("server", "connecting", "faults", "password", "home"):
        tree = ast.parse((ROOT / "deid" / "ledger" / f"{name}.py").read_text("utf-8"))
        raised |= {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and str(node.value).startswith("ledger.")
            and node.value.count(".") == 1
        }
    assert set(TEXTS) <= raised
    assert all(code in messages.CATALOGUE for code in raised)
