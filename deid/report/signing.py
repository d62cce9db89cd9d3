"""The block people sign in ink: one line per step of the review."""

from collections.abc import Sequence

from deid.messages import say
from deid.report.markup import table


def signing(review: Sequence[str]) -> str:
    """A line per step the rule names; without any, for who made the list and who checked it.

    Args:
        review: the steps, as the rule calls them.
    """
    steps = [say("report.made_by"), *(review or [say("report.checked_by")])]
    head = [say(f"report.sign.{name}") for name in ("step", "opinion", "name", "day")]
    rows = [(step, say("report.choice"), "", "") for step in steps]
    return '<div class="signed">' + table(head, rows, kind="sign") + "</div>"
