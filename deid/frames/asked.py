"""What an importing program asks for, as an order."""

import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from deid.policy.folders import of_environment
from deid.release import Order


def make_order(  # noqa: PLR0913  as mask
    notice: str,
    *,
    channel: str | None = None,
    as_of: date | None = None,
    place: str | None = None,
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
        as_of=as_of,
        place=place,
        maps=dict(maps or {}),
        rules=rules_named(rules),
        office=Path(office) if office else None,
        protect=Path(protect) if protect else None,
        decide=Path(decide) if decide else None,
        whole=whole,
        strict=strict,
        key=key,
    )


def rules_named(rules: str | Path | Sequence[str | Path]) -> tuple[Path, ...]:
    """The rules folders that are named, else those of ``DEID_RULES``."""
    named = (Path(rules),) if isinstance(rules, (str, Path)) else tuple(Path(folder) for folder in rules)
    return named or of_environment()
