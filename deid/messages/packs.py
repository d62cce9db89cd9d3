"""Messages about packs of villages, many files at once, streams and Parquet. Each is (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "opt.split_by": (
        "按村拆分：每村一个文件夹（与 --pack 同用）",
        "one folder per village (together with --pack)",
    ),
    "opt.pack": (
        "按村拆分后放各村文件夹的文件夹（新建）",
        "new folder that takes the folders of the villages",
    ),
    "opt.format": (
        "输出格式：csv、xlsx、html、pdf、docx、parquet；按村拆分时可重复",
        "output format: csv, xlsx, html, pdf, docx, parquet; may be repeated with --pack",
    ),
    "opt.receipt": (
        "--out - 时公开回执写到这个文件",
        "where the public receipt goes with --out -",
    ),
    "usage.out_needed": (
        "请用 --out 指明输出文件；按村拆分用 --split-by village --pack 文件夹。",
        "Name the output with --out, or split the list with --split-by village --pack DIR.",
    ),
    "usage.pack_pair": (
        "--split-by village 与 --pack 文件夹 须一起使用，并且不用 --whole。",
        "--split-by village and --pack DIR go together, without --whole.",
    ),
    "usage.option_single": (
        "{option} 只能用于一个文件，不能用于文件夹或多个文件。请逐个文件运行。",
        "{option} is for one file, not for a folder or several files. Run the files one by one.",
    ),
    "usage.option_needs": (
        "{option} 只能与 {other} 一起使用。",
        "{option} only goes with {other}.",
    ),
    "usage.one_format": (
        "这里只能用一个 --format。",
        "Only one --format is possible here.",
    ),
    "usage.format_suffix": (
        "输出格式由 --out 的后缀决定，请去掉 --format。",
        "The suffix of --out says the format; leave --format out.",
    ),
    "usage.json_stdout": (
        "--json 和 --out - 不能都写到标准输出。请去掉 --json，或把名单写到文件。",
        "--json and --out - cannot both write to standard output. Leave --json out, or write the list to a file.",
    ),
    "usage.no_files": (
        "没有可处理的名单文件（csv、txt、tsv、xlsx、xls、xlsb、ods、parquet）。请检查文件夹或通配符。",
        "There is no list to mask (csv, txt, tsv, xlsx, xls, xlsb, ods, parquet). Check the folder or the pattern.",
    ),
    "usage.many_out": (
        "处理多个文件时 --out 须是文件夹。",
        "With several files --out must be a folder.",
    ),
    "usage.many_same": (
        "有几个输入文件会写成同一个输出文件。请改名或分次处理。",
        "Several inputs would be written to one output. Rename them or run them one by one.",
    ),
    "usage.many_input": (
        "有输入文件在输出文件夹里，原始名单会和公示的文件放在一起。请换一个输出文件夹。",
        "An input lies in the output folder, where raw lists would stand among what is posted. Choose another folder.",
    ),
    "pack.no_folder": (
        "--pack 指的不是文件夹。请给出一个新的文件夹名。",
        "--pack does not name a folder. Give the name of a new one.",
    ),
    "pack.exists": (
        "{folder} 已存在且不是空的。确认要替换请加 --force；原有的文件夹会改名保留。",
        "{folder} exists and is not empty. Add --force to replace it; the older folder is kept under another name.",
    ),
    "pack.not_ours": (
        "{folder} 里有不是 deid 生成的文件，不替换。请换一个文件夹名。",
        "{folder} holds files that deid did not make and is not replaced. Name another folder.",
    ),
    "pack.holds_input": (
        "输入、内部文件或规则在 --pack 的文件夹里。请换一个文件夹。",
        "The input, an internal file or a rule lies in the folder of --pack. Choose another folder.",
    ),
    "pack.names_only": (
        "--split-by 只用于公布名单的渠道，{channel} 只公布汇总数。请去掉 --split-by 和 --pack，改用 --out。",
        "--split-by is for channels that list names; {channel} shows counts only. Leave --split-by and --pack out and use --out.",
    ),
    "input.parquet": (
        "{file} 不是完好的 Parquet 文件。请重新导出。",
        "{file} is no intact Parquet file. Export it again.",
    ),
    "input.parquet_type": (
        "{file} 的第 {column} 列不是单个的值（列表、结构、时长等）。请拆成文本列，或去掉这一列后重新导出。",
        "Column {column} of {file} holds no single values (lists, structs, durations …). Export it as text, or without that column.",
    ),
    "finding.pack_no_village": (
        "这个渠道的名单不显示村名，无法按村拆分。名单有村列但没有认出的，请用 --map 表头=village 指明；一个村的名单请直接用 --out。",
        "The list shows no village on this channel, so it cannot be split. If a column holds the village, say so with --map HEADER=village; for one village's list use --out.",
    ),
    "finding.pack_blank_village": (
        "{column}：有 {count} 行看不出是哪个村（数据行 {rows}），无法按村拆分。请在原表中补上村名后再试。",
        "{column}: {count} rows do not tell their village (data rows {rows}), so the list cannot be split. Fill in the village in the source and try again.",
    ),
    "finding.pack_blank_town": (
        "有 {count} 行的村在两个乡镇都有（数据行 {rows}），而公示的内容看不出是哪一个。请补上乡镇列的内容，用 --map 表头=town 指明乡镇列，或按乡镇分开处理。",
        "{count} rows name a village that two towns have (data rows {rows}), and what is posted does not tell which. Fill in the town, name its column with --map HEADER=town, or run each town by itself.",
    ),
    "finding.pack_differs": (
        "各村的文件合起来与整份名单不一致，已全部作废。请把本信息报告给 deid 的维护者。",
        "The files of the villages together are not the whole list; all of them were discarded. Please report this to the maintainers of deid.",
    ),
    "line.pack": (
        "已生成 {folder}：读入 {rows_in} 行，公示 {rows_out} 行，分到 {villages} 个村，不予公示 {withheld} 行。",
        "Wrote {folder}: {rows_in} rows read, {rows_out} posted in {villages} villages, {withheld} kept back.",
    ),
    "line.pack_older": (
        "原有的文件夹已改名为 {folder}，以免误贴。",
        "The older folder was renamed to {folder}, so that nobody posts it by mistake.",
    ),
    "line.many_file": ("—— {file}", "—— {file}"),
    "line.many": (
        "共 {count} 个文件：{released} 个已生成，{refused} 个被拒绝，{failed} 个无法处理。",
        "{count} files: {released} written, {refused} refused, {failed} could not be run.",
    ),
    "line.stdout": (
        "已写到标准输出：读入 {rows_in} 行，公示 {rows_out} 行，不予公示 {withheld} 行。",
        "Written to standard output: {rows_in} rows read, {rows_out} posted, {withheld} kept back.",
    ),
    "line.stdout_refused": (
        "拒绝：没有向标准输出写任何内容。",
        "Refused: nothing was written to standard output.",
    ),
}
