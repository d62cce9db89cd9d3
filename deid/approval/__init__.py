"""From draft to posted (审签与张贴): recording steps, posting, verifying, taking down."""
