"""The review page (公示前审签页): what one run came to, on one page, for the person who signs."""

from collections.abc import Iterator

from deid.approval.draft import short
from deid.messages import say
from deid.policy.model import Channel, Policy
from deid.policy.withhold import load_reasons
from deid.receipt import Receipt
from deid.release.prepare import Prepared
from deid.release.run import Outcome
from deid.report.chart import histogram
from deid.report.markup import facts, heading, page, paragraph, table
from deid.report.signing import signing
from deid.rulebook.treated import basis, treated
from deid.rulebook.wording import channel_period, channel_title, joined


def review_page(outcome: Outcome, *, file: str) -> bytes:
    """The page of one run.

    Args:
        outcome: what the run came to; a refusal has a page too, without rows.
        file: the name of the list, as it may be shown.

    Returns:
        One HTML file. It holds no cell that was not released; counts of people kept back make it a paper
        for the office alone.
    """
    receipt = outcome.receipt
    return page(f"{say('report.title')} {receipt.title}", _parts(outcome, file))


def _parts(outcome: Outcome, file: str) -> Iterator[str]:
    receipt, prepared = outcome.receipt, outcome.prepared
    yield f'<div class="top">{paragraph(say("report.inside"))}{paragraph(f"deid {receipt.deid}")}</div>'
    yield heading(say("report.title"), 1)
    verdict = "released" if receipt.released else "refused"
    yield paragraph(say(f"report.{verdict}"), f"verdict {'good' if receipt.released else 'bad'}")
    yield heading(say("report.what"))
    yield facts(_what(receipt, prepared, file))
    if prepared is not None:
        yield heading(say("report.how_many"))
        yield facts(_how_many(receipt, prepared))
        yield heading(say("report.columns"))
        yield _columns(prepared, receipt)
        yield from _figures(outcome)
    yield heading(say("report.findings"))
    yield from _findings(receipt)
    if receipt.released:
        yield from _proof(receipt)
        yield from _sample(outcome)
        yield heading(say("report.sign"))
        yield signing(receipt.review)
    else:
        yield paragraph(say("report.again"))


def _what(receipt: Receipt, prepared: Prepared | None, file: str) -> list[tuple[str, str]]:
    rows = [
        (say("report.notice"), f"{receipt.title}（{receipt.notice}）"),
        (say("report.file"), file if receipt.released else ""),
    ]
    if prepared is None:
        rows.append((say("report.channel"), channel_title(receipt.channel) if receipt.channel else ""))
    else:
        rows += _where(prepared.policy, prepared.channel)
        rows.append((say("report.until"), until(receipt.posted_until, provisional=receipt.provisional)))
        rows.append((say("report.basis"), joined(basis(prepared.policy))))
        rows.append((say("report.publisher"), joined(prepared.policy.catalogue.publisher)))
    return [
        *rows,
        (say("report.as_of"), receipt.as_of),
        (say("report.place"), receipt.place or ""),
        (say("report.digest"), digest(receipt.output_sha256)),
        (say("report.policy"), short(receipt.policy_sha256)),
    ]


def _where(policy: Policy, channel: Channel) -> list[tuple[str, str]]:
    return [
        (say("report.channel"), f"{channel_title(channel.name)}（{channel.audience}）"),
        (say("report.form"), say(f"report.form.{channel.form}")),
        (say("report.method"), policy.method),
        (say("report.period"), channel_period(channel)),
    ]


def until(day: str | None, *, provisional: bool) -> str:
    """The last day of posting, in words."""
    if day is None:
        return say("report.no_end")
    return day + (say("line.provisional") if provisional else "")


def digest(sha256: str | None) -> str:
    """A digest as people compare it, then whole."""
    return f"{short(sha256)}  ({sha256})" if sha256 else ""


def _how_many(receipt: Receipt, prepared: Prepared) -> list[tuple[str, str]]:
    known = load_reasons(prepared.order.rules)
    rows = [
        (say("report.rows_in"), f"{receipt.rows_in:,}"),
        (say("report.rows_out"), f"{receipt.rows_out:,}"),
        (say("report.members"), f"{receipt.members:,}" if receipt.members else ""),
        (say("report.withheld"), f"{sum(receipt.withheld.values()):,}"),
    ]
    for reason in dict.fromkeys([*receipt.withheld, *receipt.checked]):
        title = known[reason].title if reason in known else say(f"reason.{reason}")
        way = receipt.checked.get(reason, "")
        told = say(f"report.checked.{_WAYS[way]}") if way in _WAYS else ""
        rows.append((f"　{title}", f"{receipt.withheld.get(reason, 0):,}{told}"))
    return rows


_WAYS = {
    "age": "age",
    "words": "words",
    "list of the competent office": "office",
    "not checkable in this file": "not",
}


def _columns(prepared: Prepared, receipt: Receipt) -> str:
    columns = treated(prepared.policy, prepared.channel, prepared.plan, prepared.fields)
    hidden = {at: int(column["invalid"]) for at, column in enumerate(receipt.columns)}
    head = [say(f"report.column.{name}") for name in ("header", "field", "how", "why", "hidden")]
    rows = [
        (one.label, one.title, one.how, one.why, f"{hidden[at]:,}" if hidden.get(at) else "")
        for at, one in enumerate(columns)
    ]
    return table(head, rows, [one.action for one in columns])


def _figures(outcome: Outcome) -> Iterator[str]:
    receipt = outcome.receipt
    if receipt.candidates is not None:
        yield heading(say("report.figures"))
        yield paragraph(say("report.candidates", **{k: f"{v:,}" for k, v in receipt.candidates.items()}))
        if outcome.histogram:
            yield histogram(outcome.histogram, receipt.candidates["floor"])
    if receipt.classes is not None:
        share = f"{receipt.classes['unique_share']:.1%}"
        yield paragraph(say("report.classes", k=receipt.classes["k_min"], share=share))


def _findings(receipt: Receipt) -> Iterator[str]:
    if not receipt.findings:
        yield paragraph(say("report.no_findings"))
        return
    order = ["error", "warning", "note"]
    found = sorted(receipt.findings, key=lambda one: order.index(one.severity))
    yield table(
        [say("report.severity"), say("report.text"), say("report.code")],
        [(say(f"line.{one.severity}"), one.text, one.code) for one in found],
        [str(one.severity) for one in found],
    )


def _proof(receipt: Receipt) -> Iterator[str]:
    yield heading(say("report.proof"))
    yield paragraph(say("line.proof", **receipt.verification))


def _sample(outcome: Outcome) -> Iterator[str]:
    sample = outcome.sample
    if not sample.rows:
        return
    yield heading(say("report.sample", rows=len(sample.rows)))
    yield table(sample.headers, sample.rows)
