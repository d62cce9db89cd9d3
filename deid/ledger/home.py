"""Where a ledger is kept: a file, or a PostgreSQL database that several offices share."""

from pathlib import Path
from typing import TypeGuard

import msgspec

from deid.errors import UsageError
from deid.messages import problem

_SCHEMES = ("postgresql://", "postgres://")


class Address(msgspec.Struct, frozen=True):
    """The address of a database, as the office wrote it; it holds no password and is not shown whole."""

    text: str

    def __str__(self) -> str:
        return f"{_SCHEMES[0]}{self.server}"

    def __repr__(self) -> str:
        return f"Address({str(self)!r})"

    @property
    def server(self) -> str:
        """Server and database: what messages may name."""
        return self.text.partition("://")[2].partition("?")[0].rpartition("@")[2]


Home = Path | Address


def home_of(home: str | Path | Address) -> Home:
    """A path or an address.

    Raises:
        UsageError: an address of something else, or one with a password in it.
    """
    if not isinstance(home, str) or "://" not in home:
        return Path(home) if isinstance(home, str) else home
    user = home.partition("://")[2].partition("?")[0].rpartition("@")[0]
    if not home.startswith(_SCHEMES):
        raise problem(UsageError, "ledger.address")
    if ":" in user or "password" in home.partition("?")[2].lower():
        raise problem(UsageError, "ledger.password_in_address")
    return Address(home)


def is_file(home: Home | None) -> TypeGuard[Path]:
    """Whether a ledger is kept in a file, which lies in a folder."""
    return isinstance(home, Path)
