"""The impact assessment (个人信息保护影响评估) of a rule. Each is (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "help.rules.pia": (
        "按规则起草个人信息保护影响评估；填好后用 --finished 得到摘要。\n\n例：deid rules pia dibao_result --office office.yaml --out 评估.md",
        "Draft the personal information protection impact assessment; --finished gives the digest of the filled-in one.\n\nExample: deid rules pia dibao_result --office office.yaml --out assessment.md",
    ),
    "opt.pia_out": (
        "评估报告文件，.md（默认写到屏幕）",
        "where the assessment goes, .md (default: the screen)",
    ),
    "opt.pia_finished": (
        "已填好、定稿的评估报告：检查并给出 SHA-256",
        "the filled-in, final assessment: check it and print its SHA-256",
    ),
    "usage.pia_finished": (
        "{file} 读不出来。--finished 要的是定稿的评估报告。",
        "{file} cannot be read. --finished wants the final assessment.",
    ),
    "usage.pia_md": ("评估报告只写成 .md 文件。", "The assessment is written as .md only."),
    "refused.pia_blanks": (
        "{file} 还有 {count} 处【待填】，不是定稿。",
        "{file} still has {count} places marked 【待填】: it is not final.",
    ),
    "finding.pia_missing": (
        "单位文件里没有“{title}”的个人信息保护影响评估摘要。公开个人信息前须先评估：deid rules pia {notice}，定稿后把摘要写进单位文件的 pia。",
        "The office file has no digest of an impact assessment for {title}. Assess before publishing: deid rules pia {notice}, then write the digest of the final one under pia.",
    ),
    "line.pia_written": (
        "评估草稿已写到 {file}，还有 {count} 处【待填】。",
        "Draft written to {file}; {count} places marked 【待填】 are left.",
    ),
    "line.pia_digest": (
        "定稿的 SHA-256：{digest}。请把下面两行写进 office.yaml：",
        "SHA-256 of the final text: {digest}. Write these two lines into office.yaml:",
    ),
    "rule.bad_digest": (
        "pia 下面应是“编号: SHA-256”，SHA-256 是 64 位十六进制数，用 deid rules pia 编号 --finished 得到。",
        "Under pia stand NOTICE: SHA-256, 64 hexadecimal digits as deid rules pia NOTICE --finished prints them.",
    ),
    "blank.who": ("评估人", "who assessed"),
    "blank.when": ("评估日期", "date"),
    "blank.people": ("约多少人", "how many people"),
    "blank.system": ("从哪个业务系统导出，谁能导出", "which system exports the list, and who can"),
    "blank.why": (
        "为什么必须公开这一项，不公开行不行",
        "why this must be published, and what would be lost without",
    ),
    "blank.confirm": ("核对结果", "what was found"),
    "blank.answer": ("回答", "answer"),
    "blank.conclusion": (
        "可以公开 / 修改后公开 / 不公开",
        "publish / publish after changes / do not publish",
    ),
    "blank.signature": ("负责人签字、日期", "signature and date"),
    "pia.title": (
        "# 个人信息保护影响评估：{title}",
        "# Personal information protection impact assessment: {title}",
    ),
    "pia.head": (
        "本文由 deid 按规则“{notice}”起草，依据《中华人民共和国个人信息保护法》关于公开个人信息须事前评估的规定。标有【待填】的地方由本单位填写，其余须核对。规则的 SHA-256：{sha}",
        "Drafted by deid from the rule {notice}, as the Personal Information Protection Law asks before personal information is published. What is marked 【待填】 is the office's to fill in, the rest to be checked. SHA-256 of the rule: {sha}",
    ),
    "pia.1": ("## 一、处理活动", "## 1. What is done"),
    "pia.2": ("## 二、目的和方式是否合法、正当、必要", "## 2. Lawful, legitimate, necessary"),
    "pia.3": ("## 三、敏感个人信息和须保密的人", "## 3. Sensitive information and people to protect"),
    "pia.4": ("## 四、对个人权益的影响和安全风险", "## 4. Effect on people, and risk"),
    "pia.5": ("## 五、保护措施", "## 5. Measures"),
    "pia.6": ("## 六、保存和撤下", "## 6. How long"),
    "pia.7": ("## 七、待定问题", "## 7. Open questions"),
    "pia.8": ("## 八、结论", "## 8. Conclusion"),
    "pia.office": ("- 单位：{office}", "- Office: {office}"),
    "pia.who": ("- 评估人：{who}　日期：{when}", "- Assessed by: {who}  Date: {when}"),
    "pia.item": ("- 目录事项：{item}；公开主体：{publisher}", "- Catalogue: {item}; publisher: {publisher}"),
    "pia.about": ("- 一行：{row}；涉及人数：{people}", "- Each row: {row}; people concerned: {people}"),
    "pia.from": ("- 信息来源：{system}", "- Where the data come from: {system}"),
    "pia.channels": ("| 渠道 | 形式 | 对象 | 时间 |", "| channel | form | audience | how long |"),
    "pia.purpose": (
        "- 目的：公开{content}，接受监督，履行法定职责。",
        "- Purpose: publishing {content} so that it can be watched, as a statutory duty.",
    ),
    "pia.basis": ("- 依据：{basis}", "- Basis: {basis}"),
    "pia.way": (
        "- 方式：只公开下表各项，名单里的其他列一律删除；公开的单元格必须符合该列的形状，否则隐藏。",
        "- Way: only what the table names is shown, every other column is dropped; a cell of another shape is hidden.",
    ),
    "pia.columns": (
        "| 信息 | 种类 | 渠道 | 处理 | 为什么必要 |",
        "| what | kind | channel | treatment | why it is necessary |",
    ),
    "pia.no_columns": ("任何渠道都不公开名单，只公布汇总数。", "No channel shows names; totals only."),
    "pia.role.direct": ("直接标识符", "direct identifier"),
    "pia.role.quasi": ("准标识符", "quasi-identifier"),
    "pia.role.sensitive": ("敏感属性", "sensitive attribute"),
    "pia.role.other": ("办理结果", "result"),
    "pia.publish": ("原样公开", "as it stands"),
    "pia.why.place": ("确定公示范围", "says whose list it is"),
    "pia.why.result": ("办理结果，监督的对象", "the result that is to be watched"),
    "pia.sensitive_shown": ("- 公开的敏感属性：{titles}", "- Sensitive attributes that show: {titles}"),
    "pia.sensitive_none": ("- 不公开任何敏感属性。", "- No sensitive attribute shows."),
    "pia.read_only": (
        "- 名单里的{titles}等列只用来判断谁不能公开，不公开。",
        "- {titles} and the like are read only to see who must be kept off, and are not shown.",
    ),
    "pia.kept_off": ("- 不列入名单：{reasons}", "- Kept off the list: {reasons}"),
    "pia.assumed": (
        "- 看不出年龄时按成年人处理：{reason}",
        "- Without any sign of age, adults are assumed: {reason}",
    ),
    "pia.risks": (
        "| 渠道 | 显示的姓名 | 最不利的一行还剩的可能身份证号 | 下限 | 判断 |",
        "| channel | name | ID numbers left in the worst row | floor | verdict |",
    ),
    "pia.name.publish": ("全名", "in full"),
    "pia.name.mask": ("部分", "in part"),
    "pia.name.drop": ("不显示", "not at all"),
    "pia.enough": ("不低于下限", "not below the floor"),
    "pia.too_few": ("低于下限，不得公开", "below the floor: must not be published"),
    "pia.counted": (
        "按熟悉当地的读者计算，计算到 {year} 年底。这一数字只说明号码难不难还原，不说明本人认不认得出。",
        "Counted for a reader who knows the place, at the end of {year}. It says how hard the number is to rebuild, not whether the person is known.",
    ),
    "pia.risk.known": (
        "- 公布全名的渠道（{channels}）：村里的人认得出是谁，并知道其享受的待遇。影响：名誉、被议论；减轻办法：只在该范围内张贴，到期撤下。",
        "- Channels with full names ({channels}): the village knows who it is and what they receive. Effect: reputation; relief: posted there only, taken down in time.",
    ),
    "pia.risk.copied": (
        "- 张贴的名单可能被拍照转发，用于推销、诈骗；减轻办法：不显示{titles}。",
        "- Posted lists are photographed and passed on, for sales and fraud; relief: these do not show: {titles}.",
    ),
    "pia.risk.joined": (
        "- 与其他名单合看可能多出信息；减轻办法：各名单用同一种遮法，用台账合算历次公开。",
        "- Together with other lists more may show; relief: the same mask everywhere, and a ledger that counts all releases together.",
    ),
    "pia.risk.everybody": (
        "- 面向全社会的渠道（{channels}）：被搜索引擎长期留存，撤下后仍可能查到。",
        "- Channels open to everybody ({channels}): search engines keep them after they are taken down.",
    ),
    "pia.risk.small": (
        "- 汇总表：小于 {least} 的数不显示，并检查能否由其他数反推。",
        "- Totals: none under {least}, and none that others give away.",
    ),
    "pia.measure.read_back": (
        "- 写出的文件逐字节读回，查找应隐藏的号码；查到则不生成文件。",
        "- The file is read back and searched for every number that had to be hidden; if one is found there is no file.",
    ),
    "pia.measure.floor": (
        "- 每一行至少还有 {floor} 个可能的身份证号码，否则不生成文件。",
        "- At least {floor} ID numbers fit every row, else there is no file.",
    ),
    "pia.measure.review": ("- 公开前审签：{review}。", "- Review before posting: {review}."),
    "pia.measure.inside": (
        "- 核对表、内部回执只有本人能读，不能放进公开文件夹；消息和回执不含任何单元格内容。",
        "- Worklists and internal receipts are readable by their owner only and stay out of the posted folder; no message or receipt holds a cell.",
    ),
    "pia.stays": ("- {channel}：{period}", "- {channel}: {period}"),
    "pia.records": (
        "- 评估报告和处理情况记录至少保存三年；台账满三年的记录用 deid ledger purge 清除。",
        "- This assessment and the records of processing are kept at least three years; deid ledger purge removes older entries.",
    ),
    "pia.question": ("{number}. {question}　{answer}", "{number}. {question} {answer}"),
    "pia.question.confirm": ("规则中待核实：{what}。", "To be confirmed in the rule: {what}."),
    "pia.question.complaint": ("谁受理异议，多久答复？", "Who answers objections, and how soon?"),
    "pia.question.others": (
        "有没有委托他人制作、张贴或转发？",
        "Does anybody else make, post or pass on the list?",
    ),
    "pia.question.before": (
        "上一期公开有没有差错或投诉，怎样改正？",
        "Were there mistakes or complaints last time, and what was done?",
    ),
    "pia.question.told": (
        "是否已在申请表上告知当事人（deid rules tell {notice}）？",
        "Were the people told on the application form (deid rules tell {notice})?",
    ),
    "pia.conclusion": ("- 结论：{conclusion}", "- Conclusion: {conclusion}"),
    "pia.signature": ("- 签字：{signature}", "- Signed: {signature}"),
}
