"""How the path of a file may be shown."""

from pathlib import PurePath

from deid.detect.echo import safe_name


def shown_name(path: PurePath) -> str:
    """A path as it may be shown: a part that holds an identifier is not repeated.

    >>> shown_name(PurePath("2026/411224197403051234.csv")), shown_name(PurePath("低保20261120.csv"))
    ('2026/….csv', '低保20261120.csv')
    """
    return "/".join(safe_name(part) for part in path.parts)
