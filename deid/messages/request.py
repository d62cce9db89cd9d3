"""Messages about a release to one applicant (依申请公开), and the words of its papers. Each is (Chinese, English)."""

from deid.messages.chinese import chinese

TEXTS: dict[str, tuple[str, str]] = {
    "opt.request": (
        "依申请公开：申请编号。只给这一位申请人；名单里征求意见的一列决定每行能否提供",
        "for one applicant (依申请公开): the application's number; a column of opinions decides row by row",
    ),
    "channel.request": ("依申请公开", "one applicant"),
    "usage.request_number": (
        "申请编号只能由数字、几个大写字母和“依申请公开”“年”“第”“号”一类的字组成，不超过 12 位数字，例如 2026-017、依申请公开〔2026〕17号；不能用姓名、身份证号、电话。请改用登记簿上的编号。",
        "An application's number is made of digits (12 at most), a few capitals and words such as 依申请公开, 年, 第, 号: 2026-017, 依申请公开〔2026〕17号. It may be nobody's name, ID or phone. Use the number in your register.",
    ),
    "usage.request_names": (
        "--request 要用一个列出姓名的渠道作为提供的样式，{channel} 不是。可用：{channels}。",
        "--request takes the form of a channel that lists names, which {channel} does not. There are: {channels}.",
    ),
    "usage.request_alone": (
        "--request 只为一位申请人生成一份名单和说明，不能与 {option} 同用。请去掉其中一个。",
        "--request makes one list and its paper for one applicant and does not go with {option}. Leave one of them out.",
    ),
    "usage.request_posted": (
        "这份名单是按申请提供给一位申请人的，不能张贴。要公示，请不带 --request 重新运行 deid mask。",
        "This list was made for one applicant and may not be posted. To post the list, run deid mask again without --request.",
    ),
    "finding.request_unasked": (
        "没有看到征求意见的列，按无人同意处理：每行只留姓氏。如果有这样的列，请写明，例如 --map 意见=consent；表头要让人看出是本人的意见，而不是经办人的审核意见。",
        "No column says what the people answered, so nobody counts as agreeing and only surnames show. If there is one, name it: --map HEADER=consent. It must hold the people's own answers, not the office's review.",
    ),
    "finding.request_consent": (
        "提供的各行：同意 {agreed}，不同意 {objected}，逾期未答复 {overdue}，未征求 {unasked}，意见无法辨认 {unclear}，同一人（户）另有一行未同意 {elsewhere}。只有“同意”的行按规则提供，其余只留姓氏。",
        "Rows given: agreed {agreed}, objected {objected}, no reply in time {overdue}, not asked {unasked}, unreadable {unclear}, same people did not agree in another row {elsewhere}. Only rows that agreed are given by the rule; the others show a surname.",
    ),
    "finding.request_unclear": (
        "有 {count} 行的意见无法辨认（数据行 {rows}），按未同意处理。意见一栏请只填 同意、不同意 或 逾期未答复。",
        "The opinions of {count} rows cannot be read (data rows {rows}) and count as no. Write 同意, 不同意 or 逾期未答复 in that column, and nothing else.",
    ),
    "finding.request_public": (
        "“{title}”按规则主动公开。已经公开的，可以直接告知申请人在哪里查看；向申请人另行提供个人信息，仍须征得本人同意。",
        "{title} is published without being asked for. What is posted already, the applicant can be pointed to; giving more of a person still takes that person's consent.",
    ),
    "fix.finding.request_unasked": ("--map 〈表头〉=consent", "--map 〈HEADER〉=consent"),
    "fix.usage.request_number": ("--request 〈编号〉", "--request 〈NO〉"),
    "fix.usage.request_names": ("--channel {first}", "--channel {first}"),
    "line.request": (
        "区分处理说明：{file}（标有“待核实”的地方请填好再交给申请人）",
        "Paper for the applicant: {file} (fill in what is marked 待核实 before you hand it over)",
    ),
    "page.label.request": chinese("依申请公开，申请编号：{request}"),
    "page.label.giver": chinese("提供单位：{office}"),
    "page.label.given": chinese("提供日期：{day}"),
    "page.notice.applicant": chinese(
        "本件只提供给申请人，个人信息已作去标识化处理，请勿转发，勿用于识别个人。"
    ),
    "partial.title": chinese("政府信息公开区分处理说明"),
    "partial.what": chinese("申请编号：{request}。申请的信息：{title}（以下称名单）。"),
    "partial.given": chinese("一、提供的内容。名单中的 {rows} 行，栏目为：{columns}。"),
    "partial.agreed": chinese("其中 {agreed} 行，本人同意公开，各栏按公示规则提供。"),
    "partial.masked": chinese(
        "其中 {masked} 行，姓名只留姓氏，其余栏目以星号代替。理由：内容涉及个人隐私，没有取得本人同意。不同意、逾期未答复、未征求意见和意见无法辨认的，一律按未同意处理，不逐行说明。依据：《中华人民共和国政府信息公开条例》（国令第711号）。"
    ),
    "partial.columns": chinese("二、屏蔽或概括后提供的栏目：{columns}。理由：避免识别到个人。"),
    "partial.cells": chinese("另有 {count} 个单元格的内容不属于该栏目应填的内容，以星号代替。"),
    "partial.dropped": chinese(
        "三、未提供的栏目：{columns}。理由：不在该名单的公开内容之内，其中身份证号、电话、账号、住址等涉及个人隐私。"
    ),
    "partial.others": chinese("其他 {count} 栏"),
    "partial.none": chinese("无"),
    "partial.withheld": chinese(
        "四、按规则不列入名单的人员：{reasons}。名单中有没有这些人员、有多少，一律不说明。"
    ),
    "partial.basis": chinese("五、名单的公开依据：{basis}。"),
    "partial.unsure": chinese("{basis}（待核实）"),
    "partial.use": chinese(
        "六、本件只提供给申请人。名单中的个人信息已作去标识化处理，请勿转发，勿与其他信息比对以识别个人。"
    ),
    "partial.review": chinese(
        "七、不服本处理的，可以依法申请行政复议或者提起行政诉讼。受理机关和期限：＿＿＿＿＿＿（待核实，由本单位填写）。"
    ),
    "partial.phone": chinese("联系电话：{phone}。"),
}
