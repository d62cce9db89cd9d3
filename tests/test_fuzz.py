"""The fuzz targets over their corpus and slips of it; with ``-m long`` a short run of libFuzzer on each."""

import random
import subprocess
import sys
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

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
