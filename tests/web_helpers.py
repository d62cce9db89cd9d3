"""A page or API in this process, without a network: for the tests of `deid serve`."""

import hashlib
import re
import time
import warnings
from contextlib import contextmanager
from pathlib import Path

from deid.web.app import make_app
from deid.web.folder import PrivateFolder
from deid.web.settings import Settings

with warnings.catch_warnings():  # starlette would rather have another client than the one most have
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

HOST = "127.0.0.1:8765"
TOKENS = {"li": "token-of-li", "wang": "token-of-wang"}
SAMPLE = Path(__file__).parents[1] / "docs" / "sample" / "低保名单.csv"
DAY = "2026-11-21"


class Page:
    """A browser's view: cookies, forms, waiting."""

    def __init__(self, client, room, lines):
        self.client, self.room, self.lines = client, room, lines

    def enter(self, token="token-of-li"):
        answer = self.client.get("/", params={"token": token}, follow_redirects=True)
        self.text = answer.text
        return answer

    @property
    def csrf(self):
        return re.search(r'name="csrf" value="([^"]+)"', self.home().text)[1]

    def home(self, **params):
        return self.client.get("/", params=params)

    def wait(self):
        for _ in range(400):
            if self.client.get("/progress").json()["state"] != "busy":
                return self.home()
            time.sleep(0.02)
        raise AssertionError("never finished")

    def post(self, name, data=None, file=None, **how):
        files = {"file": file} if file else {"nothing": b""}
        return self.client.post(
            f"/{name}", data={"csrf": self.csrf, **(data or {})}, files=files, follow_redirects=False, **how
        )

    def upload(self, name="低保名单.csv", content=None):
        content = SAMPLE.read_bytes() if content is None else content
        self.post("upload", file=(name, content))
        return self.wait()

    def mask(self, **data):
        asked = {"notice": "dibao_result", "channel": "village_board", "whole": "true", "as_of": DAY}
        asked |= data
        self.post("mask", {"shown": asked["notice"], **asked})
        return self.wait()


@contextmanager
def opened(tmp_path, **settings):
    """A page of a server of its own."""
    users = {name: hashlib.sha256(token.encode()).hexdigest() for name, token in TOKENS.items()}
    folder, lines = PrivateFolder(tmp_path), []
    wanted = Settings(users=users, hosts=frozenset({HOST}), port=8765, **settings)
    app = make_app(wanted, folder, lines.append)
    headers = {"accept-language": "zh-CN"}
    with TestClient(app, base_url=f"http://{HOST}", headers=headers, follow_redirects=False) as client:
        yield Page(client, folder.path, lines)
    folder.remove()


def bearer(token="token-of-li"):
    """The header of a call."""
    return {"authorization": f"Bearer {token}"}
