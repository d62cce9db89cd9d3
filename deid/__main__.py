"""``python -m deid``."""

from deid.cli import program

program()
