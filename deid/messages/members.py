"""What is said of lists with a row per family member (一人一行的名单)."""

TEXTS: dict[str, tuple[str, str]] = {
    "finding.members_listed": (
        "{column}：内容是户主、配偶、子女这样的称谓，名单像是每个家庭成员一行，照此公示会公开家庭成员的姓名，不予发布。请用 --map 表头=relation 说明这一列（名单里还要有户号或户主列）；如果每行就是一户，用 --map 表头=drop。",
        "{column}: its cells are 户主, 配偶, 子女 and the like, so the list seems to have one row per family member, whose names would be posted; refused. Say so with --map HEADER=relation (the list then needs 户号 or 户主 as well); where every row is a household, --map HEADER=drop.",
    ),
    "fix.finding.members_listed": ("--map 〈表头〉=relation", "--map 〈HEADER〉=relation"),
    "web.finding.members_listed": (
        "{column}：内容是户主、配偶、子女这样的称谓，名单像是每个家庭成员一行，照此公示会公开家庭成员的姓名，不予发布。请在“逐列指定”里把这一列设为“与户主关系”；如果每行就是一户，设为不公示。",
        "{column}: its cells are 户主, 配偶, 子女 and the like, so the list seems to have one row per family member; refused. Set the column to 与户主关系 under More options, or leave it out where every row is a household.",
    ),
}
