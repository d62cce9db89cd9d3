"""Click's own words in Chinese. Click asks gettext for them, which has none; this answers in its place."""

from gettext import gettext
from importlib import import_module

from deid.messages import language
from deid.messages.clicked import CLICK

_MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "types")


def translate_click() -> None:
    """Let click ask here. A word it no longer has, or that is not known, stays as it is."""
    for name in _MODULES:
        module = import_module(f"click.{name}")
        for asked, answer in (("_", _one), ("ngettext", _one_or_many)):
            if hasattr(module, asked):
                setattr(module, asked, answer)


def _one(text: str) -> str:
    return CLICK.get(text, text) if language() == "zh" else gettext(text)


def _one_or_many(one: str, many: str, count: int) -> str:
    return _one(one if count == 1 else many)
