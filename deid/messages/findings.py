"""Messages: findings. Each is (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {}
