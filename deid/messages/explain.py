"""What ``deid explain`` says about a mask. Each is (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "help.explain": (
        "给坚持旧做法的人看的一页纸：遮盖之后还剩什么、为什么不行、可以怎么做。",
        "One page for whoever insists: what a mask leaves, why not, what instead.",
    ),
    "help.explain.mask": (
        "身份证号码的一种遮盖办法，例如 6+4（留前六位和后四位）。\n\n例：deid explain mask 6+4 --with 出生年月",
        "One way to mask ID numbers, as 6+4 (first six and last four kept).\n\nExample: deid explain mask 6+4 --with birth_month",
    ),
    "opt.with": (
        "名单上还显示的列：性别、年龄、年龄段、出生年、出生年月、出生日期；可重复",
        "a column shown beside it: sex, age, band, birth_year, birth_month, birth_date; repeatable",
    ),
    "explain.mask_form": (
        "遮盖办法应写成 6+4 的样子（留前几位+后几位），合计最多 17 位。",
        "Write the mask as 6+4 (characters kept at the start and at the end), 17 at most in all.",
    ),
    "explain.unknown_column": (
        "--with 只能是：{known}。",
        "--with takes: {known}.",
    ),
    "explain.place_form": ("县代码应为 6 位数字。", "A county code has 6 digits."),
    "explain.title": (
        "身份证号码留前 {first} 位、后 {last} 位，还剩多少个可能的号码",
        "ID numbers with the first {first} and the last {last} characters kept: how many still fit",
    ),
    "explain.shown": ("名单上显示：{shown}", "The list shows: {shown}"),
    "explain.together": (
        "名单同时显示 {columns}：普通读者还剩 {plain} 个，本地人最少 {local} 个。",
        "With {columns} beside it: {plain} left for any reader, as few as {local} for a local one.",
    ),
    "explain.head.columns": ("同时显示的列", "shown beside it"),
    "explain.head.plain": ("普通读者还剩", "left, any reader"),
    "explain.head.local": ("本地人最少", "left, local reader"),
    "explain.head.verdict": ("下限 {floor}", "floor {floor}"),
    "explain.head.mask": ("显示的位数", "characters shown"),
    "explain.enough": ("够", "kept"),
    "explain.too_few": ("不够", "broken"),
    "explain.no_number": ("不显示号码", "no number"),
    "explain.column.nothing": ("没有其他列", "nothing else"),
    "explain.column.sex": ("性别", "sex"),
    "explain.column.age": ("年龄", "age"),
    "explain.column.band": ("年龄段（十年）", "age band (10 years)"),
    "explain.column.birth_year": ("出生年", "birth year"),
    "explain.column.birth_month": ("出生年月", "birth month"),
    "explain.column.birth_date": ("出生日期", "birth date"),
    "explain.joint": ("、", ", "),
    "explain.mind": ("仍要注意", "What to mind"),
    "explain.why": ("为什么不行", "Why not"),
    "explain.why.region": (
        "前六位是县代码，公告本身已经说明了是哪个县：这几位没有隐藏任何东西，也没有多露什么。",
        "The first six characters are the county, which the notice names anyway: they add nothing.",
    ),
    "explain.why.tail": (
        "最后一位是校验码，由前 17 位算出；前面三位是顺序码。后 {last} 位一露，只要知道出生日期，就只剩 {date} 个。生日在村里不是秘密。",
        "The last character is computed from the other 17, and the three before it are the sequence. With the last {last} shown, whoever knows the birth date has {date} left. In a village a birthday is no secret.",
    ),
    "explain.why.sequence": (
        "后四位没有显示，但出生日期一旦出现在任何地方，普通读者只剩 {date} 个，知道派出所号段的本地人只剩 {local} 个。",
        "The last four are hidden; but once the birth date stands anywhere, any reader has {date} left and a local one, who knows the police station's block of sequences, {local}.",
    ),
    "explain.why.year": (
        "前 {first} 位写明了出生年份（或其中几位）。",
        "The first {first} characters tell the year of birth, or a part of it.",
    ),
    "explain.why.birthday": (
        "前 {first} 位写明了出生月份或日期，等于公布生日。",
        "The first {first} characters tell the month or the day of birth: the birthday is published.",
    ),
    "explain.why.union": (
        "各处遮法不同就会拼起来：另一份名单用 {other}，同一个人两份合看只剩 {union} 个。",
        "Different masks add up: with another list that uses {other}, {union} left for the same person.",
    ),
    "explain.instead": ("可以怎么做", "What instead"),
    "explain.instead.drop": (
        "删去身份证号一列（deid 的默认做法）。村里认人靠姓名和村组，不靠号码。",
        "Drop the ID column, as deid does. In a village people are told apart by name and group.",
    ),
    "explain.instead.serial": (
        "同村重名：加村民小组，或写张某1、张某2，不用号码的几位。",
        "Two of one name: add the group or a serial (张某1, 张某2), not digits of the number.",
    ),
    "explain.instead.six": (
        "确实要留号码时只留前六位（6+0），所有名单、所有渠道都一样。",
        "If a number must show, keep the first six only (6+0), the same in every list and channel.",
    ),
    "explain.instead.band": (
        "年龄写成年龄段，不公布出生年月日。改完用 deid rules lint 检查。",
        "Show an age band, never the birth month or day. Check the rule with deid rules lint.",
    ),
    "explain.foot": (
        "示例人物是虚构的：{place}，{birth} 出生，{sex}，{age} 岁。数字由 deid.candidates 在 {day} 算出；本地人还知道名单上没有未成年人、派出所用哪一段顺序码（取最不利的一段）。候选数只说明号码多难还原，不说明人认不认得出。",
        "The person is invented: {place}, born {birth}, {sex}, aged {age}. Computed by deid.candidates on {day}. A local reader also knows that no minor is listed and which block of sequences the police station uses (the worst block counts). The figure says how hard the number is to rebuild, not how well the person is hidden.",
    ),
    "explain.sex.male": ("男", "male"),
}
