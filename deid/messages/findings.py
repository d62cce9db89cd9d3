"""Messages about what was found in a list. Each is (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    # ---- columns
    "finding.unknown_column": (
        "{column}：不认识这一列，已删除。若应公示，请用 --map 表头=字段 指明它是什么。",
        "{column}: nobody knows this column; it was dropped. If it should be posted, say what it is with --map HEADER=FIELD.",
    ),
    "finding.content_is_identifier": (
        "{column}：表头没有说是证件号码，但单元格是证件号码，已按证件号码删除。请核对导出模板；若确是本人的证件号码，用 --map 表头=subject.id 指明，年龄便能看出。",
        "{column}: the header does not say so, but the cells are ID numbers; dropped as such. Check the export template; if they are the person's own, say so with --map HEADER=subject.id, so that ages can be told.",
    ),
    "finding.parsed_not_published": (
        "{column}：表头只是推断得出，未公示。若确认，请用 --map 表头=字段 指明。",
        "{column}: the header was only inferred, so the column is not posted. If you are sure, use --map HEADER=FIELD.",
    ),
    "finding.parsed_wrong_shape": (
        "{column}：表头是推断得出的，且超过 5% 的单元格不是该字段的样子，未公示。请用 --map 表头=字段 指明或清理该列。",
        "{column}: the header was only inferred and more than 5 % of its cells do not look like it; not posted. Clean the column or use --map HEADER=FIELD.",
    ),
    "finding.missing_column": (
        "名单里没有“{title}”列{unknown}。请补上该列，或用 --map 表头={field} 指出是哪一列。",
        "The list has no column for {title}{unknown}. Add it, or name the column with --map HEADER={field}.",
    ),
    "cure.unknown": ("（不认识的列：{listed}）", " (not recognised: {listed})"),
    "finding.two_columns": (
        "有 {count} 列都是“{title}”：{listed}。请去掉一列，例如 --map '{header}=drop'。",
        "{count} columns claim to be {title}: {listed}. Leave one out, for example --map '{header}=drop'.",
    ),
    "finding.side_by_side": (
        "左右并排了 {count} 块名单（同样的表头重复出现）。请在原表把右边各块剪切到左边一块的下面，只留一行表头，再重新生成。",
        "{count} lists stand side by side (the same headers come again). Move the blocks on the right below the one on the left in the source, keep one header row, and run again.",
    ),
    "finding.map_remembered": (
        "沿用了上次对同样表头的 {count} 项指定（--map）。",
        "{count} decisions about the same headers were remembered from last time (--map).",
    ),
    "finding.total_taken": (
        "{column} 是合计，按它公示；{listed} 是其中的分项，没有公示。如果不对，用 --map 指明。",
        "{column} is the total and is the one that is posted; {listed}, its parts, are left out. If that is wrong, say so with --map.",
    ),
    "finding.one_taken": (
        "几列说的像是同一项，按 {column} 公示；{listed} 没有公示。如果不对，用 --map 指明。",
        "Several columns could be meant; {column} is posted and {listed} left out. If that is wrong, say so with --map.",
    ),
    "finding.no_columns": (
        "没有任何一列可以公示。请核对表头，或用 --map 表头=字段 指明各列。",
        "Not one column may be posted. Check the headers, or name the columns with --map HEADER=FIELD.",
    ),
    # ---- cells
    "finding.cells_hidden": (
        "{column}：{count} 个单元格内容不合该列要求，已用 *** 代替（数据行 {rows}）。请在原表改正后重新生成。",
        "{column}: {count} cells hold something else than the column may show and became *** (data rows {rows}). Correct them in the source and run again.",
    ),
    "finding.too_many_hidden": (
        "{column}：{count} 个单元格内容不合该列要求，超过 5%，不予发布（数据行 {rows}）。请在原表改正这些行的这一格{instead}；如果这一列不是表头所说的内容，用 --map 指明。",
        "{column}: {count} cells, more than 5 %, are not what the column may show; refused (data rows {rows}). Correct this cell in those rows of the source{instead}; if the column is not what its header says, use --map.",
    ),
    "cure.leave_out": (
        "，或用 --map {column}=drop 不公示这一列",
        ", or leave the column out with --map {column}=drop",
    ),
    "cure.vouch": (
        "；姓名无误、只因少见而没有认出来的，核对后写进 office.yaml 的 names，用 --office 指明",
        "; where a name is right and only rare, list it under names in office.yaml and name that file with --office",
    ),
    "finding.bare_places": (
        "{column}：地名要带“镇”“村”“社区”“组”等通名才认得出。请在原表补全；本地惯用的简称，写进 office.yaml 的 places，用 --office 指明。村名后面带着组的，用 --map {column}=group。",
        "{column}: place names are recognised by their endings (镇, 村, 社区, 组 …). Write them in full in the source, or list the local short names under places in office.yaml and name that file with --office. Where villages carry their group, use --map {column}=group.",
    ),
    "finding.rare_names": (
        "{column}：姓名栏只写一个人的姓名。格里夹着别的内容的，请在原表改正；姓名本身无误而没有认出来的（姓氏少见、民族姓名没有间隔号），核对后写进 office.yaml 的 names（写姓名，或只写一个字的姓），用 --office 指明。",
        "{column}: a cell holds one person's name and nothing else. Where something else stands in it, correct the source. Where the name is right and was not recognised (a rare surname, an ethnic name without a dot), list it under names in office.yaml, whole or by a surname of one character, and name that file with --office.",
    ),
    "finding.names_vouched": (
        "有 {count} 个姓名按 office.yaml 的 names 认定。",
        "{count} names were taken for names because names in office.yaml lists them.",
    ),
    "finding.became_other": (
        "{column}：{count} 个单元格不在规则列出的词里，公示为“其他”一类的词。不涉及病情等隐私、需要照原样公示的，在本单位的规则文件夹里补上这个词。",
        "{column}: {count} cells are not among the words the rule lists and are posted as 其他 or the like. Where such a word tells nothing private and should be posted, add it in the office's own rules folder.",
    ),
    "finding.header_replaced": (
        "{column}：表头太长，或含有号码、名单中某人的姓名，公布时改写为“{title}”。",
        "{column}: the header is too long, or holds a number or the name of somebody on the list; it is posted as “{title}”.",
    ),
    "finding.name_beside": (
        "{column}：{count} 个单元格里有本行不公布的姓名，已用 *** 代替（数据行 {rows}）。请在原表核对；确是地名的，写进 office.yaml 的 places，用 --office 指明。",
        "{column}: in {count} cells stood a name that their own row hides; they became *** (data rows {rows}). Check them in the source; list a real place under places in office.yaml and name that file with --office.",
    ),
    "finding.notes_cut": (
        "{column}：{count} 个姓名后面的括注（或区分同名的数字、字母）已去掉（数据行 {rows}）。",
        "{column}: the notes after {count} names (or the figure or letter that tells two of one name apart) were cut (data rows {rows}).",
    ),
    "finding.cells_invalid": (
        "{column}：{count} 个单元格不是这种号码或格式，已整体隐藏（数据行 {rows}）。请在原表核对。",
        "{column}: {count} cells are not of this kind and were hidden whole (data rows {rows}). Check them in the source.",
    ),
    # ---- people
    "finding.no_age": (
        "这类名单不得公开未成年人，但没有任何一列能看出本人年龄。请导出本人身份证号、出生日期或年龄列（该列不会公示）。",
        "Minors must be kept off this list, but no column tells the subject's own age. Export the subject's ID number, birth date or age as well (it will not be posted).",
    ),
    "finding.decided": (
        "--decide 中有 {count} 行的决定已执行（数据行 {rows}）。",
        "The decisions of --decide about {count} rows were carried out (data rows {rows}).",
    ),
    "finding.decision_void": (
        "--decide 中有 {count} 行的决定没有生效，这些行照旧处理（数据行 {rows}）。同意公示，须有该行所有原因中要求最严的审批人数；主管部门要求保密的人，须在“规则”栏写明 protected；按户公示的，只能对户主那一行作决定。请用 --worklist 重新生成核对表，补齐后再运行。",
        "{count} decisions of --decide have no effect; those rows were treated as before (data rows {rows}). Posting needs as many approvers as the strictest of all the row's reasons; for somebody the competent office protects the line's rule must say protected; where households are posted only the householder's row can be decided. Write the worklist again with --worklist, complete it and run again.",
    ),
    "finding.protected_found": (
        "--protect 文件中有 {asked} 人，本名单有 {count} 行因此不予公示。",
        "The --protect file holds {asked} people; {count} rows of this list were kept back for it.",
    ),
    "finding.protect_doubtful": (
        "--protect 文件有 {count} 个证件号码的校验位不对（第 {lines} 行），可能抄错了；抄错的人在名单里找不到。请核对。",
        "{count} numbers of the --protect file have a wrong check character (lines {lines}) and may be miswritten; people miswritten are not found in the list. Check them.",
    ),
    "finding.age_unknown": (
        "有 {count} 行看不出本人年龄，已不予公示。请补全证件号码或出生日期，或用 --worklist 查看并用 --decide 决定。",
        "{count} rows tell no age of the subject and were kept back. Complete the ID or birth date, or see them with --worklist and decide with --decide.",
    ),
    "finding.age_assumed": (
        "名单中没有能看出年龄的列，按规则说明的理由视为成年人。",
        "No column tells an age; by the reason given in the rule all subjects are taken for adults.",
    ),
    "finding.no_group": (
        "名单每个家庭成员一行（有“与户主关系”列），但没有户号或户主列，无法按户合并。请导出户号或户主姓名列，或用 --map 指明。",
        "The list has one row per family member (与户主关系) but neither 户号 nor 户主, so rows cannot be grouped into households. Export one of them or name it with --map.",
    ),
    "finding.household_unknown": (
        "有 {count} 行的户号（或户主）是空的，看不出属于哪一户，不予发布。请把合并单元格拆开并向下填满后重新导出。",
        "{count} rows have no 户号 (or 户主), so their household is unknown; refused. Unmerge the cells, fill them down and export again.",
    ),
    "finding.household_without_head": (
        "有 {count} 户没有户主本人的行，因此没有公示。请在原表补上户主行。",
        "{count} households have no row of the householder and are therefore not posted. Add that row in the source.",
    ),
    "finding.nothing_left": (
        "所有行都不予公示，只写出了表头。",
        "Every row was kept back; only the header row was written.",
    ),
    "finding.implied_age_contradicted": (
        "有 {count} 行的年龄与本类名单的年龄要求不符。请核对这些人的资格。",
        "{count} rows contradict the ages this notice type implies. Check whether these people qualify.",
    ),
    # ---- scope and channel
    "finding.several_villages": (
        "名单含有 {count} 个村（社区），而该渠道每个文件只公示一个村。请按村拆分：--split-by village --pack 文件夹，或确认整表张贴时加 --whole。",
        "The list holds {count} villages, but this channel posts one village per file. Split it with --split-by village --pack DIR, or add --whole if it is to be posted as a whole.",
    ),
    "finding.whole_list": (
        "{count} 个村的名单按 --whole 合在一个文件里。请确认只在相应范围内张贴。",
        "{count} villages stand in one file because of --whole. Make sure it is posted only where it belongs.",
    ),
    "finding.no_village_column": (
        "名单没有村或乡镇列，无法核对公示范围。请确认名单只属于一个村。",
        "The list has no village or town column, so its scope cannot be checked. Make sure it is one village's list.",
    ),
    "finding.place_assumed": (
        "读者可推知的县级代码按名单中最常见的 {place} 计算；可用 --place（程序中为 place）指定。",
        "The county code readers can assume was taken as {place}, the commonest in the list; say otherwise with --place (place= in a program).",
    ),
    "finding.form_none": (
        "“{title}”在渠道 {channel} 不公开任何名单。",
        "{title} is posted in no form on the channel {channel}.",
    ),
    "finding.membership-sensitive": (
        "标题、工作表名或文件名说明了“{reason}”，名单上的每个人都会因此暴露。请改用不含该字样的标题和文件名，且不得公布这类名单的姓名。",
        "A title, sheet or file name tells “{reason}”, which would expose everybody on the list. Such a list must not be posted by name.",
    ),
    # ---- figures and proof
    "finding.candidates": (
        "有 {count} 行可推出的身份证号不足 {floor} 个（最少 {least} 个），不予发布（公示行 {rows}）。相关列：{columns}。够用的最小改动：{cure}。",
        "For {count} rows fewer than {floor} ID numbers still fit (at least {least}); refused (posted rows {rows}). Columns responsible: {columns}. The smallest change that would pass: {cure}.",
    ),
    "cure.drop": ("不显示 {column}", "drop {column}"),
    "cure.mask": ("{column} 改用 {masker}({options})", "{column}: {masker}({options})"),
    "cure.none": (
        "单靠少显示这些列不够，请改为汇总公布",
        "showing less of them is not enough; publish counts instead",
    ),
    "finding.classes": (
        "最小的等价类只有 {count} 人，低于规则要求的 {floor}。请在规则中少显示一些列。",
        "The smallest equivalence class has {count} people, below the rule's floor of {floor}. Show fewer columns in the rule.",
    ),
    "finding.shape": (
        "写出的文件里有 {count} 个单元格不是规则能产生的样子（数据行 {rows}），已作废。请把本信息报告给 deid 的维护者。",
        "The file that was written holds {count} cells the rule cannot produce (posted rows {rows}); it was discarded. Please report this to the maintainers of deid.",
    ),
    "finding.leak": (
        "写出的文件里找到了 {count} 处必须隐藏的号码（数据行 {rows}），已作废。请检查公示列中是否混入号码，必要时用 --map 去掉该列。",
        "{count} identifiers that had to be hidden stand in the file that was written (data rows {rows}); it was discarded. Check the posted columns for stray numbers, or leave the column out with --map.",
    ),
    "finding.control": (
        "检漏自检失败：植入的 {count} 个假号码没有找到，结果不可信，已作废。请把本信息报告给 deid 的维护者。",
        "The leak search failed its own control: {count} planted identifiers were not found, so the output was discarded. Please report this to the maintainers of deid.",
    ),
    "finding.all_suppressed": (
        "各组人数都太少，表中数字全部以“—”代替。",
        "Every group is too small; all figures are shown as —.",
    ),
    "finding.far_ahead": (
        "指定的日期比今天晚一年多，未成年人仍按 {counted} 认定。请核对 --as-of 的年份和本机日期。",
        "The day that was named is over a year ahead; who is a child was decided by {counted}. Check the year of --as-of and this machine's date.",
    ),
    "finding.holiday_calendar_incomplete": (
        "节假日安排尚未公布到公示结束日，结束日期为暂定，到时请核对。",
        "The holiday calendar does not yet reach the end of the period; the take-down date is provisional, check it later.",
    ),
}
