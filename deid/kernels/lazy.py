"""Patterns that are compiled when they are first used: a command uses few of those it imports."""

import re
from functools import cache
from typing import cast


class _Lazy:
    """Stands for a pattern until somebody asks something of it."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> object:
        compiled = re.compile(*self.__dict__["_source"])
        for method in ("search", "match", "fullmatch", "sub", "split", "findall", "finditer", "pattern"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """A compiled pattern, compiled at its first use."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))


@cache
def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern that is put together where it is used, compiled once."""
    return re.compile(pattern, flags)
