"""Messages of ``deid incident``, and the papers it drafts, which are Chinese for everybody. Each is (zh, en)."""

from deid.messages.chinese import chinese

TEXTS: dict[str, tuple[str, str]] = {
    "help.incident": (
        "名单公示错了：查明显示了什么、涉及多少人、该做什么，并起草文书。\n\n说明过没过法律的界限；起草处置单、情况报告、告知书、更正公告。不显示任何单元格。\n\n例：deid incident 公示/低保.csv --against 低保原表.xlsx --notice dibao_result --channel village_board --posted 2026-11-02 --removed 2026-11-20 --out 事件",
        "A list was posted wrongly: what showed, of whom, what to do, with drafts.\n\nSays of how many people what showed and which lines of the law are passed; drafts the papers. No cell is ever shown.\n\nExample: deid incident posted/list.csv --against raw.xlsx --notice dibao_result --channel village_board --posted 2026-11-02 --removed 2026-11-20 --out incident",
    ),
    "opt.incident_against": ("业务系统导出的原始名单", "the raw list as it was exported"),
    "opt.incident_posted": ("张贴的日期", "the day it was posted"),
    "opt.incident_removed": (
        "撤下的日期；还没有撤下的不写",
        "the day it came down; leave it out while it still hangs",
    ),
    "opt.incident_views": ("浏览、下载次数", "how often it was viewed"),
    "opt.incident_found": ("发现的日期（默认今天）", "the day it was found out (default: today)"),
    "opt.incident_out": (
        "把草稿写到这个文件夹（不能在名单张贴的文件夹里）",
        "write the drafts into this folder, which may not lie where the list was posted",
    ),
    "opt.incident_format": ("草稿的格式（默认 docx）", "kind of the drafts (default: docx)"),
    "opt.incident_force": ("替换已有的草稿", "replace drafts that stand there"),
    "incident.out_public": (
        "草稿不能写在名单张贴的文件夹里，以免被一起公开。请换一个文件夹。",
        "The drafts may not lie in the folder the list was posted from. Choose another folder.",
    ),
    "incident.drafts_there": (
        "文件夹里已有草稿，可能已经填写。请换一个文件夹；确要替换的加 --force。",
        "Drafts stand there already and may be filled in. Choose another folder, or replace them with --force.",
    ),
    "incident.order": (
        "日期次序不对：张贴不晚于撤下，撤下、发现不晚于今天。请核对 --posted、--removed、--found。",
        "The days are out of order: posted, then removed; neither removed nor found after today. Check --posted, --removed and --found.",
    ),
    "finding.incident_more": (
        "有的内容没有逐人清点（表格以外的号码、按文本查找的部分、不能读取的页面或图片），实际人数可能更多。请人工核对。",
        "Some of it could not be counted by people (numbers beside the rows, text, pages or pictures that cannot be read): there may be more. Look through it yourself.",
    ),
    # ---- on the terminal
    "line.incident": (
        "{file}：名单共 {rows} 行、{listed} 人，不应公开的内容涉及 {people} 人。",
        "{file}: {rows} rows, {listed} people; what may not be public showed of {people} people.",
    ),
    "line.incident_more": ("实际人数可能更多。", "There may be more."),
    "line.incident_clean": (
        "{file}：没有发现不应公开的内容。仍请人工核对。",
        "{file}: nothing was found that may not be public. Look through it yourself all the same.",
    ),
    "line.incident_lines": ("数量界限：", "Lines:"),
    "line.incident_line": ("· {passed}：{line}，本次 {count}", "· {passed}: {line}; here {count}"),
    "line.incident_duties": ("该做的事：", "To do:"),
    "line.incident_drafts": (
        "草稿写到 {folder}：{files}。标有【待填】的由本单位填写。",
        "Drafts in {folder}: {files}. What is marked 【待填】 is the office's to fill in.",
    ),
    "line.incident_still_up": (
        "没有写 --removed：如果名单还在，请立即撤下（deid withdraw）。",
        "No --removed was given: if the list still hangs, take it down now (deid withdraw).",
    ),
    "incident.head.kind": ("显示的内容", "what showed"),
    "incident.head.people": ("人数", "people"),
    "incident.head.cells": ("处数", "cells"),
    "incident.head.left": ("遮盖后可能的号码数", "numbers that fit a mask"),
    "incident.head.line": ("界限", "line"),
    "incident.head.count": ("本次", "here"),
    "incident.head.passed": ("是否达到", "passed"),
    "incident.head.duty": ("事项", "what"),
    "incident.head.by": ("时限", "by"),
    "incident.head.basis": ("依据", "basis"),
    "incident.head.done": ("完成", "done"),
    "incident.fits": (
        "最少 {least}，中位 {median}；只剩 1 个的 {one} 处",
        "as few as {least}, median {median}; exactly one in {one}",
    ),
    "incident.done": ("已完成", "done"),
    "incident.at_once": ("立即（{day}）", "at once ({day})"),
    "incident.at_once_note": (
        "法律只写“立即”“及时”，没有写天数；本地应急预案另有时限的从其规定。",
        "The laws say at once and name no days; a local emergency plan may.",
    ),
    "incident.before_posting": ("重新张贴之前", "before it is posted again"),
    "kindof.weak": ("{what}（遮盖不足）", "{what} (weakly masked)"),
    "kindof.column": ("{what}", "{what}"),
    "kindof.unnamed": ("规则没有列出的内容（{what}）", "a column the rule does not name ({what})"),
    "kindof.not_ruled": ("{what}（显示的多于规则允许）", "{what} (more than the rule lets show)"),
    "kindof.word": ("写明“{what}”", "words that tell “{what}”"),
    "kindof.withheld": ("不得公示的人：{what}", "people to be kept off: {what}"),
    "kindof.title": ("标题说明“{what}”", "a title that tells “{what}”"),
    "kindof.door": ("门牌号", "door numbers"),
    "kindof.raw_number": ("原表中应隐去的号码", "numbers of the raw list that had to be hidden"),
    "kindof.other_name": ("其他人（监护人、家庭成员等）的姓名", "names of others (guardians, members)"),
    "kindof.names": ("姓名（该渠道不得公布名单）", "names, where none may stand"),
    "kindof.some": ("其他内容", "something else"),
    "line_of.property": ("财产信息 {line} 条", "{line} records of property"),
    "line_of.safety": (
        "健康等可能影响人身、财产安全的信息 {line} 条",
        "{line} records that may hurt health, person or property",
    ),
    "line_of.other": ("其他个人信息 {line} 条", "{line} other records"),
    "line_of.mixed": ("以上按比例合计 {line}%", "all three in proportion, {line} %"),
    "line_of.people": ("较大网络安全事件：{line} 人", "a larger cyber incident: {line} people"),
    "passed.no": ("未达到", "no"),
    "passed.half": (
        "达到一半（履行职责中获得的信息减半计算）",
        "half, which counts for what was obtained on duty",
    ),
    "passed.line": ("达到", "yes"),
    "passed.tenfold": ("达到十倍", "ten times"),
    "duty.take_down": (
        "撤下名单，并登记（deid withdraw、deid ledger withdraw）",
        "take the list down and record it (deid withdraw, deid ledger withdraw)",
    ),
    "duty.copies": (
        "清理副本：网站附件和缓存、搜索引擎快照、微信群转发、纸质张贴、其他栏目",
        "remove copies: attachments and caches, search engines, chat groups, paper, other pages",
    ),
    "duty.keep": (
        "留存证据：原文件及其摘要、发布和访问记录；只限经办人员，不外传",
        "keep the evidence: the file and its digest, logs; for those in charge only",
    ),
    "duty.secrecy": (
        "名单带有密级一类标志：报告保密行政管理部门",
        "the list carries a mark of secrecy: report to the secrecy administration",
    ),
    "duty.cyber": (
        "涉及 100 万人以上：4 小时内向省级网信部门报告，处置后 30 日内报总结",
        "a million people or more: report to the provincial 网信 department within 4 hours, a summary within 30 days of the end",
    ),
    "duty.regulator": (
        "通知履行个人信息保护职责的部门（网信部门），并报上级主管部门（见情况报告）",
        "tell the department that protects personal information (网信) and the superior department (see 情况报告)",
    ),
    "duty.police": (
        "数量达到界限的一半或以上：报单位负责人和法制机构研究；发现涉嫌违法犯罪线索的，向公安机关报案",
        "half of a line or more: put it before the head of the office and its lawyers; report signs of a crime to the police",
    ),
    "duty.people": (
        "告知涉及的人：种类、原因和可能的危害，已采取的措施和本人可以采取的措施，联系方式（见告知书）；措施能有效避免危害的可以不告知个人，部门要求的除外",
        "tell the people: what, why and what may come of it; what was done and what they can do; whom to call (see 告知书). It may be left out where harm was effectively prevented, unless the department asks for it",
    ),
    "duty.guardians": ("涉及未成年人：告知其监护人", "minors: tell their guardians"),
    "duty.quietly": (
        "名单上有依法须保密身份的人：当面或电话逐人告知，不群发、不寄明信、不写明原因",
        "people whom the law keeps secret: tell them one by one, in person or by telephone; no open letter, no reason in writing",
    ),
    "duty.correct": (
        "重新生成名单并审签，用 deid post --replaces 张贴，同时发更正公告；已经显示过的内容，以后的名单一并考虑",
        "make the list anew, have it approved, post it with deid post --replaces and the 更正公告; count what has shown when judging later lists",
    ),
    "duty.assess": (
        "重新做个人信息保护影响评估，评估报告和处理情况记录至少保存三年",
        "assess the impact on personal information anew; keep the assessment and the record for three years",
    ),
    "duty.why": ("查明原因，整改，形成书面总结", "find out why, put it right, write it down"),
    # ---- papers
    "blank.listed": chinese("名单名称"),
    "blank.channel": chinese("公示渠道"),
    "blank.posted_on": chinese("张贴日期"),
    "blank.removed_on": chinese("撤下日期"),
    "blank.days": chinese("天数"),
    "blank.views": chinese("浏览、下载次数"),
    "blank.regulator": chinese("收文机关：网信部门、上级主管部门"),
    "blank.cause": chinese("原因"),
    "blank.harm": chinese("其他可能的危害，已知的后果"),
    "blank.measures": chinese("其他已采取的措施"),
    "blank.told": chinese("告知了多少人、用什么方式"),
    "blank.next": chinese("整改措施和时限"),
    "blank.contact": chinese("联系人"),
    "blank.addressee": chinese("姓名"),
    "blank.where": chinese("更正后名单的位置"),
    "blank.date": chinese("日期"),
    "incident.internal": chinese("内部资料　不得公开"),
    "incident.people": chinese("{count} 人"),
    "incident.at_least": chinese("不少于 {count} 人"),
    "incident.days": chinese("{count} 天"),
    "incident.more": chinese(
        "有的内容没有逐人清点（表格以外的号码、按文本查找的部分、不能读取的页面或图片），实际人数可能更多，须人工核对。"
    ),
    "incident.row.what": chinese("名单"),
    "incident.row.place": chinese("公示渠道"),
    "incident.row.posted": chinese("张贴日期"),
    "incident.row.removed": chinese("撤下日期"),
    "incident.row.days": chinese("公开天数"),
    "incident.row.views": chinese("浏览、下载次数"),
    "incident.row.found": chinese("发现日期"),
    "incident.row.listed": chinese("名单人数"),
    "incident.row.people": chinese("涉及人数（每人计一次）"),
    "incident.sheet.title": chinese("名单公示事件处置单"),
    "incident.sheet.kinds": chinese("一、显示了什么"),
    "incident.sheet.lines": chinese("二、数量界限"),
    "incident.sheet.lines_note": chinese(
        "每人只按显示的最重的一类计一次；没有身份证号可以认人的，一行计一人。是否构成违法犯罪、一条怎样计算、账号是否属于财产信息，由司法机关认定，本表只供研究。"
    ),
    "incident.sheet.duties": chinese("三、该做的事"),
    "incident.report.title": chinese("关于“{what}”公示中不当公开个人信息的情况报告"),
    "incident.report.to": chinese("{to}："),
    "incident.report.1": chinese(
        "一、基本情况。{office}于{posted}通过{place}公示“{what}”，于{found}发现其中公开了不应公开的个人信息，已于{removed}撤下。"
    ),
    "incident.report.2": chinese("二、涉及的信息种类和人数。涉及 {people}，每人计一次；各类信息如下。"),
    "incident.report.3": chinese("三、原因和可能的危害。原因：{cause}。可能的危害：{harm}。"),
    "incident.report.4": chinese("四、已采取的补救措施。名单已于{removed}撤下；{measures}。"),
    "incident.report.5": chinese("五、告知个人和下一步措施。{people}；{next}。"),
    "incident.contact": chinese("联系人：{who}　电话：{phone}"),
    "incident.letter.title": chinese("个人信息不当公开告知书"),
    "incident.letter.to": chinese("{name}："),
    "incident.letter.1": chinese(
        "{office}于{posted}通过{place}公示“{what}”时，公开了不应公开的个人信息，其中涉及您。名单已于{removed}撤下。我单位向您致歉，并依法告知如下。"
    ),
    "incident.letter.2": chinese("一、公开了您的下列信息（由经办人勾选）："),
    "incident.letter.private": chinese("依法应当保密的其他情况（当面或电话说明）"),
    "incident.letter.3": chinese("二、原因和可能的危害。原因：{cause}。可能的危害：{harm}。"),
    "incident.letter.4": chinese("三、我单位已采取的措施。名单已于{removed}撤下；{measures}。"),
    "incident.letter.5": chinese("四、您可以采取的措施："),
    "harm.ids": chinese("证件号码可能被人冒用办理业务"),
    "harm.money": chinese("账号可能被用于冒充银行或政府人员诈骗"),
    "harm.calls": chinese("可能接到骚扰、诈骗电话"),
    "harm.dignity": chinese("健康、身份等情况为他人所知，可能影响生活安宁和人格尊严"),
    "advice.ids": chinese(
        "留意有没有以您的名义办理而您不知道的贷款、电话卡、社会保险等业务，发现后及时向办理机构和公安机关反映。"
    ),
    "advice.money": chinese("可以联系开户银行咨询账户安全；不向任何人提供密码和短信验证码。"),
    "advice.calls": chinese(
        "接到自称政府、银行、公安的来电，不转账、不透露验证码，先打该单位公布的电话核实。"
    ),
    "advice.always": chinese(
        "您可以要求我单位说明处理情况、更正或者删除您的个人信息；有人因此骚扰您的，请告诉我们。"
    ),
    "incident.correction.title": chinese("关于“{what}”的更正公告"),
    "incident.correction.1": chinese("{office}于{posted}公示的“{what}”有误，已于{removed}撤下。"),
    "incident.correction.2": chinese("更正后的名单另行公示（{where}），公示期重新计算，以更正后的为准。"),
    "incident.correction.3": chinese("请保存或转发过原名单的单位和个人予以删除，不要继续传播或使用。"),
    "incident.correction.4": chinese("如有疑问，请与我单位联系，电话：{phone}。给您带来的不便，敬请谅解。"),
}
