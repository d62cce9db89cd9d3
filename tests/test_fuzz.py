"""The fuzz targets over their corpus and slips of it; with ``-m long`` a short run of libFuzzer on each."""

import io
import random
import subprocess
import sys
import time
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from deid.io.excel_sheet import scan

pytestmark = pytest.mark.trust

FUZZ = Path(__file__).parent / "fuzz"


def loaded():
    spec = spec_from_file_location("fuzz_targets", FUZZ / "targets.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TARGETS = loaded()
SEEDS = [(path.parent.name, path.name) for path in sorted(FUZZ.glob("corpus/*/*"))]


def slip(data, rng):
    """The bytes with one thing wrong."""
    at = rng.randrange(len(data))
    match rng.randrange(4):
        case 0:
            return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
        case 1:
            return data[:at] + data[at + rng.randrange(1, 9) :]
        case 2:
            return data[:at] + data[max(0, at - rng.randrange(1, 40)) :]
        case _:
            return (
                data[:at]
                + rng.choice([b"\0", b'"', b"\n", "\u200b".encode(), b"\xff", b"<", b"9" * 20])
                + data[at:]
            )


@pytest.mark.parametrize(("target", "name"), SEEDS, ids=map("-".join, SEEDS))
def test_the_corpus(target, name):
    data, rng = (FUZZ / "corpus" / target / name).read_bytes(), random.Random(name)
    for changed in [data, *(slip(data, rng) for _ in range(10))]:
        TARGETS.TARGETS[target](changed)


def test_every_target_has_a_corpus():
    assert {target for target, _ in SEEDS} == set(TARGETS.TARGETS)


def test_a_find_would_be_found(monkeypatch):
    monkeypatch.setattr(TARGETS, "free_text", lambda column: column)
    with pytest.raises(TARGETS.FoundError, match="long number"):
        TARGETS.free("卡号6217000012340000123".encode())


@pytest.mark.long
@pytest.mark.skipif(find_spec("atheris") is None, reason="needs atheris")
@pytest.mark.parametrize("target", TARGETS.TARGETS)
def test_a_short_run(target, tmp_path):
    command = [sys.executable, FUZZ / "run.py", "--seconds", "20", "--only", target, "--finds", tmp_path]
    run = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]


FAR = {
    "a column of many letters": '<row r="1"><c r="roleA1"><v>1</v></c></row>',
    "small letters": '<row r="1"><c r="zzzz1"><v>1</v></c></row>',
    "many letters": '<row r="1"><c s="1" r="ZZZZZ1"><v>1</v></c></row>',
    "a blank before the sign": '<row r="1"><c r ="XFD1048576"><v>1</v></c></row>',
    "a line break after it": '<row r="1"><c\nr=\n"XFD1048576"><v>1</v></c></row>',
    "many digits": '<row r="1"><c r="A00000001048576"><v>1</v></c><c r="ZZ1"><v>1</v></c></row>',
    "a row of many digits": '<row r="00001048576"><c><v>1</v></c></row>',
    "rows in disorder": '<row r="999999"><c><v>1</v></c></row><row r="1"><c r="Z1"><v>1</v></c></row>',
    "prefixed": '<x:row r="1"><x:c r="roleA1"><x:v>1</x:v></x:c></x:row>',
}


@pytest.mark.parametrize("place", FAR)
def test_a_cell_is_not_far_out_however_its_place_is_written(place):
    sheet = TARGETS._PLAIN["xl/worksheets/sheet1.xml"].replace("</sheetData>", FAR[place] + "</sheetData>")
    start = time.process_time()
    try:
        TARGETS.xlsx(b"\0" + sheet.replace("<worksheet ", '<worksheet xmlns:x="urn:x" ').encode())
    finally:
        assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "sheet",
    [
        '<row r="1" spans="1:2"><c s="1" r="A1"><v>1</v></c><c r=\'B1\' t="n"><v>1</v></c></row>',
        "<row><c><v>1</v></c><c><v>2</v></c></row>",
        '<row r="1"><c  r="A1"><v>1</v></c></row><row r="1048576" ht="3"/>',
        '<row r="1" customFormat="1" r2="x"><c cr="x" r="A1"><v>1</v></c></row>',
    ],
)
def test_places_written_as_usual_are_no_fault(sheet):
    found = scan(io.BytesIO(f"<sheetData>{sheet}</sheetData>".encode()))
    assert not found.lost
    assert found.far[0] == 1
