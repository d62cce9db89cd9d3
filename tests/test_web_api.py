"""The API: the command's verdicts over HTTP."""

import io
import json
import zipfile

import pytest
from click.testing import CliRunner
from web_helpers import DAY, SAMPLE, bearer, opened

from deid.cli.app import app as command
from deid.messages import CATALOGUE, speaking

ASKED = {"notice": "dibao_result", "channel": "village_board", "whole": "true", "as_of": DAY}


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    with opened(tmp_path_factory.mktemp("web")) as found:
        yield found


def call(page, path="/v1/mask", content=None, headers=None, name=SAMPLE.name, **data):
    files = {"file": (name, SAMPLE.read_bytes() if content is None else content)}
    asked = {
        key: value for key, value in ({**ASKED, **data} if path == "/v1/mask" else data).items() if value
    }
    return page.client.post(path, data=asked, files=files, headers={**bearer(), **(headers or {})})


def cli(*arguments):
    with speaking("zh"):
        run = CliRunner().invoke(command, [*map(str, arguments), "--json"])
    return run.exit_code, json.loads(run.stdout)


def options(**data):
    asked = []
    for key, value in {**ASKED, **data}.items():
        if value:
            asked += (
                [f"--{key.replace('_', '-')}"] if value == "true" else [f"--{key.replace('_', '-')}", value]
            )
    return asked


def test_mask_gives_what_the_command_gives(page, tmp_path):
    answer = call(page)
    assert answer.status_code == 200
    got = answer.json()
    out = tmp_path / "dibao_result-village_board.csv"
    code, said = cli("mask", SAMPLE, *options(), "--out", out)
    assert code == 0
    assert {**got, "output": 0, "files": 0} == {**said, "output": 0, "files": 0}
    assert page.client.get(got["output"], headers=bearer()).content == out.read_bytes()


def test_a_refusal_is_no_success(page, tmp_path):
    answer = call(page, whole="")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    got = answer.json()
    code, said = cli("mask", SAMPLE, *options(whole=""), "--out", tmp_path / "dibao_result-village_board.csv")
    assert (code, got["verdict"]) == (1, said["status"])
    assert got["findings"] == said["findings"] and got["receipt"] == said["receipt"]
    assert got["output"] is None


@pytest.mark.parametrize(
    ("accept", "start"),
    [("text/csv", b"\xef\xbb\xbf"), ("text/html", b"<!DOCTYPE"), ("application/zip", b"PK")],
)
def test_the_list_itself_can_be_asked_for(page, accept, start):
    before = len(list(page.room.glob("call-*")))
    answer = call(page, headers={"accept": accept})
    assert answer.headers["content-type"].startswith(accept)
    assert answer.content.startswith(start)
    assert len(list(page.room.glob("call-*"))) == before


def test_a_refusal_is_never_saved_as_a_list(page):
    answer = call(page, headers={"accept": "text/csv"}, whole="")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_several_kinds_in_one_pack(page):
    got = call(page, format=["csv", "html"]).json()
    pack = page.client.get(got["files"][-1], headers=bearer()).content
    with zipfile.ZipFile(io.BytesIO(pack)) as inside:
        assert len(inside.namelist()) == 4


def test_results_are_their_owner_s_and_can_be_removed(page):
    output = call(page).json()["output"]
    place = output.rpartition("/")[0]
    other = bearer("token-of-wang")
    assert page.client.get(output, headers=other).status_code == 404
    assert page.client.delete(place, headers=other).status_code == 404
    assert page.client.delete(place, headers=bearer()).status_code == 204
    assert page.client.get(output, headers=bearer()).status_code == 404


def test_check_gives_what_the_command_gives(page, tmp_path):
    got = call(page, "/v1/check", as_of=DAY)
    assert got.status_code == 200
    code, said = cli("check", SAMPLE, "--as-of", DAY)
    assert code == 1
    assert got.json() == said


def test_check_against_the_export(page, tmp_path):
    posted = call(page, headers={"accept": "text/csv"}).content
    files = {"file": ("posted.csv", posted), "against": (SAMPLE.name, SAMPLE.read_bytes())}
    answer = page.client.post("/v1/check", files=files, headers=bearer())
    assert answer.json()["status"] == "clean"
    wrong = {"against_header_rows": "2", "against_encoding": "utf-16"}
    for name, value in wrong.items():
        answer = page.client.post("/v1/check", files=files, data={name: value}, headers=bearer())
        assert answer.status_code in (400, 422) or answer.json()["status"] == "refused", name


def test_rules(page):
    listed = page.client.get("/v1/rules", headers=bearer()).json()
    assert listed == cli("rules", "list")[1]
    one = page.client.get("/v1/rules/dibao_result", headers=bearer()).json()
    said = cli("rules", "show", "dibao_result")[1]
    assert {key: value for key, value in said.items() if key != "text"} == one


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        ({"notice": "nothing"}, 400, "rule.unknown_notice"),
        ({"channel": "nowhere"}, 400, "usage.channel_unknown"),
        ({"as_of": "yesterday"}, 400, "usage.date"),
        ({"whole": "perhaps"}, 400, "web.flag"),
        ({"map": "x"}, 400, "usage.map_form"),
        ({"map": "村=nothing"}, 400, "usage.map_field"),
        ({"place": "41"}, 400, "usage.county"),
        ({"format": "exe"}, 400, "usage.suffix"),
        ({"header_rows": "x"}, 400, "usage.rows"),
        ({"chanel": "village_board"}, 400, "web.field"),
        ({"content": b""}, 400, None),
        ({"content": b"%PDF-1.7"}, 400, "input.kind"),
    ],
)
def test_errors_are_problems(page, data, status, code):
    answer = call(page, **data)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    got = answer.json()
    assert {"type", "title", "status", "detail", "code"} <= set(got)
    assert code is None or got["code"] == code


@pytest.mark.parametrize("notice", ["/etc/passwd.yaml", "../rules/dibao.yaml", "x:y", "rules\\dibao.yaml"])
def test_a_notice_type_is_no_path(page, notice, tmp_path):
    assert call(page, notice=notice).json()["code"] == "rule.unknown_notice"
    rule = tmp_path / "mine.yaml"
    rule.write_text("notice: mine")
    assert call(page, notice=str(rule)).json()["code"] == "rule.unknown_notice"
    assert page.client.get("/v1/rules/%2Fetc%2Fpasswd.yaml", headers=bearer()).status_code == 404


def test_requests_that_are_none(page):
    for how in ({"content": b"x"}, {"json": {}}, {"data": {"notice": "dibao"}}):
        answer = page.client.post("/v1/mask", headers=bearer(), **how)
        assert answer.status_code == 400 and answer.json()["code"] in (
            "web.form",
            "web.no_file",
            "web.accept",
        )
    headers = {**bearer(), "content-type": "multipart/form-data; boundary=b"}
    assert page.client.post("/v1/mask", headers=headers, content=b"--b\r\nbroken").status_code == 400
    assert page.client.get("/v1/mask", headers=bearer()).status_code == 405
    assert page.client.get("/v1/nothing", headers=bearer()).json()["code"] == "web.no_page"
    assert call(page, headers={"accept": "image/png"}).status_code == 406


def test_the_language_follows_the_caller(page):
    english = call(page, notice="nothing", headers={"accept-language": "en"}).json()["detail"]
    assert english.isascii() or "nothing" in english
    assert CATALOGUE["rule.unknown_notice"][1][:10] in english


def test_a_caller_cannot_teach_the_office(page, tmp_path):
    office = tmp_path / "office.yaml"
    office.write_text("name: 某县民政局\ncounty: '411224'\n", "utf-8")
    with opened(tmp_path, office=office) as other:
        assert call(other, map="序号=drop").status_code == 200
    assert [path.name for path in tmp_path.iterdir()] == ["office.yaml"]


def test_nothing_is_left_of_a_call_that_failed(page):
    before = set(page.room.glob("call-*"))
    call(page, whole="")
    call(page, content=b"%PDF-1.7")
    call(page, "/v1/check")
    assert set(page.room.glob("call-*")) == before


def test_the_document_names_every_route(page):
    told = page.client.get("/v1/openapi.json", headers=bearer()).json()
    assert told["openapi"].startswith("3.1")
    for path, methods in told["paths"].items():
        for method in methods:
            plain = path.replace("{", "").replace("}", "")
            assert page.client.request(method.upper(), plain).status_code == 401
