"""公示期: until which day a list stays posted."""

from datetime import date, timedelta

from deid.policy.model import Period, Span

_ONE = timedelta(days=1)
_WEEKEND = 5
# National holidays with fixed days (全国年节及纪念日放假办法); the others move with the moon.
_FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


def take_down(period: Period | None, posted_on: date) -> tuple[date | None, bool]:
    """The last day a list has to stay posted, and whether that day is provisional.

    The day of posting is not counted. Where the law says days and the catalogue working days, the longer
    holds. A list that stays while it is paid, or until the next one, has no last day.

    >>> from deid.policy.model import Period, Span
    >>> take_down(Period(min=Span(7, "days"), target=Span(7, "working days")), date(2026, 11, 2))
    (datetime.date(2026, 11, 11), False)
    """
    if period is None or period.kind in ("while_paid", "until_replaced"):
        return None, False
    ends = [_end(length, posted_on) for length in (period.min, period.target) if length]
    if not ends:
        return None, False
    return max(end for end, _ in ends), any(provisional for _, provisional in ends)


def _end(length: Span, posted_on: date) -> tuple[date, bool]:
    if length.unit == "days":
        return posted_on + length.count * _ONE, False
    day, left, provisional = posted_on, length.count, False
    while left:
        day += _ONE
        works, known = working_day(day)
        left -= works
        provisional = provisional or not known
    return day, provisional


def working_day(day: date) -> tuple[bool, bool]:
    """Whether people work on a day, and whether the published calendar says so.

    A year whose calendar is not published yet: weekends and the holidays that never move are free.
    """
    import chinese_calendar  # noqa: PLC0415  only lists with a 公示期 need it

    try:
        return bool(chinese_calendar.is_workday(day)), True
    except NotImplementedError:
        return day.weekday() < _WEEKEND and (day.month, day.day) not in _FIXED, False
