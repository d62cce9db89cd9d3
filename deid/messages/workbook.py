"""Messages about workbooks: what they carry beside their cells, and cells without a value. (Chinese, English)."""

_TIDY = ("请用 Excel 或 WPS 打开后另存为 .xlsx。", "Open it in Excel or WPS and save it as .xlsx.")

TEXTS: dict[str, tuple[str, str]] = {
    "opt.header_rows": (
        "表头在文件（工作表）的第几行，如 3 或 3-4",
        "rows of the file or sheet in which the header stands, such as 3 or 3-4",
    ),
    "opt.data_rows": (
        "数据在工作表的哪些行，如 5-120（只用于 Excel）",
        "rows of the sheet in which the data stand, such as 5-120 (workbooks only)",
    ),
    "usage.rows": (
        "--header-rows 和 --data-rows 请写成行号，如 3 或 3-4（从 1 数起；表头最多四行，数据须在表头之下）。",
        "Write --header-rows and --data-rows as row numbers such as 3 or 3-4, counted from 1; a header has at most four rows, and data stand below it.",
    ),
    "line.layout": (
        "表头：文件第 {header} 行；标题（含工作表名）：{title} 处；数据：{rows} 条；去掉的合计、表尾等：{left} 行。",
        "Header: file rows {header}; title texts and sheet name: {title}; data rows: {rows}; totals, footers and the like left out: {left}.",
    ),
    "word.sheet_column": ("{letters} 列", "column {letters}"),
    "input.header_rows": (
        "{file} 的 --header-rows 所指的行是空的，或不在表头应在的前面部分。请核对行号。",
        "The rows that --header-rows names in {file} are blank or too far down. Check the row numbers.",
    ),
    "input.data_rows": (
        "--data-rows 只用于 Excel。{file} 是文本文件，请把其中一张表另存为单独的文件。",
        "--data-rows is for workbooks only. {file} is text: save the one table as a file of its own.",
    ),
    "input.encoding_ascii": (
        "{file} 含有双字节文字，但认出的表头都是西文（{headers}），分不清是 GBK 还是 Big5。请用 --encoding 指明编码。",
        "{file} holds double-byte text, but the header recognised is all Latin ({headers}), so it may be GBK or Big5. Name its encoding with --encoding.",
    ),
    "input.xlsb": (
        "{file} 是二进制工作簿（.xlsb），无法核对其中的隐藏内容。" + _TIDY[0],
        "{file} is a binary workbook (.xlsb), in which hidden parts cannot be told. " + _TIDY[1],
    ),
    "input.places": (
        "{file} 第 {sheet} 张工作表里有无法准确读取的单元格（位置不明的错误值或公式，或 .ods 里的制表符和换行）。"
        + _TIDY[0],
        "Sheet {sheet} of {file} has cells that cannot be read exactly (errors or formulas without a place, or tabs and line breaks in .ods). "
        + _TIDY[1],
    ),
    "input.stray": (
        "{file} 第 {sheet} 张工作表在很远处（第 {row} 行、{column} 列以内）还有内容，读取会占用过多内存。请删去名单之外多余的行和列后另存。",
        "Sheet {sheet} of {file} reaches to row {row} and column {column}, which would take too much memory. Delete the stray rows and columns beyond the list and save it.",
    ),
    "input.formulas": (
        "{file} 第 {sheet} 张工作表有整行是没有算出结果的公式或错误值，读出来会漏人。请用 Excel 或 WPS 打开、改正、保存后再试。",
        "Sheet {sheet} of {file} has whole rows of errors or of formulas without results, so people would be missing. Open it in Excel or WPS, correct it, save it, and try again.",
    ),
    "finding.hidden_sheets": (
        "有 {count} 张隐藏的工作表（第 {places} 张），不会写出。",
        "Hidden sheets: {count} (number {places}); never carried over.",
    ),
    "finding.hidden_rows": (
        "第 {sheet} 张工作表有 {count} 个隐藏或筛选掉的行（第 {places} 行）；隐藏行和其他行一样处理，请确认它们应在名单之内。",
        "Sheet {sheet} has hidden or filtered rows: {count} (rows {places}). They are treated like all others: check that they belong to the list.",
    ),
    "finding.hidden_columns": (
        "第 {sheet} 张工作表有 {count} 个隐藏列（{places} 列）；隐藏列和其他列一样处理。",
        "Sheet {sheet} has hidden columns: {count} ({places}). They are treated like all others.",
    ),
    "finding.comments": (
        "第 {sheet} 张工作表有 {count} 处批注（{places}），不会写出。",
        "Sheet {sheet} has comments: {count} ({places}); never carried over.",
    ),
    "finding.defined_names": (
        "工作簿里有 {count} 个定义的名称，不会写出。",
        "Defined names in the workbook: {count}; never carried over.",
    ),
    "finding.pivot_caches": (
        "工作簿里有 {count} 份数据透视表缓存（可能存有整份原始名单），不会写出。",
        "Pivot caches in the workbook (each may hold a whole list): {count}; never carried over.",
    ),
    "finding.external_links": (
        "工作簿里有 {count} 处指向其他文件的链接（可能存有其中的数据），不会写出。",
        "Links to other files in the workbook (they may hold data of those): {count}; never carried over.",
    ),
    "finding.properties": (
        "文件属性里填有 {count} 项（作者、单位、标题等），不会写出。",
        "Document properties filled in (author, company, title …): {count}; never carried over.",
    ),
    "finding.images": (
        "工作簿里有 {count} 个图片或图表，不会写出；图片里的字不检查。",
        "Pictures or charts in the workbook: {count}; never carried over, and text in pictures is not checked.",
    ),
    "finding.embedded": (
        "工作簿里嵌有 {count} 个其他对象，不会写出。",
        "Embedded objects in the workbook: {count}; never carried over.",
    ),
    "finding.macros": (
        "工作簿带有宏，没有运行，也不会写出。公示的文件不应带宏。",
        "The workbook has macros; they were not run and are never carried over. A posted file should have none.",
    ),
    "finding.connections": (
        "工作簿里有 {count} 处数据库或网络连接，不会写出。",
        "Connections to databases or the net in the workbook: {count}; never carried over.",
    ),
    "finding.revisions": (
        "工作簿里存有 {count} 份修订记录（含改动前的内容），不会写出。",
        "Tracked changes in the workbook, with what stood before: {count}; never carried over.",
    ),
    "finding.error_cells": (
        "{column}：有 {count} 个单元格是错误值，如 #N/A（{places}），按无法识别处理。请在原表改正后重新生成。",
        "{column}: cells that show an error such as #N/A: {count} ({places}); treated as unreadable. Correct them and run again.",
    ),
    "finding.formula_cells": (
        "{column}：有 {count} 个公式没有保存结果（{places}），按无法识别处理。请用 Excel 或 WPS 打开、保存后再试。",
        "{column}: formulas without a stored result: {count} ({places}); treated as unreadable. Open the file in Excel or WPS, save it, and run again.",
    ),
    "finding.merged_cells": (
        "{column}：合并单元格的内容已补到它跨的各行，共 {count} 格（{places}）。",
        "{column}: what merged cells say was repeated in every row they span: {count} cells ({places}).",
    ),
    "finding.merged_amounts": (
        "{column}：合并单元格里的数字只算在第一行，其余 {count} 格留空（{places}）。请确认是否应逐行填写。",
        "{column}: a number in merged cells counts for their first row only; left blank: {count} cells ({places}). Check whether each row should have its own.",
    ),
    "finding.serial_dates": (
        "{column}：有 {count} 个日期存成了天数，已还原为日期（{places}）。",
        "{column}: dates stored as a count of days, turned back into dates: {count} ({places}).",
    ),
}
