"""Messages about files that cannot be read. Each is (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "input.empty": (
        "{file} 是空文件。请重新导出名单，并确认含有表头和数据行。",
        "{file} is empty. Export the list again and check that it has a header row and data.",
    ),
}
