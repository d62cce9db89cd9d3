"""What tests share: the language that messages are read in."""

import pytest

from deid import messages


def _spoken(language):
    messages.use(language)
    yield
    messages.use(None)


@pytest.fixture
def english():
    """Messages in English, whatever this machine speaks."""
    yield from _spoken("en")


@pytest.fixture
def chinese():
    """Messages in Chinese, whatever this machine speaks."""
    yield from _spoken("zh")
