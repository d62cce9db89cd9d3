"""What to do about a message, as a command to copy. Each is (Chinese, English).

``fix.CODE`` either begins with an option, which is then put into the command that was run, or is a command
of its own. What stands in 〈 〉 is for the reader to fill in.
"""

TEXTS: dict[str, tuple[str, str]] = {
    "line.help": ("怎么办", "help"),
    "line.rows_at": ("数据行 {rows}", "data rows {rows}"),
    # ---- how deid was called
    "fix.usage.output_exists": ("--force", "--force"),
    "fix.usage.channel_needed": ("--channel {first}", "--channel {first}"),
    "fix.usage.channel_unknown": ("--channel {first}", "--channel {first}"),
    "fix.rule.unknown_notice": ("--notice {first}", "--notice {first}"),
    "fix.usage.date": ("--as-of 〈年-月-日〉", "--as-of 〈YYYY-MM-DD〉"),
    "fix.usage.county": ("--place 〈六位代码〉", "--place 〈6-DIGIT-CODE〉"),
    "fix.usage.map_form": ("--map 〈表头〉=〈字段〉", "--map 〈HEADER〉=〈FIELD〉"),
    "fix.usage.map_header": ("--map 〈表头〉=〈字段〉", "--map 〈HEADER〉=〈FIELD〉"),
    "fix.usage.map_field": ("deid rules fields", "deid rules fields"),
    "fix.usage.map_twice": ("--map 〈表头〉#1=〈字段〉", "--map 〈HEADER〉#1=〈FIELD〉"),
    "fix.usage.suffix": ("--out {stem}.csv", "--out {stem}.csv"),
    "fix.usage.extra": ("pip install 'deid-lists[{extra}]'", "pip install 'deid-lists[{extra}]'"),
    "fix.usage.masker": ("deid maskers list", "deid maskers list"),
    "fix.slips.key": ("--key-file 〈密钥文件〉", "--key-file 〈KEY〉"),
    "fix.key.open": ("chmod 600 {key_file}", "chmod 600 {key_file}"),
    "fix.key.short": ("--key-file 〈密钥文件〉", "--key-file 〈KEY〉"),
    "fix.key.unreadable": ("--key-file 〈密钥文件〉", "--key-file 〈KEY〉"),
    "fix.rule.problems": ("deid rules lint", "deid rules lint"),
    # ---- reading a list
    "fix.input.missing": ("INPUT {near}", "INPUT {near}"),
    "fix.input.above_header": ("--header-rows {header}", "--header-rows {header}"),
    "fix.input.header_levels": ("--header-rows {rows}", "--header-rows {rows}"),
    "fix.input.binary": ("--encoding gb18030", "--encoding gb18030"),
    "fix.input.encoding": ("--encoding gb18030", "--encoding gb18030"),
    "fix.input.encoding_doubt": ("--encoding {first}", "--encoding {first}"),
    "fix.input.encoding_name": ("--encoding {first}", "--encoding {first}"),
    "fix.input.sheets": ("--sheet {first}", "--sheet {first}"),
    "fix.input.sheet_missing": ("--sheet 1", "--sheet 1"),
    "fix.input.excel_extra": ("pip install 'deid-lists[xlsx]'", "pip install 'deid-lists[xlsx]'"),
    "fix.input.protect_unreadable": ("--protect 〈文件〉", "--protect 〈FILE〉"),
    "fix.input.decide_other_list": ("--worklist 〈内部核对表.xlsx〉", "--worklist 〈worklist.xlsx〉"),
    "fix.input.decide_no_list": ("--worklist 〈内部核对表.xlsx〉", "--worklist 〈worklist.xlsx〉"),
    "fix.finding.decision_void": ("--worklist 〈内部核对表.xlsx〉", "--worklist 〈worklist.xlsx〉"),
    "fix.output.directory": ("--out {output}/公示.csv", "--out {output}/posted.csv"),
    "fix.output.folder": ("mkdir -p {folder}", "mkdir -p {folder}"),
    "fix.output.same": ("--out 公示.csv", "--out posted.csv"),
    # ---- found in a list
    "fix.finding.missing_column": ("--map 〈表头〉={field}", "--map 〈HEADER〉={field}"),
    "fix.finding.two_columns": ("--map {header}=drop", "--map {header}=drop"),
    "fix.finding.no_columns": ("--map 〈表头〉=〈字段〉", "--map 〈HEADER〉=〈FIELD〉"),
    "fix.finding.unknown_column": ("--map 〈表头〉=〈字段〉", "--map 〈HEADER〉=〈FIELD〉"),
    "fix.finding.parsed_not_published": ("--map {column}=〈字段〉", "--map {column}=〈FIELD〉"),
    "fix.finding.parsed_wrong_shape": ("--map {column}=〈字段〉", "--map {column}=〈FIELD〉"),
    "fix.finding.too_many_hidden": ("--map {spare}=drop", "--map {spare}=drop"),
    "fix.finding.leak": ("--map 〈表头〉=drop", "--map 〈HEADER〉=drop"),
    "fix.finding.no_age": ("--map 〈表头〉=birth_date", "--map 〈HEADER〉=birth_date"),
    "fix.finding.no_group": ("--map 〈表头〉=household_number", "--map 〈HEADER〉=household_number"),
    "fix.finding.age_unknown": ("--worklist 〈内部核对表.xlsx〉", "--worklist 〈worklist.xlsx〉"),
    "fix.finding.several_villages": (
        "--split-by village --pack 〈文件夹〉\n--whole",
        "--split-by village --pack 〈FOLDER〉\n--whole",
    ),
    "fix.finding.form_none": ("deid rules show {notice}", "deid rules show {notice}"),
    "fix.finding.candidates": ("deid rules show {notice}", "deid rules show {notice}"),
    "fix.finding.nearest_notice": ("--notice {notice}", "--notice {notice}"),
    "fix.finding.clear_identifier": (
        "deid mask 〈原表〉 --notice 〈类型〉 --out 〈公示表.csv〉",
        "deid mask 〈RAW〉 --notice 〈ID〉 --out 〈posted.csv〉",
    ),
    "fix.finding.pia_missing": (
        "deid rules pia {notice} --out 〈评估.md〉",
        "deid rules pia {notice} --out 〈assessment.md〉",
    ),
    "fix.finding.step_missing": (
        "deid approve {receipt} --role {first} --by 〈姓名〉",
        "deid approve {receipt} --role {first} --by 〈NAME〉",
    ),
}
