"""The run: prepare → mask or count → write aside → prove → judge → receipt. The caller renames."""

import hmac
from typing import TYPE_CHECKING, Any, cast

import msgspec
import numpy as np
import numpy.typing as npt

from deid import __version__
from deid.engine.decisions import PROTECTED
from deid.engine.source import Source
from deid.errors import RefusedError, UsageError
from deid.kernels.text import forgetting
from deid.messages import problem
from deid.pages.heading import Heading
from deid.policy.loader import load_policy
from deid.policy.method import REQUEST, for_applicant
from deid.policy.office import load_office
from deid.policy.periods import take_down
from deid.receipt import KEYED, Receipt
from deid.release.ahead import release_ahead
from deid.release.heading import heading_of, title_of
from deid.release.names import OpenSink, release_names
from deid.release.order import Order, strictly
from deid.release.prepare import Draft, Prepared, decide, make_draft
from deid.release.result import Result
from deid.release.sample import Sample, Sampled
from deid.release.sinks import Sink
from deid.terms import Finding, Severity, finding

if TYPE_CHECKING:
    from deid.quality import Mark
    from deid.release.quality import Looked


class Outcome(msgspec.Struct, frozen=True):
    """What a run came to. ``receipt.released`` says whether the output may stand.

    ``histogram`` counts posted rows by powers of ten of their candidates; ``sample`` is the top of what was
    written, and may be shown only where it was released. ``marks`` are what the look at the list's quality
    noticed, for the screen and the worklist. ``places`` says where each posted row stands, if not in the
    list's own order, and ``pages`` on whose page, if there are several.
    """

    receipt: Receipt
    prepared: Prepared | None = None
    kept: npt.NDArray[np.bool_] | None = None
    codes: tuple[str, ...] = ()
    histogram: tuple[tuple[int, int], ...] = ()
    sample: Sample = msgspec.field(default_factory=Sample)
    marks: "tuple[Mark, ...]" = ()
    places: npt.NDArray[np.int64] | None = None
    pages: tuple[str, ...] = ()

    @property
    def released(self) -> bool:
        """Whether the list may be posted."""
        return self.receipt.released


@forgetting()
def release_list(source: Source, order: Order, open_sink: OpenSink) -> Outcome:
    """Make one release of one list.

    Args:
        source: the list.
        order: what is asked.
        open_sink: makes the place rows are written to, from column names and headers; called once the
            columns are known, and again if the rows must be written anew.

    Returns:
        The outcome with its receipt; a refusal because of what the data hold is an outcome too.

    Raises:
        UsageError, RuleError, InputError, KeyMaterialError: the run could not be made.
    """
    try:
        draft = make_draft(source, order)
        sample = Sample()
        result: Result | None = None

        def headed(names: list[str], headers: list[str]) -> Sink:
            nonlocal sample
            sample = Sample(headers)
            sink = Sampled(open_sink(names, headers), sample)
            sink.head(posted_heading(draft))
            return sink

        if _in_one_pass(draft):
            prepared, result, looked = release_ahead(source, draft, headed, _looked)
        else:
            prepared, looked = decide(source, draft), None
        looked = looked or _looked(source, prepared)
        listed = cast("Source", looked) if looked else source  # what it does not have itself is the list's
        if prepared.channel.form == "names":
            result = result or release_names(listed, prepared, headed)
        else:
            if order.slips or order.split:
                code = "slips.names_only" if order.slips else "pack.names_only"
                raise problem(UsageError, code, channel=prepared.channel.name)
            from deid.release.counts import release_counts  # noqa: PLC0415  most runs list names

            result = release_counts(listed, prepared, headed)
    except RefusedError as refusal:
        return refused(source, order, refusal)
    return conclude(source, prepared, result, sample, looked.marks() if looked else ())


def conclude(
    source: Source, prepared: Prepared, result: Result, sample: Sample, marks: "tuple[Mark, ...]" = ()
) -> Outcome:
    """Judge what was made, and write the receipt."""
    findings = (*prepared.findings, *result.findings, *(mark.finding() for mark in marks))
    if prepared.protected and prepared.channel.form == "names":
        rows, asked = result.withheld.get(PROTECTED, 0), prepared.protected
        findings = (*findings, finding("protected_found", Severity.NOTE, count=rows, asked=asked))
    receipt = _receipt(source, prepared, result, strictly(findings, prepared.order))
    return Outcome(
        receipt, prepared, result.kept, result.codes, result.histogram, sample, marks, result.places
    )


def refused(source: Source, order: Order, refusal: RefusedError) -> Outcome:
    """What comes of a list that was refused before a cell was masked."""
    return Outcome(_refusal(source, order, refusal.findings))


def _in_one_pass(draft: Draft) -> bool:
    """Whether nothing asks for the whole list before its first row is posted."""
    order = draft.order
    special = order.slips or order.keyed or order.split or order.request is not None
    return draft.channel.form == "names" and not special and order.last is None


def _looked(source: Source, prepared: Prepared) -> "Looked | None":
    if not prepared.order.quality and prepared.order.last is None:
        return None
    from deid.release.quality import Looked  # noqa: PLC0415  only who asks for it

    return Looked(source, prepared)


def _receipt(source: Source, prepared: Prepared, result: Result, findings: tuple[Finding, ...]) -> Receipt:
    policy, channel = prepared.policy, prepared.channel
    heading = posted_heading(prepared)
    if heading.provisional:
        findings = (*findings, finding("holiday_calendar_incomplete", Severity.NOTE))
    refused = any(found.severity is Severity.ERROR for found in findings)
    return Receipt(
        deid=__version__,
        notice=policy.notice,
        title=heading.title,
        channel=channel.name,
        form=channel.form,
        policy_sha256=policy.sha256,
        input_sha256=_input_digest(source, prepared.order),
        output_sha256=None if refused else result.sha256,
        rows_in=result.rows_in,
        rows_out=0 if refused else result.rows_out,
        members=result.members,
        withheld=dict(result.withheld),
        checked=result.checked,
        columns=result.columns,
        candidates=result.candidates,
        classes=result.classes,
        verification=result.verification,
        findings=findings,
        as_of=prepared.as_of.isoformat(),
        posted_until=heading.posted_until.isoformat() if heading.posted_until else None,
        provisional=heading.provisional,
        review=tuple(policy.review),
        place=prepared.place,
        released=not refused,
        notes=_notes(result),
        request=prepared.order.request,
    )


def _notes(result: Result) -> dict[str, Any]:
    """What only some internal receipts say."""
    consent = {"consent": dict(result.consent)} if result.consent else {}
    return consent | ({"decisions": [one.as_json() for one in result.decided]} if result.decided else {})


def posted_heading(prepared: Prepared | Draft) -> Heading:
    """What stands around what is posted: from rule, office and period, never from the input."""
    until, provisional = take_down(prepared.channel.period, prepared.as_of)
    return heading_of(
        prepared.policy,
        prepared.channel,
        prepared.office,
        as_of=prepared.as_of,
        until=until,
        provisional=provisional,
        request=prepared.order.request,
    )


def _input_digest(source: Source, order: Order) -> str:
    plain = source.sha256()
    if order.key is None:
        return plain
    return KEYED + hmac.new(order.key, plain.encode(), "sha256").hexdigest()


def _refusal(source: Source, order: Order, findings: tuple[Finding, ...]) -> Receipt:
    """The receipt of a list that was refused before a cell was masked."""
    policy = load_policy(order.notice, order.rules)
    only = next(iter(policy.channels)) if len(policy.channels) == 1 else ""
    channel = policy.channels.get(order.channel or only)
    if channel is not None and order.request is not None and channel.form == "names":
        channel = for_applicant(policy, channel).channels[REQUEST]
    return Receipt(
        deid=__version__,
        notice=policy.notice,
        title=title_of(policy, load_office(order.office) if order.office else None),
        channel=channel.name if channel else "",
        form=channel.form if channel else "none",
        policy_sha256=policy.sha256,
        input_sha256=_input_digest(source, order),
        output_sha256=None,
        rows_in=0,
        rows_out=0,
        members=0,
        withheld={},
        checked={},
        columns=(),
        candidates=None,
        classes=None,
        verification={},
        findings=findings,
        as_of=order.day.isoformat(),
        posted_until=None,
        provisional=False,
        review=tuple(policy.review),
        place=order.place,
        released=False,
        request=order.request,
    )
