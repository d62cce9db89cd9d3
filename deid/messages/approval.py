"""Messages on the way from draft to posted: marks of secrecy, approval, posting, withdrawal. Each is (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    # ---- may the list be posted at all
    "finding.secrecy-mark": (
        "{where}有密级、“内部资料”或“不予公开”一类标志（{count} 处），不得公示。请先由保密审查人员核对：确属误标的，在原表去掉标志后重新生成；否则不得公示。",
        "{where}: a mark of secrecy (密级, 内部资料, 不予公开) stands here ({count}); it may not be posted. Have it reviewed first: if the mark is a mistake, take it out of the source and run again.",
    ),
    "secrecy.title": ("标题或工作表名", "Title or sheet name"),
    "secrecy.header": ("表头", "Header"),
    "secrecy.sheet": ("另一个工作表的名称", "Name of another sheet"),
    "secrecy.footer": ("表尾、合计行或分页表头", "Footer, totals or repeated headings"),
    "secrecy.properties": ("工作簿属性", "Properties of the workbook"),
    "secrecy.page": ("页眉或页脚", "Page header or footer"),
    "secrecy.drawing": ("文本框、图形或批注", "Text box, drawing or comment"),
    "secrecy.cells": ("{column}，数据行 {rows}", "{column}, data rows {rows}"),
    "refused.secrecy": (
        "名单带有密级、“内部资料”或“不予公开”标志，未生成文件。",
        "The list carries a mark of secrecy; nothing was written.",
    ),
    "finding.not_public": (
        "规则写明“{title}”不予公开（公开属性），不得以任何形式公示。",
        "The rule says that {title} is not to be made public (不予公开): it is posted in no form.",
    ),
    "finding.on_request_only": (
        "“{title}”的公开属性是依申请公开，不得在面向全社会的渠道 {channel} 公示。",
        "{title} is made public on request only (依申请公开): it is not posted on {channel}, which everybody sees.",
    ),
    "refused.method": (
        "“{title}”的公开属性不允许在这里公示，未生成文件。",
        "{title} may not be posted here by its 公开属性; nothing was written.",
    ),
    # ---- the commands
    "help.approve": (
        "登记审签的一步，或打印审查单。各步按规则写明的顺序，绑定名单文件的摘要。\n\n例：deid approve 草稿/低保.csv.receipt.json --role 保密审查 --by 王芳",
        "Record one step of the review, or print the sheet to be signed. Steps follow the rule's order and are bound to the digest of the list.\n\nExample: deid approve draft/list.csv.receipt.json --role 保密审查 --by 王芳",
    ),
    "help.post": (
        "张贴审签完毕的名单：核对各步、摘要和日期，把名单和公示正文放到位，从当天起算公示期。\n\n例：deid post 草稿/低保.csv.receipt.json --to 公示 --filing 备案",
        "Post an approved list: steps, digest and day are checked, list and notice are put in place, and the clock starts.\n\nExample: deid post draft/list.csv.receipt.json --to posted --filing filing",
    ),
    "help.verify": (
        "核对一个文件是不是审签过的那一份，并列出登记的各步。\n\n例：deid verify 公示/低保.csv 草稿/低保.csv.receipt.json",
        "Tell whether a file is the approved one, and which steps are recorded.\n\nExample: deid verify posted/list.csv draft/list.csv.receipt.json",
    ),
    "help.withdraw": (
        "撤下已张贴的名单：移出公示文件夹，登记原因。RECEIPT 也可以是 .approval.json 记录。\n\n例：deid withdraw 公示/低保.csv.receipt.json --reason 期满",
        "Take a posted list down: out of the folder it is posted from, with a reason. RECEIPT may also be an .approval.json record.\n\nExample: deid withdraw posted/list.csv.receipt.json --reason over",
    ),
    "opt.role": ("审签的步骤，照规则的写法", "the step, as the rule calls it"),
    "opt.by": ("审签人", "who took the step"),
    "opt.in_ink": ("已在打印的审查单上签字", "it was signed in ink on the printed sheet"),
    "opt.signed": ("签字日期（与 --paper 同用）", "the day of the ink signature (with --paper)"),
    "opt.sheet_paper": ("打印政府信息公开保密审查单", "print the review sheet (保密审查单)"),
    "opt.sheet_out": (
        "审查单文件（.html 或 .docx；默认放在回执旁）",
        "file of the sheet, .html or .docx (default: beside the receipt)",
    ),
    "opt.list": (
        "回执所对应的名单（不在回执旁时）",
        "the list the receipt is about, if it does not stand beside it",
    ),
    "opt.to": ("张贴名单的文件夹", "folder that lists are posted from"),
    "opt.filing": ("给党政办的备案副本放到这个文件夹", "folder for the filing copy (党政办备案)"),
    "opt.replaces": (
        "更正：撤下这份回执的名单，以本次为准",
        "correction (更正): the posted list of this receipt comes down",
    ),
    "opt.on": ("张贴或撤下的日期（默认今天）", "the day it goes up or comes down (default: today)"),
    "opt.force_post": (
        "替换文件夹里同名的其他文件",
        "replace another file of the same name in the folder",
    ),
    "opt.reason": ("撤下的原因，不写个人信息", "why it comes down; no personal data"),
    # ---- what is said
    "line.approved": ("已登记：{role}（摘要 {digest}）。", "Recorded: {role} (digest {digest})."),
    "line.steps_left": ("还差：{left}。", "Still missing: {left}."),
    "line.steps_done": (
        "各步已齐，可以用 deid post 张贴。",
        "All steps are recorded; post it with `deid post`.",
    ),
    "line.sheet": (
        "审查单：{file}。签字前请核对摘要 {digest}。",
        "Review sheet: {file}. Before signing compare the digest {digest}.",
    ),
    "line.posted": ("已张贴 {file}（摘要 {digest}）。", "Posted {file} (digest {digest})."),
    "line.notice": ("公示正文：{file}", "Notice: {file}"),
    "line.filed": ("备案副本：{folder}", "Filing copy: {folder}"),
    "line.step": ("{role}：{by}，{on}{paper}", "{role}: {by}, {on}{paper}"),
    "word.paper": ("（纸质签字）", " (in ink)"),
    "line.hangs": ("{on} 起张贴。", "Posted on {on}."),
    "line.verified": (
        "{file} 就是审签的那一份（摘要 {digest}）。",
        "{file} is the approved list (digest {digest}).",
    ),
    "line.not_verified": (
        "{file} 不能认作审签过的名单（应有摘要 {digest}）。",
        "{file} cannot be taken for the approved list (its digest should be {digest}).",
    ),
    "line.withdrawn": ("已撤下 {file}（{day}）。", "Took {file} down ({day})."),
    "approval.corrected": ("更正", "更正"),
    # ---- cannot run
    "approval.no_receipt": (
        "读不了回执，或它不是 deid mask 写出的回执。请指明名单旁的 .receipt.json 或 --internal 保存的内部回执。",
        "The receipt cannot be read, or is none that `deid mask` wrote. Name the .receipt.json beside the list, or the internal one.",
    ),
    "approval.which_list": (
        "内部回执不写名单的位置。请用 --list 指明名单文件，或改用名单旁的 .receipt.json。",
        "An internal receipt does not say where the list is. Name the list with --list, or use the .receipt.json beside it.",
    ),
    "approval.no_list": (
        "找不到回执所对应的名单文件。请放回原处，或用 --list 指明。",
        "The list of this receipt is not there. Put it back, or name it with --list.",
    ),
    "approval.no_file": (
        "读不了要核对的文件。请检查路径。",
        "The file to be verified cannot be read. Check its path.",
    ),
    "approval.record_unreadable": (
        "读不了审签记录（.approval.json）。请从备份恢复，或重新生成名单后再审签。",
        "The record (.approval.json) cannot be read. Restore it from a backup, or make the list anew and approve that.",
    ),
    "approval.who": (
        "登记一步要写 --role 和 --by；打印审查单用 --sheet。",
        "A step needs --role and --by; --sheet prints the sheet.",
    ),
    "approval.name": (
        "--by 写审签人姓名，不超过 40 个字。",
        "--by is the name of the person, at most 40 characters.",
    ),
    "approval.role": (
        "规则没有这一步。规则写明的步骤：{known}。",
        "The rule has no such step. Its steps are: {known}.",
    ),
    "approval.no_review": (
        "这类名单的规则没有写审签步骤，可以直接用 deid post。{known}",
        "The rule of this list asks for no review; use `deid post`.{known}",
    ),
    "approval.paper": (
        "--paper 和 --date 要一起写；--out 只与 --sheet 同用。",
        "--paper and --date go together; --out goes with --sheet only.",
    ),
    "approval.sheet_alone": (
        "--sheet 只打印审查单，不与 --role、--by、--paper、--date 同用。",
        "--sheet only prints; it does not go with --role, --by, --paper or --date.",
    ),
    "approval.sheet_suffix": ("审查单只能写成 .html 或 .docx。", "The sheet is written as .html or .docx."),
    "approval.future": ("签字日期不能晚于今天。", "A signature cannot be dated after today."),
    "approval.reason": (
        "请用 --reason 写明原因，一行，不超过 200 个字。",
        "Give a reason with --reason: one line, at most 200 characters.",
    ),
    "approval.inside_posted": (
        "草稿、台账和备案不能放在张贴名单的文件夹里，以免被一起公开。请换一个文件夹。",
        "Draft, ledger and filing may not lie in the folder lists are posted from. Choose another folder.",
    ),
    "approval.filing": (
        "无法在备案文件夹里新建文件夹；名单已经张贴。请检查路径和权限，然后把同一命令再运行一次。",
        "No folder can be made in the filing folder; the list is posted. Check path and permissions, then run the same command again.",
    ),
    # ---- refused
    "refused.approval": (
        "不能继续，没有改动名单。",
        "Refused; no list was changed.",
    ),
    "finding.list_changed": (
        "名单文件在生成后被改动过，与回执的摘要不符。请重新生成并重新审签。",
        "The list was changed after it was made: its digest is not the receipt's. Make it anew and have it approved again.",
    ),
    "finding.not_released": (
        "这是被拒绝的一次运行的回执，没有可以张贴的名单。",
        "This is the receipt of a refused run; there is no list to post.",
    ),
    "finding.record_broken": (
        "审签记录被改动过，或次序不对。请从备份恢复，或重新生成名单后再审签。",
        "The record was changed, or its entries stand in another order. Restore it from a backup, or make the list anew and approve that.",
    ),
    "finding.step_order": (
        "“{role}”之前还差：{missing}。请按顺序登记。",
        "Before {role} is missing: {missing}. Record the steps in order.",
    ),
    "finding.step_twice": ("“{role}”已经登记过。", "{role} is recorded already."),
    "finding.step_backdated": (
        "“{role}”的签字日期早于前一步。请核对日期。",
        "{role} is dated before the step that comes before it. Check the date.",
    ),
    "finding.step_missing": ("审签还差：{missing}。", "Not approved yet; missing: {missing}."),
    "finding.same_approver": (
        "同一人登记了 {count} 个步骤。请确认是否允许一人兼任。",
        "One person stands for {count} steps. Make sure that this is allowed.",
    ),
    "finding.already_posted": (
        "这份名单已经张贴过。要换地方或改内容，请先撤下，再重新生成和审签。",
        "This list was posted already. To post it elsewhere or otherwise, take it down, make it anew and have it approved.",
    ),
    "finding.posted_already": (
        "名单早已在原处，只补齐了上次没有完成的部分。",
        "The list hung there already; only what an earlier run left undone was completed.",
    ),
    "finding.was_withdrawn": (
        "这份名单已经撤下，不能再张贴。请重新生成并审签。",
        "This list was taken down and cannot be posted again. Make it anew and have it approved.",
    ),
    "finding.not_posted": ("这份名单没有张贴的记录。", "There is no record that this list is posted."),
    "finding.rule_changed": (
        "规则在名单生成之后改过（或没有用同样的 --rules）。请按现在的规则重新生成并审签。",
        "The rule changed after the list was made (or other --rules are in use). Make the list anew under the rule as it is now.",
    ),
    "finding.posted_before": (
        "名单按 {day} 计算年龄，不能早于这一天张贴。",
        "Ages were counted at {day}; the list cannot be posted before that day.",
    ),
    "finding.draft_stale": (
        "这份草稿的公示期按生成日算到 {day} 已过，情况可能变了。请重新生成并审签。",
        "Counted from the day it was made, this draft's period ended on {day}; things may have changed. Make it anew.",
    ),
    "finding.dates_printed": (
        "这个文件里印着从 {day} 起的公示期，只能在这一天张贴。请用 --as-of 按张贴日重新生成，或改用 CSV。",
        "This file prints a period that begins on {day} and can be posted on that day only. Make it anew with --as-of, or use CSV.",
    ),
    "finding.never_judged": (
        "台账里没有这份名单：它没有与以往的名单一并裁量。请用 deid mask --ledger 重新生成。",
        "The ledger does not know this list: it was never judged with the earlier ones. Make it anew with `deid mask --ledger`.",
    ),
    "finding.not_in_ledger": (
        "台账里没有这份名单，只登记在审签记录里。",
        "The ledger does not know this list; the withdrawal stands in the record only.",
    ),
    "finding.posted_missing": (
        "公示文件夹里已经没有这份名单；已按撤下登记。请查明是谁移走的。",
        "The list was no longer in the folder it was posted from; it is recorded as taken down. Find out who took it.",
    ),
    "finding.posted_changed": (
        "张贴的名单在张贴后被改动过，已撤下并保留。请核对改了什么、多少人看到。",
        "The posted list was changed after it was posted; it was taken down and kept. Find out what was changed and who saw it.",
    ),
    "finding.file_differs": (
        "这个文件不是审签的那一份：摘要不同。",
        "This file is not the approved one: its digest is another.",
    ),
}

_SHEET = {
    "heading": "政府信息公开保密审查单",
    "title": "信息名称",
    "notice": "公示类型",
    "channel": "公开渠道",
    "audience": "公开对象",
    "form": "公开形式",
    "form.names": "名单",
    "form.aggregate": "汇总数",
    "rows": "行数",
    "made_for": "生成日期",
    "digest": "文件摘要（签字前核对）",
    "whole_digest": "完整摘要（SHA-256）",
    "step": "审签步骤",
    "opinion": "意见",
    "choice": "□ 同意公开　□ 不同意",
    "signature": "签名",
    "date": "日期",
    "how": "签字人请先在屏幕上核对：文件摘要前十二位与上表一致。签字后由经办人用 deid approve --paper 登记。",
    "proves": "本单和登记证明文件没有改动、由谁登记，不代替签字人对内容的审查。",
}
"""What is printed is Chinese, whatever language the command speaks."""

TEXTS |= {f"sheet.{name}": (text, text) for name, text in _SHEET.items()}
