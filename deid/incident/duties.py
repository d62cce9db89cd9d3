"""What has to be done after a list showed what it may not, and by when.

The laws say at once and name no days; a local emergency plan may. Titles and numbers only, never a clause:
these words go into papers that are handed on.
"""

from collections.abc import Collection, Iterator
from datetime import date

import msgspec

from deid.incident.kinds import Kind
from deid.incident.lines import CRIMINAL, CYBER, Line
from deid.policy.model import Basis

PERSONAL = Basis(title="中华人民共和国个人信息保护法")
NETWORK = Basis(title="网络数据安全管理条例", number="国令第790号", confirm=True)
MINORS = Basis(title="中华人民共和国未成年人保护法")
AIDS = Basis(title="艾滋病防治条例", number="国令第457号")
SECRETS = Basis(title="中华人民共和国保守国家秘密法", confirm=True)


class Duty(msgspec.Struct, frozen=True):
    """One thing to do.

    Attributes:
        code: names the sentence.
        by: the day; None: no day is named.
        basis: what asks for it; none: it is our advice.
        done: it was done.
        confirm: nobody has confirmed that it applies here.
    """

    code: str
    by: date | None
    basis: tuple[Basis, ...] = ()
    done: bool = False
    confirm: bool = False


class Facts(msgspec.Struct, frozen=True):
    """What the duties depend on."""

    kinds: Collection[Kind]
    lines: tuple[Line, ...]
    codes: frozenset[str]
    found_on: date
    removed_on: date | None = None


def duties(facts: Facts) -> tuple[Duty, ...]:
    """Everything to do, in order."""
    return tuple(_duties(facts))


def _duties(facts: Facts) -> Iterator[Duty]:
    now = facts.found_on
    passed = {line.code: line.passed for line in facts.lines}
    told = {kind.detail for kind in facts.kinds if kind.code in ("withheld", "word", "title")}
    yield Duty("take_down", now, (PERSONAL, NETWORK), done=facts.removed_on is not None)
    yield Duty("copies", now, (NETWORK,))
    yield Duty("keep", now)
    if "secrecy-mark" in facts.codes:
        yield Duty("secrecy", now, (SECRETS,), confirm=True)
    if passed["people"] != "no":
        yield Duty("cyber", now, (CYBER,), confirm=True)
    yield Duty("regulator", now, (PERSONAL, NETWORK), confirm=True)
    if any(passed[code] != "no" for code in ("property", "safety", "other", "mixed")):
        yield Duty("police", now, (NETWORK, CRIMINAL), confirm=True)
    yield Duty("people", now, (PERSONAL, NETWORK), confirm=True)
    if "minor" in told or "orphan" in told:
        yield Duty("guardians", now, (PERSONAL, MINORS))
    if told - {"minor", "orphan"}:
        yield Duty("quietly", now, (AIDS,) if "hiv" in told else (PERSONAL,))
    yield Duty("correct", None)
    yield Duty("assess", None, (PERSONAL,))
    yield Duty("why", None, (CYBER,) if passed["people"] != "no" else ())
