"""Messages about how deid is called, refusals as a whole, and single words. Each is (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "usage.no_answer": (
        "问题没有得到回答，没有写出任何文件。请在能输入的终端里再次运行。",
        "A question was not answered; nothing was written. Run again on a terminal where you can type.",
    ),
    "word.column": ("第 {number} 列", "column {number}"),
    "word.total": ("合计", "合计"),
    "word.scope": ("范围", "范围"),
    "word.households": ("户数", "户数"),
    "word.persons": ("人数", "人数"),
    "word.other_places": ("未列明", "未列明"),
    "reason.minor": ("未成年人", "minor"),
    "reason.age_unknown": ("年龄不明", "age unknown"),
    "reason.protected": ("主管部门要求保密", "protected by the competent office"),
    "reason.decision": ("本单位决定不公开", "withheld by decision"),
    "kind.resident_id": ("身份证号码", "ID numbers"),
    "kind.disability_card": ("残疾人证号", "disability certificate numbers"),
    "kind.student_number": ("学籍号", "student numbers"),
    "kind.phone": ("电话号码", "phone numbers"),
    "kind.bank_card": ("银行账号", "bank accounts"),
    "kind.travel_permit": ("通行证号", "travel permits"),
    "kind.passport": ("护照号", "passports"),
    "kind.plate": ("车牌号", "plates"),
    "kind.email": ("电子邮箱", "e-mail addresses"),
    "kind.long_number": ("长号码", "long numbers"),
    "refused.columns": (
        "名单的列不符合规则，未生成文件。",
        "The list's columns do not fit the rule; nothing was written.",
    ),
    "refused.no_age": (
        "名单看不出本人年龄，无法保护未成年人，未生成文件。",
        "The list cannot tell anybody's age, so minors cannot be protected; nothing was written.",
    ),
    "refused.no_group": (
        "名单无法按户合并，未生成文件。",
        "The rows cannot be grouped into households; nothing was written.",
    ),
    "refused.several_villages": (
        "名单含有 {count} 个村，未生成文件。",
        "The list holds {count} villages; nothing was written.",
    ),
    "refused.membership": (
        "标题或文件名说明了“{reason}”，未生成文件。",
        "A title or file name tells “{reason}”; nothing was written.",
    ),
    "refused.form_none": (
        "“{title}”不公开名单，未生成文件。",
        "{title} is never posted by name; nothing was written.",
    ),
    "refused.list": ("名单不能发布，未生成文件。", "The list may not be posted; nothing was written."),
    "error.broken_masker": (
        "遮盖器 {masker} 在 {column} 返回了不合规的结果（长度、类型或空值变了），已停止。请更正该插件。",
        "The masker {masker} returned something no masker may return for {column} (length, type or nulls changed). Mend the plug-in.",
    ),
    "usage.channel_needed": (
        "{notice} 有多个渠道，请用 --channel 指明：{channels}。",
        "{notice} has several channels; name one with --channel: {channels}.",
    ),
    "usage.channel_unknown": (
        "{notice} 没有渠道 {channel}；可用：{channels}。",
        "{notice} has no channel {channel}; it has: {channels}.",
    ),
    "usage.map_form": (
        "--map 的写法是 表头=字段，例如 --map 户名=subject.name。",
        "--map is written HEADER=FIELD, for example --map 户名=subject.name.",
    ),
    "usage.map_field": (
        "--map 里的字段不存在：{field}。deid rules fields 列出全部字段。",
        "--map names a field that does not exist: {field}. `deid rules fields` lists them all.",
    ),
    "usage.map_header": (
        "--map 里的表头不在名单中。请照名单的表头原样书写。",
        "--map names a header the list does not have. Write it as it stands in the list.",
    ),
    "usage.map_twice": (
        "--map 里的表头在名单中出现 {count} 次。请写成 表头#1、表头#2 指明是第几个。",
        "--map names a header that stands {count} times in the list. Write HEADER#1 or HEADER#2 to say which.",
    ),
    "usage.output_exists": (
        "{file} 已存在。确认要替换请加 --force。",
        "{file} exists already. Add --force to replace it.",
    ),
    "usage.inside_output": (
        "{option} 不能放在输出文件所在的文件夹里，以免被一起公示。请换一个文件夹。",
        "{option} may not lie in the folder of the output, where it could be posted by mistake. Choose another folder.",
    ),
    "usage.date": (
        "日期的写法是 年-月-日，例如 2026-11-21。",
        "A date is written YYYY-MM-DD, for example 2026-11-21.",
    ),
    "usage.extra": (
        "这一步需要 {package}。请安装：pip install 'deid-lists[{extra}]'",
        "This needs {package}. Install it: pip install 'deid-lists[{extra}]'",
    ),
    "usage.decision_word": (
        "决定表第 {line} 行：decision 一栏只能填 publish（公示）或 withhold（不公开）。",
        "Line {line} of the decisions: the decision is publish (公示) or withhold (不公开).",
    ),
    "usage.decision_row": (
        "决定表第 {line} 行没有行号。请使用 --worklist 生成的表。",
        "Line {line} of the decisions has no row number. Use the table that --worklist wrote.",
    ),
    "usage.decision_why": (
        "决定表第 {line} 行：同意公示必须写明理由（why）。",
        "Line {line} of the decisions: publishing needs a reason (why).",
    ),
    "usage.decision_approvers": (
        "决定表第 {line} 行：同意公示需要 {needed} 名不同的审批人。",
        "Line {line} of the decisions: publishing needs {needed} different approvers.",
    ),
    "usage.masker": (
        "没有遮盖方法 {name}；可用：{known}。",
        "There is no masker {name}; there are: {known}.",
    ),
    "usage.county": (
        "县级行政区划代码是 6 位数字，例如 411224。",
        "A county code has six digits, for example 411224.",
    ),
    "usage.frame": (
        "不支持这种数据：{kind}。请传入 pandas、polars 或 pyarrow 的表。",
        "This kind of data is not supported: {kind}. Pass a pandas, polars or pyarrow table.",
    ),
    "usage.same_file": (
        "{option} 与 {other} 是同一个文件，会互相覆盖。请给它们不同的文件名。没有写出任何文件。",
        "{option} and {other} are the same file and would overwrite each other. Name different files. Nothing was written.",
    ),
    "usage.paper": (
        "{option} 写不出来，所以没有处理名单。{why}",
        "{option} cannot be written, so the list was not masked. {why}",
    ),
    "usage.column_kind": (
        "不支持这种列：{kind}。请传入 list、numpy 数组、pandas 或 polars 的 Series、pyarrow 的 Array。",
        "This kind of column is not supported: {kind}. Pass a list, a numpy array, a pandas or polars Series, or a pyarrow Array.",
    ),
    "usage.as_of": (
        "as_of 应为日期（datetime.date），给出的是 {kind}。请传入如 date(2026, 11, 21)。",
        "as_of has to be a datetime.date, not {kind}. Pass a day such as date(2026, 11, 21).",
    ),
    "input.protect_unreadable": (
        "读不了 --protect 文件。请检查路径和权限。",
        "The --protect file cannot be read. Check its path and permissions.",
    ),
    "input.protect_lines": (
        "--protect 文件有 {count} 行看不出是哪一个身份证号码（第 {lines} 行）。请每行只写一个完整的号码，以文本保存。",
        "{count} lines of the --protect file do not hold exactly one ID number that can be read (lines {lines}). Write one whole number per line, saved as text.",
    ),
    "input.protect_book": (
        "--protect 文件是工作簿。请另存为文本文件（每行一个身份证号码）。",
        "The --protect file is a workbook. Save it as a text file with one ID number per line.",
    ),
    "input.protect_empty": (
        "--protect 文件里没有身份证号码。请每行写一个号码。",
        "The --protect file holds no ID number. Write one per line.",
    ),
    "input.decide_unreadable": (
        "读不了 --decide 文件，或它不是 --worklist 生成的表。请存为 xlsx，或 UTF-8、GB18030（GBK）编码的 CSV。",
        "The --decide file cannot be read or is not a table that --worklist wrote. Save it as xlsx, or as CSV in UTF-8 or GB18030 (GBK).",
    ),
    "input.decide_other_list": (
        "--decide 文件第 {line} 行的名单指纹不对：是为另一份名单做的，或名单改过了。请用 --worklist 重新生成。",
        "Line {line} of the --decide file has another list's fingerprint: it was made for another list, or the list has changed. Write a new one with --worklist.",
    ),
    "input.decide_no_list": (
        "--decide 文件第 {line} 行没有名单指纹（list 一栏），看不出是为哪份名单作的决定。请从 --worklist 生成的表第一行抄上。",
        "Line {line} of the --decide file has no fingerprint of a list (column list), so nobody can tell which list it decides about. Copy it from the first line of the table that --worklist wrote.",
    ),
    "usage.decision_beyond": (
        "决定表第 {line} 行的行号不在名单里，名单只有 {rows} 行。",
        "Line {line} of the decisions names a row the list does not have; it has {rows}.",
    ),
    "key.unreadable": (
        "读不了密钥文件。请检查路径和权限。",
        "The key file cannot be read. Check its path and permissions.",
    ),
    "key.short": (
        "密钥太短，至少需要 {bytes} 字节。",
        "The key is too short; at least {bytes} bytes are needed.",
    ),
    "key.open": (
        "密钥文件对其他用户可读。请改为仅本人可读（chmod 600）。",
        "The key file can be read by others. Make it yours alone (chmod 600).",
    ),
}
