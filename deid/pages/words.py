"""The sentences around a list, the same on every kind of page."""

from deid.messages import say
from deid.pages.heading import Heading, day


def facts(heading: Heading) -> list[str]:
    """The lines under the title: who posts it, where, how long, whom to call."""
    if heading.request:
        return _given(heading)
    period = "page.label.period" if heading.posted_until else "page.label.stays"
    lines = [say(period, period=heading.period)]
    if heading.office:
        lines.insert(0, say("page.label.office", office=heading.office))
    if heading.place:
        lines.append(say("page.label.place", place=heading.place))
    if heading.phone:
        lines.append(say("page.label.phone", phone=heading.phone))
    return lines


def remarks(heading: Heading) -> list[str]:
    """The lines under the list: on what it rests, and how it may be used."""
    lines = [say("page.label.basis", basis="、".join(heading.basis))] if heading.basis else []
    if heading.corrects:
        lines.append(say("page.notice.corrects"))
    return lines if heading.counts else [*lines, _use(heading)]


def signature(heading: Heading) -> list[str]:
    """Who signs and seals, and on which day (落款)."""
    return [(heading.office or "") + say("page.seal"), day(heading.begins)]


def notice(heading: Heading) -> list[str]:
    """The paragraphs of the notice (公示正文), without title and signature."""
    if heading.request:
        return [*_given(heading), *remarks(heading)]
    lasting = heading.posted_until is None
    basis = "、".join(heading.basis)
    code = "page.notice.counts_" if heading.counts else "page.notice."
    lines = [say(code + ("basis" if basis else "plain"), basis=basis, what=_what(heading))]
    if heading.corrects:
        lines.append(say("page.notice.corrects"))
    if heading.place:
        lines.append(say("page.notice.place", place=heading.place))
    if heading.size:
        lines.append(say("page.notice.size", rows=heading.rows, unit=heading.unit))
    lines.append(say("page.notice.stays" if lasting else "page.notice.until", period=heading.period))
    lines.append(say("page.notice.object_stays" if lasting else "page.notice.object"))
    if not heading.counts:
        lines.append(_use(heading))
    if heading.phone:
        lines.append(say("page.notice.phone", phone=heading.phone))
    return lines


def _given(heading: Heading) -> list[str]:
    """Who gives the list, when, and for which application."""
    lines = [say("page.label.request", request=heading.request)]
    if heading.office:
        lines.append(say("page.label.giver", office=heading.office))
    return [*lines, say("page.label.given", day=day(heading.begins))]


def _use(heading: Heading) -> str:
    if heading.request:
        return say("page.notice.applicant")
    return say("page.notice.group" if heading.audience == "特定群体" else "page.notice.everybody")


def _what(heading: Heading) -> str:
    """What is posted: the title without the words that say it is posted."""
    what = heading.title
    if heading.office:
        what = what.removeprefix(heading.office)
    for ending in ("确认公布", "公示", "公布", "公告", "情况", "名单"):
        what = what.removesuffix(ending)
    return what or heading.title
