"""What takes minutes: other programs open the pages, and 200,000 rows stay within memory."""

import csv
import io
import shutil
import subprocess
import sys

import pytest
from lists import deid
from pages_helpers import COMMON, OFFICE, as_csv, pdf_text, read_csv, read_xlsx, rows, solid

pytestmark = pytest.mark.long
OFFICE_PROGRAM = shutil.which("soffice")


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    folder = tmp_path_factory.mktemp("long")
    (folder / "in").mkdir()
    (folder / "in" / "list.csv").write_bytes(as_csv(rows(200)))
    (folder / "office.yaml").write_text(OFFICE, encoding="utf-8")
    for suffix in (".csv", ".xlsx", ".docx", ".html"):
        out = folder / f"posted{suffix}"
        run = deid(
            "mask", folder / "in" / "list.csv", *COMMON, "--office", folder / "office.yaml", "--out", out
        )
        assert run.returncode == 0, run.stderr
    return folder


def converted(path, kind, folder):
    subprocess.run(
        [OFFICE_PROGRAM, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind,
         "--outdir", folder, path],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return folder / f"{path.stem}.{kind.partition(':')[0]}"


@pytest.mark.office
@pytest.mark.skipif(OFFICE_PROGRAM is None, reason="needs LibreOffice")
def test_libreoffice_reads_the_same_cells_from_a_workbook(released, tmp_path):
    back = converted(released / "posted.xlsx", "csv:Text - txt - csv (StarCalc):44,34,76", tmp_path)
    lines = list(csv.reader(io.StringIO(back.read_text("utf-8"), newline="")))
    expected = read_csv(released / "posted.csv")
    begin = lines.index(expected[0])
    assert lines[begin : begin + len(expected)] == expected
    again = converted(released / "posted.xlsx", "ods", tmp_path)
    assert read_xlsx(converted(again, "xlsx", tmp_path)) == expected


@pytest.mark.office
@pytest.mark.skipif(OFFICE_PROGRAM is None, reason="needs LibreOffice")
def test_libreoffice_reads_the_same_cells_from_a_document(released, tmp_path):
    pages = pdf_text(converted(released / "posted.docx", "pdf", tmp_path))
    header, *body = read_csv(released / "posted.csv")
    assert len(pages) > 2
    head = solid("".join(header))
    assert all(head in page for page in pages[1:-1])
    text = "".join(pages).replace(head, "")
    for row in body:
        assert solid("".join(row)) in text or all(solid(cell) in text for cell in row)


def test_a_workbook_of_200000_rows_stays_under_600_mb(tmp_path):
    source = tmp_path / "in" / "big.csv"
    source.parent.mkdir()
    body = [[str(at + 1), *row[1:]] for at, row in enumerate(row for _ in range(1000) for row in rows(200))]
    source.write_bytes(as_csv(body))
    code = (
        "from deid.cli import main\n"  # its own peak: ru_maxrss would count what pytest had taken before
        "def peak(): return next(int(line.split()[1]) for line in open('/proc/self/status') if 'VmHWM' in line)\n"
        "try:\n    main()\nfinally:\n    print('PEAK', peak() >> 10)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, "mask", source, *COMMON, "--out", tmp_path / "big.xlsx"],
        capture_output=True, text=True, encoding="utf-8", timeout=600, check=False,
    )  # fmt: skip
    assert (tmp_path / "big.xlsx").exists(), run.stderr
    peak = int(run.stdout.rpartition("PEAK ")[2])
    print("peak MB", peak)
    assert peak < 600
