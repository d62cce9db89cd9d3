"""Until when a list stays posted."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deid.policy import periods
from deid.policy.loader import list_policies
from deid.policy.model import Period, Span
from deid.policy.periods import take_down

SEVEN = Period(min=Span(7, "days"), target=Span(7, "working days"))


def test_the_day_of_posting_is_not_counted():
    assert take_down(Period(min=Span(7, "days")), date(2026, 11, 1)) == (date(2026, 11, 8), False)


@pytest.mark.parametrize(
    "period",
    [
        None,
        Period(kind="once"),
        Period(kind="while_paid"),
        Period(min=Span(7, "days"), kind="until_replaced"),
    ],
)
def test_what_has_no_length_has_no_last_day(period):
    assert take_down(period, date(2026, 11, 1)) == (None, False)


def test_the_longer_of_days_and_working_days_holds():
    assert take_down(SEVEN, date(2026, 11, 2)) == (date(2026, 11, 11), False)
    assert take_down(Period(min=Span(30, "days"), target=Span(7, "working days")), date(2026, 11, 2))[
        0
    ] == date(2026, 12, 2)


def test_holidays_and_made_up_days_count_as_the_calendar_says():
    # National Day 2025: 1-8 October free, Sunday 28 September and Saturday 11 October worked.
    assert take_down(Period(target=Span(3, "working days")), date(2025, 9, 30))[0] == date(2025, 10, 11)
    assert take_down(Period(target=Span(1, "working days")), date(2025, 9, 27))[0] == date(2025, 9, 28)


def test_a_year_without_calendar_is_provisional():
    far = date(2061, 3, 1)
    end, provisional = take_down(SEVEN, far)
    assert provisional
    assert end == date(2061, 3, 10)
    assert take_down(Period(min=Span(7, "days")), far) == (date(2061, 3, 8), False)


def test_holidays_that_never_move_are_kept_in_any_year():
    assert take_down(Period(target=Span(1, "working days")), date(2059, 12, 31))[0] == date(2060, 1, 2)


@pytest.mark.parametrize("kind", ["while_paid", "until_replaced"])
def test_what_is_posted_while_paid_has_no_last_day(kind):
    assert take_down(Period(kind=kind), date(2026, 11, 2)) == (None, False)


def test_no_period_no_day():
    assert take_down(None, date(2026, 11, 2)) == (None, False)


@given(st.dates(date(2020, 1, 1), date(2026, 10, 1)), st.integers(1, 20))
def test_working_days_are_counted_like_the_calendar_does(posted, count):
    end, provisional = take_down(Period(target=Span(count, "working days")), posted)
    assert not provisional
    days = [posted + timedelta(n) for n in range(1, (end - posted).days + 1)]
    assert sum(chinese_calendar.is_workday(day) for day in days) == count
    assert chinese_calendar.is_workday(end)


@given(st.dates(date(2040, 1, 1), date(2060, 1, 1)), st.integers(1, 20))
def test_without_a_calendar_weekends_are_never_counted(posted, count):
    end, provisional = take_down(Period(target=Span(count, "working days")), posted)
    assert provisional
    weekdays = sum((posted + timedelta(n)).weekday() < 5 for n in range(1, (end - posted).days + 1))
    assert weekdays >= count
    assert periods.working_day(end)[0]


def test_no_shipped_notice_comes_down_before_the_law_allows():
    for policy in list_policies():
        for channel in policy.channels.values():
            if channel.period and channel.period.min:
                end, _ = take_down(channel.period, date(2026, 11, 21))
                assert end >= date(2026, 11, 21) + timedelta(channel.period.min.count)
