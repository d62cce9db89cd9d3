"""What others rely on, sentence by sentence, tried from outside: the commands, and ``import deid`` as a stranger would."""

import csv
import itertools
import json
import stat
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import yaml
from click.testing import CliRunner

import deid
from deid.cli.app import app

WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
DAY = "2026-11-21"
HEADERS = ["序号", "乡镇", "村", "户主姓名", "身份证号", "家庭人口", "月保障金额", "备注"]
RULE = {
    "deid": 1, "notice": "my_notice", "title": "某项救助公布", "domain": "社会救助", "row": "household",
    "catalogue": {"item": ["社会救助"], "category": "业务办理", "content": "名单",
                  "basis": [{"title": "社会救助暂行办法", "number": "国令第649号", "checked_on": DAY}],
                  "publish_within": "10 working days", "publisher": ["县级民政部门"], "method": "主动公开", "level": ["县级"]},
    "channels": {"village_board": {"audience": "特定群体", "form": "names", "scope": "village",
                                   "period": {"min": "7 days", "target": "7 working days"}}},
    "columns": {"village": "publish", "subject.name": {"mask": "person_name", "show": "surname", "required": True}},
    "withhold": ["minor", "hiv"], "floor": {"candidates": 1000}, "review": ["保密审查"],
}  # fmt: skip


def number(birth="19740305", order="123", region="411224"):
    digits = region + birth + order
    return digits + "10X98765432"[sum(int(a) * b for a, b in zip(digits, WEIGHTS, strict=True)) % 11]


def rows(count=24, **changed):
    """A list; ``changed`` names a column and what its first cells hold."""
    names = [
        "".join(three) for three in itertools.islice(itertools.product("王李张", "建国梅", "军伟秀丽"), count)
    ]
    made = [
        dict(zip(HEADERS, [str(i + 1), "五里川镇", "马连沟村", names[i], number(f"19{50 + i}0{1 + i % 9}12", str(100 + 7 * i)), "3",
                           str(300 + i * 7 % 50), ""], strict=True))
        for i in range(count)
    ]  # fmt: skip
    for header, cells in changed.items():
        for at in range(count):
            made[at][header] = cells[at] if at < len(cells) else made[at].get(header, "")
    return made


def write(path, listed, encoding="utf-8-sig", delimiter=","):
    lines = [list(listed[0]), *[list(row.values()) for row in listed]]
    path.write_bytes("".join(delimiter.join(line) + "\r\n" for line in lines).encode(encoding))
    return path


def run(*words, **more):
    return CliRunner().invoke(app, [str(word) for word in words], **more)


def mask(folder, listed, *more, channel="village_board", out="out.csv", notice="dibao_result"):
    source = listed if not isinstance(listed, list) else write(folder / "in.csv", listed)
    words = ("--notice", notice, "--channel", channel, "--as-of", DAY, "--out", folder / out, "--json")
    return run("mask", source, *words, *more)


def told(result):
    return {found["code"]: found for found in json.loads(result.stdout)["findings"]}


def posted(folder, out="out.csv"):
    return list(csv.reader((folder / out).read_text("utf-8-sig").splitlines()))


# ---- §4: above 5 % refused, in short lists too


@pytest.mark.parametrize(("count", "odd"), [(1, 1), (5, 1), (19, 1), (20, 1), (24, 1), (24, 2)])
def test_above_five_percent_of_a_column_is_refused(tmp_path, count, odd):
    result = mask(tmp_path, rows(count, 家庭人口=["三口人"] * odd))
    assert result.exit_code == (odd / count > 0.05)
    if result.exit_code:
        found = told(result)["too_many_hidden"]
        assert found["rows"] == list(range(1, odd + 1))
        assert "--map 家庭人口=drop" in found["text"]
        again = mask(tmp_path, rows(count, 家庭人口=["三口人"] * odd), "--map", "家庭人口=drop")
        assert again.exit_code == 0, again.stdout
    else:
        assert posted(tmp_path)[1][4] == "***"


@pytest.mark.parametrize(
    ("count", "odd", "shown"), [(5, 0, True), (5, 1, False), (20, 1, True), (24, 2, False)]
)
def test_a_parsed_header_is_published_only_where_95_percent_fit(tmp_path, count, odd, shown):
    listed = [
        {"主要保障金额" if key == "月保障金额" else key: cell for key, cell in row.items()}
        for row in rows(count)
    ]
    for row in listed[:odd]:
        row["主要保障金额"] = "见附表"
    result = mask(tmp_path, listed)
    assert result.exit_code == 0, result.stdout
    assert ("主要保障金额" in posted(tmp_path)[0]) is shown
    assert ("parsed_wrong_shape" in told(result)) is not shown


# ---- §4: whose age


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (number("20120305"), "minor"),
        (number("20081121"), None),  # eighteen today
        (number("20081122"), "minor"),
        (number("20120305") + "42", "minor"),
        ("411224740305123", None),
        ("411224200903051", "age_unknown"),  # a child's eighteen digits cut off, or somebody of 106
        ("4.11224201203051E+17", "minor"),
        ("见户口本", "age_unknown"),
        ("", "age_unknown"),
    ],
)
def test_age_comes_from_the_subjects_own_number(tmp_path, cell, reason):
    result = mask(tmp_path, rows(身份证号=[cell]))
    assert result.exit_code == 0, result.stdout
    receipt = json.loads(result.stdout)["receipt"]
    assert receipt["withheld"] == ({reason: 1} if reason else {})
    assert receipt["rows_in"] == receipt["rows_out"] + sum(receipt["withheld"].values())


@pytest.mark.parametrize("header", ["监护人身份证号", "开户人身份证号", "经办人身份证号"])
def test_other_peoples_numbers_never_tell_the_age(tmp_path, header):
    listed = [{header if key == "身份证号" else key: cell for key, cell in row.items()} for row in rows()]
    result = mask(tmp_path, listed)
    assert result.exit_code == 1
    assert "no_age" in told(result)


def test_a_row_with_several_reasons_counts_once_in_file_order(tmp_path):
    result = mask(tmp_path, rows(身份证号=[number("20120305")], 备注=["艾滋病，吸毒人员"]))
    assert json.loads(result.stdout)["receipt"]["withheld"] == {"minor": 1}


def test_a_family_is_withheld_by_book_address_or_account(tmp_path):
    listed = rows(备注=["HIV"])
    for at, row in enumerate(listed):
        row |= {
            "户号": str(at // 2),
            "家庭住址": f"五里川镇马连沟村{at // 3}组{at // 3}号",
            "银行账号": f"62284804025648{at // 4:04d}",
        }
    result = mask(tmp_path, listed)
    assert json.loads(result.stdout)["receipt"]["withheld"] == {"hiv": 4}


# ---- §4: rules


def lint(folder, text, stem="my_notice"):
    rules = folder / "rules"
    rules.mkdir(exist_ok=True)
    (rules / f"{stem}.yaml").write_text(text, "utf-8")
    return run("rules", "lint", rules, "--json")


def rule(**changed):
    return yaml.safe_dump({**RULE, **changed}, allow_unicode=True, sort_keys=False)


def test_a_sound_rule_lints_clean(tmp_path):
    result = lint(tmp_path, rule())
    assert (result.exit_code, told(result)) == (0, {})


def test_everything_wrong_with_a_rule_is_told_at_once(tmp_path):
    text = rule(bogus=1, columns={"village": "publish", "nofield": "publish", "subject.id": "publish",
                                  "subject.name": {"mask": "person_nam"}},
                channels={"village_board": {"audience": "特定群体", "form": "names"}})  # fmt: skip
    result = lint(tmp_path, text + "title: 又一个\n")
    assert result.exit_code == 1
    found = json.loads(result.stdout)["findings"]
    assert {one["code"] for one in found} >= {
        "unknown_key",
        "unknown_field",
        "unknown_masker",
        "names_without_period",
        "repeated_key",
    }
    assert all(one["file"] == "my_notice.yaml" and one["line"] > 0 for one in found)
    asked = mask(tmp_path, rows(2), "--rules", tmp_path / "rules", notice="my_notice")
    assert asked.exit_code == 2
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"notice": "other"}, "notice_is_stem"),
        ({"domain": "https://a.example/x"}, "address"),
        ({"channels": {"notice_board": {"audience": "特定群体", "form": "none"}}}, "unknown_channel"),
        ({"withhold": ["hiv"]}, "names_without_withhold"),
        ({"columns": {"subject.name": {"treatment": "publish", "required": True}}}, "no_why"),
        ({"columns": {"subject.name": {"mask": "surrogate", "required": True}}}, "masker_not_here"),
    ],
)
def test_lint_names_one_fault_and_exits_with_1(tmp_path, changed, code):
    result = lint(tmp_path, rule(**changed))
    assert result.exit_code == 1, result.output
    assert code in told(result)


# ---- §5: exit codes, --json


@pytest.mark.parametrize(
    "line",
    ["maskers list", "maskers show phone", "rules list", "rules show dibao", "rules fields", "rules schema", "completion bash",
     "explain mask 6+4 --with 出生年月"],
)  # fmt: skip
def test_json_is_one_object_on_stdout(line):
    result = run(*line.split(), "--json")
    data = json.loads(result.stdout)
    assert (result.exit_code, data["status"], data["findings"]) == (0, "clean", [])


@pytest.mark.parametrize(
    "line",
    ["mask", "mask x --bogus", "check", "bogus", "--bogus", "rules bogus", "verify a", "post a", "withdraw a", "report a", "pictures a",
     "incident a", "objection", "ledger", "serve --port 99999", "rules show nope", "maskers show nope", "check nope.csv",
     "mask nope.csv --notice dibao_result --channel website --out o.csv"],
)  # fmt: skip
def test_what_cannot_run_exits_with_2_and_says_so_in_json(line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(*line.split(), "--json")
    data = json.loads(result.stdout)
    assert (result.exit_code, data["status"], data["findings"]) == (2, "error", [])
    assert data["message"]
    assert result.stderr


def test_a_wrong_command_line_echoes_no_number():
    result = run("verify", "a", "b", f"张三{number()}.csv", "--json")
    assert result.exit_code == 2
    assert number() not in result.stdout + result.stderr


def test_init_answers_in_json(tmp_path):
    file = tmp_path / "office.yaml"
    result = run("init", "--out", file, "--json", input="某镇人民政府\n411224\n\n\n")
    assert json.loads(result.stdout) == {"status": "clean", "output": str(file), "findings": []}
    unanswered = run("init", "--out", tmp_path / "other.yaml", "--json", input="")
    assert (unanswered.exit_code, json.loads(unanswered.stdout)["code"]) == (2, "usage.no_answer")
    assert not (tmp_path / "other.yaml").exists()


INTERNAL = {"deid", "notice", "channel", "policy_sha256", "input_sha256", "output_sha256", "rows_in", "rows_out", "withheld", "columns",
            "candidates", "classes", "verification", "findings", "as_of", "posted_until", "review"}  # fmt: skip
SECRET = {"rows_in", "withheld", "input_sha256", "members", "checked"}


def test_receipts_have_their_keys_and_the_public_one_tells_nothing_of_the_others(tmp_path):
    result = mask(tmp_path, rows(身份证号=[number("20120305")]))
    data = json.loads(result.stdout)
    assert set(data) == {"status", "output", "receipt", "findings"}
    assert data["receipt"].keys() >= INTERNAL
    assert data["receipt"]["candidates"].keys() == {"floor", "min", "p01", "median"}
    assert data["receipt"]["verification"].keys() == {"needles", "hits", "planted", "found"}
    assert all(
        column.keys() == {"header", "field", "treatment", "masker", "invalid"}
        for column in data["receipt"]["columns"]
    )
    assert data["receipt"]["input_sha256"] is None  # keyed, or not at all
    public = json.loads((tmp_path / "out.csv.receipt.json").read_text("utf-8"))
    assert not SECRET & public.keys()
    assert all(found["rows"] == [] for found in public["findings"])


def test_refused_leaves_receipts_and_no_output(tmp_path):
    papers, out = tmp_path / "papers", tmp_path / "out"
    papers.mkdir()
    out.mkdir()
    assert mask(tmp_path, rows(), out="out/o.csv").exit_code == 0
    bad = rows(月保障金额=["见附表"] * 24)
    assert mask(tmp_path, rows(), out="out/o.csv").exit_code == 2  # --force is wanted
    result = mask(tmp_path, bad, "--force", "--internal", papers / "i.json", out="out/o.csv")
    assert (result.exit_code, json.loads(result.stdout)["output"]) == (1, None)
    assert sorted(file.name for file in out.iterdir()) == ["o.csv.receipt.json", "o.csv.superseded"]
    assert json.loads((out / "o.csv.receipt.json").read_text("utf-8")).keys() == {
        "deid",
        "status",
        "notice",
        "channel",
        "as_of",
    }
    assert json.loads((papers / "i.json").read_text("utf-8"))["status"] == "refused"
    assert stat.S_IMODE((papers / "i.json").stat().st_mode) == 0o600
    assert mask(tmp_path, rows(), out="out/o.csv").exit_code == 0  # a receipt alone is replaced


@pytest.mark.parametrize("option", ["--worklist", "--internal"])
@pytest.mark.parametrize("place", ["paper.csv", "deeper/paper.csv", "deeper/../paper.csv"])
def test_papers_are_refused_inside_the_output_folder(tmp_path, option, place):
    (tmp_path / "deeper").mkdir()
    assert mask(tmp_path, rows(2), option, tmp_path / place).exit_code == 2
    assert not (tmp_path / "out.csv").exists()


def test_the_output_is_never_the_input(tmp_path):
    source = write(tmp_path / "in.csv", rows())
    before = source.read_bytes()
    assert mask(tmp_path, source, "--force", out="in.csv").exit_code == 2
    (tmp_path / "hard.csv").hardlink_to(source)
    assert mask(tmp_path, source, "--force", out="hard.csv").exit_code == 2
    assert source.read_bytes() == before


def test_all_kept_back_and_all_suppressed_are_warnings(tmp_path):
    result = mask(tmp_path, rows(身份证号=[number("20120305")] * 24))
    assert (result.exit_code, told(result)["nothing_left"]["severity"], len(posted(tmp_path))) == (
        0,
        "warning",
        1,
    )
    assert "all_suppressed" not in told(mask(tmp_path, rows(), channel="website", out="many.csv"))
    result = mask(tmp_path, rows(5), channel="website", out="few.csv")
    assert (result.exit_code, told(result)["all_suppressed"]["severity"]) == (0, "warning")
    assert {cell for line in posted(tmp_path, "few.csv")[1:] for cell in line[1:]} == {"—"}
    assert mask(tmp_path, rows(), notice="ertong", out="none.csv").exit_code == 1
    assert not (tmp_path / "none.csv").exists()


def test_whole_where_the_channel_has_no_village_scope_does_nothing(tmp_path):
    plain = mask(tmp_path, rows(), channel="website")
    said = mask(tmp_path, rows(), "--whole", channel="website", out="again.csv")
    assert (plain.exit_code, said.exit_code) == (0, 0)
    assert told(plain).keys() == told(said).keys()
    assert posted(tmp_path) == posted(tmp_path, "again.csv")


def test_title_subtotal_blank_and_footer_are_no_rows_and_no_bytes(tmp_path):
    assert mask(tmp_path, rows()).exit_code == 0
    head, *lines = (tmp_path / "in.csv").read_bytes().decode("utf-8-sig").splitlines()
    dressed = [
        "卢氏县低保对象名单,,,,,,,",
        head,
        *lines[:9],
        ",,,,,,,",
        "小计,,,,,,2900,",
        *lines[9:],
        "合计,,,24户,,,7800,",
        "制表：王某某,,,,,,,",
    ]
    source = tmp_path / "dressed.csv"
    source.write_bytes("\n".join(dressed).encode("gb18030"))
    result = mask(tmp_path, source, out="dressed.out.csv")
    assert json.loads(result.stdout)["receipt"]["rows_in"] == 24
    assert (tmp_path / "dressed.out.csv").read_bytes() == (tmp_path / "out.csv").read_bytes()


def test_sums_are_decimal(tmp_path):
    assert mask(tmp_path, rows(月保障金额=["0.1"] * 24), channel="website").exit_code == 0
    assert posted(tmp_path)[1][-1] == "2.4"


def test_rows_kept_back_change_no_byte(tmp_path):
    listed = rows(身份证号=[number("20120305"), ""], 备注=["", "", "艾滋病", "吸毒人员"])
    assert mask(tmp_path, listed, "--place", "411224").exit_code == 0
    assert mask(tmp_path, listed[4:], "--place", "411224", out="few.csv").exit_code == 0
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "few.csv").read_bytes()
    public = [(tmp_path / f"{name}.csv.receipt.json").read_bytes() for name in ("out", "few")]
    assert public[0] == public[1]


# ---- §5: mask_column


SHOWN = ["411224************", None, "", "  ", "********"]
CELLS = [number(), None, "", "  ", "见备注"]


@pytest.mark.parametrize(
    "make",
    [list, lambda cells: np.array(cells, dtype=object), pa.array, lambda cells: pa.chunked_array([cells[:2], cells[2:]]),
     lambda cells: pa.array(cells).dictionary_encode(), *[lambda cells, kind=kind: pd.Series(cells, index=list("abcde"), name="证", dtype=kind)
                                                          for kind in (object, "string", "category")]],
)  # fmt: skip
def test_any_kind_comes_back_as_its_kind_with_nulls_and_blanks(make):
    values = make(CELLS)
    out = deid.mask_column(values, "resident_id")
    assert isinstance(out, (pa.Array if isinstance(values, pa.Array) else type(values)))
    cells = out.to_pylist() if isinstance(out, (pa.Array, pa.ChunkedArray)) else list(out)
    assert [None if pd.isna(cell) else cell for cell in cells] == SHOWN
    if isinstance(values, pd.Series):
        assert (list(out.index), out.name) == (list("abcde"), "证")


@pytest.mark.parametrize(
    "values",
    [[13800138000.0], np.array([13800138000.0]), pd.Series([13800138000.0]), pd.Series([13800138000.0], dtype="Float64"),
     pd.Series([13800138000.0], dtype="category"), pd.Series([13800138000.0], dtype=object), pa.array([13800138000.0]),
     pa.array([13800138000.0]).dictionary_encode(), pa.chunked_array([pa.array([13800138000.0]).dictionary_encode()])],
)  # fmt: skip
def test_float_cells_are_damaged_numbers(values):
    out = deid.mask_column(values, "phone")
    assert (out.to_pylist() if hasattr(out, "to_pylist") else list(out)) == ["********"]


@pytest.mark.parametrize(
    "values",
    [
        [13800138000],
        np.array([13800138000]),
        pd.Series([13800138000], dtype="Int64"),
        pa.array([13800138000]),
    ],
)
def test_int_cells_are_their_digits(values):
    out = deid.mask_column(values, "phone", show_first=3, show_last=4)
    assert (out.to_pylist() if hasattr(out, "to_pylist") else list(out)) == ["138****8000"]


ENDS = {
    "resident_id": ("show_first", "show_last", (0, 4, 6, 10), (0, 1, 4)),
    "phone": ("show_first", "show_last", (0, 3, 7), (0, 2, 4)),
    "keep_ends": ("first", "last", (0, 1, 3), (0, 1, 2)),
}
MIXED = [
    number(),
    "13800138000",
    "6228480402564890018",
    "ab",
    "见备注",
    "****",
    "138****8000",
    "411224********1234",
    "",
]


@pytest.mark.parametrize("masker", ENDS)
def test_less_stays_and_more_is_cut_for_every_pair_of_options(masker):
    first, last, firsts, lasts = ENDS[masker]
    options = [{first: a, last: b} for a in firsts for b in lasts]
    for before, after in itertools.product(options, repeat=2):
        once = deid.mask_column(MIXED, masker, **before)
        twice = deid.mask_column(once, masker, **after)
        assert deid.mask_column(once, masker, **before) == once
        assert deid.mask_column(twice, masker, **after) == twice
        for clear, shown in zip(once, twice, strict=True):
            if "********" not in (clear, shown) and len(clear) == len(shown):
                assert all(new in {old, "*"} for old, new in zip(clear, shown, strict=True)), (before, after)


def test_what_maskers_write():
    one = lambda cell, masker, **options: deid.mask_column([cell], masker, **options)[0]  # noqa: E731
    assert one("+86 138-0013-8000", "phone", show_first=3, show_last=4) == "138****8000"
    assert [
        one(name, "person_name") for name in ("张三", "张三丰", "欧阳锋", "欧阳明月", "买买提·阿不都拉")
    ] == ["张*", "张**", "欧阳*", "欧阳**", "买**"]
    assert one("张小三", "person_name", show="surname-last") == "张*三"
    assert [one(name, "person_name", show="court") for name in ("张三", "张三丰")] == ["张某", "张某某"]
    assert (
        one("河南省卢氏县五里川镇马连沟村3组12号", "address", level="village")
        == "河南省卢氏县五里川镇马连沟村***"
    )
    assert [one("1974-03-05", "date", to=to) for to in ("year", "month", "decade")] == [
        "1974",
        "1974-03",
        "1970年代",
    ]
    assert (one("72", "age"), one("豫A12345", "plate"), one("zhang@a.cn", "email")) == (
        "70-79",
        "豫A*****",
        "z***@a.cn",
    )
    wrong = number()[:-1] + ("1" if number()[-1] != "1" else "2")
    assert one(wrong, "resident_id") == "411224************"  # masked by shape
    assert one("ab", "keep_ends", first=1, last=1) == "**"


@pytest.mark.parametrize("masker", ["address", "age", "free_text", "person_name", "phone", "suppress"])
def test_an_unknown_option_is_a_type_error(masker):
    with pytest.raises(TypeError):
        deid.mask_column(["x"], masker, bogus=1)


# ---- §5: free text, and lists of which nothing can be posted


def by_own_rule(folder, listed, **changed):
    (folder / "my_notice.yaml").write_text(rule(**changed), "utf-8")
    asked = {"channel": "village_board", "rules": folder, "as_of": date(2026, 11, 21), "place": "411224"}
    return deid.mask(pd.DataFrame(listed), "my_notice", **asked)


def test_free_text_hides_identifiers_and_the_names_hidden_in_its_own_row(tmp_path):
    """Also one that only looks like a word, and the subject's own where it shows as a surname; others' names are words."""
    listed = rows(24)
    own = listed[1]["户主姓名"]
    told = [
        f"孙建国代领，电话13800138000，证件{number('19500101')}",
        f"{own}已核查",
        "孙建国已核查",
        "2026年复审",
    ]
    listed = [{**row, "监护人姓名": "孙建国" if at == 0 else ""} for at, row in enumerate(listed)]
    for row, text in zip(listed, told, strict=False):
        row["备注"] = text
    shown = {**RULE["columns"], "remark": {"mask": "free_text", "why": "试验办法要求说明"}}
    made = by_own_rule(tmp_path, listed, columns=shown)
    assert made.data["备注"].tolist()[:4] == [
        "***代领，电话***，证件***",
        "***已核查",
        "孙建国已核查",
        "2026年复审",
    ]


@pytest.mark.parametrize(
    ("headers", "columns", "code"),
    [
        (
            ["户主姓名", "身份证号"],
            {"subject.name": {"treatment": "drop", "required": True}, "area": "publish"},
            "no_columns",
        ),
        (["村", "户主姓名", "身份证号", "与户主关系"], RULE["columns"], None),
        (
            ["村", "姓名", "身份证号", "与户主关系"],
            RULE["columns"],
            "no_group",
        ),  # who protects whom cannot be told
        (["村", "户主姓名"], RULE["columns"], "no_age"),
    ],
)
def test_lists_of_which_nothing_can_be_posted(tmp_path, headers, columns, code):
    listed = [{**row, "姓名": row["户主姓名"], "与户主关系": "户主"} for row in rows(24)]
    listed = [{header: row[header] for header in headers} for row in listed]
    if code is None:
        assert len(by_own_rule(tmp_path, listed, columns=columns).data) == 24
        return
    with pytest.raises(deid.RefusedError) as caught:
        by_own_rule(tmp_path, listed, columns=columns)
    assert code in {found.code for found in caught.value.findings}


@pytest.mark.parametrize(
    "broken",
    [
        lambda col: col.slice(1),
        lambda col: col.cast(pa.large_binary()),
        lambda col: pa.nulls(len(col), col.type),
    ],
    ids=["loses a row", "another type", "blanks to nulls"],
)
def test_a_masker_that_breaks_its_law_stops_the_release(tmp_path, monkeypatch, broken):
    """Cells would slip into other people's rows."""
    monkeypatch.setattr("deid.registry.Bound.__call__", lambda _, col: broken(col))
    with pytest.raises(deid.BrokenMaskerError) as caught:
        by_own_rule(tmp_path, rows(24))
    assert "person_name" in str(caught.value) and "王建军" not in str(caught.value)


# ---- §6: candidates


FACTS = {"region": "411224", "births": (date(1920, 1, 1), date(2026, 11, 21)), "as_of": date(2026, 11, 21)}


@pytest.mark.parametrize(
    ("shown", "facts", "left"),
    [
        (["411224********1234"], {}, [3545]),
        (["411224********1234"], {"birth": "1974-03-05"}, [1]),
        (["41122419740305****"], {}, [1000]),
        (["41122419740305****"] * 2, {"sex": ["男", None]}, [500, 1000]),
        ([None], {}, [39042000]),
        (["41122419740305****"] * 3, {"birth": ["1975", "1974-03", None]}, [0, 1000, 1000]),
        (["41122419740305****"] * 3, {"age": [52, 51, None]}, [1000, 0, 1000]),
        (["41122419740305****"] * 2, {"age": "50-59"}, [1000, 1000]),
        (["411224740305***"], {}, [1000]),
    ],
)
def test_anchors(shown, facts, left):
    counts = deid.candidates(shown, **FACTS, **facts)
    assert counts.dtype == np.int64
    assert counts.tolist() == left


def test_hidden_region_digits_need_a_region():
    with pytest.raises(ValueError, match="region"):
        deid.candidates(["******19740305****"], as_of=date(2026, 11, 21))
