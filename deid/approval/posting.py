"""Posting (张贴): all is checked, then list and notice stand in the folder they are posted from."""

from datetime import date
from pathlib import Path

import msgspec
from msgspec.structs import replace

from deid import receipt as receipts
from deid.approval import book
from deid.approval.chain import Chain, Entry, save_chain
from deid.approval.copying import put
from deid.approval.draft import Draft, refusal
from deid.approval.filing import file_copies
from deid.approval.objecting import need_settled, open_against
from deid.approval.steps import need_steps
from deid.approval.withdrawing import Record, withdraw
from deid.detect.echo import safe_name
from deid.errors import UsageError
from deid.io.aside import write_public
from deid.ledger.entry import POSTED_ON
from deid.ledger.entry import Entry as Release
from deid.ledger.file import digest
from deid.ledger.home import Home, is_file
from deid.ledger.store import Ledger
from deid.messages import problem, say
from deid.pages.heading import Heading
from deid.pages.notice import notice_html
from deid.policy.model import Policy
from deid.policy.periods import take_down
from deid.terms import Finding, Severity, finding

NOTICE = ".notice.html"


class Wish(msgspec.Struct, frozen=True):
    """What is asked of a posting.

    Attributes:
        to: the folder lists are posted from.
        on: the day; the clock starts with it.
        force: another file of that name may be replaced.
        ledger: where the release is written down.
        filing: where the copy for the 党政办 goes.
        replaces: the record of the list that this one corrects (更正).
        aside: nobody is on this list whom an open objection is about.
    """

    to: Path
    on: date
    force: bool = False
    ledger: Home | None = None
    filing: Path | None = None
    replaces: Record | None = None
    aside: bool = False


class Posted(msgspec.Struct, frozen=True):
    """A list that hangs."""

    list: Path
    notice: Path
    posting: Entry
    filed: Path | None
    findings: tuple[Finding, ...]


class _Job(msgspec.Struct, frozen=True):
    draft: Draft
    policy: Policy
    heading: Heading
    wish: Wish
    target: Path
    notice: Path


def post(draft: Draft, policy: Policy, heading: Heading, wish: Wish) -> Posted:
    """Post a draft all of whose steps are recorded.

    Args:
        draft: what is posted.
        policy: its rule, as it is now.
        heading: what its notice says; the dates are put in here.
        wish: where and when.

    Raises:
        UsageError: a file stands in the way, a folder cannot be written.
        RefusedError: a step is missing, a byte or the rule changed, the day does not fit.
    """
    chain = need_steps(draft)
    draft.need_unchanged()
    if policy.sha256 != draft.facts.policy_sha256 or tuple(policy.review) != draft.facts.review:
        raise refusal(code="rule_changed")  # steps and columns may be others now
    job = _Job(draft, policy, heading, wish, *_places(draft, wish))
    with book.opened(wish.ledger) as ledger:
        found: list[Finding] = []
        release = _release(ledger, chain)
        if chain.posting is not None:
            _need_the_same(chain.posting, job)
            found.append(finding("posted_already", Severity.NOTE))
        else:
            _check_chain(chain, wish)
            _check_day(draft, wish.on)
            aside, said = need_settled(ledger, policy, draft.facts.place, aside=wish.aside)
            chain, more = _put_up(job, chain, ledger, release, aside)
            found += [*said, *more]
        if ledger is not None and release is not None:
            book.is_posted(ledger, release)
            found += open_against(ledger, release)
    posting = chain.of("posted")[-1]
    filed = file_copies(draft, chain, [job.target, job.notice], posting, wish.filing) if wish.filing else None
    return Posted(job.target, job.notice, posting, filed, tuple(found))


def _places(draft: Draft, wish: Wish) -> tuple[Path, Path]:
    """Where list and notice will stand."""
    folder = wish.to.absolute().resolve()
    if not folder.is_dir():
        raise problem(UsageError, "output.folder")
    private = [draft.folder, *(path.absolute().resolve() for path in (wish.filing,) if path)]
    private += [path.absolute().resolve().parent for path in (wish.ledger,) if is_file(path)]
    if any(folder == one or folder in one.parents for one in private):
        raise problem(UsageError, "approval.inside_posted")
    target = folder / draft.list.name
    older = wish.replaces.chain.posting if wish.replaces else None
    ours = older is not None and Path(older.to, older.file) == target
    if target.exists() and not wish.force and not ours and digest(target) != draft.sha256:
        raise problem(UsageError, "usage.output_exists", file=safe_name(target))
    return target, target.with_name(target.stem + NOTICE)


def _release(ledger: Ledger | None, chain: Chain) -> Release | None:
    """The release in the ledger; a list that was never judged with the earlier ones is not posted."""
    if ledger is None:
        return None
    release = book.find(ledger, chain.head)
    if release is None:
        raise refusal(code="never_judged")
    return release


def _need_the_same(posting: Entry, job: _Job) -> None:
    """A second run may complete what a first one left, and nothing else."""
    if Path(posting.to, posting.file) != job.target or digest(job.target) != job.draft.sha256:
        raise refusal(code="already_posted")


def _check_chain(chain: Chain, wish: Wish) -> None:
    if chain.of("withdrawn"):
        raise refusal(code="was_withdrawn")
    older = wish.replaces.chain if wish.replaces else None
    if older is not None and not older.of("posted"):
        raise refusal(code="not_posted")


def _put_up(
    job: _Job, chain: Chain, ledger: Ledger | None, release: Release | None, aside: int
) -> tuple[Chain, list[Finding]]:
    """The older list down, receipt and notice up, and last the list itself."""
    draft, wish, older = job.draft, job.wish, job.wish.replaces
    until, provisional = take_down(job.policy.channels[draft.facts.channel].period, wish.on)
    heading = replace(
        job.heading,
        posted_from=wish.on,
        posted_until=until,
        provisional=provisional,
        corrects=older is not None,
    )
    if ledger is not None and release is not None:
        book.about_to_post(ledger, release, job.target, wish.on, until, provisional=provisional)
    found: list[Finding] = []
    if older is not None and older.chain.posting is not None:
        found += withdraw(older, say("approval.corrected"), wish.on, ledger)
    _write_receipt(job, until, provisional=provisional)
    write_public(job.notice, notice_html(heading))
    put(draft.list, job.target, draft.sha256)
    chain = chain.with_entry(
        "posted",
        wish.on,
        to=str(job.target.parent),
        file=job.target.name,
        notice_file=job.notice.name,
        until=until.isoformat() if until else None,
        provisional=provisional,
        replaces=older.chain.head.output_sha256 if older else "",
        aside=aside,
    )
    save_chain(draft, chain)
    if provisional:
        found.append(finding("holiday_calendar_incomplete", Severity.NOTE))
    return chain, found


def _check_day(draft: Draft, on: date) -> None:
    """The day of posting against the day the list was made for."""
    until = draft.facts.posted_until
    if on < draft.made_for:
        raise refusal(code="posted_before", day=draft.made_for)
    if until is not None and on > date.fromisoformat(until):
        raise refusal(code="draft_stale", day=until)
    if draft.list.suffix.lower() != ".csv" and on != draft.made_for:
        raise refusal(code="dates_printed", day=draft.made_for)


def _write_receipt(job: _Job, until: date | None, *, provisional: bool) -> None:
    """The public receipt beside the posted list, with the days that really count; the internal one never."""
    told = job.draft.public | {
        POSTED_ON: job.wish.on.isoformat(),
        "posted_until": until.isoformat() if until else None,
        "provisional": provisional,
    }
    write_public(job.target.with_name(job.target.name + receipts.BESIDE), receipts.as_bytes(told))
