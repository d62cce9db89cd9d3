"""Messages: rules. Each is (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {}
