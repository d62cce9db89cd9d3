"""What a list of names tells once it is made: its columns, how it could be searched, and findings."""

from collections.abc import Container
from typing import Any

from deid.engine.column_plan import ColumnPlan
from deid.engine.columns import PLACES
from deid.engine.decisions import Effect
from deid.engine.odd import too_many
from deid.engine.plan import Plan
from deid.engine.tally import RowNumbers, Tally
from deid.messages import say
from deid.release.prepare import Prepared
from deid.release.prove import Proof
from deid.terms import Finding, Severity, finding

_NAME = "subject.name"
_TELLING = frozenset(
    {"remark", "cause", "health", "category", "disability_class", "disability_card", "status", "is_disabled"}
)


def columns_json(plan: Plan, tally: Tally) -> tuple[dict[str, Any], ...]:
    """The columns part of a receipt."""
    none = RowNumbers()
    return tuple(
        {
            "header": column.column.label,
            "field": column.column.field,
            "treatment": "publish" if column.action == "number" else column.action,
            "masker": column.masker.name if column.masker else None,
            "invalid": tally.invalid.get(column.column.index, none).count
            + tally.hidden.get(column.column.index, none).count,
        }
        for column in plan.columns
    )


def checked(prepared: Prepared) -> dict[str, str]:
    """Per reason: how this file could be searched for it."""
    screen = prepared.plan.screen
    found = {}
    for item in prepared.policy.withhold:
        if item.reason == "minor":
            found["minor"] = "age" if screen.can_tell_age or screen.numbers else "not checkable in this file"
        else:
            told = any(column.field in _TELLING or column.field is None for column in screen.columns)
            found[item.reason] = "words" if told else "not checkable in this file"
    if prepared.order.protect:
        found["protected"] = "list of the competent office"
    return found


def tally_findings(plan: Plan, tally: Tally, required: Container[str] = (_NAME,)) -> list[Finding]:
    """What the counts of a list say; a column of a ``required`` field cannot be left out."""
    found = [one for column in plan.released for one in _column_findings(column, tally, required)]
    if plan.consent is not None:
        from deid.release.request import consent_findings  # noqa: PLC0415  few runs are for an applicant

        found += consent_findings(tally)
    if tally.vouched:
        found.append(finding("names_vouched", Severity.NOTE, count=tally.vouched))
    if unknown := tally.withheld.get("age_unknown"):
        found.append(finding("age_unknown", Severity.WARNING, count=unknown))
    if tally.rows_in and not tally.rows_out:
        found.append(finding("nothing_left", Severity.WARNING))
    return found + _decision_findings(tally.decided)


def _decision_findings(decided: list[Effect]) -> list[Finding]:
    """Which decisions about single rows stand, and which say nothing."""
    found = []
    for stands, code, severity in (
        (True, "decided", Severity.NOTE),
        (False, "decision_void", Severity.WARNING),
    ):
        rows = sorted(one.row for one in decided if one.stands is stands)
        if rows:
            found.append(finding(code, severity, rows=tuple(rows), count=len(rows)))
    return found


def _column_findings(column: ColumnPlan, tally: Tally, required: Container[str]) -> list[Finding]:
    """What one column's counts say, and what helps where cells were not recognised."""
    found = []
    index, label = column.column.index, column.column.label
    none = RowNumbers()
    hidden, cut, invalid, beside = (
        of.get(index, none) for of in (tally.hidden, tally.cut, tally.invalid, tally.beside)
    )
    much = hidden.count > 0 and too_many(hidden.count, tally.filled[index])
    if hidden.count:
        spare = label if (column.field or "") not in required else ""  # what may be left out
        instead = say("cure.leave_out", column=spare) if spare else ""
        instead += say("cure.vouch") if column.of_persons else ""
        code, severity = ("too_many_hidden", Severity.ERROR) if much else ("cells_hidden", Severity.WARNING)
        found.append(
            finding(
                code,
                severity,
                column=label,
                rows=hidden.first,
                count=hidden.count,
                spare=spare,
                instead=instead,
            )
        )
    if much and column.accept in PLACES:
        found.append(finding("bare_places", Severity.NOTE, column=label))
    if (invalid.count or hidden.count) and column.of_persons:
        found.append(finding("rare_names", Severity.NOTE, column=label))
    if other := tally.others[index]:
        found.append(finding("became_other", Severity.NOTE, column=label, count=other))
    if cut.count:
        found.append(finding("notes_cut", Severity.NOTE, column=label, rows=cut.first, count=cut.count))
    if beside.count:
        found.append(
            finding("name_beside", Severity.WARNING, column=label, rows=beside.first, count=beside.count)
        )
    if invalid.count:
        found.append(
            finding("cells_invalid", Severity.WARNING, column=label, rows=invalid.first, count=invalid.count)
        )
    return found


def proof_findings(plan: Plan, proof: Proof) -> list[Finding]:
    """What the proof of a list says."""
    if proof.holds:
        return []
    found = []
    labels = {column.column.index: column.column.label for column in plan.columns}
    for index, rows in proof.misfits.items():
        found.append(
            finding("shape", Severity.ERROR, column=labels.get(index), rows=rows.first, count=rows.count)
        )
    if proof.hits or proof.row_hits.count:
        found.append(
            finding(
                "leak",
                Severity.ERROR,
                rows=proof.row_hits.first,
                count=proof.hits + proof.row_hits.count,
            )
        )
    if proof.planted != proof.found or not proof.planted:
        found.append(finding("control", Severity.ERROR, count=proof.planted - proof.found))
    return found
