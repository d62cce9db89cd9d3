"""The day that counts (计龄日): the office's own calendar day, or one that was named."""

from datetime import date, timedelta

_AHEAD = timedelta(days=366)
"""Lists are made for a posting soon to come; at a day years ahead (2036 for 2026) children were adults."""


def today() -> date:
    """The office's own calendar day."""
    return date.today()  # noqa: DTZ011  not a moment but a day on the wall


def of_ages(as_of: date) -> date:
    """The day ages are counted at: at most a year ahead of today, so that whoever is a child stays one."""
    return min(as_of, today() + _AHEAD)
