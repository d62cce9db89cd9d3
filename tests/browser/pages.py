"""A server in its own process and a browser that looks at it, for tests and for the pictures of the docs."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ROOT = Path(__file__).parents[2]


@contextmanager
def serving(*options, lang="zh"):
    """`deid serve` on a free port; gives its address with the token."""
    with tempfile.TemporaryDirectory() as room:
        command = [sys.executable, "-m", "deid", "--lang", lang, "serve", "--port", "0", *options]
        environment = {**os.environ, "TMPDIR": room, "PYTHONUNBUFFERED": "1"}
        server = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=environment)
        try:
            for line in server.stderr:
                if found := re.search(r"https?://\S+", line):
                    break
            yield found[0]
        finally:
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=15)
        assert list(Path(room).glob("deid-serve-*")) == []


@contextmanager
def browsing(playwright, **how):
    """One window."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    try:
        context = browser.new_context(locale="zh-CN", **how)
        page = context.new_page()
        yield page
    finally:
        browser.close()


def upload(page, path, then="#notice"):
    """Choose a file, open it and wait for what comes."""
    page.set_input_files("#file", path)
    page.click("form[data-upload] button")
    page.wait_for_selector(then)


def choose(page, channel, *, notice=None, whole=False):
    """Choose type and channel, and make the list."""
    if notice:
        page.select_option("#notice", notice)
        with page.expect_navigation():
            page.click("button[formaction='/type']")
    page.check(f"input[name=channel][value={channel}]")
    page.fill("#as_of", "2026-11-21")
    if whole:
        page.evaluate("document.querySelector('details').open = true")
        page.check("input[name=whole]")
    page.click("button[form=mask]")
    page.wait_for_selector(".verdict, .problem", timeout=60_000)
