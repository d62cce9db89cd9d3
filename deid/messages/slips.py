"""Messages about 查询码, the slips that say whose they are, and keyed order. Each is (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "opt.slips": (
        "公示表加一列四位查询码，并写出对照单（内部资料）；须同时用 --key-file",
        "add a column of four-character codes and write whose is whose (internal); needs --key-file",
    ),
    "slips.key": (
        "{option} 要用密钥。请用 --key-file 指明密钥文件（只有本人能读）；还没有的，先运行 python -c \"from deid.keys import new_key; new_key('slips.key')\"，并妥善保存：换了密钥，查询码和次序全部改变。",
        "{option} needs a key. Name the key file, which only you can read, with --key-file; make one with: python -c \"from deid.keys import new_key; new_key('slips.key')\" and keep it: another key gives other codes and another order.",
    ),
    "opt.order": (
        "行的次序：input 照原表；keyed 由密钥打乱（原表按不公示的列排序时用），须同时用 --key-file",
        "order of the rows: input, as they came; keyed, made with a key (where the list is sorted by something that is not posted), needs --key-file",
    ),
    "order.pack": (
        "--order keyed 不能和 --split-by 同时用。请先按公示的列（如村、姓名）排好原表，再拆分。",
        "--order keyed does not go with --split-by. Sort the list by a posted column, such as village and name, and split it then.",
    ),
    "slips.names_only": (
        "--slips 只用于公布名单的渠道，{channel} 只公布汇总数。请去掉 --slips。",
        "--slips is for channels that list names; {channel} shows counts only. Leave --slips out.",
    ),
    "refused.codes": (
        "名单太长，四位查询码不够用，未生成文件。",
        "The list is too long for codes of four characters; nothing was written.",
    ),
    "finding.too_many_for_codes": (
        "至少有 {count} 行要公示，四位查询码最多够 {most} 行用。请按村拆分后再用 --slips。",
        "At least {count} rows are to be posted, and codes of four characters serve at most {most}. Split the list by village, then use --slips.",
    ),
    "line.slips": (
        "查询码对照单：{file}（内部资料 不得公开；把每人的查询码单独交给本人）",
        "Slips: {file} (internal, not to be posted; hand each person their own code only)",
    ),
}
