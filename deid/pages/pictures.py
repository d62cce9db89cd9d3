"""Pages of a posted PDF as pictures with a watermark, for groups where people look at pictures (微信群)."""

import io
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from deid.errors import InputError
from deid.extras import need
from deid.messages import problem
from deid.pages.fonts import find_fonts

_SLANT = 24
_INK = (96, 96, 96, 40)
"""Grey, and so thin that the finest cell is read through it."""


def pictures(listed: Path, mark: str, *, width: int) -> Iterator[bytes]:
    """The pages of a PDF as PNG, one after another, with nothing in them about who made them or when.

    Args:
        listed: the PDF.
        mark: the watermark (水印), repeated over the page.
        width: of a picture, in pixels.

    Raises:
        UsageError: the extra is not installed, or there is no Chinese font.
        InputError: it cannot be opened.
    """
    need("pdf", "PIL", "pypdfium2")
    import pypdfium2  # noqa: PLC0415  only who wants pictures needs it

    document = veil = None
    with suppress(pypdfium2.PdfiumError, OSError):
        document = pypdfium2.PdfDocument(listed)
    if document is None:
        raise problem(InputError, "pictures.unreadable")
    with document:
        for page in document:
            picture = page.render(scale=width / page.get_width()).to_pil().convert("RGBA")
            page.close()
            if veil is None or veil.size != picture.size:
                veil = _veil(mark, picture.size)
            picture.alpha_composite(veil)
            out = io.BytesIO()
            picture.convert("RGB").save(out, "PNG", optimize=True)
            yield out.getvalue()


def _veil(mark: str, size: tuple[int, int]) -> Any:  # noqa: ANN401  Pillow is not imported up here
    """The watermark in slanting lines, every other one set in, so that no cut takes it away."""
    from PIL import Image, ImageDraw  # noqa: PLC0415  only who wants pictures needs it

    wide, high = size
    side = wide + high  # whatever the slant, the page is covered
    sheet = Image.new("RGBA", (side, side), (255, 255, 255, 0))
    draw = ImageDraw.Draw(sheet)
    font = _font(mark, wide // 28)
    step, line = int(draw.textlength(mark, font=font)) + wide // 10, wide // 6
    for number, y in enumerate(range(0, side, line)):
        for x in range(-step // 2 * (number % 2), side, step):
            draw.text((x, y), mark, font=font, fill=_INK)
    left, top = (side - wide) // 2, (side - high) // 2
    return sheet.rotate(_SLANT).crop((left, top, left + wide, top + high))


def _font(mark: str, size: int) -> Any:  # noqa: ANN401  Pillow is not imported up here
    from PIL import ImageFont  # noqa: PLC0415  only who wants pictures needs it

    fonts = find_fonts(())
    number = max((fonts.of(char) or (0, 0.0))[0] for char in mark)
    font = fonts.loaded[number]
    return ImageFont.truetype(str(font.path), size, index=font.number)
