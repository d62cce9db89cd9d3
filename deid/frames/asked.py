"""What an importing program asks for, as an order."""

import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from deid.errors import UsageError
from deid.keys import key_bytes
from deid.messages import problem
from deid.policy.folders import of_environment
from deid.policy.office import rules_in_force
from deid.release import Order


def make_order(  # noqa: PLR0913  as mask
    notice: str,
    *,
    channel: str | None = None,
    as_of: date | None = None,
    place: str | int | None = None,
    maps: Mapping[str, str] | None = None,
    rules: str | Path | Sequence[str | Path] = (),
    office: str | Path | None = None,
    protect: str | Path | None = None,
    decide: str | Path | None = None,
    whole: bool = False,
    strict: bool = False,
    key: bytes | None = None,
) -> Order:
    """The order that the options of ``mask`` describe, with the environment's rules and office by default."""
    office = office or os.environ.get("DEID_OFFICE")
    return Order(
        notice=notice,
        channel=channel,
        as_of=day_of(as_of),
        place=None if place is None else str(place),
        maps=dict(maps or {}),
        rules=rules_in_force(office, rules_named(rules)),
        office=Path(office) if office else None,
        protect=Path(protect) if protect else None,
        decide=Path(decide) if decide else None,
        whole=whole,
        strict=strict,
        key=None if key is None else key_bytes(key),
    )


def day_of(as_of: date | None) -> date | None:
    """A day without its clock: a datetime and a pandas Timestamp are dates too.

    Raises:
        UsageError: it is none.
    """
    if as_of is None:
        return None
    try:
        return date(as_of.year, as_of.month, as_of.day)
    except (AttributeError, TypeError, ValueError):
        pass
    raise problem(UsageError, "usage.as_of", kind=type(as_of).__name__)


def rules_named(rules: str | Path | Sequence[str | Path]) -> tuple[Path, ...]:
    """The rules folders that are named, else those of ``DEID_RULES``."""
    named = (Path(rules),) if isinstance(rules, (str, Path)) else tuple(Path(folder) for folder in rules)
    return named or of_environment()
