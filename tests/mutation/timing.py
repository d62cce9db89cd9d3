"""A pytest plugin: a line for each step of each test, with its seconds and outcome; ``DEID_TIMES`` names the file."""

import json
import os
from pathlib import Path


def pytest_runtest_logreport(report):
    """Noted once, by the process that gathers what the others did."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    with Path(os.environ["DEID_TIMES"]).open("a", encoding="utf-8") as out:
        out.write(json.dumps([report.nodeid, report.when, round(report.duration, 3), report.outcome]) + "\n")
