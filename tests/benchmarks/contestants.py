"""What is measured, each in a process of its own: python contestants.py NAME INPUT OUTPUT.

A copy reads the whole list as text and writes it again. A hand-written mask hides five columns and checks
nothing. None of them withholds anybody, searches for leaks or proves what it wrote.
"""

import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
NUMBER, PHONE, NAME, ADDRESS, CARD, NOTE = "身份证号", "联系电话", "户主姓名", "家庭住址", "银行账号", "备注"


def pyarrow_copy(source: str, out: str) -> None:
    """Arrow, all at once, all columns as text."""
    import pyarrow as pa
    import pyarrow.csv as pacsv

    names = pacsv.open_csv(source).schema.names
    convert = pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    pacsv.write_csv(
        pacsv.read_csv(source, convert_options=convert), out, pacsv.WriteOptions(quoting_style="needed")
    )


def pyarrow_stream_copy(source: str, out: str) -> None:
    """Arrow, block by block, in flat memory."""
    import pyarrow as pa
    import pyarrow.csv as pacsv

    names = pacsv.open_csv(source).schema.names
    convert = pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    reader = pacsv.open_csv(source, convert_options=convert)
    with pacsv.CSVWriter(
        out, reader.schema, write_options=pacsv.WriteOptions(quoting_style="needed")
    ) as writer:
        for batch in reader:
            writer.write_batch(batch)


def duckdb_copy(source: str, out: str) -> None:
    import duckdb

    duckdb.sql(
        f"COPY (SELECT * FROM read_csv('{source}', all_varchar=true, header=true)) TO '{out}' (HEADER)"
    )


def duckdb_mask(source: str, out: str) -> None:
    import duckdb

    duckdb.sql(f"""
        COPY (SELECT 序号, 乡镇, 村, left(户主姓名, 1) || '**' AS 户主姓名,
              left({NUMBER}, 6) || repeat('*', 12) AS {NUMBER}, left({PHONE}, 3) || repeat('*', 8) AS {PHONE},
              regexp_replace({ADDRESS}, '([镇乡]).*$', '\\1***') AS {ADDRESS}, 保障人口, 保障类别, 月保障金额,
              repeat('*', 15) || right({CARD}, 4) AS {CARD},
              regexp_replace({NOTE}, '[0-9]{{11,18}}', '***', 'g') AS {NOTE}
              FROM read_csv('{source}', all_varchar=true, header=true)) TO '{out}' (HEADER)
    """)


def polars_copy(source: str, out: str) -> None:
    import polars as pl

    pl.scan_csv(source, infer_schema=False).sink_csv(out)


def polars_mask(source: str, out: str) -> None:
    """Six columns masked by hand."""
    import polars as pl

    stars = [
        (pl.col(NAME).str.slice(0, 1) + "**").alias(NAME),
        (pl.col(NUMBER).str.slice(0, 6) + "*" * 12).alias(NUMBER),
        (pl.col(PHONE).str.slice(0, 3) + "*" * 8).alias(PHONE),
        pl.col(ADDRESS).str.replace(r"([镇乡]).*$", "${1}***"),
        ("*" * 15 + pl.col(CARD).str.tail(4)).alias(CARD),
        pl.col(NOTE).str.replace_all(r"[0-9]{11,18}", "***"),
    ]
    pl.scan_csv(source, infer_schema=False).with_columns(stars).sink_csv(out)


def pandas_copy(source: str, out: str) -> None:
    import pandas as pd

    pd.read_csv(source, dtype=str, keep_default_na=False).to_csv(out, index=False)


def loop_mask(source: str, out: str) -> None:
    """What most scripts do: pandas, and a checking library asked cell by cell."""
    import pandas as pd
    import phonenumbers
    from stdnum.cn import ric

    def number(cell: str) -> str:
        return cell[:6] + "*" * 12 if ric.is_valid(cell) else "*" * 8

    def phone(cell: str) -> str:
        try:
            good = phonenumbers.is_valid_number(phonenumbers.parse(cell, "CN"))
        except phonenumbers.NumberParseException:
            good = False
        return cell[:3] + "*" * 8 if good else "*" * 8

    def note(cell: str) -> str:
        hits = list(phonenumbers.PhoneNumberMatcher(cell, "CN"))
        for hit in reversed(hits):
            cell = cell[: hit.start] + "***" + cell[hit.end :]
        return cell

    frame = pd.read_csv(source, dtype=str, keep_default_na=False)
    frame[NAME] = frame[NAME].map(lambda cell: cell[:1] + "**")
    frame[NUMBER] = frame[NUMBER].map(number)
    frame[PHONE] = frame[PHONE].map(phone)
    frame[ADDRESS] = frame[ADDRESS].map(lambda cell: cell[: cell.find("镇") + 1] + "***")
    frame[CARD] = frame[CARD].map(lambda cell: "*" * 15 + cell[-4:])
    frame[NOTE] = frame[NOTE].map(note)
    frame.to_csv(out, index=False)


def presidio_mask(source: str, out: str) -> None:
    """presidio-structured with the columns named by hand, so that no language model is needed."""
    import pandas as pd
    from presidio_anonymizer.entities import OperatorConfig
    from presidio_structured import PandasDataProcessor, StructuredAnalysis, StructuredEngine

    def stars(first: int) -> OperatorConfig:
        return OperatorConfig("custom", {"lambda": lambda cell: cell[:first] + "*" * (len(cell) - first)})

    frame = pd.read_csv(source, dtype=str, keep_default_na=False)
    found = {NAME: "PERSON", NUMBER: "ID", PHONE: "PHONE_NUMBER", ADDRESS: "LOCATION", CARD: "CARD"}
    operators = {
        "PERSON": stars(1),
        "ID": stars(6),
        "PHONE_NUMBER": stars(3),
        "LOCATION": stars(9),
        "CARD": stars(0),
    }
    engine = StructuredEngine(data_processor=PandasDataProcessor())
    engine.anonymize(frame, StructuredAnalysis(entity_mapping=found), operators=operators).to_csv(
        out, index=False
    )


def _deid(source: str, out: str, *options: str) -> None:
    from deid.cli import program

    sys.argv = ["deid", "mask", source, "--out", out, "--whole", "--as-of", "2026-11-21", "--force", *options]
    program()


def deid_dibao(source: str, out: str) -> None:
    """The shipped rule: most columns dropped, every check on."""
    _deid(source, out, "--notice", "dibao_result", "--channel", "village_board")


def deid_widest(source: str, out: str) -> None:
    """All twelve columns published or masked, every check on."""
    _deid(source, out, "--notice", "widest", "--rules", str(HERE / "rules"))


def deid_gb18030(source: str, out: str) -> None:
    """The shipped rule on a list in GB18030."""
    deid_dibao(source, out)


CONTESTANTS: dict[str, Callable[[str, str], None]] = {
    function.__name__: function
    for function in (
        pyarrow_copy, pyarrow_stream_copy, duckdb_copy, polars_copy, pandas_copy, duckdb_mask, polars_mask,
        loop_mask, presidio_mask, deid_dibao, deid_widest, deid_gb18030,
    )
}  # fmt: skip


if __name__ == "__main__":
    CONTESTANTS[sys.argv[1]](sys.argv[2], sys.argv[3])
