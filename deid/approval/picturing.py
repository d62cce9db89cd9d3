"""Pictures of a posted list (微信图片): only of the approved bytes, with the day it comes down."""

from datetime import date
from pathlib import Path

from deid.approval.draft import refusal
from deid.approval.withdrawing import Record
from deid.detect.echo import safe_name
from deid.errors import UsageError
from deid.io.aside import write_public
from deid.ledger.file import digest
from deid.messages import problem, say
from deid.pages.heading import day
from deid.pages.pictures import pictures
from deid.policy.model import Channel


def watermark(channel: Channel, until: date | None) -> str:
    """What stands across every picture: for whom it is, and until when.

    >>> from deid.policy.loader import load_policy
    >>> watermark(load_policy("dibao_review").channels["wechat_group"], date(2026, 12, 1))
    '仅限本村 请勿转发 公示至2026年12月1日'
    """
    words = []
    if channel.scope == "village":
        words.append(say("page.mark_village"))
    if channel.audience != "全社会":
        words.append(say("page.mark_keep"))
    words.append(say("page.mark_until", day=day(until)) if until else say("page.mark"))
    return " ".join(words)


def put_pictures(record: Record, channel: Channel, to: Path, *, width: int, force: bool) -> list[Path]:
    """Write a picture of every page of a posted list.

    Args:
        record: of the posting.
        channel: where it is posted.
        to: the folder for the pictures.
        width: of a picture, in pixels.
        force: pictures of that name may be replaced.

    Returns:
        The pictures, page by page.

    Raises:
        UsageError: the list is no PDF, a picture stands in the way, the folder cannot be written.
        RefusedError: the list is not posted, or is no longer the approved one.
    """
    posting = record.chain.posting
    if posting is None:
        raise refusal(code="not_posted")
    listed = Path(posting.to, posting.file)
    if listed.suffix.lower() != ".pdf":
        raise problem(UsageError, "pictures.no_pdf", file=safe_name(listed))
    if not to.is_dir():
        raise problem(UsageError, "output.folder")
    if digest(listed) != record.chain.head.output_sha256:
        raise refusal(code="file_differs")
    mark = watermark(channel, date.fromisoformat(posting.until) if posting.until else None)
    pages = list(pictures(listed, mark, width=width))
    targets = [to / f"{listed.stem}-{number}.png" for number in range(1, len(pages) + 1)]
    for target in targets:
        if target.exists() and not force:
            raise problem(UsageError, "usage.output_exists", file=safe_name(target))
    for target, page in zip(targets, pages, strict=True):
        write_public(target, page)
    return targets
