"""Messages of ``deid check`` and of what tells more than it shows. Each is (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    # ---- what stands in a file
    "finding.clear_identifier": (
        "{column}：有 {count} 个单元格含有未遮盖的{kind}（数据行 {rows}）。请删除该列或用 deid mask 重新生成后再公示。",
        "{column}: {count} cells hold {kind} in the clear (data rows {rows}). Drop the column, or make the list with deid mask, before posting.",
    ),
    "finding.telling_column": (
        "{column}：这一列（{title}）一般不应出现在公示文件中。请删除该列，或用 --notice 按规则核对。",
        "{column}: a column of {title} has as a rule no place in a posted file. Drop it, or name the rule with --notice.",
    ),
    "finding.telling_word": (
        "{column}：有 {count} 个单元格写明了“{kind}”（数据行 {rows}）。这些人不得公示，请移除这些行。",
        "{column}: {count} cells tell “{kind}” (data rows {rows}). These people must be kept off the list; remove the rows.",
    ),
    "finding.mild_word": (
        "{column}：有 {count} 个单元格写明了“{kind}”（数据行 {rows}）。请核对是否应当公示，并删去该内容。",
        "{column}: {count} cells tell “{kind}” (data rows {rows}). Check whether these people may be posted, and take the words out.",
    ),
    "finding.weak_mask": (
        "{column}：有 {count} 个单元格遮盖后仍可还原（每个最少只剩 {least} 个可能的号码，数据行 {rows}）。请删除该列，或只保留前 6 位。",
        "{column}: {count} masked cells can still be rebuilt (as few as {least} numbers fit, data rows {rows}). Drop the column or show the first six digits only.",
    ),
    "finding.weak_phone": (
        "{column}：有 {count} 个遮盖过的电话仍可逐个试拨（最少只剩 {least} 个可能的号码，数据行 {rows}）。请删除该列，或只保留前 3 位。",
        "{column}: {count} masked phone numbers can be found by trying (as few as {least} fit, data rows {rows}). Drop the column or show the first three digits only.",
    ),
    "finding.door_number": (
        "{column}：有 {count} 个单元格写到了门牌号（数据行 {rows}）。请只保留到村（社区）。",
        "{column}: {count} cells give a door number (data rows {rows}). Keep addresses to the village.",
    ),
    "finding.perhaps_minor": (
        "{column}：有 {count} 行看来是未成年人（数据行 {rows}）。绝大多数名单不得公开未成年人，请核对并移除。",
        "{column}: {count} rows seem to be minors (data rows {rows}). Hardly any list may show them; check and remove the rows.",
    ),
    "finding.left_out_identifier": (
        "合计、表尾或重复的标题行里有未隐藏的信息（{kind}），共 {count} 行。请删去这些行，或隐去其中的号码，再公布。",
        "Totals, footers or repeated headers hold information in the clear ({kind}), in {count} rows. Delete those rows or hide the numbers before posting.",
    ),
    "finding.left_out_not_checked": (
        "合计、表尾和重复标题行太多，只检查了前 {count} 行。请拆成较小的文件再检查。",
        "There are too many totals, footers and repeated headers: only the first {count} were checked. Split the file and check again.",
    ),
    "finding.title_identifier": (
        "标题、工作表名或文件名中含有未遮盖的{kind}。请去掉。",
        "A title, sheet or file name holds {kind} in the clear. Remove them.",
    ),
    "finding.header_identifier": (
        "表头中含有未遮盖的{kind}（第 {listed} 列）。请去掉。",
        "Headers hold {kind} in the clear (columns {listed}). Remove them.",
    ),
    "finding.telling_title": (
        "标题、工作表名或文件名说明了“{reason}”，名单上的每个人都会因此暴露。这类名单不得公布姓名，请撤下。",
        "A title, sheet or file name tells “{reason}”, which exposes everybody on the list. Such a list must not name people; take it down.",
    ),
    "finding.raw_value": (
        "{column}：有 {count} 个单元格里出现了原始名单中应隐藏的号码（数据行 {rows}）。请删除后重新生成。",
        "{column}: {count} cells hold numbers of the raw list that had to be hidden (data rows {rows}). Remove them and make the list again.",
    ),
    "finding.raw_name": (
        "{column}：有 {count} 个单元格里出现了原始名单中其他人（监护人、家庭成员、经办人等）的姓名（数据行 {rows}）。请删除。",
        "{column}: {count} cells name other people of the raw list, such as guardians or members (data rows {rows}). Remove the names.",
    ),
    "finding.raw_door": (
        "{column}：有 {count} 个单元格里出现了原始名单中的门牌号（数据行 {rows}）。请只保留到村（社区）。",
        "{column}: {count} cells hold door numbers of the raw list (data rows {rows}). Keep addresses to the village.",
    ),
    "finding.withheld_row": (
        "有 {count} 行是不得公示的人（{reason}；数据行 {rows}）。请立即移除这些行。",
        "{count} rows are people who must be kept off the list ({reason}; data rows {rows}). Remove them at once.",
    ),
    "finding.raw_not_judged": (
        "原始名单不能按规则核对（{why}），只查找了其中的号码。",
        "The raw list cannot be judged by the rule ({why}); only its numbers were searched for.",
    ),
    # ---- by the rule
    "finding.dropped_column": (
        "{column}：按“{title}”的规则不公开这一列，但有 {count} 个单元格有内容（数据行 {rows}）。请删除该列。",
        "{column}: the rule of {title} does not show this column, but {count} cells hold something (data rows {rows}). Drop it.",
    ),
    "finding.unnamed_column": (
        "{column}：“{title}”的规则没有列出这一列，按规则不公开（{count} 个单元格有内容）。请删除该列。",
        "{column}: the rule of {title} does not name this column, so it is not to be shown ({count} cells hold something). Drop it.",
    ),
    "finding.not_as_ruled": (
        "{column}：有 {count} 个单元格不是“{title}”的规则允许的内容（数据行 {rows}）。请按规则遮盖或改正。",
        "{column}: {count} cells are not what the rule of {title} lets show (data rows {rows}). Mask or correct them.",
    ),
    "finding.minor_listed": (
        "{column}：有 {count} 行是未成年人（数据行 {rows}），“{title}”不得公示。请移除这些行。",
        "{column}: {count} rows are minors (data rows {rows}), who must be kept off {title}. Remove the rows.",
    ),
    "finding.small_cells": (
        "{column}：有 {count} 个汇总数小于 {floor}（数据行 {rows}），可能认出个人。请合并或用“—”代替。",
        "{column}: {count} counts are below {floor} (data rows {rows}) and may tell of single people. Merge them or show —.",
    ),
    "finding.names_not_here": (
        "“{title}”在渠道 {channel} 只能公布汇总数，文件里却有姓名。请撤下，改为汇总。",
        "{title} may only be counted on {channel}, but the file names people. Take it down and post counts.",
    ),
    "finding.any_channel": (
        "没有指明渠道，按各渠道（{channels}）中最宽的要求核对。请用 --channel 指明张贴的地方。",
        "No channel was named; judged by whatever any of {channels} may show. Say where it is posted with --channel.",
    ),
    "finding.period_over": (
        "公示期已于 {until} 届满。请撤下。",
        "The period ended on {until}. Take the list down.",
    ),
    "finding.changed_since": (
        "文件与旁边回执记载的不一致，生成之后被改过。请重新生成。",
        "The file is not the one its receipt describes; it was changed after it was made. Make it again.",
    ),
    # ---- files
    "finding.not_checked": (
        "未能检查：{why}",
        "Not checked: {why}",
    ),
    "finding.type_not_checked": (
        "未检查：{kind} 文件。请人工核对，或另存为 Excel 或 CSV 后再检查。",
        "Not checked: a {kind} file. Look through it yourself, or save it as Excel or CSV and check that.",
    ),
    "finding.searched_as_text": (
        "不能作为名单读取（{why}），只按文本查找了号码和敏感词，各列没有核对。",
        "It cannot be read as a list ({why}); it was searched as text only, its columns were not judged.",
    ),
    "finding.beside_cells": (
        "看得见的内容以外（批注、属性、链接、页眉页脚、数字格式、下拉选项、公式、已删单元格的残留等）含有{kind}。请把内容只以“值”粘贴到新文件，再公示新文件。",
        "What stands beside the visible text (comments, properties, links, page headers, number formats, choices, formulas, what deleted cells left behind) holds {kind}. Paste the values alone into a new file and post that.",
    ),
    # ---- lines and tables
    "check.weak": ("遮盖不足的号码", "weakly masked numbers"),
    "check.take_down": ("下架", "take down"),
    "check.correct": ("更正", "correct"),
    "check.keep": ("保留", "keep"),
    "check.by_hand": ("人工核对", "check by hand"),
    "check.over": ("已届满", "over"),
    "check.running": ("未届满", "running"),
    "check.none": ("无", "none"),
    "check.file": ("文件", "file"),
    "check.sheet": ("工作表", "sheet"),
    "check.rows": ("行数", "rows"),
    "check.kinds": ("发现", "found"),
    "check.least": ("最少候选号码数", "candidates left"),
    "check.until": ("公示至", "posted until"),
    "check.period": ("公示期", "period"),
    "check.action": ("建议", "action"),
    "check.notes": ("说明", "notes"),
    "check.line": (
        "{action}  {file}：{kinds}；候选 {least}；公示期 {period}",
        "{action}  {file}: {kinds}; candidates {least}; period {period}",
    ),
    "check.summary": (
        "共 {count} 个文件：下架 {down}，更正 {correct}，保留 {keep}，人工核对 {hand}。",
        "{count} files: take down {down}, correct {correct}, keep {keep}, check by hand {hand}.",
    ),
    "check.report": ("已写出清单 {file}。", "Wrote the table {file}."),
    "check.sampled": (
        "从 {total} 个文件中随机抽取 {count} 个（种子 {seed}）。",
        "{count} of {total} files, drawn at random (seed {seed}).",
    ),
    "opt.against_encoding": ("原始名单的编码", "encoding of the raw list"),
    "opt.against_sheet": ("原始名单的工作表名或序号", "sheet of the raw list, by name or number"),
    "opt.against_header_rows": (
        "原始名单的表头在第几行，如 3 或 3-4",
        "rows in which the raw list's header stands, such as 3 or 3-4",
    ),
    "opt.against_data_rows": (
        "原始名单的数据在哪些行，如 5-120（只用于 Excel）",
        "rows in which the raw list's data stand, such as 5-120 (workbooks only)",
    ),
    "opt.report": (
        "把存量清理清单写到文件（xlsx、csv 或 json）",
        "write the table of files (xlsx, csv or json)",
    ),
    "opt.sample": ("随机抽查的文件数", "check so many files drawn at random"),
    "opt.check_seed": ("随机种子：同样的种子抽到同样的文件", "seed: the same seed draws the same files"),
    "usage.report_kind": (
        "清单的后缀名应为 .xlsx、.csv 或 .json。",
        "The table's name must end in .xlsx, .csv or .json.",
    ),
    # ---- what a release tells beyond its cells (internal receipt only)
    "finding.proxy": (
        "{column}：公示的这一列能推出未公示的“{hidden}”（{share} 的行推得对，只猜最常见的只有 {base}）。请{cure}。",
        "{column}: this posted column gives away {hidden}, which is not posted (right in {share} of the rows; guessing the commonest would be right in {base}). The cure: {cure}.",
    ),
    "cure.drop_this": ("不公示这一列", "do not post the column"),
    "cure.band_or_drop": (
        "把这一列改为分档（amount 分段），或不公示",
        "show it in bands (the masker amount), or do not post it",
    ),
    "finding.order-tells": (
        "{column}：名单按这一未公示的列排序（相邻行 {share} 有序），顺序本身会透露内容。请按公示的列（如村、姓名）重新排序后再生成，或用同一命令加上 --order keyed --key-file 密钥文件。",
        "{column}: the list is sorted by this column, which is not posted ({share} of neighbouring rows are in order), so the order tells it. Sort the list by a posted column, such as village and name, and make it again, or run the same command with --order keyed --key-file KEY.",
    ),
    "finding.indistinguishable": (
        "有 {count} 行公示内容完全相同，另有 {alike} 行地点和姓名相同而其他内容不同，本人分不清哪一行是自己。完全相同的行不必处理；其余可依次考虑：加公示村民小组；用同一命令加上 --key-file 密钥文件 --slips 对照单.xlsx 重新生成，公示表便多一列四位查询码，对照单由单位内部保管；经本人要求再加序号。",
        "{count} posted rows are equal in every cell, and {alike} more share place and name but nothing else, so people cannot tell which row is theirs. Rows that are wholly equal need nothing; for the others, in this order: show 村民小组; run the same command again with --key-file KEY --slips SLIPS.xlsx, which adds a column of four-character 查询码 and keeps an internal file of whose is whose; a serial, only on request.",
    ),
}
