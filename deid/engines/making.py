"""The rows of one part in the making: masked, written, read back, and what is told of them."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from deid.engine.tally import RowNumbers, Tally
from deid.engines.digests import classes_of
from deid.engines.place import Written
from deid.release.figures import Figures, names_masked
from deid.release.prepare import Prepared
from deid.release.prove import Proof, look_back
from deid.release.prove_names import Suspect
from deid.release.sinks import Sink
from deid.risk.recognise import MOST_ROWS, Tells

Suspects = dict[int, Suspect]
"""Row -> what could be hidden in it."""


class Made(NamedTuple):
    """What comes back of a part.

    Attributes:
        told: for the driver, without a cell.
        keys: digests whose counts are added up over all parts.
        counts: one per digest.
    """

    told: Any
    keys: npt.NDArray[np.uint64] = np.zeros(0, dtype=np.uint64)
    counts: npt.NDArray[np.int64] = np.zeros(0, dtype=np.int64)


class Below(NamedTuple):
    """The rows of a part that leave fewer numbers than the floor."""

    rows: RowNumbers
    columns: str
    cure: str


class Masked(NamedTuple):
    """What masking, writing and proving a part came to."""

    seal: str
    tally: Tally
    proof: Proof
    suspects: Suspects
    candidates: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
    contradicted: int
    below: Below | None
    tells: Tells | None
    kept: bytes | None
    file: Written | None


class Making:
    """The rows of one part in the making."""

    def __init__(self, prepared: Prepared, sink: Sink, before: int) -> None:
        self._prepared, self._plan, self._sink, self._before = prepared, prepared.plan, sink, before
        self._tally, self._figures = Tally(), Figures(prepared)
        self._kept: list[npt.NDArray[np.bool_]] = []
        self._named: list[npt.NDArray[np.bool_]] = []
        self._watched = MOST_ROWS - before
        self._tells = Tells(self._plan.columns, prepared.fields.by_id) if self._watched > 0 else None
        self._classes: list[npt.NDArray[np.uint64]] | None = [] if names_masked(prepared) else None

    def add(self, batch: pa.RecordBatch) -> None:
        """Mask and write one batch."""
        masked = self._plan.mask(batch, self._before + self._tally.rows_in)
        self._figures.add(masked.batch)
        room = self._watched - self._tally.rows_in
        if self._tells is not None and room > 0:
            kept = masked.kept[:room]
            self._tells.add(masked.batch.slice(0, int(kept.sum())), batch.slice(0, room), kept)
        if self._classes is not None:
            self._classes.append(classes_of(masked.batch.columns))
        self._sink.write(masked.batch)
        self._kept.append(masked.kept)
        self._named.append(masked.named)
        self._tally.merge(masked.tally)

    def prove(self) -> tuple[Proof, Suspects]:
        """Close the file and read it back. The suspects are rows of the part, counted from 0."""
        self._sink.close()
        named = np.concatenate([np.zeros(0, dtype=np.bool_), *self._named])
        proof, found = look_back(self._plan, self._sink.read_back, self._tally.needles, named)
        if proof.rows != self._tally.rows_out:
            proof.misfits[-1] = RowNumbers(abs(proof.rows - self._tally.rows_out))
            return proof, {}
        rows = np.flatnonzero(np.concatenate([np.zeros(0, dtype=np.bool_), *self._kept]))
        return proof, {int(rows[row]): suspect for row, suspect in found.items()}

    def made(
        self, seal: str, proof: Proof, suspects: Suspects, written: Written | None, *, remember: bool
    ) -> Made:
        """What comes back."""
        kept = np.packbits(np.concatenate(self._kept)).tobytes() if remember and self._kept else None
        told = Masked(
            seal=seal,
            tally=self._tally,
            proof=proof,
            suspects=suspects,
            candidates=self._figures.candidates(),
            contradicted=self._figures.contradicted,
            below=self._below(),
            tells=self._tells,
            kept=kept,
            file=written,
        )
        if not self._classes:
            return Made(told)
        return Made(told, *np.unique(np.concatenate(self._classes), return_counts=True))

    def _below(self) -> Below | None:
        few = self._figures.few
        if not few.count:
            return None
        return Below(few, self._figures.responsible(), self._figures.cure())
