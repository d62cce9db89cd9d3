"""Who gets in, what is refused before it is looked at, and what is left behind."""

import asyncio
import json
import stat
import time
import webbrowser
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from web_helpers import HOST, SAMPLE, bearer, opened

from deid import messages
from deid.cli.app import app as command
from deid.errors import UsageError
from deid.web import tongue
from deid.web.access import add_user, digest, read_users, whose
from deid.web.folder import PrivateFolder, sweep
from deid.web.guard import StopUpload, _Body
from deid.web.results import Results
from deid.web.server import Place, Told, _hosts
from deid.web.sessions import Desk, Made
from deid.web.settings import Settings


@pytest.fixture
def page(tmp_path):
    with opened(tmp_path) as found:
        yield found


def test_the_token_becomes_a_cookie_and_leaves_the_address(page):
    answer = page.client.get("/", params={"token": "token-of-li"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "token-of-li" not in cookie


@pytest.mark.parametrize("token", ["", "x", "token-of-li ", "令牌"])
def test_a_wrong_token_opens_nothing(page, token):
    answer = page.client.get("/", params={"token": token} if token else {})
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    for path in ("/progress", "/download/internal.json"):
        assert page.client.get(path).status_code == 401
    for path in ("/upload", "/mask", "/finish", "/back", "/reopen"):
        assert page.client.post(path, data={"csrf": ""}).status_code == 401
    assert (
        page.client.get("/v1/rules", headers={"authorization": f"Bearer {token}".encode()}).status_code == 401
    )


@pytest.mark.parametrize("how", [{"host": "evil.example"}, {"content-length": "999999999999"}, {}])
def test_the_log_tells_no_path_that_is_no_page(page, how):
    """A request that is refused at the door may name a file or carry a token in its path."""
    page.client.get("/v1/results/411224195708198537/曾杰翠.csv", headers=how)
    page.client.get("/v1/rules/曾杰翠", headers=how)
    assert len(page.lines) == 2
    assert not any("曾" in line or "4112" in line or "%E6" in line for line in page.lines)


def test_a_token_typed_in_works_too(page):
    assert page.client.post("/enter", data={"token": "wrong"}).status_code == 401
    assert page.client.post("/enter", data={"token": "token-of-li"}).status_code == 303


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:9", "localhost.evil.example:8765", ""]
)
def test_a_rebound_name_is_not_served(page, host):
    page.enter()
    answer = page.client.get("/", headers={"host": host})
    assert answer.status_code == 421
    assert page.client.get("/v1/rules", headers={**bearer(), "host": host}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": f"https://{HOST}"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_other_pages_cannot_act(page, headers):
    page.enter()
    assert page.post("finish", headers=headers).status_code == 403
    assert page.client.post("/leave", headers=headers).status_code == 403
    files = {"file": ("a.csv", b"x")}
    assert page.client.post("/v1/check", headers={**bearer(), **headers}, files=files).status_code == 403


def test_our_own_page_can(page):
    page.enter()
    good = {"origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}
    assert page.post("finish", headers=good).status_code == 303


def test_a_form_without_its_secret_does_nothing(page):
    page.enter()
    page.upload()
    for csrf in ("", "x", "令"):
        assert page.client.post("/finish", data={"csrf": csrf}).status_code == 403
    assert "这是什么名单" in page.home().text


def test_a_cookie_is_no_token_for_the_api(page):
    page.enter()
    assert page.client.get("/v1/rules").status_code == 401


@pytest.mark.parametrize("path", ["/", "/static/deid.css", "/v1/rules", "/nowhere", "/progress"])
def test_every_answer_is_closed_tight(page, path):
    answer = page.client.get(path)
    assert answer.headers["cache-control"] == "no-store"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    told = {
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "x-robots-tag": "noindex",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
    assert {name: answer.headers.get(name) for name in told} == told
    assert "access-control-allow-origin" not in answer.headers


def test_no_page_needs_anything_from_elsewhere(page):
    page.enter()
    for text in (page.home().text, page.upload().text, page.mask().text):
        assert "http://" not in text.replace("http://www.w3.org/2000/svg", "") and "https://" not in text
        assert " style=" not in text and "<style" not in text and " onclick=" not in text
        assert text.count("<script") == 1


def test_an_upload_has_a_size(tmp_path):
    with opened(tmp_path, largest=2000) as page:
        page.enter()
        files = {"file": ("a.csv", b"x" * 3000)}
        answer = page.client.post("/v1/check", headers=bearer(), files=files)
        assert (answer.status_code, answer.json()["code"]) == (413, "web.too_large")

        def drip():
            for _ in range(40):
                yield b"x" * 100

        headers = {**bearer(), "content-type": "multipart/form-data; boundary=b"}
        answer = page.client.post("/v1/check", headers=headers, content=drip())
        assert answer.status_code == 413
        assert list(page.room.glob("call-*")) == []


@pytest.mark.parametrize("length", ["-1", "x", b"\xb2", "9" * 30])
def test_a_length_that_is_none_is_refused(page, length):
    assert page.client.post("/leave", headers={"content-length": length}).status_code == 413


def test_an_upload_may_not_stand_still():
    settings = Settings(users={}, hosts=frozenset(), patience=0.05)

    async def silent():
        await asyncio.sleep(5)

    async def run():
        await _Body(silent, settings)()

    with pytest.raises(StopUpload) as stop:
        asyncio.run(run())
    assert stop.value.status == 408


def test_an_upload_may_not_drip_for_ever():
    settings = Settings(users={}, hosts=frozenset(), patience=1, whole_upload=0.1)

    async def drip():
        await asyncio.sleep(0.03)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def run():
        body = _Body(drip, settings)
        for _ in range(100):
            await body()

    with pytest.raises(StopUpload):
        asyncio.run(run())


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """One open page with a file in its room, and a clock."""
    now = [1000.0]
    folder = PrivateFolder(tmp_path)
    monkeypatch.setattr("deid.web.sessions.time", SimpleNamespace(monotonic=lambda: now[0]))
    made = Desk(Settings(users={}, hosts=frozenset(), away=600, leaving=45), folder)
    key = made.open("li")
    (made.get(key).folder("in") / "list.csv").write_text("x")

    def later(seconds):
        now[0] += seconds
        made.sweep()
        return len(list(folder.path.rglob("list.csv")))

    yield made, key, later
    folder.remove()


@pytest.mark.parametrize(
    ("asked", "chosen", "spoken"),
    [("zh-CN,en;q=0.5", None, "zh"), ("en-GB", None, "en"), ("de", None, "zh"), ("", None, "zh"), ("en", "zh", "zh")],
)  # fmt: skip
def test_a_page_speaks_the_language_of_its_reader(asked, chosen, spoken):
    with messages.speaking("zh"):
        assert tongue.spoken(SimpleNamespace(headers={"accept-language": asked}), chosen) == spoken


def test_an_answer_that_nobody_fetched_is_removed(tmp_path, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("deid.web.results.time", SimpleNamespace(monotonic=lambda: now[0]))
    folder = PrivateFolder(tmp_path)
    results = Results(folder)
    room = results.room()
    (room / "list.csv").write_text("x", "utf-8")
    key = results.keep("li", room, Made(None))
    for seconds, there in ((600, True), (1, False)):
        now[0] += seconds
        results.sweep()
        assert room.exists() is there and (results.get(key, "li") is not None) is there
    assert not results.drop(key, "li")
    folder.remove()


def test_a_page_that_fell_silent_is_forgotten(desk):
    made, key, later = desk
    assert later(590) == 1
    assert made.get(key)
    assert later(590) == 1
    assert later(20) == 0
    assert made.get(key) is None


def test_a_closed_page_is_forgotten_unless_it_comes_back(desk):
    made, key, later = desk
    made.leave(key)
    assert later(40) == 1
    assert made.get(key)
    assert later(60) == 1
    made.leave(key)
    assert later(60) == 0


def test_the_broom_goes_round(tmp_path, monkeypatch):
    monkeypatch.setattr("deid.web.app._EVERY", 0.01)
    with opened(tmp_path, away=0) as page:
        page.enter()
        time.sleep(0.2)
        assert list(page.room.glob("page-*")) == []


def test_the_folder_is_private_and_goes(tmp_path):
    folder = PrivateFolder(tmp_path)
    room = folder.room("page-1")
    assert {stat.S_IMODE(path.stat().st_mode) for path in (folder.path, room)} == {0o700}
    folder.remove()
    assert list(tmp_path.iterdir()) == []


def test_uploads_are_readable_by_nobody_else(page):
    page.enter()
    page.upload()
    kept = next(page.room.rglob("低保名单.csv"))
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert kept.read_bytes() == SAMPLE.read_bytes()


def test_what_a_crash_left_goes_at_the_next_start(tmp_path):
    alive = PrivateFolder(tmp_path)
    dead = tmp_path / "deid-serve-dead"
    (dead / "page-1").mkdir(parents=True)
    (dead / "lock").touch()
    (dead / "page-1" / "list.csv").write_text("x")
    other = tmp_path / "somebody-else"
    other.mkdir()
    link = tmp_path / "deid-serve-link"
    link.symlink_to(other)
    assert sweep(tmp_path) == 1
    assert not dead.exists() and alive.path.exists() and other.exists()
    alive.remove()


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (Place(address="192.168.1.20"), "web.bind_needs"),
        (Place(address="0.0.0.0"), "web.bind_needs"),
        (Place(address="::"), "web.bind_needs"),
        (Place(address="127.0.0.1", certificate=SAMPLE), "web.bind_needs"),
        (Place(address="192.168.1.20", certificate=SAMPLE, private_key=SAMPLE), "web.bind_needs"),
        (Place(address="192.168.1.20", users=SAMPLE), "web.bind_needs"),
        (Place(address="0.0.0.0", certificate=SAMPLE, private_key=SAMPLE, users=SAMPLE), "web.bind_host"),
        (Place(address="list.example"), "web.bind_address"),
    ],
)
def test_beyond_this_computer_more_is_needed(place, code):
    with pytest.raises(UsageError) as error:
        place.check()
    assert error.value.code == code


def test_the_command_says_so_with_exit_code_2():
    for asked in (["--bind", "0.0.0.0"], ["--add-user", "li"], ["--bind", "10.0.0.8", "--users", "none"]):
        run = CliRunner().invoke(command, ["serve", *asked])
        assert run.exit_code == 2, run.output


def test_the_command_tells_the_address_and_the_token_once(tmp_path, monkeypatch):
    """A person sees a link to click, a program one object; the server gets what was asked, the key read."""
    met, shown = [], []

    def serve(place, settings, told, log):
        met.append((place, settings))
        told(Told("http://127.0.0.1:9/", None if place.users else "token-of-today"))
        log("GET / 200")

    monkeypatch.setattr("deid.web.server.serve", serve)
    monkeypatch.setattr(webbrowser, "open", shown.append)
    key = tmp_path / "key"
    key.write_text("0b" * 32, "utf-8")
    key.chmod(0o600)
    asked = ["--port", "9", "--key-file", str(key), "--max-upload", "3", "--host", "list.lan", "--lang", "en"]
    run = CliRunner().invoke(command, ["serve", *asked, "--json", "--open"])
    assert run.exit_code == 0, run.output
    link = "http://127.0.0.1:9/?token=token-of-today"
    assert link in run.stderr and "GET / 200" in run.stderr and shown == [link]
    said = json.loads(run.stdout)
    assert (said["status"], said["url"], said["token"]) == (
        "serving",
        "http://127.0.0.1:9/",
        "token-of-today",
    )
    [(place, settings)] = met
    assert (place.port, place.names, place.local) == (9, ("list.lan",), True)
    assert (settings.key, settings.largest) == (b"\x0b" * 32, 3 << 20)
    run = CliRunner().invoke(command, ["serve", "--users", str(tmp_path / "users.txt")])
    assert (run.exit_code, run.stdout) == (0, "")
    assert "token" not in run.stderr.lower() and len(shown) == 1


def test_the_command_gives_somebody_a_token(tmp_path):
    users = tmp_path / "users.txt"
    for who, more in (("li", ()), ("wang", ("--json",))):
        run = CliRunner().invoke(command, ["serve", "--add-user", who, "--users", str(users), *more])
        assert run.exit_code == 0, run.output
        token = json.loads(run.stdout)["token"] if more else run.stdout.strip()
        assert whose(token, read_users(users)) == who
        assert token not in users.read_text("utf-8") + run.stderr


def test_which_names_are_served():
    assert _hosts(Place(), 8765, secure=False) == {"127.0.0.1:8765", "localhost:8765", "[::1]:8765"}
    far = Place(address="10.0.0.8", names=("list.lan",))
    assert _hosts(far, 443, secure=True) == {"10.0.0.8", "list.lan", "10.0.0.8:443", "list.lan:443"}


def test_people_have_tokens_of_which_only_digests_are_kept(tmp_path):
    path = tmp_path / "users.txt"
    one, other = add_user(path, "li"), add_user(path, "王.w")
    kept = path.read_text("utf-8")
    assert one not in kept and other not in kept and digest(one) in kept
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    users = read_users(path)
    assert (whose(one, users), whose(other, users), whose("x", users)) == ("li", "王.w", None)
    again = add_user(path, "li")
    users = read_users(path)
    assert (whose(one, users), whose(again, users)) == (None, "li")


@pytest.mark.parametrize(
    ("text", "mode", "code"),
    [
        ("li:sha256:" + "0" * 64, 0o644, "web.users_open"),
        ("li:token", 0o600, "web.users_line"),
        ("li:sha256:" + "0" * 64 + "\nli:sha256:" + "1" * 64, 0o600, "web.users_line"),
        ("# nobody\n", 0o600, "web.users_empty"),
    ],
)
def test_a_users_file_that_is_not_right_is_refused(tmp_path, text, mode, code):
    path = tmp_path / "users.txt"
    path.write_text(text, "utf-8")
    path.chmod(mode)
    with pytest.raises(UsageError) as error:
        read_users(path)
    assert error.value.code == code
