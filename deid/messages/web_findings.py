"""Findings whose usual words name an option of the command: here they name what stands on the page."""

TEXTS: dict[str, tuple[str, str]] = {
    "web.finding.unknown_column": (
        "{column}：不认识这一列，已删除。若应公示，请在“更多选项”的“逐列指定”里说明它是什么。",
        "{column}: nobody knows this column; it was left out. If it should be posted, say what it holds under More options.",
    ),
    "web.finding.content_is_identifier": (
        "{column}：表头没有说是证件号码，但单元格是证件号码，已按证件号码删除。请核对导出模板；若确是本人的证件号码，请在“更多选项”的“逐列指定”里指明，年龄便能看出。",
        "{column}: the header does not say so, but the cells are ID numbers; left out as such. Check the export template; if they are the person's own, say so under More options, so that ages can be told.",
    ),
    "web.finding.protected_found": (
        "按主管部门的保密名单（{asked} 人），本名单有 {count} 行不予公示。",
        "{count} rows of this list were kept back for the competent office's list of {asked} people.",
    ),
    "web.finding.protect_doubtful": (
        "主管部门的保密名单有 {count} 个证件号码的校验位不对（第 {lines} 行），抄错的人在名单里找不到。请告诉管理员核对。",
        "{count} numbers of the competent office's list have a wrong check character (lines {lines}); people miswritten are not found. Tell whoever keeps it.",
    ),
    "web.finding.parsed_not_published": (
        "{column}：表头只是推断得出，未公示。若确认，请在“逐列指定”里选定。",
        "{column}: the header was only inferred, so the column is not posted. If you are sure, choose what it holds under More options.",
    ),
    "web.finding.parsed_wrong_shape": (
        "{column}：表头是推断得出的，且超过 5% 的单元格不是该字段的样子，未公示。请在“逐列指定”里选定，或清理该列。",
        "{column}: the header was only inferred and more than 5 % of its cells do not look like it; not posted. Clean the column, or choose what it holds under More options.",
    ),
    "web.finding.missing_column": (
        "名单里没有“{title}”列。请补上该列；若名单里有而没认出，请在“逐列指定”里指出是哪一列。",
        "The list has no column for {title}. Add it; if it is there under another name, say which under More options.",
    ),
    "web.finding.two_columns": (
        "有 {count} 列都是“{title}”：{listed}。请在“逐列指定”里把多余的选成“不公示”。",
        "{count} columns claim to be {title}: {listed}. Set the surplus one to “leave out” under More options.",
    ),
    "web.finding.map_remembered": (
        "沿用了上次对同样表头的 {count} 项指定。",
        "{count} decisions about the same headers were remembered from last time.",
    ),
    "web.finding.no_columns": (
        "没有任何一列可以公示。请核对公示类型和表头，或在“逐列指定”里说明各列。",
        "Not one column may be posted. Check the notice type and the headers, or say what the columns hold under More options.",
    ),
    "web.finding.too_many_hidden": (
        "{column}：{count} 个单元格内容不合该列要求，超过 5%，不予发布（数据行 {rows}）。请在原表改正这些行的这一格；如果这一列不是表头所说的内容，或可以不公示，在“逐列指定”里改。",
        "{column}: {count} cells, more than 5 %, are not what the column may show; refused (data rows {rows}). Correct this cell in those rows of the source; if the column is not what its header says, or may be left out, change it under More options.",
    ),
    "web.finding.age_unknown": (
        "有 {count} 行看不出本人年龄，已不予公示。请在原表补全证件号码或出生日期后重新打开。",
        "{count} rows tell no age of the subject and were kept back. Complete the ID or birth date in the source and open it again.",
    ),
    "web.finding.no_group": (
        "名单每个家庭成员一行（有“与户主关系”列），但没有户号或户主列，无法按户合并。请导出户号或户主姓名列，或在“逐列指定”里说明。",
        "The list has one row per family member but neither 户号 nor 户主, so rows cannot be grouped into households. Export one of them, or say which column it is under More options.",
    ),
    "web.finding.several_villages": (
        "名单含有 {count} 个村（社区），而该渠道每个文件只公示一个村。请按村导出，或在“更多选项”勾选“名单有几个村，仍作为一个文件公示”。",
        "The list holds {count} villages, but this channel posts one village per file. Export it by village, or tick “posted as one file” under More options.",
    ),
    "web.finding.whole_list": (
        "{count} 个村的名单按您的选择合在一个文件里。请确认只在相应范围内张贴。",
        "{count} villages stand in one file, as you chose. Make sure it is posted only where it belongs.",
    ),
    "web.finding.place_assumed": (
        "读者可推知的县级代码按名单中最常见的 {place} 计算；可在“更多选项”另填。",
        "The county code readers can assume was taken as {place}, the commonest in the list; say otherwise under More options.",
    ),
    "web.finding.leak": (
        "写出的文件里找到了 {count} 处必须隐藏的号码（数据行 {rows}），已作废。请检查公示列中是否混入号码，必要时在“逐列指定”里把该列选成“不公示”。",
        "{count} identifiers that had to be hidden stand in the file that was written (data rows {rows}); it was discarded. Check the posted columns for stray numbers, or leave the column out under More options.",
    ),
    "web.finding.indistinguishable": (
        "有 {count} 行公示内容完全相同，另有 {alike} 行地点和姓名相同而其他内容不同，本人分不清哪一行是自己。完全相同的行不必处理；其余可加公示村民小组。",
        "{count} posted rows are exactly alike, and {alike} more share place and name but differ otherwise, so people cannot tell which row is theirs. Rows that are exactly alike need nothing; for the others the group could be posted too.",
    ),
    "web.finding.page_glyph": (
        "{column}有 {count} 个单元格含字体里没有的字（公示名单第 {rows} 行）。请不要选 PDF，改用 Excel 或网页。",
        "{column}: {count} cells hold characters no font here has (posted rows {rows}). Choose Excel or the notice page instead of PDF.",
    ),
    "web.finding.page_glyph_outside": (
        "标题、表头或落款里有字体里没有的字。请不要选 PDF，改用 Excel 或网页。",
        "Title, headers or signature hold characters no font here has. Choose Excel or the notice page instead of PDF.",
    ),
    "web.finding.nearest_notice": (
        "名单与所选公示类型不合。按表头和标题看，更像是：{listed}。请核对公示类型。",
        "The list does not fit the chosen notice type. By headers and title it looks more like: {listed}. Check the notice type.",
    ),
}
