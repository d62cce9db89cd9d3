"""Messages about rule files: what is wrong, where, and what to do. Each is (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "rule.problems": (
        "规则文件有 {count} 处问题：\n{lines}",
        "{count} problem(s) in the rule files:\n{lines}",
    ),
    "rule.unreadable": (
        "文件打不开，请检查路径和权限。",
        "The file cannot be opened. Check its path and permissions.",
    ),
    "rule.too_big": (
        "文件超过 {limit} 字节，不是规则文件。",
        "The file is larger than {limit} bytes: this is no rule file.",
    ),
    "rule.not_utf8": ("文件不是 UTF-8 编码，请另存为 UTF-8。", "The file is not UTF-8. Save it as UTF-8."),
    "rule.yaml": (
        "YAML 写法有误：请检查这一行的缩进、冒号和引号。",
        "This is not valid YAML. Check indentation, colons and quotes on this line.",
    ),
    "rule.two_documents": (
        "一个文件只能有一份规则，请删去多余的 ---。",
        "A file holds one rule. Remove the extra ---.",
    ),
    "rule.too_deep": ("嵌套超过 {limit} 层。", "The nesting is deeper than {limit} levels."),
    "rule.anchor_or_tag": (
        "不允许使用锚点、别名和标签（&、*、!），请直接写出内容。",
        "Anchors, aliases and tags (&, *, !) are not allowed. Write the value out.",
    ),
    "rule.no_mapping": ("文件应由“键: 值”组成。", "The file must consist of `key: value` lines."),
    "rule.address": (
        "规则里不写网址。请写文件全称和文号。",
        "A rule holds no web address. Write the document's full title and number instead.",
    ),
    "rule.key_not_text": ("键必须是文字。", "A key must be text."),
    "rule.repeated_key": (
        "键 {key} 重复（第 {first} 行已写过），请只留一个。",
        "The key {key} is repeated (first on line {first}). Keep one.",
    ),
    "rule.unknown_key": (
        "不认识的键 {key}。相近的：{nearest}。可用的：{known}。",
        "Unknown key {key}. Near: {nearest}. Known: {known}.",
    ),
    "rule.missing_key": ("缺少键 {key}，请补上。", "The key {key} is missing. Add it."),
    "rule.want_mapping": ("这里应写“键: 值”。", "`key: value` lines are wanted here."),
    "rule.want_list": ("这里应写列表，如 [甲, 乙]。", "A list is wanted here, as [a, b]."),
    "rule.want_value": ("这里应写一个值。", "A single value is wanted here."),
    "rule.want_one_of": ("这里只能写：{choices}。", "Write one of: {choices}."),
    "rule.want_int": ("这里应写整数。", "A whole number is wanted here."),
    "rule.want_bool": ("这里应写 true 或 false。", "Write true or false."),
    "rule.want_date": ("这里应写日期，如 2026-11-21。", "A date is wanted here, as 2026-11-21."),
    "rule.want_span": (
        "这里应写期限，如 7 days 或 7 working days。",
        "A length of time is wanted here, as `7 days` or `7 working days`.",
    ),
    "rule.no_folder": ("规则文件夹不存在，请检查 --rules。", "A rules folder does not exist. Check --rules."),
    "rule.unknown_notice": (
        "没有这个公示类型。相近的：{nearest}。现有的：{known}。",
        "There is no such notice type. Near: {nearest}. Known: {known}.",
    ),
    "rule.notice_is_stem": ("notice 应与文件名一致：{stem}。", "`notice` must be the file's name: {stem}."),
    "rule.bad_notice": (
        "notice 只能用小写字母、数字和下划线。",
        "`notice` may hold only lower-case letters, digits and underscores.",
    ),
    "rule.age_without_reason": (
        "写了 age: assumed-adult，就要在 age_reason 里说明理由。",
        "`age: assumed-adult` needs a reason. Write it as age_reason.",
    ),
    "rule.bad_age_range": (
        "年龄范围应写两个数，如 [80, 120]。",
        "An age range is two numbers, as [80, 120].",
    ),
    "rule.no_basis": (
        "缺少公开依据，请写文件全称和文号。",
        "There is no basis. Name the document's full title and number.",
    ),
    "rule.bad_floor": ("floor.candidates 至少为 1。", "floor.candidates must be at least 1."),
    "rule.no_channels": ("没有写任何公开渠道。", "No channel is named."),
    "rule.unknown_channel": (
        "不认识的渠道 {channel}。相近的：{nearest}。可用的：{known}。",
        "Unknown channel {channel}. Near: {nearest}. Known: {known}.",
    ),
    "rule.channel_not_declared": (
        "渠道 {channel} 没有在 channels 里声明（已有：{known}）。",
        "The channel {channel} is not among this rule's channels ({known}).",
    ),
    "rule.names_without_period": (
        "渠道 {channel} 公布姓名，必须写公示期 period。",
        "The channel {channel} posts names, so it needs a period.",
    ),
    "rule.period_without_days": (
        "渠道 {channel} 的公示期没有写天数。",
        "The period of the channel {channel} has no days.",
    ),
    "rule.period_too_short": (
        "渠道 {channel} 的公示期 {target} 短于法定的 {min}。",
        "The period of the channel {channel}, {target}, is shorter than the legal {min}.",
    ),
    "rule.aggregate_without_by": (
        "渠道 {channel} 公布汇总数，必须写 by（按什么汇总）。",
        "The channel {channel} posts totals, so it needs `by`.",
    ),
    "rule.by_no_place": (
        "只能按地区汇总（{known}），不能按 {field}。",
        "Totals go by place ({known}), not by {field}.",
    ),
    "rule.measure_no_number": ("{field} 不是可以合计的数。", "{field} is no number that can be added up."),
    "rule.min_cell_low": ("min_cell 至少为 {least}。", "min_cell must be at least {least}."),
    "rule.unknown_reason": (
        "不认识的不予公开理由 {reason}。可用的：{known}。",
        "Unknown reason {reason}. Known: {known}.",
    ),
    "rule.reason_twice": ("理由 {reason} 写了两次。", "The reason {reason} is listed twice."),
    "rule.bad_under": (
        "under 只用于 minor，取 {least} 至 {most}。",
        "`under` belongs to minor and lies between {least} and {most}.",
    ),
    "rule.names_without_withhold": (
        "渠道 {channel} 公布姓名，withhold 至少要有：{missing}。",
        "The channel {channel} posts names, so `withhold` must also have: {missing}.",
    ),
    "rule.unknown_field": (
        "不认识的字段 {field}。相近的：{nearest}。用 deid rules fields 查看全部。",
        "Unknown field {field}. Near: {nearest}. `deid rules fields` lists them all.",
    ),
    "rule.never_published": (
        "{field} 不能原样公开，只能 mask 或 drop。",
        "{field} can never be published as it stands. Mask or drop it.",
    ),
    "rule.unknown_accepts": (
        "不认识的 accepts：{accepts}。可用的：{known}。",
        "Unknown `accepts`: {accepts}. Known: {known}.",
    ),
    "rule.word_without_list": (
        "{field} 只能公开固定词语，请写 allowed: [词, 词]。",
        "{field} may only show words of a closed list. Write allowed: [word, word].",
    ),
    "rule.no_why": (
        "公开 {title}（{field}）必须写明理由 why（哪个文件要求公开）。",
        "Publishing {title} ({field}) needs a `why`: which document asks for it.",
    ),
    "rule.wechat_name": (
        "微信群里姓名最多显示姓氏：请写 {{mask: person_name, show: surname}} 或 drop（{field}）。",
        "A chat group shows at most the surname: use {{mask: person_name, show: surname}} or drop ({field}).",
    ),
    "rule.masker_not_here": (
        "这里不能用 {masker}，它只用于测试数据。",
        "{masker} cannot be used here; it is for test data only.",
    ),
    "rule.unknown_masker": (
        "没有名为 {masker} 的脱敏方法。相近的：{nearest}。",
        "There is no masker {masker}. Near: {nearest}.",
    ),
    "rule.unknown_option": (
        "{masker} 没有选项 {option}。可用的：{known}。",
        "{masker} has no option {option}. Known: {known}.",
    ),
    "rule.bad_option": ("{masker} 的选项有误：{text}。", "Wrong option for {masker}: {text}."),
    "rule.option_not_in_rules": ("这个选项不能写在规则里。", "This option cannot be written in a rule."),
    "rule.loosened": (
        "{where} 比原规则宽松。请改严，或在文件里写 loosen: 理由。",
        "{where} is laxer than the rule it overrides. Tighten it, or write loosen: REASON in the file.",
    ),
    "rule.header_of_two": (
        "表头“{header}”同时属于 {field} 和 {other}，请只留一处。",
        "The header {header} belongs to both {field} and {other}. Keep one.",
    ),
    "rule.bad_place": (
        "places 里只写地名，例如“永宁”：1 至 15 个汉字，不带数字和标点，也不能是病名一类的词。",
        "places holds names of places only, such as 永宁: 1 to 15 Chinese characters, no digits, no word for an illness.",
    ),
    "rule.bad_name": (
        "names 里只写人的姓名或姓，例如“盘王凤英”“丌”：1 至 8 个汉字（一个字的是姓），或带间隔号、拉丁字母的姓名；不带数字和括注，也不能是病名、身份、关系一类的词。",
        "names holds names or surnames of persons only, such as 盘王凤英 or 丌: 1 to 8 Chinese characters (a single one is a surname), or a name with dots or in Latin letters; no digits, no notes, no word for an illness, a status or a relation.",
    ),
    "rule.bad_county": ("县代码应为 6 位数字。", "A county code has 6 digits."),
    "rule.headers_damaged": (
        "记住的表头对应文件已损坏，请删除后重试。",
        "The file of remembered headers is damaged. Delete it and try again.",
    ),
    "rule.headers_not_written": (
        "无法保存表头对应，请检查文件夹权限。",
        "The header decisions cannot be saved. Check the folder's permissions.",
    ),
    "rule.unconfirmed": (
        "{what} 尚未核实（confirm: true），使用前请核对。",
        "{what} is not confirmed yet (confirm: true). Check it before use.",
    ),
    "rule.not_checked": (
        "依据“{title}”没有核对日期 checked_on。",
        "The basis {title} has no checked_on date.",
    ),
    "rule.stale": (
        "依据“{title}”上次核对是 {checked}，已超过 12 个月，请重新核对。",
        "The basis {title} was last checked on {checked}, more than 12 months ago. Check it again.",
    ),
    "rule.replaced": (
        "依据 {number} 已被 {new} 取代，请更换。",
        "The basis {number} has been replaced by {new}. Cite that.",
    ),
    "rule.basis_ended": (
        "依据“{title}”已于 {ended} 失效。",
        "The basis {title} ceased to be valid on {ended}.",
    ),
    "rule.clause_number": (
        "公开依据只写文件全称和文号，不写条款号。",
        "A basis is a full title and a number, never a clause.",
    ),
    "rule.basis_unnumbered": ("依据“{title}”没有文号。", "The basis {title} has no number."),
    "rule.birth_shown": (
        "渠道 {channel} 通过 {field} 显示出生月或日，与身份证号码合看可还原号码。请只留年份或年龄段。",
        "The channel {channel} shows the month or day of birth through {field}, which helps to rebuild the ID number. Keep the year or an age band.",
    ),
    "rule.worst_row": (
        "渠道 {channel}：最不利的一行只剩 {least} 个可能的身份证号码，低于下限 {floor}。起作用的列（行号）：{columns}。请少显示其中一列，或删除。",
        "Channel {channel}: the worst row leaves {least} ID numbers, below the floor of {floor}. Columns responsible (line): {columns}. Show less of one of them, or drop it.",
    ),
    "rule.add_up": (
        "同一个人出现在这些名单里时，合起来只剩 {least} 个可能的身份证号码，低于下限 {floor}：{places}。请让各处显示相同的几位，或删除。",
        "For a person who is on all of these lists, {least} ID numbers are left, below the floor of {floor}: {places}. Show the same digits everywhere, or drop the column.",
    ),
    "rule.name_styles": (
        "这里显示“张*三”，另一处（{other}）显示“张**”：同一人的姓名合起来多露一个字。请统一用 show: surname。",
        "This shows 张*三 where {other} shows 张**: together they show one more character of the same name. Use show: surname throughout.",
    ),
    "rule.token_of_id": (
        "{field} 不能用 {masker}：拿到密钥的人几分钟就能试出全县的号码，不同名单还能据此相互对上。请用屏蔽或 drop。",
        "{field} may not be shown as a {masker}: whoever has the key tries every number of a county in minutes, and lists can be matched by it. Mask or drop it.",
    ),
    "rule.free_text_without_why": (
        "公开文字栏 {field} 必须写明理由 why。",
        "Showing text of {field} needs a `why`: which document asks for it.",
    ),
    "rule.sensitive_without_why": (
        "{field} 是敏感属性，部分显示也必须写明理由 why。",
        "{field} is a sensitive attribute: even a part of it needs a `why`.",
    ),
    "rule.unreachable_header": (
        "表头“{header}”写在 {field} 下，但实际会认作 {other}，这种写法永远用不上。请删去，或移到正确的字段。",
        "The header {header} stands under {field} but is read as {other}, so this spelling is never met. Remove it, or move it.",
    ),
    "rule.header_again": (
        "{field} 的这些写法与前面的写法归一后相同，可以删去：{headers}。",
        "These spellings of {field} are the same as earlier ones once normalised; they can go: {headers}.",
    ),
    "rule.low_floor": ("floor.candidates 低于 {least}。", "floor.candidates is below {least}."),
    "rule.empty_folder": ("文件夹里没有规则文件。", "There are no rule files in this folder."),
}
