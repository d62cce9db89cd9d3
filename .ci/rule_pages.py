"""Write docs/rules: one page per notice type, in Chinese and English, from the rules and by running deid.

`python .ci/rule_pages.py` writes, `--check` only tells what is out of date; `.ci/reference.py` runs it too. Nobody
in the examples exists.
"""

import re
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "rules"
GUIDES = ROOT / "docs" / "guides"
AS_OF = date(2026, 11, 21)
PLACE = "411224"
NAME, OTHER = "张建国", "李桂芳"
ENDINGS = {"zh": ".md", "en": ".en.md"}
CELLS = {
    "seq": "1",
    "county": "卢氏县",
    "town": "东明镇",
    "village": "火炎村",
    "natural_village": "北沟",
    "group": "3组",
    "address": "卢氏县东明镇火炎村3组12号",
    "sex": "男",
    "member_count": "3",
    "household_count": "1",
    "amount": "580",
    "standard": "290",
    "area": "4.60",
    "land_standard": "92.50",
    "remark": "",
    "boundaries": "东至道路，南至张小四家，西至水渠，北至耕地",
    "income": "3200",
    "health": "肢体残疾",
    "cause": "因病",
    "bank_name": "农村商业银行",
    "email": "someone@example.com",
    "plate": "豫MA1234",
    "exam_number": "2026041100123",
    "registration_number": "2026000123",
    "building": "3栋",
    "room": "502",
    "house_area": "86.50",
    "organisation": "卢氏县爱心助老协会",
    "credit_code": "51411224MJX000000D",
    "school": "第一小学",
    "class": "1班",
    "disability_class": "肢体",
    "disability_grade": "二级",
    "care_ability": "全自理",
}
KINDS = {
    "number": "12",
    "integer": "2",
    "date": "2026-10-08",
    "place": "火炎村",
    "code": "2026000123",
    "phone": "13800138000",
    "bank_card": "6228480000000000000",
    "address": CELLS["address"],
    "organisation": "卢氏县中心敬老院",
    "age": "52",
    "sex": "男",
}
T = {
    "intro": (
        "由 `rules/` 和实际运行生成。例子里的人是虚构的。",
        "Generated from `rules/` and by running deid. Nobody in the examples exists.",
    ),
    "index": ("# 各类公示一览\n\n每类公示一页：在哪里公布什么、为什么、依据、处理前后对照。", "# Every notice type\n\nA page each: what is posted where, why, on what basis, before and after."),
    "where": ("在哪里公布", "Where it is posted"),
    "channels": (["渠道", "形式", "对象", "范围", "多久"], ["channel", "form", "audience", "scope", "how long"]),
    "columns": ("每一栏怎样处理", "What happens to each column"),
    "rest": ("没有列出的栏目一律删除，例如证件号码、电话、账号、门牌号、病情。", "Every column not listed is dropped: ID numbers, phones, accounts, door numbers, illnesses."),
    "nobody": ("任何渠道都不公布名单。", "No channel posts names."),
    "why": ("为什么可以公布", "Why it may be shown"),
    "basis": ("依据", "Basis"),
    "kept": ("不上名单的人", "Who is kept off the list"),
    "example": ("处理前后", "Before and after"),
    "before": ("处理前（虚构）", "Before (invented)"),
    "after": ("`{channel}` 上公布", "Posted on `{channel}`"),
    "nothing": ("这一行不公布。", "This row is not posted."),
    "counts": ("`{channel}` 只公布汇总数，按{by}；小于 {least} 的不显示。", "`{channel}` shows counts only, by {by}; counts below {least} are not shown."),
    "unsure": ("（待核实）", " (to be confirmed)"),
    "under": ("（未满 {under} 周岁）", " (under {under})"),
    "unsure_note": ("标有（待核实）的内容尚未见到文件原文，使用前请核对。", "What is marked “to be confirmed” was not read in the document itself. Check it before use."),
    "commands": ("命令", "Commands"),
    "out": ("公示.csv", "posted.csv"),
    "list": ("名单.csv", "list.csv"),
    "joint": ("、", ", "),
}  # fmt: skip
SCOPES = {
    "village": ("本村", "the village"),
    "town": ("本乡镇", "the town"),
    "county": ("全县", "the county"),
    "school": ("本校", "the school"),
    "institution": ("本机构", "the institution"),
    "collective": ("本集体经济组织", "the collective"),
    None: ("—", "—"),
}


def table(head, rows):
    """A Markdown table; cells may hold pipes and line breaks."""
    clean = [[re.sub(r"\s*\n\s*", " ", str(cell)).replace("|", "\\|") for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *clean])


def literal(cell):
    """A cell as it stands: stars are no Markdown."""
    return cell.replace("*", "\\*") or " "


def person(policy):
    """Birth date, age and ID number of somebody the list can be about."""
    from deid.synthetic.lists import ages_of

    low, high = ages_of(policy)
    age = next((usual for usual in (52, 30, 19) if low <= usual <= high), low + 4)
    birth = date(AS_OF.year - age, 3, 5)
    return birth, str(age), f"{PLACE}{birth:%Y%m%d}1234"


def cell(column, policy, fields):
    """What an invented person's list says in one column."""
    from deid.synthetic.templates import TEMPLATES

    birth, age, number = person(policy)
    known = TEMPLATES.get(policy.notice)
    if known and known.words.get(column.field):
        return known.words[column.field][0]
    rule = policy.columns.get(column.field)
    for treatment in [rule.default, *rule.channels.values()] if rule else ():
        words = treatment.allowed or treatment.options.get("allowed")
        if words:
            return words[0]
    if column.field in CELLS:
        return CELLS[column.field]
    field = fields.by_id.get(column.field)
    kind, whose = (field.kind, field.whose) if field else ("number", "none")
    own = whose in ("subject", "householder")
    special = {
        "person_name": NAME if own else OTHER,
        "resident_id": number if own else f"{PLACE}197608151234",
        "social_security_number": number,
        "student_number": f"G{number}",
        "disability_card": f"{number}43",
        "age": age,
    }
    if kind == "date" and column.field.endswith("birth_date"):
        return f"{birth:%Y-%m-%d}"
    return special.get(kind) or KINDS.get(kind, "无")


def posted(policy, fields):
    """Header and row of an invented list, and what each names channel shows of it (None: nothing)."""
    import pyarrow as pa

    import deid
    from deid.synthetic.lists import columns_of

    columns = columns_of(policy, 0)
    before = {column.header: cell(column, policy, fields) for column in columns}
    maps = {column.header: column.field for column in columns if column.field in fields.by_id}
    after = {}
    for name, channel in policy.channels.items():
        if channel.form != "names":
            continue
        frame = pa.table({header: [text] for header, text in before.items()})
        after[name] = None
        try:
            data = deid.mask(
                frame, policy.notice, channel=name, whole=True, as_of=AS_OF, place=PLACE, maps=maps
            ).data
        except deid.RefusedError:
            text = f"{policy.notice}/{name} is refused: give its columns fitting cells in CELLS"
            raise SystemExit(text) from None
        if data.num_rows:
            after[name] = {header: values[0] or "" for header, values in data.to_pydict().items()}
    return before, after


def page(policy, fields, reasons, made, at):
    """One notice type."""
    from deid.messages import say
    from deid.rulebook.diff_words import treatment_words, value_words

    def t(key, **facts):
        return T[key][at].format(**facts) if facts else T[key][at]

    def unsure(flag):
        return t("unsure") if flag else ""

    row = policy.catalogue
    parts = [
        f"# {policy.title}",
        f"`{policy.notice}` · {policy.domain} · {' / '.join(row.item)}",
        f"## {t('where')}",
    ]
    channels = []
    for name, channel in policy.channels.items():
        period = value_words(channel.period, "", {}) if channel.period else "—"
        channels.append(
            [f"`{name}`", say(f"diff.form.{channel.form}"), channel.audience if channel.form != "none" else "—",
             SCOPES[channel.scope][at], period + unsure(channel.confirm)]
        )  # fmt: skip
    parts.append(table(t("channels"), channels))
    named = [name for name, channel in policy.channels.items() if channel.form == "names"]
    parts.append(f"## {t('columns')}")
    if named:
        head = [("栏目", "column")[at], *(f"`{name}`" for name in named)]
        rows = [
            [fields.by_id[field].title, *(treatment_words(policy.treatment(field, name)) for name in named)]
            for field in policy.columns
            if any(policy.treatment(field, name).action != "drop" for name in named)
        ]
        parts += [table(head, rows), t("rest")]
    else:
        parts.append(t("nobody"))
    counts = [channel for channel in policy.channels.values() if channel.form == "aggregate"]
    for channel in counts:
        by = t("joint").join(fields.by_id[name].title for name in channel.by)
        parts.append(t("counts", channel=channel.name, by=by, least=channel.min_cell))
    whys = [
        f"- {fields.by_id[field].title}：{why}"
        for field, column in policy.columns.items()
        for why in dict.fromkeys(one.why for one in (column.default, *column.channels.values()) if one.why)
    ]
    if whys:
        parts += [f"## {t('why')}", "\n".join(whys)]
    parts.append(f"## {t('basis')}")
    parts.append("\n".join(f"- 《{one.title}》{one.number or ''}{unsure(one.confirm)}" for one in row.basis))
    parts.append(f"## {t('kept')}")
    kept = [
        reasons[one.reason].title + (t("under", under=one.under) if one.under else "")
        for one in policy.withhold
    ]
    parts.append("\n".join(f"- {one}" for one in kept))
    parts += example(policy, made, t)
    if t("unsure") in "\n".join(parts):
        parts.append(t("unsure_note"))
    return "\n\n".join(parts) + "\n"


def example(policy, made, t):
    """Before and after, and the command that does it."""
    before, after = made
    if not after:
        return []
    shown = {header: text for header, text in before.items() if text}
    parts = [
        f"## {t('example')}",
        t("before"),
        table(list(shown), [[literal(one) for one in shown.values()]]),
    ]
    for name, row in after.items():
        parts.append(t("after", channel=name))
        parts.append(table(list(row), [[literal(one) for one in row.values()]]) if row else t("nothing"))
    command = f"deid mask {t('list')} --notice {policy.notice} --channel {next(iter(after))} --whole --out {t('out')}"
    return [*parts, f"## {t('commands')}", f"```sh\n{command}\ndeid rules show {policy.notice}\n```"]


def directions():
    """Which way each key tightens."""
    from deid.messages import say
    from deid.policy.direction import KEYS

    rows = []
    for key in KEYS.values():
        lax_first = (
            say("direction.equal").join(one or say("direction.nothing") for one in step)
            for step in reversed(key.order)
        )
        rows.append([f"`{key.path}`", say(f"direction.{key.way}", order=" > ".join(lax_first))])
    return table([say("direction.head.key"), say("direction.head.way")], rows)


def wanted():
    """Path -> text of every page."""
    from deid import messages
    from deid.policy.fields import load_fields
    from deid.policy.loader import list_policies
    from deid.policy.withhold import load_reasons

    policies, fields, reasons = list_policies(), load_fields(), load_reasons()
    made = {policy.notice: posted(policy, fields) for policy in policies}
    found = {}
    for at, (language, ending) in enumerate(ENDINGS.items()):
        messages.use(language)
        for policy in policies:
            text = page(policy, fields, reasons, made[policy.notice], at)
            found[FOLDER / f"{policy.notice}{ending}"] = text
        lines = [T["index"][at], T["intro"][at]]
        for domain in sorted({policy.domain for policy in policies}):
            own = [f"- [{one.title}]({one.notice}{ending})" for one in policies if one.domain == domain]
            lines += [f"## {domain}", "\n".join(own)]
        found[FOLDER / f"index{ending}"] = "\n\n".join(lines) + "\n"
        guide = GUIDES / f"writing-rules{ending}"
        before, start, rest = guide.read_text("utf-8").partition("<!-- directions -->\n\n")
        found[guide] = (
            before
            + start
            + directions()
            + "\n\n<!-- /directions -->"
            + rest.partition("<!-- /directions -->")[2]
        )
    messages.use(None)
    return found


def main():
    """Write what is out of date, or only tell it."""
    check, stale = "--check" in sys.argv, False
    pages = wanted()
    strays = [path for path in FOLDER.glob("*.md") if path not in pages]
    for path in [
        *(path for path, text in pages.items() if not path.exists() or path.read_text("utf-8") != text),
        *strays,
    ]:
        stale = True
        print(f"{path.relative_to(ROOT)} {'is out of date: run .ci/rule_pages.py' if check else 'written'}")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink() if path in strays else path.write_text(pages[path], encoding="utf-8", newline="\n")
    raise SystemExit(1 if check and stale else 0)


if __name__ == "__main__":
    main()
