"""Messages about files that cannot be read or written, and notes on their layout. Each is (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "input.file": ("输入文件", "input file"),
    "input.empty": (
        "{file} 是空文件。请重新导出名单，并确认含有表头和数据行。",
        "{file} is empty. Export the list again and check that it has a header row and data.",
    ),
    "input.missing": (
        "找不到 {file}。请检查路径。",
        "{file} does not exist. Check the path.",
    ),
    "input.not_a_file": (
        "{file} 不是普通文件。请指定导出的 CSV 或 Excel 文件。",
        "{file} is not a regular file. Name the exported CSV or Excel file.",
    ),
    "input.unreadable": (
        "{file} 无法打开。请检查权限，并关闭正在使用它的程序。",
        "{file} cannot be opened. Check its permissions and close whatever program uses it.",
    ),
    "input.kind": (
        "{file} 的内容是 {kind}，不是 CSV 或 Excel。请用 Excel 或 WPS 打开后另存为 .xlsx 或 .csv。",
        "{file} is {kind}, not CSV or Excel. Open it in Excel or WPS and save it as .xlsx or .csv.",
    ),
    "input.binary": (
        "{file} 不是文本文件，或编码无法识别（第 {line} 行附近）。请另存为 UTF-8 CSV，或用 --encoding 指明编码。",
        (
            "{file} is not text, or its encoding is unknown (near line {line}). "
            "Save it as UTF-8 CSV or name its encoding with --encoding."
        ),
    ),
    "input.encoding": (
        "{file} 在第 {line} 行附近有不属于 {encoding} 的字节。请重新导出，或用 --encoding 指明编码。",
        (
            "{file} has bytes near line {line} that are no {encoding}. "
            "Export it again or name its encoding with --encoding."
        ),
    ),
    "input.encoding_doubt": (
        "{file} 按不同编码都能读出表头（{headers}）。请用 --encoding 指明编码。",
        "{file} shows a header in more than one reading ({headers}). Name its encoding with --encoding.",
    ),
    "input.encoding_name": (
        "不支持该编码名称。可用：{known}。",
        "This encoding name is not supported. Known: {known}.",
    ),
    "input.encoding_conflict": (
        "{file} 的字节顺序标记是 {found}，与 --encoding {named} 矛盾。请去掉 --encoding。",
        "{file} carries the byte-order mark of {found}, against --encoding {named}. Leave --encoding out.",
    ),
    "input.no_header": (
        "{file} 的前 {searched} 行里没有可识别的表头。请加上一行列名（如 姓名、身份证号、补贴金额）后再试；列名不常见或在更下面时，用 --header-rows 指明它的行号。",
        (
            "No header row is recognised in the first {searched} rows of {file}. "
            "Add a row of column names (such as 姓名, 身份证号, 补贴金额) and try again; where it is unusual "
            "or stands further down, name its row with --header-rows."
        ),
    ),
    "input.no_rows": (
        "{file} 只有表头，没有数据行。请重新导出名单。",
        "{file} has a header but no data rows. Export the list again.",
    ),
    "input.above_header": (
        "{file} 表头之上（文件第 {rows} 行）有像数据的内容，不能确定表头在哪里。请删去这些行，或核对后用 --header-rows {header} 指明表头所在的行。",
        (
            "{file} has what looks like data above the header (file rows {rows}), so the header is in doubt. "
            "Remove those rows, or check and name the header's rows with --header-rows {header}."
        ),
    ),
    "input.header_levels": (
        "{file} 的表头超过两层（文件第 {rows} 行）。核对后加 --header-rows {rows} 重新运行，或把表头合并为一行或两行列名。",
        (
            "The header of {file} has more than two levels (file rows {rows}). "
            "Check them and run again with --header-rows {rows}, or reduce them to one or two rows of column names."
        ),
    ),
    "input.second_header": (
        "{file} 第 {rows} 条数据之后又出现不同的表头，像是两张表。请分成两个文件；Excel 也可用 --header-rows 和 --data-rows 指明其中一张的行号。",
        (
            "{file} has another, different header after data row {rows}; it looks like two tables. "
            "Split it into two files; of a workbook, --header-rows and --data-rows can name the rows of one of them."
        ),
    ),
    "input.ragged": (
        (
            "{file} 有 {count} 行与表头的 {columns} 列对不上：第 {rows} 条数据（首处在文件第 {line} 行）。"
            "请检查多出或缺少的分隔符和引号。"
        ),
        (
            "{file} has rows that do not fit the header's {columns} columns: {count}; data rows {rows} "
            "(the first is file row {line}). Look for delimiters or quotes too many or too few."
        ),
    ),
    "input.quotes": (
        "{file} 第 {rows} 条数据附近有没有成对的引号，几行被并进了一个单元格。请补上或删去引号。",
        (
            "A quote near data row {rows} of {file} has no partner, so whole rows fell into one cell. "
            "Close or remove the quote."
        ),
    ),
    "input.too_long": (
        "{file} 第 {rows} 条数据附近有一行超过 {limit} MB，或有引号没有成对。请检查该处。",
        "A row near data row {rows} of {file} is larger than {limit} MB, or a quote has no partner there.",
    ),
    "input.changed": (
        "{file} 在处理过程中被改动。请等导出完成后再运行。",
        "{file} changed while it was being read. Run again when the export has finished.",
    ),
    "input.damaged": (
        "{file} 第 {rows} 条数据附近无法读取。请重新导出。",
        "{file} cannot be read near data row {rows}. Export it again.",
    ),
    "input.excel_extra": (
        "读取 Excel 需要 python-calamine：pip install 'deid-lists[xlsx]'。也可另存为 CSV。",
        "Reading Excel needs python-calamine: pip install 'deid-lists[xlsx]'. Or save the list as CSV.",
    ),
    "input.excel": (
        "{file} 不是完好的 Excel 文件。请用 Excel 或 WPS 打开后另存为 .xlsx。",
        "{file} is no intact Excel file. Open it in Excel or WPS and save it as .xlsx.",
    ),
    "input.password": (
        "{file} 有打开密码。请取消密码后另存。",
        "{file} is protected by a password. Save it without one.",
    ),
    "input.bomb": (
        "{file} 解压后过大（超过 {limit} MB 或压缩比超过 {ratio}）。请另存为 CSV。",
        "{file} unpacks to more than {limit} MB or by a ratio over {ratio}. Save it as CSV.",
    ),
    "input.sheet_missing": (
        "{file} 没有所指的工作表。可用 --sheet 名称，或 --sheet 序号（1 到 {count}）。",
        "{file} has no such sheet. Use --sheet NAME, or --sheet NUMBER from 1 to {count}.",
    ),
    "input.sheets": (
        "{file} 有几张工作表像名单：第 {sheets} 张。请用 --sheet 名称或序号选一张。",
        "Several sheets of {file} look like lists: sheets {sheets}. Choose one with --sheet NAME or NUMBER.",
    ),
    "input.table": (
        "{name} 的第 {column} 列不是文本。请先转换为文本。",
        "Column {column} of {name} is not text. Convert it to text first.",
    ),
    "output.folder": (
        "输出文件夹不存在或不可写。请先建好文件夹并检查权限。",
        "The output folder does not exist or cannot be written to. Create it and check its permissions.",
    ),
    "output.directory": (
        "输出路径是一个文件夹。请给出文件名。",
        "The output is a folder. Give a file name.",
    ),
    "output.symlink": (
        "输出路径是符号链接或特殊文件，不写入。请给出普通文件名。",
        "The output is a symbolic link or a special file and is not written to. Give a plain file name.",
    ),
    "output.same": (
        "输出与输入是同一个文件。请另给输出文件名。",
        "The output is the input itself. Give the output another name.",
    ),
    "output.in_use": (
        "输出文件正被其他程序打开（如 Excel 或 WPS）。请关闭后再试；原文件未改动。",
        (
            "The output is open in another program (such as Excel or WPS). Close it and try again; "
            "it was left as it was."
        ),
    ),
    "output.write": (
        "输出无法写完（磁盘已满或设备出错）。没有留下任何文件；原有文件未改动。",
        (
            "The output could not be written (disk full or device error). Nothing is left behind; "
            "an older file stands as it was."
        ),
    ),
    "finding.repeated_header": (
        "表头在中间重复了 {count} 次（在第 {places} 条数据之后），已去掉。",
        "Repeats of the header inside the list, left out: {count} (behind data rows {places}).",
    ),
    "finding.repeated_title": (
        "标题在中间重复了 {count} 行（在第 {places} 条数据之后），已去掉。",
        "Repeated title lines inside the list, left out: {count} (behind data rows {places}).",
    ),
    "finding.subtotal_rows": (
        "去掉了 {count} 行合计或小计（在第 {places} 条数据之后）。",
        "Rows of totals or subtotals, left out: {count} (behind data rows {places}).",
    ),
    "finding.footer_rows": (
        "去掉了 {count} 行表尾说明（制表、审核、备注等；在第 {places} 条数据之后）。",
        "Footer rows (制表, 审核, 备注 …), left out: {count} (behind data rows {places}).",
    ),
    "finding.village_rows": (
        "去掉了只写着村名的行，共 {count} 个村（在第 {places} 条数据之后）。公示表里看不出谁属于哪个村；需要的，在原表加上“村”一列。",
        "Rows that name a village and nothing else, left out; villages: {count} (behind data rows {places}). The posted list does not tell who lives where; add a column 村 to the source if it should.",
    ),
    "finding.group_rows": (
        "去掉了 {count} 行只写着组名的行（在第 {places} 条数据之后）。",
        "Rows that name a group and nothing else, left out: {count} (behind data rows {places}).",
    ),
    "finding.two_level_header": (
        "表头有两层，已合并为一行列名。",
        "The header has two levels; they were joined into one row of column names.",
    ),
}
