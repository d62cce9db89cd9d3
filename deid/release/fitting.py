"""Where a notice type does not fit a list: the ones that would, told by its headers and title."""

from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches

from deid.engine.source import Source
from deid.errors import RefusedError, UsageError
from deid.messages import problem, say
from deid.policy.loader import list_policies, load_policy
from deid.policy.suggest import better, likely
from deid.release.order import Order
from deid.terms import Finding, Severity, finding

_CLOSE = 0.7
_UNKNOWN = "rule.unknown_notice"
_DOES_NOT_FIT = frozenset({"missing_column", "no_columns", "no_age", "no_group"})


@contextmanager
def nearest_told(source: Source, order: Order) -> Iterator[None]:
    """Whatever is refused or asked in vain inside names the notice types that are likely meant.

    Raises:
        UsageError: there is no such notice type; now with the likely ones.
        RefusedError: the list does not fit the rule; now with a finding that names what would.
    """
    unknown: UsageError | None = None
    refusal: RefusedError | None = None
    try:
        yield
    except UsageError as error:
        if error.code != _UNKNOWN:
            raise
        unknown = error
    except RefusedError as error:
        if not any(found.code in _DOES_NOT_FIT for found in error.findings):
            raise
        refusal = error
    if unknown is not None:
        raise _named(unknown, _as_typed(order, _likely(source, order)))
    if refusal is not None:
        raise _told(refusal, _better(source, order))


def _likely(source: Source, order: Order) -> list[tuple[str, str]]:
    return likely(source.headers, _title(source, order), order.rules)


def _better(source: Source, order: Order) -> list[tuple[str, str]]:
    notice = load_policy(order.notice, order.rules).notice
    return better(notice, source.headers, _title(source, order), order.rules)


def _title(source: Source, order: Order) -> str:
    return " ".join([*source.title, source.file_name, *order.names])


def _as_typed(order: Order, best: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The likely ones, after those whose id is written much like what was asked."""
    titles = {policy.notice: policy.title for policy in list_policies(order.rules)}
    close = get_close_matches(order.notice, titles, n=2, cutoff=_CLOSE)
    return [(notice, titles[notice]) for notice in close] + [one for one in best if one[0] not in close]


def _listed(best: list[tuple[str, str]]) -> str:
    return say("word.joint").join(say("fit.notice", notice=notice, title=title) for notice, title in best)


def _named(error: UsageError, best: list[tuple[str, str]]) -> UsageError:
    if not best:
        return error
    facts = {**error.facts, "first": best[0][0], "listed": _listed(best)}
    made = problem(UsageError, "usage.notice_likely", **facts)
    made.code = error.code
    return made


def _told(error: RefusedError, best: list[tuple[str, str]]) -> RefusedError:
    if not best:
        return error
    found: Finding = finding("nearest_notice", Severity.NOTE, notice=best[0][0], listed=_listed(best))
    return RefusedError(str(error), code=error.code, findings=(*error.findings, found), receipt=error.receipt)
