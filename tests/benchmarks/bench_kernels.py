"""Kernels one by one, by pytest-benchmark: pytest tests/benchmarks/bench_kernels.py."""

from functools import partial

import people
import pyarrow as pa
import pytest

from deid import registry
from deid.detect import accepts, resident_id, scan
from deid.engine.own_names import without_own_names
from deid.kernels import blank, compact, normalise
from deid.kernels.shape import shapes
from deid.kernels.text import forget
from deid.risk.leaks import runs

ROWS = 65_536
LIST = people.batch(1, 0, ROWS)
CELLS = {name: LIST.column(name) for name in people.HEADERS}
KERNELS = {
    "shapes of remarks": (shapes, "备注"),
    "normalise remarks": (normalise, "备注"),
    "compact IDs": (compact, "身份证号"),
    "blank": (blank, "家庭住址"),
    "accept names": (partial(accepts.accept, "person_name"), "户主姓名"),
    "accept villages": (partial(accepts.accept, "village"), "村"),
    "birth dates": (resident_id.birth_dates, "身份证号"),
    "identifiers in remarks": (scan.contains_identifier, "备注"),
    "mask IDs": (registry.bind("resident_id"), "身份证号"),
    "mask phones": (registry.bind("phone"), "联系电话"),
    "mask cards": (registry.bind("bank_card"), "银行账号"),
    "mask names": (registry.bind("person_name"), "户主姓名"),
    "cut addresses": (registry.bind("address", {"level": "town"}), "家庭住址"),
    "free text": (registry.bind("free_text"), "备注"),
    "own names in remarks": (lambda col: without_own_names(col, [CELLS["户主姓名"]]), "备注"),
    "long runs": (runs, "备注"),
}


@pytest.mark.parametrize("name", KERNELS)
def test_kernel(benchmark, name):
    """One kernel on 65,536 cells that nobody has looked at."""
    kernel, column = KERNELS[name]

    def fresh() -> tuple[tuple[pa.Array], dict[str, object]]:
        forget()
        return (CELLS[column],), {}

    benchmark.pedantic(kernel, setup=fresh, rounds=5, warmup_rounds=1)
