"""Messages about objections (异议). Each is (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    # ---- the commands
    "help.objection": (
        "登记对公示名单的异议：收到、到期、结果。不记姓名和内容，只记纸质卷宗的编号。",
        "Objections to posted lists: received, due, settled. No names and no text, only the number of the paper file.",
    ),
    "help.objection.add": (
        "登记一件异议，按规则算出办结期限。\n\n例：deid objection add 3 --kind 信息有误 --via 电话 --file-no 2026异12 --ledger 台账.db",
        "Record an objection; the day it is due comes from the rule.\n\nExample: deid objection add 3 --kind 信息有误 --via 电话 --file-no 2026-12 --ledger ledger.db",
    ),
    "help.objection.list": (
        "列出异议，先到期的在前。\n\n例：deid objection list --open --ledger 台账.db",
        "List objections, the first due first.\n\nExample: deid objection list --open --ledger ledger.db",
    ),
    "help.objection.close": (
        "登记一件异议的结果。\n\n例：deid objection close 1 --outcome 不成立 --ledger 台账.db",
        "Record what came of an objection.\n\nExample: deid objection close 1 --outcome 不成立 --ledger ledger.db",
    ),
    "opt.objection_kind": ("异议的类别", "what the objection says"),
    "opt.objection_via": ("收到的方式", "how it came in"),
    "opt.objection_file": (
        "纸质卷宗编号，如 2026异12；不写姓名、电话和内容",
        "number of the paper file, such as 2026-12; no name, no telephone, no text",
    ),
    "opt.objection_on": ("收到的日期（默认今天）", "the day it came in (default: today)"),
    "opt.objection_open": ("只列未办结的", "only those that are open"),
    "opt.objection_outcome": ("结果", "what came of it"),
    "opt.objection_closed_on": ("办结的日期（默认今天）", "the day it was settled (default: today)"),
    "opt.objections_aside": (
        "本名单不含有未办结异议所涉及的人（记入审签记录）",
        "nobody on this list is the subject of an open objection (goes into the record)",
    ),
    # ---- what is said
    "line.objection_added": (
        "已登记第 {number} 号异议（{label}），{day} 前办结。",
        "Recorded objection {number} to {label}, to be settled by {day}.",
    ),
    "line.objection_closed": (
        "第 {number} 号异议已办结：{outcome}（{day}）。",
        "Objection {number} is settled: {outcome} ({day}).",
    ),
    "line.objection_overdue": ("超过了期限 {day}。", "It was due on {day}."),
    "line.objection_upheld": (
        "异议成立的，改正后重新公示：重新生成名单并审签，再用 deid post --replaces 张贴。",
        "Put the list right and post it again: make it anew, have it approved, post it with `deid post --replaces`.",
    ),
    "line.objections_due": ("未办结的异议：", "Objections to be settled:"),
    "line.objections_year": (
        "异议 {received} 件：按期办结 {in_time} 件，未办结 {open} 件，其中超期 {overdue} 件。",
        "{received} objections: {in_time} settled in time, {open} open, {overdue} of them overdue.",
    ),
    "finding.objections_open": (
        "这类名单还有 {count} 件异议未办结，最早的 {day} 到期。用 deid objection list --open 查看。",
        "{count} objections to this kind of list are open, the first due on {day}. See `deid objection list --open`.",
    ),
    "finding.objections_first": (
        "前一步公示还有 {count} 件异议未办结（最早的 {day} 到期），未张贴。请先核查并用 deid objection close 登记结果；若异议涉及的人都不在本名单上，加 --objections-aside。",
        "{count} objections to the list this one rests on are open (the first due on {day}); nothing was posted. Settle them first and record it with `deid objection close`; if nobody they are about is on this list, add --objections-aside.",
    ),
    "finding.objections_aside": (
        "前一步公示还有 {count} 件异议未办结（最早的 {day} 到期）；已按“不涉及本名单上的人”张贴，并记入审签记录。",
        "{count} objections to the list this one rests on are open (the first due on {day}); it was posted because they concern nobody on it, which stands in the record.",
    ),
    "finding.objections_not_checked": (
        "没有指明台账，未核对前一步公示有没有未办结的异议。请用 --ledger 指明台账。",
        "No ledger was named, so nobody looked whether objections to the list this one rests on are open. Name it with --ledger.",
    ),
    "finding.objection_due_unconfirmed": (
        "规则没有写明办结期限，按 {count} 个工作日计算（待核实：以本地规定为准，可在规则的 objections.answer 写明）。",
        "The rule does not say how soon; counted as {count} working days (to be confirmed: local provisions hold; write it into the rule as objections.answer).",
    ),
    "finding.objection_late": (
        "收到时公示期（至 {day}）已满；照样登记和办理。",
        "It came in after the period had ended ({day}); it is recorded and settled all the same.",
    ),
    # ---- cannot run
    "objection.unknown": (
        "没有第 {number} 号异议。用 deid objection list 查看编号。",
        "There is no objection {number}. See `deid objection list`.",
    ),
    "objection.closed": ("第 {number} 号异议已经办结。", "Objection {number} is settled already."),
    "objection.too_early": (
        "第 {number} 号异议的办结日期早于收到日期。请核对 --on。",
        "Objection {number} cannot be settled before it came in. Check --on.",
    ),
    "objection.future": ("--on 不能晚于今天。", "--on cannot be after today."),
    "objection.before_posting": (
        "收到日期早于名单的日期 {day}。请核对 --on 和名单。",
        "It came in before the day of the list, {day}. Check --on and the list.",
    ),
    "objection.never_hung": (
        "编号 {number} 没有张贴的登记。先用 deid post 张贴或 deid ledger confirm 登记，再登记异议。",
        "Entry {number} is not recorded as posted. Post it with `deid post` or confirm it with `deid ledger confirm` first.",
    ),
    "objection.no_release": (
        "台账里没有这份回执的名单，或没有张贴的登记。用 deid ledger show 查看编号。",
        "The ledger has no posted list of this receipt. See `deid ledger show` for its number.",
    ),
    "objection.file_no": (
        "--file-no 只写卷宗编号：字母、数字、年、第、号、字、异、议、信、访、案、卷、档和括号、横线、斜线、点，最多 32 个字，至少一个数字，连续数字不超过 8 位。姓名、电话、身份证号不得写在这里。",
        "--file-no is the number of the file: letters, digits, 年第号字异议信访案卷档, brackets, dashes, slashes and dots, at most 32, with a digit and no more than eight in a row. No name, telephone or ID number.",
    ),
    # ---- rules
    "show.objections": ("异议办结期限：{count} {unit}内", "Objections are settled within {count} {unit}"),
    "show.settle_first": (
        "张贴前先办结对这些名单的异议：{notices}",
        "Objections to these lists are settled before it is posted: {notices}",
    ),
    "rule.settle_unknown": (
        "objections.settle_first 里没有这个公示类型：{notice}。",
        "objections.settle_first names notice types that do not exist: {notice}.",
    ),
    "diff.key.answer": ("异议办结期限", "how soon objections are settled"),
    "diff.key.settle_first": ("先办结哪些名单的异议", "lists whose objections are settled first"),
}
