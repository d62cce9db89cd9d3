"""The inspection sheet (公开前个人信息保护检查单): one A4 page per list, made from its receipts."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from deid.approval.draft import short
from deid.messages import say
from deid.policy.fields import Fields, load_fields
from deid.policy.loader import load_policy
from deid.policy.model import Policy
from deid.policy.office import Office
from deid.report.evidence import Evidence
from deid.report.markup import facts, heading, page, paragraph, table, text
from deid.report.signing import signing
from deid.rulebook.treated import basis
from deid.rulebook.wording import channel_title, joined, reasons

YES, OPEN = "☑", "☐"


def inspection_sheet(
    evidence: Sequence[Evidence], rules: Sequence[Path] = (), office: Office | None = None
) -> bytes:
    """The sheets of some lists, one to a page.

    Args:
        evidence: what their receipts say.
        rules: a county's own folders.
        office: whose lists they are.

    Raises:
        UsageError, RuleError: a list's rule is not there or cannot be read.
    """
    fields = load_fields(rules)
    sheets = [
        '<section class="sheet">\n'
        + "\n".join(_sheet(one, load_policy(one.notice, rules), fields, office))
        + "\n</section>"
        for one in evidence
    ]
    return page(say("sheet8.title"), sheets)


def _sheet(one: Evidence, policy: Policy, fields: Fields, office: Office | None) -> Iterator[str]:
    yield f'<div class="top">{paragraph(say("report.inside"))}{paragraph(f"deid {one.deid}")}</div>'
    yield heading(say("sheet8.title"), 1)
    yield facts(_facts(one, policy, office))
    yield heading(say("report.columns"))
    yield facts(_columns(one, fields))
    yield heading(say("sheet8.checks"))
    head = [say(f"sheet8.{name}") for name in ("check", "result", "evidence")]
    yield table(head, _checks(one, policy))
    yield heading(say("report.digest"))
    yield f'<p class="digest">{text(short(one.output_sha256 or ""))}　{text(one.output_sha256)}</p>'
    listed = one.list or say("sheet8.list")
    yield paragraph(say("sheet8.verify"), "small")
    yield f"<p><code>deid verify {text(_word(listed))} {text(_word(one.receipt))}</code></p>"
    yield heading(say("report.sign"))
    yield signing([*one.review, say("sheet8.inspector")])


def _facts(one: Evidence, policy: Policy, office: Office | None) -> list[tuple[str, str]]:
    until = one.posted_until or say("report.no_end")
    changed = say("sheet8.rule_changed") if one.policy_sha256 != policy.sha256 else ""
    return [
        (say("report.notice"), f"{one.title or policy.title}（{one.notice}）"),
        (say("sheet8.office"), (office.name if office else None) or ""),
        (say("report.publisher"), joined(policy.catalogue.publisher)),
        (say("report.channel"), _channel(one, policy)),
        (say("report.rows_out"), f"{one.rows_out:,}"),
        (say("report.as_of"), one.as_of),
        (say("report.until"), until + (say("line.provisional") if one.provisional else "")),
        (say("report.basis"), joined(basis(policy)) + changed),
    ]


def _channel(one: Evidence, policy: Policy) -> str:
    known = policy.channels.get(one.channel)
    if known is None:
        return one.channel
    return f"{channel_title(known.name)}（{known.audience}），{say(f'report.form.{known.form}')}"


def _columns(one: Evidence, fields: Fields) -> list[tuple[str, str]]:
    """The columns by what happens to them; a column nobody knew is called by its number."""

    def listed(*treatments: str) -> str:
        return joined(column.header for column in one.columns if column.treatment in treatments)

    masked = [
        say("sheet8.masked", header=column.header, masker=column.masker or "")
        for column in one.columns
        if column.treatment == "mask"
    ]
    unknown = [column for column in one.columns if column.field and column.field not in fields.by_id]
    return [
        (say("sheet8.publish"), listed("publish", "number", "aggregate")),
        (say("sheet8.mask"), joined(masked) or say("sheet8.none")),
        (say("sheet8.drop"), listed("drop") or say("sheet8.not_here")),
        (say("sheet8.own_fields"), joined(column.header for column in unknown)),
    ]


def _checks(one: Evidence, policy: Policy) -> Iterator[tuple[str, str, str]]:
    yield say("sheet8.closed"), YES, say("sheet8.closed.how")
    yield say("sheet8.rebuild"), *_rebuild(one)
    proof = one.verification
    if "needles" in proof:
        good = not proof["hits"] and proof["planted"] == proof["found"]
        yield say("sheet8.leak"), YES if good else OPEN, say("sheet8.leak.how", **proof)
        yield say("sheet8.control"), YES if good else OPEN, say("sheet8.control.how", **proof)
    else:
        mark = YES if proof.get("passed") is True else OPEN
        yield say("sheet8.leak"), mark, say("sheet8.inside_only")
        yield say("sheet8.control"), mark, say("sheet8.inside_only")
    yield say("sheet8.kept_off"), *_kept_off(one, policy)
    yield say("sheet8.period"), YES, one.posted_until or say("report.no_end")
    serious = [found for found in one.findings if found.severity != "note"]
    codes = joined(dict.fromkeys(found.code for found in serious))
    yield (
        say("sheet8.warnings"),
        OPEN if serious else YES,
        say("sheet8.look", codes=codes) if codes else say("sheet8.none"),
    )
    yield say("sheet8.pia"), OPEN, say("sheet8.pia.how")


def _rebuild(one: Evidence) -> tuple[str, str]:
    figures = one.candidates
    if not figures or not {"min", "floor", "median"} <= figures.keys():
        return (YES, say("sheet8.counts_only")) if one.form == "aggregate" else (OPEN, say("sheet8.not_here"))
    good = figures["min"] >= figures["floor"]
    return YES if good else OPEN, say("sheet8.rebuild.how", **{k: f"{v:,}" for k, v in figures.items()})


def _kept_off(one: Evidence, policy: Policy) -> tuple[str, str]:
    """Who had to be kept off; whether the file could tell is not claimed."""
    if one.form == "aggregate" or not policy.withhold:
        return YES, say("sheet8.counts_only")
    blind = [reason for reason, way in one.checked.items() if way.startswith("not ")]
    told = say("sheet8.kept_off.how", reasons=joined(reasons(policy)))
    if not one.internal:
        return OPEN, told + say("sheet8.inside_only")
    return (OPEN, told + say("sheet8.blind", count=len(blind))) if blind else (YES, told)


def _word(name: str) -> str:
    """A file name as one word of a command."""
    return f'"{name}"' if any(char.isspace() for char in name) else name
