"""The server itself: where it listens, whom it answers, and what is left when it is stopped."""

import json
import logging
import os
import signal
import socket
import tempfile
import threading
import time

import httpx
import pytest
from web_helpers import opened

from deid.errors import InputError, KeyMaterialError, RefusedError, RuleError, UsageError
from deid.web import server
from deid.web.access import add_user, read_users
from deid.web.folder import sweep
from deid.web.problems import from_error
from deid.web.server import Place, _hosts, serve
from deid.web.settings import Settings

# Where a port is taken, uvicorn leaves the socket it could not bind to the collector.
NEVER_BOUND = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
LOGGERS = ("uvicorn", "uvicorn.error", "uvicorn.access", "asyncio")


pytestmark = pytest.mark.skipif(os.name == "nt", reason="a process cannot send itself these signals there")


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A folder for temporary files; what the server does to the process is undone."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    before = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)}
    loggers = {
        name: (logging.getLogger(name).handlers, logging.getLogger(name).propagate) for name in LOGGERS
    }
    yield tmp_path
    for name, handler in before.items():
        signal.signal(name, handler)
    for name, (handlers, propagate) in loggers.items():
        logging.getLogger(name).handlers, logging.getLogger(name).propagate = handlers, propagate


@pytest.fixture
def taken():
    """A port that somebody else has."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def visited(place, visit, stop=signal.SIGTERM):
    """Serve, visit what is served, and stop as the system stops a program: what was told, seen and logged."""
    met, lines = [], []

    def come(told):
        try:
            with httpx.Client(base_url=told.url, trust_env=False) as client:
                for _ in range(200):
                    try:
                        client.get("/")
                        break
                    except httpx.ConnectError:
                        time.sleep(0.02)
                met.append(visit(client, told))
        finally:
            os.kill(os.getpid(), stop)

    def told(what):
        met.append(what)
        threading.Thread(target=come, args=(what,)).start()

    serve(place, Settings(users={}, hosts=frozenset()), told, lines.append)
    return (*met, lines)


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_it_serves_until_it_is_stopped_and_leaves_nothing(room, stop):
    def visit(client, told):
        open_page = client.get("/", params={"token": told.token})
        elsewhere = client.get("/", headers={"host": "evil.example"})
        return open_page.status_code, elsewhere.status_code, list(room.glob("deid-serve-*"))

    told, (here, elsewhere, folders), lines = visited(Place(port=0), visit, stop)
    assert told.url.startswith("http://127.0.0.1:") and len(told.token) > 40
    assert here == 303 and elsewhere in (400, 403, 421)
    assert len(folders) == 1 and not list(room.glob("deid-serve-*"))
    assert told.token not in "".join(lines)
    assert tempfile.tempdir is None


def test_people_of_a_users_file_come_in_with_their_own_token(room):
    token = add_user(room / "users.txt", "li")
    place = Place(address="localhost", port=0, users=room / "users.txt")
    told, codes, _ = visited(
        place,
        lambda client, told: [client.get("/", params={"token": one}).status_code for one in (token, "x")],
    )
    assert told.token is None
    assert codes == [303, 401]


@NEVER_BOUND
def test_a_port_that_was_asked_for_is_no_other(room, taken):
    with pytest.raises(UsageError) as caught:
        visited(Place(port=taken), lambda *_: None)
    assert caught.value.code == "web.port"
    assert not list(room.glob("deid-serve-*"))


@NEVER_BOUND
def test_where_the_usual_port_is_taken_another_serves(room, taken, monkeypatch):
    monkeypatch.setattr(server, "PORT", taken)
    told, answer, _ = visited(Place(), lambda client, _: client.get("/").status_code)
    assert answer == 401 and not told.url.endswith(f":{taken}/")


def test_files_for_tls_must_be_there(tmp_path):
    (tmp_path / "cert.pem").touch()
    for certificate, key, missing in (
        ("cert.pem", "cert.pem", None),
        ("cert.pem", "key.pem", "key.pem"),
        ("none.pem", "cert.pem", "none.pem"),
    ):
        place = Place(certificate=tmp_path / certificate, private_key=tmp_path / key)
        if missing is None:
            place.check()
            continue
        with pytest.raises(UsageError, match=missing) as caught:
            place.check()
        assert caught.value.code == "web.tls_file"


@pytest.mark.parametrize(
    ("address", "local"),
    [("localhost", True), ("127.0.0.1", True), ("127.8.0.1", True), ("::1", True), ("0.0.0.0", False),
     ("10.0.0.8", False), ("list.example", False)],
)  # fmt: skip
def test_what_is_this_computer_alone(address, local):
    assert Place(address=address).local is local


def test_an_address_of_everywhere_is_no_name():
    """A browser never means 0.0.0.0: only the names that were given are served."""
    for address in ("0.0.0.0", "::"):
        place = Place(address=address, names=("list.lan",))
        assert _hosts(place, 8765, secure=True) == {"list.lan:8765"}


@pytest.mark.parametrize(
    "content", [None, b"\xff\xfe", b"#" * (1 << 21)], ids=["none", "no text", "too large"]
)
def test_a_users_file_that_cannot_be_read_lets_nobody_in(tmp_path, content):
    path = tmp_path / "users.txt"
    if content is not None:
        path.write_bytes(content)
        path.chmod(0o600)
    with pytest.raises(UsageError) as caught:
        read_users(path)
    assert caught.value.code == (
        "web.users_empty" if content and len(content) > 2 else "web.users_unreadable"
    )


@pytest.mark.parametrize("name", ["", "li wang", "li:sha256:0", "li\nwang", "x" * 65])
def test_a_name_is_one_word(tmp_path, name):
    """It stands in a line of the users file, which it may not break up."""
    with pytest.raises(UsageError) as caught:
        add_user(tmp_path / "users.txt", name)
    assert caught.value.code == "web.user_name"
    assert not (tmp_path / "users.txt").exists()


def test_over_tls_a_browser_is_told_to_stay_there(tmp_path):
    for secure in (True, False):
        with opened(tmp_path, secure=secure) as page:
            answer = page.client.get("/")
            assert ("strict-transport-security" in answer.headers) is secure


def test_a_form_nobody_can_take_apart_does_nothing(tmp_path):
    with opened(tmp_path) as page:
        page.enter()
        for kind, body in (
            ("multipart/form-data", b"x"),
            ("multipart/form-data; boundary=b", b"--b\r\nx"),
            ("text/plain", b"csrf=1"),
        ):
            answer = page.client.post("/finish", content=body, headers={"content-type": kind})
            assert answer.status_code == 403


def test_a_server_that_only_just_starts_is_left_alone(tmp_path):
    """Its folder is there before its lock is."""
    starting = tmp_path / "deid-serve-new"
    starting.mkdir()
    assert sweep(tmp_path) == 0
    os.utime(starting, (time.time() - 100,) * 2)
    assert sweep(tmp_path) == 1


SECRET = "411224197403051234"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (RefusedError("refused", code="x.refused", findings=()), 422, "x.refused"),
        (UsageError("asked wrongly", code="x.usage"), 400, "x.usage"),
        (InputError("not read", code="x.input"), 400, "x.input"),
        (RuleError("a wrong rule"), 500, "rule"),
        (KeyMaterialError("no key", code="x.key"), 500, "x.key"),
        (ValueError(SECRET), 500, "internal"),
    ],
)
def test_what_an_error_becomes_for_a_program(error, status, code):
    answer = from_error(error)
    told = json.loads(answer.body)
    assert (answer.status_code, told["status"]) == (status, status)
    assert code in told["code"]
    assert told["verdict"] == ("refused" if status == 422 else "error")
    assert SECRET not in answer.body.decode()
