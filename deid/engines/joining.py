"""What the parts of a list came to, as one result: figures and findings as of a list in one piece."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from deid.engine.tally import RowNumbers, Tally
from deid.engines.making import Masked
from deid.engines.place import Written
from deid.messages import say
from deid.release.figures import histogram_of, judge_classes, names_masked, threshold_of
from deid.release.prepare import Prepared
from deid.release.prove import Proof
from deid.release.result import Result
from deid.release.told import checked, columns_json, proof_findings, tally_findings
from deid.risk.classes import level_of
from deid.risk.judge import summary_of
from deid.terms import Finding, Severity, finding

if TYPE_CHECKING:
    from deid.engines.whole import Sums
    from deid.risk.recognise import Tells

Ints = npt.NDArray[np.int64]


class Joined(NamedTuple):
    """A result, and the files it stands in."""

    result: Result
    files: list[Written]


def join(prepared: Prepared, made: Sequence[Masked], asked: Sequence[Proof], sums: "Sums") -> Joined:
    """Add up what was told of all parts, in their order.

    Args:
        prepared: what was decided.
        made: what masking each part came to.
        asked: what the search for hidden numbers came to, where there was one.
        sums: of the classes of equal rows.
    """
    tally = Tally()
    for part in made:
        tally.merge(part.tally)
    proof = _proof(made, asked)
    values, rows = _counted(made)
    plan = prepared.plan
    found: list[Finding] = tally_findings(plan, tally, prepared.policy.required)
    found += proof_findings(plan, proof)
    found += _too_few(prepared, made, values)
    if contradicted := sum(part.contradicted for part in made):
        found.append(finding("implied_age_contradicted", Severity.WARNING, count=contradicted))
    classes, more = _classes(prepared, tally.rows_out, sums)
    result = Result(
        rows_in=tally.rows_in,
        rows_out=tally.rows_out,
        members=tally.members,
        withheld=dict(tally.withheld),
        checked=checked(prepared),
        columns=columns_json(plan, tally),
        candidates=_candidates(prepared, values, rows),
        histogram=histogram_of(values, rows),
        classes=classes,
        verification=proof.as_json(),
        findings=(*found, *more, *_told(made)),
        sha256="",
        kept=_kept(made),
    )
    return Joined(result, [part.file for part in made if part.file is not None])


def _proof(made: Sequence[Masked], asked: Sequence[Proof]) -> Proof:
    """The proof of all parts; rows are numbered through."""
    whole = Proof(planted=made[0].proof.planted, found=min(part.proof.found for part in made))
    before = 0
    for number, part in enumerate(made):
        one = part.proof
        for index, rows in one.misfits.items():
            whole.misfits.setdefault(index, RowNumbers()).merge(rows.shifted(whole.rows))
        whole.rows += one.rows
        whole.needles += one.needles
        if asked:
            whole.hits += asked[number].hits
            whole.row_hits.merge(asked[number].row_hits.shifted(before))
        before += part.tally.rows_in
    return whole


def _counted(made: Sequence[Masked]) -> tuple[Ints, Ints]:
    """The distinct counts of candidates, and how many rows have each."""
    values = np.concatenate([part.candidates[0] for part in made])
    rows = np.concatenate([part.candidates[1] for part in made])
    distinct, at = np.unique(values, return_inverse=True)
    return distinct.astype(np.int64), np.bincount(at, rows, minlength=len(distinct)).astype(np.int64)


def _candidates(prepared: Prepared, values: Ints, rows: Ints) -> dict[str, int] | None:
    if not len(values):
        return None
    found = dict(zip(values.tolist(), rows.tolist(), strict=True))
    return {"floor": prepared.policy.floor.candidates, **summary_of(found)}


def _too_few(prepared: Prepared, made: Sequence[Masked], values: Ints) -> Iterable[Finding]:
    """Rows that leave fewer numbers than the floor, and the cure of the part that needs most."""
    rows, posted, cures, columns = RowNumbers(), 0, [], ""
    for part in made:
        if part.below is not None:
            rows.merge(part.below.rows.shifted(posted))
            cures.append(part.below.cure)
            columns = part.below.columns
        posted += part.tally.rows_out
    if not rows.count:
        return []
    none = say("cure.none")
    return [
        finding(
            "candidates",
            Severity.ERROR,
            rows=rows.first,
            count=rows.count,
            floor=prepared.policy.floor.candidates,
            least=int(values[0]),
            columns=columns,
            cure=max(cures, key=lambda cure: (cure == none, cure.count("; "), cure)),
        )
    ]


def _classes(prepared: Prepared, rows: int, sums: "Sums") -> tuple[dict[str, Any] | None, list[Finding]]:
    if not names_masked(prepared):
        return None, []
    figures = {
        "k_min": sums.least,
        "unique_share": sums.ones / rows if rows else 0.0,
        "level": level_of(sums.least, threshold_of(prepared)),
    }
    return figures, judge_classes(prepared, sums.least)


def _told(made: Sequence[Masked]) -> list[Finding]:
    """What the first rows tell beyond their cells."""
    whole: Tells | None = None
    for part in made:
        if part.tells is not None:
            whole = part.tells if whole is None else whole.merge(part.tells)
    return whole.findings() if whole is not None else []


def _kept(made: Sequence[Masked]) -> npt.NDArray[np.bool_] | None:
    """Which rows of the list were posted, if that was remembered."""
    if any(part.kept is None and part.tally.rows_in for part in made):
        return None
    bits = [
        np.unpackbits(np.frombuffer(part.kept, dtype=np.uint8), count=part.tally.rows_in)
        for part in made
        if part.kept is not None
    ]
    kept: npt.NDArray[np.bool_] = np.concatenate([np.zeros(0, dtype=np.uint8), *bits]).astype(np.bool_)
    return kept
