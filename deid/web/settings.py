"""What a server was started with."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

LARGEST = 512 << 20
"""The largest upload, unless asked otherwise."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the pages and the API go by.

    Attributes:
        users: name -> digest of the token.
        hosts: values of the Host header that are answered; any other could be a rebound name.
        secure: whether it is served over TLS.
        local: whether only this computer can reach it.
        port: where it listens.
        rules: a county's own folders.
        office: office.yaml.
        protect: ID numbers whose holders must be kept off every list.
        key: secret for keyed digests.
        largest: bytes of the largest upload.
        patience: seconds an upload may stand still.
        whole_upload: seconds an upload may take in all.
        away: seconds after which a page that has gone silent is forgotten with all it held.
        leaving: seconds after a page was closed until the same happens.
        jobs: how many lists are worked on at once.
    """

    users: Mapping[str, str]
    hosts: frozenset[str]
    secure: bool = False
    local: bool = True
    port: int = 0
    rules: tuple[Path, ...] = ()
    office: Path | None = None
    protect: Path | None = None
    key: bytes | None = None
    largest: int = LARGEST
    patience: float = 30
    whole_upload: float = 1800
    away: float = 600
    leaving: float = 45
    jobs: int = 2

    @property
    def origins(self) -> frozenset[str]:
        """Where requests that change something may come from."""
        scheme = "https" if self.secure else "http"
        return frozenset(f"{scheme}://{host}" for host in self.hosts)

    @property
    def cookie(self) -> str:
        """The cookie's name: other ports of a computer share its cookies."""
        return "__Host-deid" if self.secure else f"deid-{self.port}"
