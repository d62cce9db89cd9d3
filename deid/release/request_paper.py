"""The paper an applicant gets with the list (区分处理说明): what is given, what is not, and on what ground.

It is made of the rule and of figures over the rows that are given, so that it tells nothing of anybody else:
whom the rule keeps off is said of every list alike.
"""

from collections.abc import Iterable, Iterator

from deid.engine.consent import FIELD, STATES
from deid.messages import say
from deid.pages import words
from deid.pages.heading import Heading
from deid.pages.notice import paper_docx
from deid.policy.model import Basis
from deid.policy.withhold import load_reasons
from deid.receipt import Receipt
from deid.release.prepare import Prepared

SUFFIX = ".request.docx"
"""What the paper adds to the name of its list."""


def request_paper(receipt: Receipt, prepared: Prepared, heading: Heading) -> bytes:
    """The paper as a Word document, for the office to complete and seal.

    Args:
        receipt: of the list, once it is made.
        prepared: what was decided about it.
        heading: who gives it, and when.
    """
    lines = [*_given(receipt, prepared), *_kept(receipt, prepared), *_ground(prepared)]
    if heading.phone:
        lines.append(say("partial.phone", phone=heading.phone))
    return paper_docx(say("partial.title"), lines, words.signature(heading))


def _given(receipt: Receipt, prepared: Prepared) -> Iterator[str]:
    consent = receipt.notes.get("consent", {})
    agreed = consent.get(STATES[0], 0)
    shown = [column.title for column in prepared.plan.released]
    yield say("partial.what", request=receipt.request, title=receipt.title)
    yield say("partial.given", rows=receipt.rows_out, columns=_listed(shown))
    if agreed:
        yield say("partial.agreed", agreed=agreed)
    if receipt.rows_out > agreed:
        yield say("partial.masked", masked=receipt.rows_out - agreed)


def _kept(receipt: Receipt, prepared: Prepared) -> Iterator[str]:
    columns, known = prepared.plan.columns, prepared.fields.by_id
    yield say("partial.columns", columns=_listed(one.title for one in columns if one.action == "mask"))
    if hidden := sum(one["invalid"] for one in receipt.columns if one["treatment"] != "drop"):
        yield say("partial.cells", count=hidden)
    dropped = [one for one in columns if one.action == "drop" and one.column.field != FIELD]
    told = list(dict.fromkeys(one.title for one in dropped if one.column.field in known))
    others = sum(one.column.field not in known for one in dropped)
    more = [say("partial.others", count=others)] if others else []
    yield say("partial.dropped", columns=_listed([*told, *more]))
    reasons = load_reasons(prepared.order.rules)
    titles = [reasons[one.reason].title for one in prepared.policy.withhold if one.reason in reasons]
    yield say("partial.withheld", reasons=_listed(titles))


def _ground(prepared: Prepared) -> Iterator[str]:
    yield say("partial.basis", basis=_listed(map(_cited, prepared.policy.catalogue.basis)))
    yield say("partial.use")
    yield say("partial.review")


def _cited(basis: Basis) -> str:
    text = f"《{basis.title}》" + (f"（{basis.number}）" if basis.number else "")
    return say("partial.unsure", basis=text) if basis.confirm else text


def _listed(texts: Iterable[str]) -> str:
    return "、".join(texts) or say("partial.none")
