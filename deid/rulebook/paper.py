"""Papers that leave the office, or stay in its files, are Chinese unless English is asked for."""

from collections.abc import Iterator
from contextlib import contextmanager

from deid import messages
from deid.messages import Language


@contextmanager
def written_in(language: Language | None) -> Iterator[None]:
    """Speak one language for a while; None changes nothing."""
    before = messages.chosen()
    if language is not None:
        messages.use(language)
    try:
        yield
    finally:
        messages.use(before)


def paper_language() -> Language:
    """The language chosen by ``--lang``, else Chinese: the locale of a server says nothing of who reads."""
    return messages.chosen() or "zh"
