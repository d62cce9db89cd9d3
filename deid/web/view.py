"""What the page shows, as plain data for its templates. Nothing here decides anything."""

import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from deid.messages import CATALOGUE, say
from deid.policy.fields import load_fields
from deid.policy.loader import list_policies
from deid.policy.model import Channel, Policy
from deid.policy.suggest import LIKELY
from deid.policy.withhold import load_reasons
from deid.receipt import Receipt
from deid.release.looking import first_rows
from deid.release.prepare import Prepared
from deid.report.chart import histogram
from deid.rulebook.treated import basis, treated
from deid.rulebook.wording import channel_period, channel_title
from deid.terms import Finding
from deid.web.sessions import Session
from deid.web.settings import Settings
from deid.web.work import formats, policy_of, rules_of

_OPTION = re.compile(r"--([a-z]+(?:-[a-z]+)*)")
_MOST_LIKELY = 3
_ORDER = ("error", "warning", "note")
_CHECKED = {
    "age": "report.checked.age",
    "words": "report.checked.words",
    "list of the competent office": "report.checked.office",
    "not checkable in this file": "report.checked.not",
}


def plain(found: Finding) -> dict[str, Any]:
    """A finding in the language of the page, with what can be done on the page instead of an option."""
    code = f"web.finding.{found.code}"
    code = code if code in CATALOGUE else f"finding.{found.code}"
    rows = ", ".join(map(str, found.rows)) + (" …" if found.rows and found.count > len(found.rows) else "")
    facts: dict[str, Any] = {"column": found.column or "", "rows": rows, "count": found.count}
    try:
        text = say(code, **{**facts, **dict(found.facts)})
    except (KeyError, ValueError):  # worded from facts that were not kept
        text = found.text
    return {"code": found.code, "severity": str(found.severity), "text": on_page(text)}


def on_page(text: str) -> str:
    """A text of the command, with the page's own fields in place of options."""
    return _OPTION.sub(_field, text)


def _field(match: re.Match[str]) -> str:
    code = f"web.option.{match[1]}"
    return say("web.option", name=say(code)) if code in CATALOGUE else match[0]


def findings(listed: Sequence[Finding]) -> list[dict[str, Any]]:
    """Findings, worst first."""
    return [plain(found) for found in sorted(listed, key=lambda one: _ORDER.index(one.severity))]


def choices(settings: Settings, session: Session) -> dict[str, Any]:
    """Everything the second step asks."""
    assert session.opened is not None
    opened, wish = session.opened, session.wish
    rules = rules_of(settings)
    policies = {policy.notice: policy for policy in list_policies(rules)}
    likely = [name for name, score in opened.likely if score >= LIKELY][:_MOST_LIKELY]
    wanted = (wish.notice if wish else None) or (likely[0] if likely else next(iter(policies)))
    policy = policy_of(settings, wanted)
    domains: dict[str, list[Policy]] = {}
    for one in policies.values():
        if one.notice not in likely:
            domains.setdefault(one.domain, []).append(one)
    fields = sorted(load_fields(rules).by_id.values(), key=lambda field: field.title)
    source = opened.source
    return {
        "policy": policy,
        "likely": [policies[name] for name in likely],
        "domains": domains,
        "channels": [_channel(one) for one in policy.channels.values()],
        "headers": _headers(source.headers),
        "fields": [(field.id, field.title) for field in fields],
        "formats": formats(),
        "rows": opened.rows,
        "wish": wish,
        "village": any(one.scope == "village" for one in policy.channels.values()),
    }


def _headers(headers: Sequence[str]) -> list[tuple[str, str]]:
    """Each header as it is named in a decision about its column, and as it is shown."""
    seen: dict[str, int] = {}
    found = []
    for header in headers:
        seen[header] = seen.get(header, 0) + 1
        twice = headers.count(header) > 1
        found.append((f"{header}#{seen[header]}" if twice else header, header))
    return found


def _channel(channel: Channel) -> dict[str, Any]:
    return {
        "name": channel.name,
        "title": channel_title(channel.name),
        "form": channel.form,
        "form_title": say(f"report.form.{channel.form}"),
        "audience": channel.audience,
        "period": channel_period(channel),
    }


def result(session: Session, rows: int) -> dict[str, Any]:
    """Everything the third step shows."""
    assert session.made is not None
    assert session.opened is not None
    outcome = session.made.outcome
    receipt, prepared = outcome.receipt, outcome.prepared
    shown: dict[str, Any] = {
        "receipt": receipt,
        "released": receipt.released,
        "channel": channel_title(receipt.channel) if receipt.channel else "",
        "findings": findings(receipt.findings),
        "files": [path.name for path in session.made.files],
        "columns": [],
        "sample": outcome.sample if outcome.released else None,
    }
    if prepared is None:
        return shown
    columns = treated(prepared.policy, prepared.channel, prepared.plan, prepared.fields)
    shown.update(
        columns=columns,
        basis=basis(prepared.policy),
        policy=prepared.policy,
        withheld=_withheld(receipt, prepared),
        chart=_chart(receipt, outcome.histogram),
        wanted=rows,
    )
    if prepared.channel.form == "names":
        shown["table"] = [
            {"number": row.number, "before": row.before, "after": row.after, "posted": not row.reason}
            for row in first_rows(session.opened.source, prepared, rows)
        ]
    return shown


def _chart(receipt: Receipt, bins: Sequence[tuple[int, int]]) -> Markup | None:
    if receipt.candidates is None or not bins:
        return None
    return Markup(histogram(bins, receipt.candidates["floor"]))  # noqa: S704  numbers and our own words


def _withheld(receipt: Receipt, prepared: Prepared) -> list[tuple[str, int, str]]:
    """Per reason: its name, how many rows, and how the file could be searched for it."""
    known = load_reasons(prepared.order.rules)
    found = []
    for reason in dict.fromkeys([*receipt.withheld, *receipt.checked]):
        title = known[reason].title if reason in known else say(f"reason.{reason}")
        way = _CHECKED.get(receipt.checked.get(reason, ""))
        found.append((title, receipt.withheld.get(reason, 0), say(way).strip("（）() ") if way else ""))
    return found
