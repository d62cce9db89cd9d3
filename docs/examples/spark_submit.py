"""Make the version of a list that may be posted, on Spark.

spark-submit --master local[4] spark_submit.py dibao_result LIST.parquet POSTED --channel village_board

LIST is CSV (one header row, UTF-8) or Parquet. Exit codes are those of ``deid mask``.
"""

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession

import deid
from deid.engines.spark import mask


def read(spark: SparkSession, path: str) -> DataFrame:
    """All columns as text: guessing types would turn 013800138000 into an integer."""
    if path.endswith(".csv"):
        return spark.read.csv(path, header=True, inferSchema=False, multiLine=True, escape='"')
    return spark.read.parquet(path)


def main() -> int:
    """Run it."""
    asked = argparse.ArgumentParser()
    asked.add_argument("notice")
    asked.add_argument("list")
    asked.add_argument("out")
    asked.add_argument("--channel")
    asked.add_argument("--as-of", type=date.fromisoformat, default=date.today())  # noqa: DTZ011
    asked.add_argument("--format", choices=["parquet", "csv"], default="parquet")
    asked.add_argument("--rules", default=())
    asked.add_argument("--ledger")
    asked.add_argument("--internal", type=Path)
    asked.add_argument("--overwrite", action="store_true")
    given = asked.parse_args()
    spark = SparkSession.builder.appName("deid").getOrCreate()
    try:
        release = mask(
            read(spark, given.list),
            given.notice,
            out=given.out,
            format=given.format,
            overwrite=given.overwrite,
            ledger=given.ledger,
            internal=given.internal,
            channel=given.channel,
            as_of=given.as_of,
            rules=given.rules,
            whole=True,
        )
    except deid.RefusedError as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201
        return 1
    except deid.DeidError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    print(json.dumps(release.receipt, ensure_ascii=False, indent=2))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
