"""Chinese fonts for paper: the one asked for, else the extra's, else the system's."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from deid.errors import UsageError
from deid.extras import need
from deid.messages import problem

# In order of liking; the last ones hold only rare characters and serve beside another.
_KNOWN = (
    "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "NotoSansSC-Regular.otf",
    "NotoSansSC-Regular.ttf",
    "SourceHanSansSC-Regular.otf", "SourceHanSansCN-Regular.otf", "simhei.ttf", "msyh.ttc", "simsun.ttc",
    "simsun.ttf", "simfang.ttf", "wqy-microhei.ttc", "wqy-zenhei.ttc", "STHeiti Light.ttc", "Songti.ttc",
    "NotoSerifCJK-Regular.ttc", "simsunb.ttf", "SimsunExtG.ttf",
)  # fmt: skip
_WANTED = "中国张"


class Font(msgspec.Struct, frozen=True):
    """One font in a file, and how wide its characters are, in thousandths of the type size."""

    path: Path
    number: int
    widths: dict[int, float]


def find_fonts(asked: tuple[Path, ...]) -> "Fonts":
    """The fonts to set a page in.

    Args:
        asked: font files named by the user, first choice first.

    Raises:
        UsageError: fpdf2 is missing, a file is no font, or there is no Chinese font.
    """
    need("pdf", "fontTools", "fpdf", "pypdfium2")
    for path in asked:
        if _load(path) is None:
            raise problem(UsageError, "usage.font_file")
    fonts = Fonts([*asked, *_carried(), *_installed()])
    if not fonts.can_show(_WANTED):
        raise problem(UsageError, "usage.font_none")
    return fonts


class Fonts:
    """Fonts in order; a character is set in the first one that has it."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._waiting = list(dict.fromkeys(paths))
        self.loaded: list[Font] = []
        self._of: dict[str, tuple[int, float] | None] = {}

    def of(self, char: str) -> tuple[int, float] | None:
        """Which loaded font shows a character, and how wide; None where no font has it."""
        if char not in self._of:
            self._of[char] = self._find(char)
        return self._of[char]

    def can_show(self, text: str) -> bool:
        """Whether every character has a glyph."""
        return all(char == "\n" or self.of(char) is not None for char in set(text))

    def width(self, text: str) -> float:
        """How wide a text is at type size 1."""
        return sum((self.of(char) or (0, 1000.0))[1] for char in text) / 1000

    def runs(self, text: str) -> Iterator[tuple[int, str]]:
        """A text cut where the font changes."""
        run, font = "", 0
        for char in text:
            here = (self.of(char) or (0, 0.0))[0]
            if run and here != font:
                yield font, run
                run = ""
            font, run = here, run + char
        if run:
            yield font, run

    def _find(self, char: str) -> tuple[int, float] | None:
        code = ord(char)
        for number, font in enumerate(self.loaded):
            if code in font.widths:
                return number, font.widths[code]
        while self._waiting:
            more = _load(self._waiting.pop(0))
            if more is None:
                continue
            self.loaded.append(more)
            if code in more.widths:
                return len(self.loaded) - 1, more.widths[code]
        return None


def _load(path: Path) -> Font | None:
    """A font's characters; None where the file is none."""
    from fontTools.ttLib import TTCollection, TTFont, TTLibError  # noqa: PLC0415

    try:
        with path.open("rb") as file:
            number = 0
            if path.suffix.lower() == ".ttc":
                family = TTCollection(file, lazy=True)
                names = [str(font["name"].getDebugName(4)) for font in family.fonts]
                number = next((at for at, name in enumerate(names) if name.endswith((" SC", " CN"))), 0)
                file.seek(0)
            return Font(path, number, _widths(TTFont(file, fontNumber=number, lazy=True)))
    except (OSError, TTLibError, KeyError, AttributeError, AssertionError, ValueError):
        return None


def _widths(font: Any) -> dict[int, float]:  # noqa: ANN401  fontTools has no types
    glyphs, unit = font.getBestCmap(), font["head"].unitsPerEm
    metrics = font["hmtx"].metrics
    return {code: metrics[name][0] * 1000 / unit for code, name in glyphs.items() if name in metrics}


def _carried() -> list[Path]:
    """The fonts of the extra."""
    try:
        import pylopdf_fonts_zh_cn  # noqa: PLC0415
    except ImportError:
        return []
    return [Path(pylopdf_fonts_zh_cn.sans_path()), Path(pylopdf_fonts_zh_cn.serif_path())]


def _installed() -> list[Path]:
    """The system's fonts, best first."""
    found: dict[str, Path] = {}
    for folder in _folders():
        if folder.is_dir():
            for parent, _, names in os.walk(folder):
                for name in sorted(names):
                    found.setdefault(name.lower(), Path(parent) / name)
    return [found[name.lower()] for name in _KNOWN if name.lower() in found]


def _folders() -> list[Path]:
    if os.name == "nt":
        local = Path(os.environ.get("LOCALAPPDATA", "")) / "Microsoft/Windows/Fonts"
        return [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts", local]
    home = Path.home()
    return [
        *(home / name for name in (".fonts", ".local/share/fonts", "Library/Fonts")),
        *map(Path, ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts")),
    ]
