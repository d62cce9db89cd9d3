"""A stand-in for Spark: the few things deid asks of it, worked out row by row; no JVM, nothing sent anywhere."""

# ruff: noqa: N802, N803  the names are Spark's

import sys
from itertools import pairwise
from types import ModuleType, SimpleNamespace

import pyarrow as pa


class Term:
    """Something worked out of a row."""

    def __init__(self, of):
        self.of = of

    def __eq__(self, other):
        return Term(lambda row: self.of(row) == other)

    __hash__ = None


class Choice:
    def __init__(self, condition, value):
        self.condition, self.value = condition, value

    def otherwise(self, other):
        return Term(lambda row: self.value if self.condition.of(row) else other)


class Fold:
    """Something worked out of all rows of a group; nothing of none, as SQL has it."""

    def __init__(self, term, fold, name=""):
        self.term, self.fold, self.name = term, fold, name

    def alias(self, name):
        return Fold(self.term, self.fold, name)

    def of(self, rows):
        values = [row[self.term] if isinstance(self.term, str) else self.term.of(row) for row in rows]
        return self.fold(values) if values else None


class Frame:
    """Partitions of record batches. ``log`` tells what was kept on disk and let go again."""

    def __init__(self, parts, columns, log=None):
        self.parts, self.columns, self.log = parts, columns, [] if log is None else log
        self.sparkSession = SimpleNamespace(read=Reader())

    @classmethod
    def of(cls, table, cuts, columns=None):
        edges = [0, *sorted(cuts), table.num_rows]
        parts = [table.slice(a, b - a).to_batches() for a, b in pairwise(edges)]
        return cls(parts, columns or table.column_names)

    def toDF(self, *names):
        parts = [[batch.rename_columns(list(names)) for batch in part] for part in self.parts]
        return Frame(parts, list(names), self.log)

    def mapInArrow(self, work, schema):
        made = []
        for at, part in enumerate(self.parts):
            Task.current = at
            made.append(list(work(iter(part))))
        names = [one.split()[0] for one in schema.split(", ")]
        assert all(batch.schema.names == names for part in made for batch in part)
        return Frame(made, names, self.log)

    def rows(self):
        return [row for part in self.parts for batch in part for row in batch.to_pylist()]

    def where(self, condition):
        name, wanted = condition.split()[0], condition.endswith("is not null")
        return Rows([row for row in self.rows() if (row[name] is not None) is wanted])

    def toLocalIterator(self, *, prefetchPartitions):
        return iter(self.rows())

    def persist(self, level):
        self.log.append(level)
        return self

    def unpersist(self):
        self.log.append("gone")


class Rows(list):
    def select(self, *names):
        return Rows([{name: row[name] for name in names} for row in reversed(self)])  # in no order

    def collect(self):
        return self

    def groupBy(self, name):
        groups = {}
        for row in self:
            groups.setdefault(row[name], []).append(row)
        return SimpleNamespace(
            agg=lambda fold: Rows([{fold.name: fold.of(rows)} for rows in groups.values()])
        )

    def agg(self, *folds):
        return SimpleNamespace(first=lambda: tuple(fold.of(self) for fold in folds))


class Reader:
    """What would be read back."""

    def csv(self, path, **how):
        return ("csv", path, how)

    def parquet(self, path):
        return ("parquet", path, {})


class Task:
    current = 0

    @staticmethod
    def get():
        return SimpleNamespace(partitionId=lambda: Task.current)


def install(monkeypatch):
    """Put the stand-in where pyspark would be."""
    functions = SimpleNamespace(
        col=lambda name: Term(lambda row: row[name]), when=Choice,
        sum=lambda term: Fold(term, sum), min=lambda term: Fold(term, min),
    )  # fmt: skip
    spark, sql = ModuleType("pyspark"), ModuleType("pyspark.sql")
    spark.TaskContext, spark.StorageLevel = Task, SimpleNamespace(DISK_ONLY="on disk")
    sql.functions = spark.sql = functions
    monkeypatch.setitem(sys.modules, "pyspark", spark)
    monkeypatch.setitem(sys.modules, "pyspark.sql", sql)
    monkeypatch.setattr(pa, "set_cpu_count", lambda _: None)  # it would hold for this process
