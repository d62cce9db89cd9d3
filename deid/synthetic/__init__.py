"""Lists of invented people in the shape offices export, so that anyone can try and test.

Nobody on them exists: names come from Faker, places are made up inside a real county, ID numbers are
computed. The same seed gives the same list.
"""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from deid.policy.fields import load_fields
from deid.policy.loader import load_policy
from deid.policy.model import Policy
from deid.synthetic import mess
from deid.synthetic.lists import Cells, Scene, ages_of, cells_of, columns_of, minors_of
from deid.synthetic.people import make_people, make_place
from deid.synthetic.templates import Column
from deid.synthetic.truth import Block, Truth

__all__ = ["SampleList", "sample_list", "write_sample"]

_BLOCK = 50_000
_KINDS = {"land_amount": "number", "land_standard": "number"}


@dataclass(frozen=True, slots=True)
class SampleList:
    """A synthetic list in memory.

    Attributes:
        headers: the header row.
        rows: the data rows.
        truth: what may never be posted, which rows stay back, and village, name and amount of the others.
    """

    headers: list[str]
    rows: list[list[str]]
    truth: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Recipe:
    policy: Policy
    columns: tuple[Column, ...]
    rows: int
    seed: int
    messy: bool

    @property
    def headers(self) -> list[str]:
        return [column.odd if self.messy else column.header for column in self.columns]

    @property
    def encoding(self) -> str:
        return "gb18030" if self.messy else "utf-8-sig"

    def blocks(self) -> Iterator[Block]:
        for number in range(0, self.rows, _BLOCK):
            yield self._block(number, min(_BLOCK, self.rows - number))

    def _block(self, first: int, count: int) -> Block:
        rng = np.random.default_rng([self.seed, 3, first])
        place = make_place(self.seed, self.rows)
        made = make_people(
            rng, count, place, ages_of(self.policy), minors=minors_of(self.policy), seed=self.seed
        )
        people, joined = mess.families(made, rng)
        scene = Scene(rng, first, people, place, self.policy)
        planted = mess.Planted()
        clean: dict[str, Cells] = {}
        written: list[Cells] = []
        kinds = [_kind(column) for column in self.columns]
        for column, kind in zip(self.columns, kinds, strict=True):
            if column.field == "remark":
                cells = mess.remarks(scene, planted, joined, messy=self.messy)
            else:
                cells = cells_of(column, scene, clean)
            clean[column.field] = cells
            written.append(mess.dirty(cells, column, kind, scene, planted) if self.messy else cells)
        return Block(self.columns, kinds, written, clean, people, planted)


def _kind(column: Column) -> str:
    known = load_fields().by_id.get(column.field)
    return known.kind if known else _KINDS.get(column.field, "text")


def _recipe(notice: str, rows: int, seed: int, rules: Sequence[Path | str], *, messy: bool) -> _Recipe:
    policy = load_policy(notice, rules)
    return _Recipe(policy, columns_of(policy, seed), rows, seed, messy)


def sample_list(
    notice: str, rows: int = 100, seed: int = 0, *, messy: bool = False, rules: Sequence[Path | str] = ()
) -> SampleList:
    """A list of invented people, in memory.

    Args:
        notice: id, alias, title or path of the notice type.
        rows: how many.
        seed: the same seed gives the same list.
        messy: as messy as real exports: odd headers, dirty IDs and phones, notes, door numbers.
        rules: folders with local rules.

    Returns:
        Headers, rows and the truth about them.

    Raises:
        UsageError: no such notice type, or Faker is not installed.
    """
    recipe = _recipe(notice, rows, seed, rules, messy=messy)
    truth, listed = Truth(recipe.policy), []
    for block in recipe.blocks():
        truth.add(block)
        listed += [list(row) for row in zip(*block.written, strict=True)]
    return SampleList(recipe.headers, listed, truth.told("", recipe.encoding))


def write_sample(  # noqa: PLR0913  as the command
    output: Path,
    notice: str,
    *,
    rows: int,
    seed: int,
    messy: bool,
    rules: Sequence[Path | str] = (),
    truth: Path | None = None,
) -> None:
    """Write a list of invented people as CSV.

    A messy list is GB18030 with a title, 填报单位 and footer lines; a clean one UTF-8 with BOM.

    Args:
        output: the file to write; what stood there is replaced.
        notice: id, alias, title or path of the notice type.
        rows: how many; memory stays flat.
        seed: the same seed gives the same bytes.
        messy: as messy as real exports.
        rules: folders with local rules.
        truth: where to write the truth about the list as JSON, if wanted.

    Raises:
        UsageError: no such notice type, or Faker is not installed.
    """
    recipe = _recipe(notice, rows, seed, rules, messy=messy)
    known = Truth(recipe.policy) if truth is not None else None
    width = len(recipe.columns)
    at = next((n for n, column in enumerate(recipe.columns) if column.field.endswith("amount")), None)
    total = Decimal(0)
    with Path(output).open("w", encoding=recipe.encoding, newline="") as file:
        lines = csv.writer(file, lineterminator="\r\n")
        if messy:
            lines.writerows(mess.above(recipe.policy.title, make_place(seed, rows).county, width))
        lines.writerow(recipe.headers)
        for block in recipe.blocks():
            lines.writerows(zip(*block.written, strict=True))
            total += _sum(block.written[at]) if messy and at is not None else 0
            if known is not None:
                known.add(block)
        if messy:
            lines.writerows(mess.below(width, at, str(total)))
    if truth is not None and known is not None:
        told = json.dumps(known.told(Path(output).name, recipe.encoding), ensure_ascii=False)
        Path(truth).write_text(told, encoding="utf-8")


def _sum(cells: Cells) -> Decimal:
    return sum((Decimal(cell) for cell in cells), Decimal(0))
