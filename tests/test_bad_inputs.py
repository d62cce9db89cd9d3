"""Files that cannot be read or may not be posted: a clear message, no output, no traceback, no cell."""

import codecs
from datetime import date

import pytest
from lists import AS_OF, all_lists, deid

from deid.release import Order
from deid.release.files import Files, mask_file

HEADER = "序号,乡镇,村,姓名,身份证号,金额\r\n"
CANARY = "411224195001010000"
ROW = f"1,杜关镇,新坪村,李梅旺,{CANARY},470\r\n"

BAD = {
    "empty": b"",
    "header only": HEADER.encode(),
    "headerless": (ROW * 5).encode(),
    "binary": bytes(range(256)) * 40,
    "nul": (HEADER + ROW).encode() + b"2,\x00,\x00\r\n",
    "ragged": (HEADER + ROW + f"2,杜关镇,新坪村,李梅,旺,{CANARY},470,9\r\n").encode(),
    "short row": (HEADER + ROW + "2,杜关镇,新坪村\r\n3,a,b,c,d,e\r\n").encode(),
    "undecodable": HEADER.encode() + ROW.encode() + b"2,\xff\xfe\xfd,\xff\xff,\xfe,\xff,1\r\n",
    "huge cell": (HEADER + ROW).encode() + b"2,x,y," + b"A" * 100_000_000 + b",1,2\r\n",
    "no name column": f"序号,村,身份证号,金额\r\n1,新坪村,{CANARY},470\r\n".encode(),
    "no age": "序号,村,姓名,金额\r\n1,新坪村,李梅旺,470\r\n".encode(),
    "two amounts": f"村,姓名,身份证号,金额,补贴金额\r\n新坪村,李梅旺,{CANARY},1,2\r\n".encode(),
    "two villages": (HEADER + ROW + ROW.replace("新坪", "果角")).encode(),
    "membership": (f"艾滋病患者救助名单,,,,,\r\n{HEADER}{ROW}").encode(),
    "utf-16 without text": codecs.BOM_UTF16_LE + b"\x00" * 64,
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_refused_with_a_reason(kind, lang, tmp_path):
    if kind == "huge cell" and lang == "en":
        pytest.skip("once is enough for 100 MB")
    path, out = tmp_path / "list.csv", tmp_path / "out" / "posted.csv"
    out.parent.mkdir()
    path.write_bytes(BAD[kind])
    run = deid(
        "mask", path, "--notice", "dibao_result", "--channel", "village_board", "--out", out,
        "--as-of", AS_OF, "--lang", lang,
    )  # fmt: skip
    assert run.returncode in (1, 2), run.stderr
    assert run.stderr.strip()
    assert not out.exists()
    assert not [file for file in out.parent.iterdir() if not file.name.endswith(".receipt.json")]
    said = run.stdout + run.stderr
    assert "Traceback" not in said
    assert "internal" not in said.lower() or "DEID" in said
    assert CANARY not in said
    assert "李梅旺" not in said


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--notice", "no_such_notice"], 2),
        (["--notice", "dibao_result"], 2),
        (["--notice", "dibao_result", "--channel", "nowhere"], 2),
        (["--notice", "ertong", "--channel", "village_board"], 1),
        (["--notice", "dibao_result", "--channel", "village_board", "--as-of", "yesterday"], 2),
        (["--notice", "dibao_result", "--channel", "village_board", "--map", "nonsense"], 2),
        (["--notice", "dibao_result", "--channel", "village_board", "--map", "村=no.such"], 2),
        (["--notice", "dibao_result", "--channel", "village_board", "--map", "没有这列=village"], 2),
    ],
)
def test_calls_that_cannot_be_carried_out(arguments, status, tmp_path):
    path = next(path for path in all_lists() if path.name.startswith("dibao"))
    out = tmp_path / "posted.csv"
    run = deid("mask", path, *arguments, "--out", out)
    assert run.returncode == status, run.stderr
    assert not out.exists()
    assert "Traceback" not in run.stderr


def test_missing_input(tmp_path):
    run = deid(
        "mask",
        tmp_path / "none.csv",
        "--notice",
        "dibao_result",
        "--channel",
        "village_board",
        "--out",
        tmp_path / "o.csv",
    )
    assert run.returncode == 2
    assert "Traceback" not in run.stderr


def test_output_is_not_overwritten_and_is_set_aside_on_refusal(tmp_path):
    good, bad, out = tmp_path / "good.csv", tmp_path / "bad.csv", tmp_path / "out.csv"
    good.write_bytes((HEADER + ROW).encode())
    bad.write_bytes(BAD["two villages"])
    common = ["--notice", "dibao_result", "--channel", "village_board", "--out", out, "--as-of", AS_OF]
    assert deid("mask", good, *common).returncode == 0
    first = out.read_bytes()
    assert deid("mask", good, *common).returncode == 2
    assert out.read_bytes() == first
    assert deid("mask", bad, *common, "--force").returncode == 1
    assert not out.exists()
    assert out.with_name("out.csv.superseded").read_bytes() == first


def test_a_telling_file_name_is_refused_even_with_numbers_in_it(tmp_path):
    for name in ("艾滋病人员名单.csv", "20261121艾滋病人员名单0001.csv"):
        path = tmp_path / name
        path.write_bytes((HEADER + ROW).encode())
        common = ["--notice", "dibao_result", "--channel", "village_board", "--as-of", AS_OF]
        run = deid("mask", path, *common, "--out", tmp_path / "o.csv", "--json")
        assert run.returncode == 1
        assert "membership-sensitive" in run.stdout


@pytest.mark.parametrize(
    ("notice", "channel", "header", "row", "released"),
    [
        ("ruxue", "service_hall", "登记号,录取学校", "2026{:04},县第一小学", True),
        ("dibao_result", "village_board", "村,姓名,身份证号,金额", f"新坪村,李梅旺,{CANARY},{{}}", False),
    ],
    ids=["a list without names", "a list with the name"],
)
def test_a_file_named_like_a_person(notice, channel, header, row, released, tmp_path):
    """Only a name that stands on the list tells anybody who is on it."""
    path, out = tmp_path / "list.csv", tmp_path / "李梅旺.csv"
    path.write_text("\n".join([header, *(row.format(nth) for nth in range(9))]), "utf-8")
    outcome = mask_file(Files(path, out), Order(notice, channel=channel, as_of=date.fromisoformat(AS_OF)))
    assert outcome.released is out.exists() is released
    assert ("file_name" in [one.code for one in outcome.receipt.findings]) is not released
    assert any("李梅旺" in one.name for one in tmp_path.iterdir()) is released  # no receipt tells it either


def test_a_refused_name_is_not_repeated(tmp_path):
    """Nor does an older receipt under that name stay, and the office still gets its own."""
    path, posted, inside = tmp_path / "list.csv", tmp_path / "posted", tmp_path / "inside.json"
    path.write_text(f"村,姓名,身份证号,金额\n新坪村,李梅旺,{CANARY},450\n", "utf-8")
    posted.mkdir()
    out = posted / "李梅旺.csv"
    common = ["--notice", "dibao_result", "--channel", "village_board", "--as-of", AS_OF]
    (posted / "李梅旺.csv.receipt.json").write_text("{}")
    run = deid("mask", path, *common, "--out", out, "--internal", inside)
    assert run.returncode == 1
    assert "李梅旺" not in run.stdout + run.stderr
    assert "file_name" in inside.read_text("utf-8")
    assert not (posted / "李梅旺.csv.receipt.json").exists()


def test_a_place_that_is_no_code(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes((HEADER + ROW).encode())
    common = ["--notice", "dibao_result", "--channel", "village_board", "--as-of", AS_OF]
    assert deid("mask", path, *common, "--out", tmp_path / "o.csv", "--place", "卢氏县").returncode == 2


def test_nothing_left_is_written_with_its_header(tmp_path):
    path, out = tmp_path / "list.csv", tmp_path / "o.csv"
    path.write_bytes((HEADER + ROW.replace("1950", "2015")).encode())
    common = ["--notice", "dibao_result", "--channel", "village_board", "--as-of", AS_OF]
    run = deid("mask", path, *common, "--out", out, "--json")
    assert run.returncode == 0, run.stderr
    assert "nothing_left" in run.stdout
    assert len(out.read_bytes().splitlines()) == 1
