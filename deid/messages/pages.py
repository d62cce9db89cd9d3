"""What posted pages say, in Chinese for every user, and messages about outputs by suffix."""

from deid.messages.chinese import chinese

TEXTS: dict[str, tuple[str, str]] = {
    "page.corrected": chinese("{title}（更正）"),
    "page.until": chinese("{first}至{last}"),
    "page.until_provisional": chinese("{first}至{last}（国务院节假日安排公布后如有变动，相应顺延）"),
    "page.from": chinese("自{first}起"),
    "page.while_paid": chinese("在救助或补贴发放期间公布"),
    "page.until_replaced": chinese("至下一期名单公布时止"),
    "page.monthly": chinese("每月更新"),
    "page.quarterly": chinese("每季度更新"),
    "page.yearly": chinese("每年更新"),
    "page.size": chinese("本表所列共 {rows} {unit}"),
    "page.label.office": chinese("公示单位：{office}"),
    "page.label.period": chinese("公示期：{period}"),
    "page.label.stays": chinese("公布时间：{period}"),
    "page.label.phone": chinese("监督电话：{phone}"),
    "page.label.place": chinese("范围：{place}"),
    "page.label.basis": chinese("依据：{basis}"),
    "page.seal": chinese("（盖章）"),
    "page.number": chinese("第 {page} 页 共 {pages} 页"),
    "page.notice.basis": chinese("根据{basis}，现将{what}名单予以公示，接受社会监督。"),
    "page.notice.plain": chinese("现将{what}名单予以公示，接受社会监督。"),
    "page.notice.counts_basis": chinese("根据{basis}，现将{what}情况予以公布，接受社会监督。"),
    "page.notice.counts_plain": chinese("现将{what}情况予以公布，接受社会监督。"),
    "page.notice.place": chinese("公示范围：{place}。"),
    "page.notice.size": chinese("名单共 {rows} {unit}，见附表。"),
    "page.notice.until": chinese("公示期：{period}。"),
    "page.notice.stays": chinese("公布时间：{period}。"),
    "page.notice.corrects": chinese("原公示名单有误，已撤下，以本次公示为准。"),
    "page.notice.object": chinese(
        "对公示内容有异议的，请在公示期内以书面、电话或来访方式向本单位反映，写明具体情况，以便核实。反映人的信息予以保密。"
    ),
    "page.notice.object_stays": chinese(
        "对公布内容有异议的，可随时以书面、电话或来访方式向本单位反映，写明具体情况，以便核实。反映人的信息予以保密。"
    ),
    "page.notice.group": chinese("名单供公示范围内群众监督，个人信息已作去标识化处理，请勿拍照转发。"),
    "page.notice.everybody": chinese("名单中的个人信息已作去标识化处理，请勿用于监督以外的用途。"),
    "page.notice.phone": chinese("监督电话：{phone}"),
    "page.sheet": chinese("名单"),
    "opt.out_encoding": (
        "CSV 输出的编码（默认 UTF-8，带 BOM）",
        "encoding of a CSV output (default: UTF-8 with BOM)",
    ),
    "opt.paper": ("PDF 的纸张（默认 a4）", "paper of a PDF (default: a4)"),
    "opt.font": (
        "PDF 用的中文字体文件，可重复；前一个没有的字用后一个",
        "file with a Chinese font for a PDF; repeat it for characters the first one lacks",
    ),
    "usage.suffix": (
        "不支持这种输出文件。输出文件名的后缀可以是：{known}。",
        "This kind of output is not supported. The output's name may end in: {known}.",
    ),
    "usage.option_for": (
        "{option} 只用于 {suffix} 输出。请去掉该选项，或更换输出文件的后缀。",
        "{option} is for {suffix} outputs only. Leave it out, or give the output another suffix.",
    ),
    "usage.font_none": (
        "没有找到中文字体。请安装 pip install 'deid-lists[pdf]'，或用 --font 指定一个字体文件（.ttf、.otf、.ttc）。",
        "No Chinese font was found. Install pip install 'deid-lists[pdf]', or name a font file (.ttf, .otf, .ttc) with --font.",
    ),
    "usage.font_file": (
        "--font 指定的文件不是可用的字体（.ttf、.otf、.ttc）。请检查路径。",
        "A file named with --font is no usable font (.ttf, .otf, .ttc). Check its path.",
    ),
    "finding.page_differs": (
        "写出的文件与应公示的内容不一致，未生成文件。请改用其他后缀（如 .csv），并报告这个问题。",
        "What was written is not what was to be posted; nothing is left of it. Choose another suffix (such as .csv) and report this fault.",
    ),
    "finding.page_too_long": (
        "这种文件最多 {limit} 行。请改用 .xlsx 或 .csv，或按村拆分。",
        "Such a file holds at most {limit} rows. Choose .xlsx or .csv, or split the list by village.",
    ),
    "finding.page_character": (
        "{column}有 {count} 个单元格含看不见的控制字符，页面显示不了（公示名单第 {rows} 行）。请在原表中删去。",
        "{column} has cells with control characters that no page can show: {count} (rows {rows} of the posted list). Remove them from the list.",
    ),
    "finding.page_glyph": (
        "{column}有 {count} 个单元格含字体里没有的字（公示名单第 {rows} 行）。请用 --font 再指定一个含该字的字体，或改用 .xlsx。",
        "{column} has cells with characters no font has: {count} (rows {rows} of the posted list). Name a font that has them with --font, or choose .xlsx.",
    ),
    "finding.page_glyph_outside": (
        "标题、表头或落款里有字体里没有的字。请用 --font 再指定一个含该字的字体，或改用 .xlsx。",
        "The title, a header or the signature has characters no font has. Name a font that has them with --font, or choose .xlsx.",
    ),
    "finding.file_name": (
        "输出文件名里有名单中某人的姓名或号码。请换一个文件名，例如按公示类型和月份命名。",
        "The output's name holds the name or number of somebody on the list. Give it another name, such as the notice type and the month.",
    ),
    "usage.file_name": (
        "输出文件名里有身份证号、电话等号码，不能公开。请换一个文件名。",
        "The output's name holds an ID, phone or other number and would be public. Give it another name.",
    ),
}
