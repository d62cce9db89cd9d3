"""Rules drafted from a list. Each is (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "help.rules.new": (
        "看一份还没有规则的名单，写出规则草稿：拿不准的列一律删除。\n\n例：deid rules new 名单.csv --id jiuye_butie --out 规则/jiuye_butie.yaml",
        "Draft a rule for a list nobody wrote one for; what is not sure is dropped.\n\nExample: deid rules new list.csv --id jiuye_butie --out rules/jiuye_butie.yaml",
    ),
    "opt.draft_out": (
        "草稿文件，文件名就是编号（默认写到屏幕）",
        "where the draft goes; its name is the id (default: the screen)",
    ),
    "opt.draft_id": (
        "公示类型的编号：小写字母、数字、下划线",
        "id of the notice type: lower-case letters, digits, underscores",
    ),
    "rule.draft_unfinished": (
        "还有“{blank}”的地方没有填。填好以后草稿才能使用。",
        "“{blank}” marks what only you can fill in. The draft cannot be used before.",
    ),
    "usage.draft_id": (
        "编号只能用小写字母、数字和下划线，以字母开头，并与 --out 的文件名一致。",
        "The id takes lower-case letters, digits and underscores, begins with a letter, and is the name of the --out file.",
    ),
    "usage.draft_taken": (
        "已经有编号为 {notice} 的规则。请用 --id 换一个编号，以免草稿盖住它。",
        "There is a rule {notice} already. Choose another --id, so that the draft does not lie over it.",
    ),
    "line.draft": (
        "草稿：{kept} 列公开，{dropped} 列删除，{blanks} 处“{blank}”要由你填。",
        "Draft: {kept} columns are posted, {dropped} are dropped, {blanks} places marked “{blank}” are yours to fill in.",
    ),
    "line.draft_file": (
        "已写到 {file}。填好后运行：deid rules lint 它所在的文件夹",
        "Written to {file}. When it is filled in: deid rules lint FOLDER",
    ),
    "line.draft_map": (
        "有 {count} 列的表头 deid 还不认识，草稿末尾写明了怎样告诉它。",
        "deid does not know the headers of {count} columns yet; the end of the draft says how to tell it.",
    ),
    # ---- the draft itself: comments of a YAML file, each line without line breaks
    "draft.head": (
        "规则草稿：由 deid rules new 从一份名单的表头和单元格形状推断，没有读懂任何政策文件。",
        "A drafted rule, inferred by deid rules new from a list's headers and the shapes of its cells. It has read no law.",
    ),
    "draft.todo": (
        "要做的：一、改掉每一处“{blank}”；二、逐列看下面的说明，不该公开的改为 drop；三、deid rules lint 本文件夹。",
        "To do: 1. replace every “{blank}”; 2. read what is said of each column, and drop what must not be posted; 3. deid rules lint FOLDER.",
    ),
    "draft.use": (
        "还有“{blank}”时不能用来生成公示名单。填好后：deid mask 名单 --notice {notice} --rules 本文件夹 --channel village_board --out 输出",
        "While a “{blank}” is left, no list can be made with it. Then: deid mask LIST --notice {notice} --rules FOLDER --channel village_board --out OUTPUT",
    ),
    "draft.fill.title": ("待填写：这类公示的名称", "待填写: the title of such lists"),
    "draft.fill.domain": ("待填写：领域，如 社会救助、涉农补贴", "待填写: the domain, as 社会救助"),
    "draft.fill.item": ("待填写：目录中的一级、二级事项", "待填写: the items of the catalogue"),
    "draft.fill.basis": (
        "待填写：要求公开的文件全称，并写文号",
        "待填写: the full title of the document that wants it public, and its number",
    ),
    "draft.fill.publisher": ("待填写：公开主体", "待填写: who publishes it"),
    "draft.fill.why": (
        "待填写：哪个文件要求在村里公开姓名（文件全称，不写条款）",
        "待填写: which document wants the names posted in the village (its title, no clause)",
    ),
    "draft.row.household": (
        "一行一户。有与户主关系列时按户合并，只写户主。一行一人的，改为 person。",
        "One row, one household; with 与户主关系 the rows are grouped and only the head's is written. Else: person.",
    ),
    "draft.row.person": ("一行一人。一行一户的，改为 household。", "One row, one person. Else: household."),
    "draft.channels": (
        "只在村公示栏公布姓名。天数没有核实，以文件规定为准；其他渠道请对照相近的规则添加。",
        "Names stand on the village board only. The days are not confirmed: see the document. Add other channels as a similar rule has them.",
    ),
    "draft.no_website": (
        "名单没有乡镇列，所以没有网站汇总表。",
        "The list has no town column, so there is no table of totals for the website.",
    ),
    "draft.columns": (
        "没有写到的列一律删除。“把握”按表头和单元格形状计算，不代表可以公开。",
        "What is not named here is dropped. Confidence is about headers and shapes, not about the law.",
    ),
    "draft.column": (
        "{label}：像“{title}”，把握{confidence}（{how}；{share}）。{need}",
        "{label}: seems to be {title}, confidence {confidence} ({how}; {share}). {need}",
    ),
    "draft.column_unknown": (
        "{label}：认不出（{content}；{share}），已删除。{need}",
        "{label}: not recognised ({content}; {share}), dropped. {need}",
    ),
    "draft.nothing_known": ("认不出的列：", "Columns nobody can tell:"),
    "draft.confidence.high": ("高", "high"),
    "draft.confidence.medium": ("中", "medium"),
    "draft.confidence.low": ("低", "low"),
    "draft.how.exact": ("表头认得", "the header is known"),
    "draft.how.parsed": ("表头由词语推断", "the header was inferred from its words"),
    "draft.how.hint": ("只有表头里的一个词或单位可依", "only a word or a unit in the header tells"),
    "draft.how.content": ("表头不认得，只看单元格", "the header is unknown, only the cells tell"),
    "draft.share": ("{share}% 的单元格相符", "{share} % of the cells fit"),
    "draft.share_none": ("这一列没有内容", "the column is empty"),
    "draft.share_any": ("内容形状不限", "no shape is asked of it"),
    "draft.content.none": ("单元格没有共同的形状", "its cells have no shape in common"),
    "draft.content.person_name": ("单元格像姓名", "its cells look like names"),
    "draft.content.village": ("单元格像村名", "its cells look like villages"),
    "draft.content.town": ("单元格像乡镇名", "its cells look like towns"),
    "draft.content.date": ("单元格像日期", "its cells look like dates"),
    "draft.content.sex": ("单元格像性别", "its cells look like sexes"),
    "draft.content.number": ("单元格像数字", "its cells look like numbers"),
    "draft.content.identifier": ("单元格是{kind}", "its cells are {kind}"),
    "draft.need.none": ("公开；不合形状的单元格会被隐藏。", "Posted; cells of another shape are hidden."),
    "draft.need.seq": ("公开，由 deid 重新编号。", "Posted, numbered anew by deid."),
    "draft.need.why": (
        "只在村公示栏公开，且必须写明理由。",
        "Posted on the village board only, and only with a reason.",
    ),
    "draft.need.fits": (
        "已删除：相符的单元格不到 95%。请核对原表，改好后重新起草。",
        "Dropped: fewer than 95 % of its cells fit. Check the list and draft again.",
    ),
    "draft.need.identifier": (
        "已删除：大多数单元格是{kind}，不论表头写什么都不公开。",
        "Dropped: most of its cells are {kind}, which are not posted whatever the header says.",
    ),
    "draft.need.direct": (
        "已删除：直接标识符。确有文件要求的，写 mask 和 why，并先看 deid explain mask。",
        "Dropped: a direct identifier. If a document wants it, write mask and why, and read deid explain mask first.",
    ),
    "draft.need.sensitive": (
        "已删除：能缩小到个人或属敏感情况。确有文件要求的，写 why，文字类还要写 allowed: [词, 词]。",
        "Dropped: it narrows down who it is, or is sensitive. If a document wants it, write why, and for words allowed: [word, word].",
    ),
    "draft.need.other_person": (
        "已删除：是他人的信息，不公开。",
        "Dropped: it is about somebody else, and stays unposted.",
    ),
    "draft.need.harmless": (
        "已删除：文件要求公开的，改为 publish；文字类须写 accepts 或 allowed。",
        "Dropped: publish it if the document asks for it; words need accepts or allowed.",
    ),
    "draft.need.unknown": (
        "如应公开，用 --map 表头=字段 说明它是什么（字段见 deid rules fields），并在上面写明处理。",
        "If it should be posted, say what it is with --map HEADER=FIELD (deid rules fields lists them), and write above what becomes of it.",
    ),
    "draft.twice": (
        "有 {count} 列都像“{title}”，公示时只能留一列：其余用 --map 表头=drop 去掉。",
        "{count} columns seem to be {title}; a release takes one: leave the others out with --map HEADER=drop.",
    ),
    "draft.group_serves": (
        "名单没有村列；在村公示栏上由村组列代替。",
        "The list has no village column; on the village board the groups stand for it.",
    ),
    "draft.no_age": (
        "名单里没有能看出本人年龄的列，公示时会被拒绝。请补上身份证号列（不会公开），或写 age: assumed-adult 和 age_reason。",
        "No column tells the subject's own age, so releases will be refused. Add the ID number (it is not posted), or write age: assumed-adult and age_reason.",
    ),
    "draft.no_name": (
        "没有找到本人姓名列，草稿不公布姓名。",
        "No column of the subject's name was found; the draft posts no names.",
    ),
    "draft.map_head": (
        "下列各列的表头 deid 还不认识，不说明就会被删除。请先核对，再写进本文件夹的 fields.yaml：",
        "deid does not know these headers yet; unless told, it drops the columns. Check them, then write into fields.yaml of this folder:",
    ),
    "draft.map_or": ("或者每次运行时加：", "Or say it each time:"),
    "draft.map_header": ("{label}的表头", "header of {label}"),
}
