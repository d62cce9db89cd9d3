"""``deid rules new``: a draft for a list nobody wrote a rule for publishes no identifier and loses no amount.

Lists are made here, of invented people, and drafts are read as plain YAML: nothing of the code that drafts
is imported.
"""

import csv
import io
import json
import random
import re
from collections import Counter

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lists import AS_OF, all_lists, decoded, truth

from deid import messages
from deid.cli.app import app

MAY_SHOW = {
    "seq", "town", "village", "group", "member_count", "household_count", "area", "land_area", "standard",
    "amount", "subject.name",
}  # fmt: skip
AMOUNTS = [
    "补贴金额", "补助金额（元）", "奖补资金", "到户奖补款（元）", "核发数（元）", "实发补贴", "本年兑现款", "应发补助(元)",
    "补助款", "月发放额（元）", "就业奖励金（元）", "资金总额", "务工补助合计（元）", "发放钱数", "金 额", "中央财政补助\n（元）",
    "一卡通打卡金额", "慰问金", "2026年补偿款", "到手（元）", "危房改造补助", "产业奖补",
]  # fmt: skip
AREAS = ["面积", "补贴面积（亩）", "种了几亩", "核定亩数", "茶园面积(亩)"]
STANDARDS = ["标准", "补贴标准（元/亩）", "每人补几块（元/人）"]
TOWNS, VILLAGES = ["乡镇", "镇（街道）", "哪个镇"], ["村", "行政村", "村（社区）", "哪个村的"]
NAMES = ["姓名", "农户姓名", "申请人", "补贴对象", "户主"]
PLACES = [("杜关镇", "新坪村"), ("官道口镇", "西沟村"), ("杜关镇", "东寨村")]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def resident(rng):
    body = f"411224{rng.randint(1940, 2000)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}{rng.randint(0, 999):03d}"
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, WEIGHTS, strict=True)) % 11]


def digits(rng, count, first="123456789"):
    return rng.choice(first) + "".join(rng.choice("0123456789") for _ in range(count - 1))


# Each kind: what its cells look like, and the headers that offices give it.
SECRET = {
    "resident_id": (resident, ["身份证号", "公民身份号码", "证件", "证件号码"]),
    "old_id": (lambda r: resident(r)[:6] + resident(r)[8:17], ["身份证", "老证号"]),
    "spaced_id": (lambda r: " ".join([(i := resident(r))[:6], i[6:14], i[14:]]), ["身份证号码", "号"]),
    "disability_card": (lambda r: resident(r) + "43", ["残疾证号", "残联证件"]),
    "student_number": (lambda r: "G" + resident(r), ["学籍号", "学生编号"]),
    "phone": (lambda r: "1" + digits(r, 10, "3589"), ["联系电话", "手机", "怎么联系", "打给谁"]),
    "landline": (lambda r: digits(r, 8, "6"), ["座机", "家里电话"]),
    "bank": (lambda r: "62" + digits(r, 17), ["一卡通账号", "银行卡", "打款账户", "钱打到哪"]),
    "passport": (lambda r: "E" + digits(r, 8), ["护照号", "出国证件"]),
    "permit": (lambda r: "H" + digits(r, 8), ["通行证号", "港澳证件"]),
    "plate": (lambda r: "豫M" + digits(r, 5), ["车牌号", "家里的车"]),
    "email": (lambda r: f"a{digits(r, 6)}@example.com", ["邮箱", "网上怎么联系"]),
    "household": (lambda r: digits(r, 9), ["户号", "户籍编码"]),
    "code": (lambda r: digits(r, 12), ["低保证号", "人员编码"]),
    "address": (lambda r: f"新坪村{r.randint(1, 9)}组{r.randint(10, 999)}号", ["家庭住址", "住哪"]),
    "birth": (lambda r: f"19{r.randint(40, 99)}-0{r.randint(1, 9)}-{r.randint(10, 28)}", ["出生日期", "哪天生的"]),
    "guardian": (lambda r: f"牛{r.choice('甲乙丙丁')}{r.choice('子丑寅卯')}", ["监护人", "开户人姓名", "谁代领"]),
    "illness": (lambda r: r.choice(["高血压三级", "尿毒症透析"]), ["病种", "怎么困难", "备注"]),
    "income": (lambda r: str(r.randint(3, 9) * 1001), ["年收入（元）", "家里挣的（元）", "存款（元）", "看病花的钱（元）"]),
}  # fmt: skip
LYING = [*AMOUNTS[:4], "标准", "补贴面积（亩）", "人数", "村", "乡镇", "组", "序号2", "发放钱数（元）"]


@pytest.fixture(autouse=True)
def no_language():
    messages.use(None)
    yield
    messages.use(None)


def run(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def write(path, header, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([header, *rows])
    path.write_bytes(text.getvalue().encode())
    return path


def unseen(rng, kinds, lying, amount, extra):
    """A subsidy list with some identifier columns, each under a fitting, a strange or a lying header."""
    columns = {"序号": lambda n, place: str(n + 1)}
    columns[rng.choice(TOWNS)] = lambda n, place: place[0]
    columns[rng.choice(VILLAGES)] = lambda n, place: place[1]
    columns[rng.choice(NAMES)] = lambda n, place: (
        "王李张刘陈"[n % 5] + "建国秀英伟芳强军"[n % 8] + "华明丽玲"[n % 4]
    )
    columns["身份证号码"] = lambda n, place: resident(rng)
    secret = {"身份证号码"}
    for kind in kinds:
        make, headers = SECRET[kind]
        header = rng.choice(LYING if kind in lying else headers)
        if header not in columns and header != amount:
            columns[header] = lambda n, place, make=make: make(rng)
            secret.add(header)
    columns.setdefault(amount, lambda n, place: rng.choice(["500", "1,200.50", "300元", "86.4"]))
    for header, cells in extra:
        columns.setdefault(header, lambda n, place, cells=cells: rng.choice(cells))
    header = list(columns)
    rows = [[columns[one](n, PLACES[n % 3]) for one in header] for n in range(24)]
    return header, rows, {header.index(one) for one in secret}


lists = st.tuples(
    st.integers(0, 2**32),
    st.lists(st.sampled_from(sorted(SECRET)), unique=True, max_size=8),
    st.sets(
        st.sampled_from(sorted(set(SECRET) - {"birth", "guardian", "illness", "income", "address"})),
        max_size=3,
    ),
    st.sampled_from(AMOUNTS),
    st.lists(
        st.sampled_from([(one, ["3.2", "0.85"]) for one in AREAS] + [(one, ["92.5"]) for one in STANDARDS]),
        unique_by=lambda pair: pair[0],
        max_size=2,
    ),
)
FEW = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def drafted(source, *more):
    result = run("rules", "new", source, "--id", "weizhi_butie", *more)
    assert result.exit_code == 0, result.output
    return result.stdout


def shown_of(rule):
    """Every field of which the draft shows anything on any channel, however it is spelled."""
    found = set()
    for field, said in rule["columns"].items():
        ways = [said] if isinstance(said, str) else [said.get("treatment", "drop"), *said.values()]
        if any(way not in ("drop", True) for way in ways):
            found.add(field)
    return found


@FEW
@given(made=lists)
def test_an_unseen_list_shows_no_identifier_and_loses_no_amount(made, tmp_path):
    seed, kinds, lying, amount, extra = made
    header, rows, secret = unseen(random.Random(seed), kinds, lying, amount, extra)
    source = write(tmp_path / "list.csv", header, rows)
    text = drafted(source)
    rule = yaml.safe_load(text)
    assert shown_of(rule) <= MAY_SHOW
    assert rule["columns"]["amount"] == "publish"
    for row in rows:
        for at, cell in enumerate(row):
            assert at not in secret or len(cell) < 4 or cell not in text
    kept = json.loads(drafted(source, "--json"))["columns"]
    for at in secret:
        assert kept[at]["treatment"] == "drop", (header[at], kept[at])
    assert kept[header.index(amount)]["treatment"] == "publish"
    for wanted, field in ((AREAS, "area"), (STANDARDS, "standard"), (TOWNS, "town"), (VILLAGES, "village")):
        for at in {header.index(one) for one in header if one in wanted} - secret:
            assert (kept[at]["field"], kept[at]["treatment"]) == (field, "publish"), header[at]


def finished(text):
    """The draft as a clerk finishes it: every blank filled in."""
    return re.sub(r'"待填写[^"]*"', '"中华人民共和国政府信息公开条例"', text)


def maps_of(text, header):
    """The --map options at the end of a draft, with the headers it does not repeat filled in."""
    found = []
    for label, field in re.findall(r"^#   --map '(.*)=(\w+)'$", text, re.MULTILINE):
        number = re.fullmatch(r"第 (\d+) 列的表头", label)
        found += ["--map", f"{header[int(number[1]) - 1] if number else label}={field}"]
    return found


@settings(FEW, max_examples=10)
@given(made=lists)
def test_the_finished_draft_makes_a_list(made, tmp_path):
    seed, kinds, _, amount, _ = made
    header, rows, secret = unseen(random.Random(seed), kinds, (), amount, ())
    source = write(tmp_path / "list.csv", header, rows)
    rules, out = tmp_path / "rules", tmp_path / "out.csv"
    rules.mkdir(exist_ok=True)
    text = drafted(source)
    (rules / "weizhi_butie.yaml").write_text(finished(text), "utf-8")
    result = run(
        "mask", source, "--notice", "weizhi_butie", "--rules", rules, "--channel", "village_board", "--whole",
        "--as-of", AS_OF, "--out", out, "--force", *maps_of(text, header),
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    posted = out.read_text("utf-8-sig")
    shown = list(csv.reader(io.StringIO(posted, newline="")))
    at = [one.split() for one in shown[0]].index(amount.split())
    assert Counter(row[at] for row in shown[1:]) == Counter(row[header.index(amount)] for row in rows)
    for row in rows:
        assert not any(row[one] in posted for one in secret if len(row[one]) >= 5)


@pytest.mark.parametrize("path", all_lists(), ids=lambda path: path.stem)
def test_the_shared_lists_draft_without_a_cell(path):
    text = drafted(path)
    rule = yaml.safe_load(text)
    assert shown_of(rule) <= MAY_SHOW
    known = truth(path)
    assert not [cell for cell in (*known["never"], *known["never_text"]) if cell in text]
    assert not [row[2] for row in decoded(path)[5:40] if len(row) > 2 and row[2] in text]


@pytest.fixture
def source(tmp_path):
    header, rows, _ = unseen(random.Random(7), ["phone", "bank"], (), "核发数（元）", ())
    return write(tmp_path / "list.csv", header, rows)


def test_a_draft_cannot_be_used_before_it_is_finished(source, tmp_path):
    """Lint names each blank as an error, mask ends with 2 and writes nothing; filled in, both pass."""
    folder, out = tmp_path / "rules", tmp_path / "out.csv"
    folder.mkdir()
    draft = folder / "weizhi_butie.yaml"
    assert run("rules", "new", source, "--out", draft).exit_code == 0
    text = draft.read_text("utf-8")
    blanks = sum("待填写" in line and not line.lstrip().startswith("#") for line in text.splitlines())
    lint = json.loads(run("rules", "lint", folder, "--json").stdout)
    errors = [one for one in lint["findings"] if one["severity"] == "error"]
    assert blanks == len(errors) == 6
    assert {one["code"] for one in errors} == {"draft_unfinished"}
    asked = [
        "mask",
        source,
        "--notice",
        "weizhi_butie",
        "--rules",
        folder,
        "--channel",
        "village_board",
        "--whole",
        "--out",
        out,
    ]
    assert run(*asked).exit_code == 2
    assert not out.exists()
    one_left = finished(text.replace("待填写：哪个文件", "待定：哪个文件", 1)).replace("待定：", "待填写：")
    draft.write_text(one_left, "utf-8")
    assert run(*asked).exit_code == 2
    draft.write_text(finished(text), "utf-8")
    assert run("rules", "lint", folder).exit_code == 0
    assert run(*asked).exit_code == 0


def test_names_stand_on_the_village_board_only(source):
    rule = yaml.safe_load(drafted(source))
    assert [name for name, channel in rule["channels"].items() if channel["form"] == "names"] == [
        "village_board"
    ]
    assert set(rule["columns"]["subject.name"]) == {"required", "village_board"}
    assert rule["columns"]["subject.name"]["village_board"]["why"].startswith("待填写")
    assert {"minor", "hiv"} <= set(rule["withhold"])


def test_each_column_is_told_with_its_confidence(source):
    text = drafted(source)
    assert text.count("把握高") >= 4
    assert "把握低" in text
    assert "不认得" in text or "不认识" in text
    assert "confidence" not in text
    messages.use("en")
    assert "confidence high" in drafted(source)


@pytest.mark.parametrize(
    ("header", "shown"),
    [("核发补助\n: 数（元）", True), ("贺敬之奖补（元）", False), ("到手\u2028x: publish（元）", False)],
)
def test_a_header_is_not_repeated_unless_its_words_are_known(tmp_path, header, shown):
    rows = [[str(n), "王建国", resident(random.Random(n)), "500", "3"] for n in range(1, 9)]
    source = write(tmp_path / "list.csv", ["序号", "姓名", "身份证号", "补贴金额\n（元）", header], rows)
    text = drafted(source)
    assert yaml.safe_load(text)["columns"]["amount"] == "publish"
    assert "x" not in yaml.safe_load(text)["columns"]
    assert ("".join(header.split()) in text) == shown
    assert ("第 5 列的表头=amount" in text) != shown


@pytest.mark.parametrize("kind", sorted(set(SECRET) - {"birth", "guardian", "illness", "income", "address"}))
def test_an_identifier_under_a_lying_header_is_dropped(kind, tmp_path):
    rng, make = random.Random(kind), SECRET[kind][0]
    for number, lie in enumerate(("补贴金额", "发放钱数（元）", "标准", "种植面积", "人数", "村")):
        rows = [[str(n + 1), "王建国", "新坪村", make(rng)] for n in range(12)]
        source = write(tmp_path / f"{number}.csv", ["序号", "姓名", "行政村", lie], rows)
        assert json.loads(drafted(source, "--json"))["columns"][3]["treatment"] == "drop", lie


@pytest.mark.parametrize("amount", AMOUNTS)
def test_every_name_of_an_amount_is_known(amount, tmp_path):
    rows = [[str(n + 1), "王建国", resident(random.Random(n)), "86.4"] for n in range(12)]
    source = write(tmp_path / "list.csv", ["序号", "姓名", "身份证号", amount], rows)
    column = json.loads(drafted(source, "--json"))["columns"][3]
    assert (column["field"], column["treatment"]) == ("amount", "publish")


@pytest.mark.parametrize(
    "header", [*SECRET["income"][1], "医药费（元）", "欠款（元）", "监护人工资", "养老金（元）"]
)
def test_money_of_ones_own_is_no_grant(header, tmp_path):
    rows = [[str(n + 1), "王建国", resident(random.Random(n)), "3600"] for n in range(12)]
    source = write(tmp_path / "list.csv", ["序号", "姓名", "身份证号", header], rows)
    assert json.loads(drafted(source, "--json"))["columns"][3]["treatment"] == "drop"


def test_columns_that_do_not_fit_are_dropped(tmp_path):
    header = ["序号", "姓名", "身份证号", "补贴金额", "村"]
    people = [resident(random.Random(n)) for n in range(20)]
    rows = [[str(n), "王建国", one, "500" if n > 1 else "没领", "新坪村"] for n, one in enumerate(people)]
    rule = yaml.safe_load(drafted(write(tmp_path / "a.csv", header, rows)))
    assert rule["columns"]["amount"] == "drop"  # 90 % fit
    rows[0][3] = "500"
    assert yaml.safe_load(drafted(write(tmp_path / "b.csv", header, rows)))["columns"]["amount"] == "publish"


@pytest.mark.parametrize(
    ("more", "status"),
    [
        (["--id", "Dibao"], 2),
        (["--id", "dibao_result"], 2),
        (["--id", "a/b"], 2),
        (["--id", "fields"], 2),
        (["--id", "one", "--out", "two.yaml"], 2),
        (["--out", "one.txt"], 2),
        (["--encoding", "ebcdic"], 2),
        (["--id", "one"], 0),
    ],
)
def test_ids_and_files(source, tmp_path, monkeypatch, more, status):
    monkeypatch.chdir(tmp_path)
    assert run("rules", "new", source, *more).exit_code == status


def test_an_older_draft_stands_unless_forced(source, tmp_path):
    out = tmp_path / "weizhi_butie.yaml"
    assert run("rules", "new", source, "--out", out).exit_code == 0
    assert run("rules", "new", source, "--out", out).exit_code == 2
    assert run("rules", "new", source, "--out", out, "--force").exit_code == 0
    assert run("rules", "new", source, "--out", out, "--force", "--rules", tmp_path).exit_code == 0
    assert run("rules", "new", tmp_path / "none.csv").exit_code == 2
