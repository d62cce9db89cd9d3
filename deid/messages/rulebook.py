"""Messages about the catalogue beside the rules. Each is (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "rule.row_twice": (
        "目录里这个公开事项第 {first} 行已写过，请只留一个。",
        "The catalogue has this item already, on line {first}. Keep one.",
    ),
}
