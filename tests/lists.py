"""The lists beside the repository, and the command run as a user runs it. Imports nothing from deid."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

SHARED = Path(__file__).parents[1].parent / "shared" / "lists"
KEPT = Path(__file__).parent / "data" / "lists"
NOTICES = {"dibao": "dibao_result", "canji": "canji_butie", "tekun": "tekun_result"}
AS_OF = "2026-11-21"


def folder() -> Path:
    """Where the lists are: beside the repository, else the copies kept with the tests."""
    return SHARED if SHARED.is_dir() else KEPT


def all_lists() -> list[Path]:
    return sorted(folder().glob("*.csv"))


def truth(path: Path) -> dict:
    return json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8"))


def notice_of(path: Path) -> str:
    kind = path.name.partition("-")[0]
    return NOTICES.get(kind, kind)


def deid(*arguments: object, env: dict | None = None, timeout: int = 120) -> subprocess.CompletedProcess:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "deid", *map(str, arguments)]
    settings = {**os.environ, "PYTHONIOENCODING": "utf-8", **(env or {})}
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=settings, timeout=timeout, check=False
    )


def rows_of(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def decoded(path: Path) -> list[list[str]]:
    text = path.read_bytes().decode(truth(path)["encoding"])
    return list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline="")))
