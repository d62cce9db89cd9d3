"""Messages of ``deid check`` on Word, PDF, web pages and archives. Each is (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "finding.pictures_not_checked": (
        "有 {count} 张图片没有检查，图片里可能有名单或证件。请人工核对。",
        "{count} pictures were not looked into; lists or cards could be on them. Look through them yourself.",
    ),
    "finding.pages_not_checked": (
        "有 {count} 页没有可读的文字（扫描件；第 {rows} 页），没有检查。请人工核对，或用原始文件重新生成。",
        "{count} pages hold no text that can be read (scans; pages {rows}) and were not checked. Look through them yourself, or make the file anew from its source.",
    ),
    "check.table": ("表", "table"),
    "check.text": ("文字", "text"),
    "check.document": (
        "{file} 已损坏或不是它的后缀所说的文件。请重新保存后再检查。",
        "{file} is damaged, or not what its name says. Save it anew and check again.",
    ),
    "check.entities": (
        "{file} 含有外部实体或文档类型声明，办公软件不会这样写。请用办公软件重新另存。",
        "{file} declares entities or a document type, which no office program writes. Save it anew with one.",
    ),
    "check.too_much": (
        "{file} 解开后过大，可能是压缩炸弹，没有打开。请拆开后逐个检查。",
        "{file} unpacks to too much, as a zip bomb would; it was not opened. Unpack it and check its parts.",
    ),
    "check.too_deep": (
        "{file} 里压缩包套了 {most} 层以上，没有打开。请先解压再检查。",
        "{file} holds archives more than {most} deep; it was not opened. Unpack it and check its parts.",
    ),
    "check.no_header": ("没有认得出的表头", "no header is recognised"),
}
