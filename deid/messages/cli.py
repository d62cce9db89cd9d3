"""Help texts and lines of the command. Each is (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "help.deid": (
        "deid：把导出的名单变成可以公示的版本。\n\n退出码：0 已生成或无问题；1 因名单内容被拒绝；2 无法运行。",
        "deid makes the version of an exported list (名单公示) that may lawfully be posted.\n\nExit codes: 0 released or clean; 1 refused because of what the data hold; 2 cannot run.",
    ),
    "help.mask": (
        "生成可公示的名单。\n\n例：deid mask 低保名单.csv --notice dibao_result --channel village_board --whole --out 公示.csv",
        "Make the list that may be posted.\n\nExample: deid mask list.csv --notice dibao_result --channel village_board --whole --out posted.csv",
    ),
    "help.check": (
        "检查即将公示的文件，不论由谁制作。\n\n例：deid check 公示.csv --against 原表.csv",
        "Judge a file about to be posted, whoever made it.\n\nExample: deid check posted.csv --against raw.csv",
    ),
    "help.preview": (
        "在屏幕上查看前后对照；输出被重定向时只显示处理后的内容。\n\n例：deid preview 低保名单.csv --notice dibao_result --channel village_board --whole",
        "Show before and after on the terminal; after only where the output is redirected.\n\nExample: deid preview list.csv --notice dibao_result --channel village_board --whole",
    ),
    "help.rules": ("查看和检查规则。", "Look at the rules and check them."),
    "help.rules.list": (
        "列出全部公示类型。\n\n例：deid rules list",
        "List the notice types.\n\nExample: deid rules list",
    ),
    "help.rules.show": (
        "用普通话说明一个类型：在哪里公示什么、为什么、多久。\n\n例：deid rules show dibao_result",
        "Print a rule so that a non-programmer can check it.\n\nExample: deid rules show dibao_result",
    ),
    "help.rules.lint": (
        "检查规则文件：有错误退出码为 1。\n\n例：deid rules lint 我县规则",
        "Check rule files; exit 1 on errors.\n\nExample: deid rules lint our-rules",
    ),
    "help.rules.schema": (
        "输出编辑器用的 JSON Schema。\n\n例：deid rules schema > deid.schema.json",
        "Print the JSON Schema for editors.\n\nExample: deid rules schema > deid.schema.json",
    ),
    "help.rules.fields": (
        "列出 --map 可用的字段。\n\n例：deid rules fields",
        "List the fields --map can name.\n\nExample: deid rules fields",
    ),
    "help.maskers": ("查看遮盖方法。", "Look at the maskers."),
    "help.maskers.list": (
        "列出全部遮盖方法。\n\n例：deid maskers list",
        "List the maskers.\n\nExample: deid maskers list",
    ),
    "help.maskers.show": (
        "说明一个遮盖方法。\n\n例：deid maskers show phone",
        "Describe one masker.\n\nExample: deid maskers show phone",
    ),
    "help.sample": (
        "生成一份虚构的名单，供试用。\n\n例：deid sample --notice dibao_result --rows 200 --messy --out 试用.csv",
        "Write a synthetic list, so that anyone can try.\n\nExample: deid sample --notice dibao_result --rows 200 --messy --out try.csv",
    ),
    "help.init": (
        "通过提问写出 office.yaml。\n\n例：deid init",
        "Write office.yaml by asking.\n\nExample: deid init",
    ),
    "opt.notice": ("公示类型：编号、别名或名称", "notice type: id, alias or title"),
    "opt.channel": ("公示渠道", "where it will be posted"),
    "opt.out": ("输出文件", "output file"),
    "opt.as_of": (
        "计算年龄和期限的日期（默认今天）",
        "day that ages and periods count from (default: today)",
    ),
    "opt.place": ("读者可推知的县级代码", "county code readers may assume"),
    "opt.map": (
        "指明某列是什么：表头=字段，或 表头=drop",
        "say what a column is: HEADER=FIELD, or HEADER=drop",
    ),
    "opt.rules": ("本地规则文件夹", "folder with local rules"),
    "opt.office": ("单位文件 office.yaml", "the office's file, office.yaml"),
    "opt.key_file": ("密钥文件", "key file"),
    "opt.protect": (
        "必须保密人员的身份证号文件",
        "file of ID numbers whose holders must be kept off the list",
    ),
    "opt.worklist": (
        "写出不予公示的行，供内部核对（内部资料）",
        "write the rows kept back, for the office's eyes only",
    ),
    "opt.decide": ("填好的核对表", "the worklist with decisions filled in"),
    "opt.internal": ("保存内部回执", "keep the internal receipt"),
    "opt.whole": ("多个村的名单作为整体公示", "post a list of several villages as a whole"),
    "opt.encoding": ("输入编码，例如 gb18030、big5", "encoding of the input, for example gb18030 or big5"),
    "opt.sheet": ("工作表名", "sheet of the workbook"),
    "opt.strict": ("有警告也拒绝", "a warning refuses too"),
    "opt.force": (
        "替换已有的输出文件（不能推翻拒绝）",
        "replace an existing output (never overrides a refusal)",
    ),
    "opt.json": ("在标准输出写一个 JSON 对象", "write one JSON object to standard output"),
    "opt.lang": ("语言：zh 或 en", "language: zh or en"),
    "opt.against": ("制作它的原始名单", "the raw list it was made from"),
    "opt.rows": ("行数", "number of rows"),
    "opt.seed": ("随机种子：同样的种子得到同样的名单", "seed: the same seed gives the same list"),
    "opt.messy": ("像真实导出那样杂乱", "as messy as real exports"),
    "line.released": (
        "已生成 {file}：读入 {rows_in} 行，公示 {rows_out} 行，不予公示 {withheld} 行。",
        "Wrote {file}: {rows_in} rows read, {rows_out} posted, {withheld} kept back.",
    ),
    "line.until": ("公示至 {day} 撤下{note}。", "Take it down on {day}{note}."),
    "line.provisional": (
        "（暂定，节假日安排尚未公布）",
        " (provisional: the holiday calendar is not out yet)",
    ),
    "line.receipt": ("公开回执：{file}", "Public receipt: {file}"),
    "line.proof": (
        "已回读核验：{needles} 个须隐藏的号码，找到 {hits} 个；自检植入 {planted} 个，找到 {found} 个。",
        "Read back and proven: {needles} identifiers to hide, {hits} found; {planted} planted, {found} found again.",
    ),
    "line.refused": ("拒绝：没有生成 {file}。", "Refused: {file} was not written."),
    "line.superseded": (
        "原有的文件已改名为 {file}，以免误贴。",
        "The older file was renamed to {file}, so that nobody posts it by mistake.",
    ),
    "line.clean": ("{file}：没有发现问题。", "{file}: nothing found."),
    "line.file": ("{file}：{count} 处问题", "{file}: {count} findings"),
    "line.rows": ("已读 {rows} 行", "{rows} rows read"),
    "line.error": ("错误", "error"),
    "line.warning": ("注意", "warning"),
    "line.note": ("说明", "note"),
    "line.before": ("处理前", "before"),
    "line.after": ("处理后", "after"),
    "line.aggregate": (
        "“{title}”在该渠道只公布汇总数；请用 deid mask 查看。",
        "{title} is only counted on this channel; see the table with deid mask.",
    ),
    "line.sample": ("已写出虚构名单 {file}（{rows} 行）。", "Wrote a synthetic list, {file} ({rows} rows)."),
    "line.office": ("已写出 {file}。", "Wrote {file}."),
    "ask.name": ("单位名称", "name of the office"),
    "ask.county": ("县级行政区划代码（6 位）", "county code (6 digits)"),
    "ask.phone": ("监督电话", "phone for objections (监督电话)"),
    "ask.publisher": ("公开主体", "publisher (公开主体)"),
    "usage.lint": ("{count} 处错误。", "{count} errors."),
    "usage.internal_error": (
        "deid 内部出错（{kind}），没有生成任何文件。请把本行报告给维护者；不要附上名单。",
        "deid failed inside ({kind}); nothing was written. Report this line to the maintainers, without the list.",
    ),
    "usage.no_such_file": ("找不到文件或文件夹。请检查路径。", "No such file or folder. Check the path."),
}
