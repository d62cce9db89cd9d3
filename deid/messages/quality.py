"""Messages of the look at a list before it is posted (公示前体检). Each is (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "finding.quality_check_digit": (
        "{column}：有 {count} 个身份证号的校验码不对（数据行 {rows}）。请对照证件核对，可能抄错一位。",
        "{column}: {count} ID numbers have a wrong check character (data rows {rows}). Compare them with the cards; a digit may be mistyped.",
    ),
    "finding.quality_id_shape": (
        "{column}：有 {count} 个单元格不是完整的证件号码（数据行 {rows}）。请核对位数。",
        "{column}: {count} cells hold no complete ID number (data rows {rows}). Check the number of digits.",
    ),
    "finding.quality_damaged": (
        "{column}：有 {count} 个号码被表格软件损坏（变成 4.11E+17 一类，或末几位成了 0；数据行 {rows}）。请把该列设为文本后从业务系统重新导出。",
        "{column}: {count} numbers were spoilt by a spreadsheet (such as 4.11E+17, or zeros at the end; data rows {rows}). Set the column to text and export it anew.",
    ),
    "finding.quality_sex": (
        "{column}：有 {count} 行的性别与身份证号不一致（数据行 {rows}）。请核对。",
        "{column}: in {count} rows the sex is not the one the ID number tells (data rows {rows}). Check them.",
    ),
    "finding.quality_birth": (
        "{column}：有 {count} 行的出生日期与身份证号不一致（数据行 {rows}）。请核对。",
        "{column}: in {count} rows the birth date is not the one in the ID number (data rows {rows}). Check them.",
    ),
    "finding.quality_age": (
        "{column}：有 {count} 行的年龄与身份证号相差两岁以上（数据行 {rows}）。请核对。",
        "{column}: in {count} rows the age is more than two years off the ID number (data rows {rows}). Check them.",
    ),
    "finding.quality_age_limit": (
        "{column}：有 {count} 人不在这类名单的年龄范围（{low}–{high} 岁）内（数据行 {rows}）。请核对资格。",
        "{column}: {count} people are not of the age this list is for ({low} to {high}; data rows {rows}). Check whether they qualify.",
    ),
    "finding.quality_twice": (
        "{column}：有 {count} 行的身份证号前面已经出现过（数据行 {rows}）。请核对是否重复发放；一人多笔（如多块地）则无妨。",
        "{column}: {count} rows repeat an ID number from further up (data rows {rows}). Check for double payment; several plots of one person are no fault.",
    ),
    "finding.quality_twice_not_all": (
        "{column}：名单很长，只比对了前 {count} 个号码是否重复。",
        "{column}: the list is long; only its first {count} numbers were searched for repeats.",
    ),
    "finding.quality_deceased": (
        "{column}：有 {count} 行写明已去世却仍有发放（数据行 {rows}）。请核对是否应当停发。",
        "{column}: {count} rows tell of a death and are still paid (data rows {rows}). Check whether payment should stop.",
    ),
    "finding.quality_product": (
        "{column}：有 {count} 行的金额不等于面积×标准（数据行 {rows}）。请核对。",
        "{column}: in {count} rows the amount is not area times standard (data rows {rows}). Check them.",
    ),
    "finding.quality_product_all": (
        "{column}：多数行（{count} 行）的金额不等于面积×标准，请核对标准的单位，或金额是否另有算法。",
        "{column}: in most rows ({count}) the amount is not area times standard. Check the unit of the standard, or how the amount is made up.",
    ),
    "finding.quality_total": (
        "{column}：有 {count} 个合计（小计）与各行之和不符（在数据行 {rows} 之后）。请核对是否漏行或改过数。",
        "{column}: {count} totals are not the sum of their rows (below data rows {rows}). Check for a missing row or a changed figure.",
    ),
    "finding.quality_place": (
        "{column}：有 {count} 个身份证号不是以本县代码 {place} 开头（数据行 {rows}）。迁入、婚入的人员属正常，成片出现时请核对是否混入外县名单。",
        "{column}: {count} ID numbers do not begin with the county's code {place} (data rows {rows}). People who moved here are no fault; where they come in blocks, check that no other county's list got in.",
    ),
    "finding.quality_failed": (
        "公示前体检没有做完（{kind}），名单本身不受影响。",
        "The look before posting could not be finished ({kind}); the list itself is not affected.",
    ),
    # ---- with last time's list
    "finding.last_new": (
        "与上期相比新增 {count} 行（数据行 {rows}）。",
        "{count} rows are new since last time (data rows {rows}).",
    ),
    "finding.last_gone": (
        "上期有、本期没有的 {count} 行（上期数据行 {rows}）。请核对是否应当退出。",
        "{count} rows of last time are gone (its data rows {rows}). Check that they had to go.",
    ),
    "finding.last_changed": (
        "{column}：有 {count} 行与上期不同（数据行 {rows}）。",
        "{column}: {count} rows differ from last time (data rows {rows}).",
    ),
    "finding.withheld_now": (
        "有 {count} 人上期公示过、本期不予公示（数据行 {rows}）。请用 --worklist 查看，用 --decide 决定，并撤下仍在张贴的上期名单。",
        "{count} people were shown last time and are kept back now (data rows {rows}). See them with --worklist, decide with --decide, and take down last time's list where it still hangs.",
    ),
    "finding.last_by_name": (
        "上期名单里没有可用的身份证号，按姓名和村核对；重名的 {count} 行没有核对。",
        "Last time's list has no ID numbers to go by; names and villages were compared, save {count} rows with a name twice.",
    ),
    "finding.last_not_linked": (
        "上期名单既没有身份证号，姓名又经过遮盖，无法与本期核对。请用上期的原始名单。",
        "Last time's list has neither ID numbers nor plain names, so it cannot be compared. Use last time's raw list.",
    ),
    "worklist.now": ("{reason}（上期公示过，请决定）", "{reason} (shown last time; please decide)"),
    "worklist.last_row": ("上期第 {row} 行", "row {row} of last time"),
    "worklist.sheet": ("公示前体检", "before posting"),
    "opt.no_quality": ("不做公示前体检", "leave out the look at the list's quality"),
    "opt.last": (
        "上期的名单（最好是原始名单）：说明新增、减少、金额变化和需要决定的人",
        "last time's list, best the raw one: tells who is new, gone, changed or needs a decision",
    ),
}
