"""The local page and the HTTP API (``deid serve``): one clerk's list at a time, nothing kept."""
