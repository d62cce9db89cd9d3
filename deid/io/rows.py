"""What one row below the header is: data, or something the export put between the data.

Only a row that has no identifier can be anything but data: nobody falls off the list because a cell
begins with 备注.
"""

from collections.abc import Sequence
from enum import Enum

import msgspec

from deid.io import cells
from deid.io.layout import IsHeader, Layout
from deid.kernels.lazy import lazy


class Kind(Enum):
    """What a row is."""

    DATA = "data"
    BLANK = "blank"
    HEADER = "repeated_header"
    TITLE = "repeated_title"
    SUBTOTAL = "subtotal_rows"
    FOOTER = "footer_rows"
    VILLAGE = "village_rows"
    GROUP = "group_rows"
    TAIL = "tail"  # a footer if nothing but footers follow, else data
    OTHER_HEADER = "other header"


SUM_WORDS = ("合计", "总计", "小计", "共计", "累计")
_TOTAL = r"(?:[合总小共累]\s*计)"
_WEAK = (
    "制表", "审核", "复核", "填表", "填报", "编制", "说明", "注:", "备注:", "附注", "单位负责人", "公示单位",
    "公示时间", "公示期", "公示日期", "监督", "举报", "投诉", "联系电话:", "联系人:", "经办人",
    "负责人", "主管领导",
    "分管领导", "领导签字", "签字", "盖章", "日期:", "打印日期", "打印时间", "制单", "单位(盖章)", "单位:",
)  # fmt: skip
"""First words of footers, blanks out and width folded."""
_SUBTOTAL = lazy(
    rf"(?:[本全该]?[页村组队乡镇县区市社]{{0,2}}{_TOTAL}(?![村庄屯镇乡沟寨组]).*"
    rf"|.{{1,20}}{_TOTAL}[:：]?|共计?[0-9]+[户人名条].*)"
)
_SIGNED = r"(?:签字|签名|盖章|签章)[)）]?[:：]"
_TO_SIGN = lazy(rf".{{0,20}}{_SIGNED}.*")
_PAGE = lazy(r"第[0-9一二三四五六七八九十]+页.*|共[0-9]+页.*|[0-9]+/[0-9]+页?")
_ALONE = r"(?:[\u4e00-\u9fff]{1,6}:)?[\u4e00-\u9fff0-9]{0,15}"
_COUNTED = r"(?:\([^()]{0,10}\))?:?"
_VILLAGE = lazy(rf"{_ALONE}(?:乡|镇|街道|苏木|村|社区|居委会|村委会|嘎查|村民委员会|居民委员会){_COUNTED}")
_GROUP = lazy(rf"{_ALONE}(?:组|队|屯|社|片){_COUNTED}")
_LONG = lazy(r"[0-9][0-9 \-]{11,}")
_LABELLED = lazy(r"[\u4e00-\u9fff]{2,10}:")
_SPACED = r"[\s\x{3000}\x{a0}]*"
_TRUE_HEADER = 3
_SERIALS = frozenset({"序号", "编号", "顺序号", "行号", "no"})

# What Arrow looks for in the first cell of a row before Python judges the row (RE2 syntax).
SUSPECT = (
    rf"^{_SPACED}[本全该]?[页村组队乡镇县区市社]{{0,2}}[合总小共累]{_SPACED}计"
    rf"|[合总小共累]{_SPACED}计{_SPACED}[:：]?{_SPACED}$"
    rf"|^{_SPACED}(?:制{_SPACED}表|审{_SPACED}核|复{_SPACED}核|填{_SPACED}表|填报|编制|说{_SPACED}明|注{_SPACED}[:：]"
    rf"|备{_SPACED}注{_SPACED}[:：]|附{_SPACED}注|单{_SPACED}位|公示|监督|举报|投诉|联系电话|联系人|经{_SPACED}办|负{_SPACED}责"
    rf"|主管|分管|领导|签{_SPACED}字|盖{_SPACED}章|日{_SPACED}期|打印|制{_SPACED}单"
    rf"|第{_SPACED}[0-9一二三四五六七八九十]+{_SPACED}页|共{_SPACED}计?{_SPACED}[0-9]|[0-9]+/[0-9]+页?{_SPACED}$)"
    rf"|{_SIGNED}"
)
FIRST_HEADERS = (
    "序号",
    "编号",
    "姓名",
    "户主姓名",
    "户主",
    "乡镇",
    "镇",
    "村",
    "行政村",
    "县",
    "区",
    "县区",
    "村组",
)


class Judge(msgspec.Struct):
    """Says what a row is, knowing the header and the title above it.

    ``odd_footers`` remembers, once counted, how many footers of the wrong width end the list.
    """

    layout: Layout
    is_header: IsHeader
    odd_footers: int | None = None
    _headers: frozenset[tuple[str, ...]] = frozenset()
    _titles: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Prepare what rows are compared with."""
        self._headers = frozenset(_texts(row) for row in self.layout.header_rows)
        self._titles = frozenset("".join(_texts(row)) for row in self.layout.title_rows)

    @property
    def first_cells(self) -> list[str]:
        """Texts of a first cell, blanks out, that make a row worth judging."""
        ours = [cell for row in self.layout.header_rows for cell in row if cell]
        titles = [text for row in self.layout.title_rows for cell in row if (text := cells.clean(cell))]
        return list(dict.fromkeys(cells.unspaced(text) for text in [*ours, *titles, *FIRST_HEADERS]))

    def __call__(self, row: Sequence[str | None]) -> Kind:
        """The kind of one row."""
        full = [cell for cell in row if cell is not None and not cells.is_blank(cell)]
        if not full:
            return Kind.BLANK
        if self._leftover(row, full):
            return Kind.BLANK
        texts = _texts(full)
        if not texts:  # nothing but marks: no blank row, and nothing that could be left out
            return Kind.DATA
        if texts in self._headers:
            return Kind.HEADER
        return self._told(row, full, texts)

    def _told(self, row: Sequence[str | None], full: list[str], texts: tuple[str, ...]) -> Kind:
        """What a row says that has text and is no repeated header."""
        alone = self.numbered and len(texts) == 1 and full[0] is row[0]
        if alone and (kind := _line(texts[0])) is not None:
            return kind
        if any(map(cells.has_identifier, full)):
            return Kind.DATA
        if "".join(texts) in self._titles:
            return Kind.TITLE
        if self._heads(full):
            return Kind.OTHER_HEADER
        return self._footer(texts)

    @property
    def numbered(self) -> bool:
        """Whether the first column is the serial number, which templates fill in far below the list."""
        headers = self.layout.headers
        return len(headers) > 1 and cells.unspaced(headers[0]).casefold().rstrip(".") in _SERIALS

    def _leftover(self, row: Sequence[str | None], full: list[str]) -> bool:
        return len(full) == 1 and full[0] is row[0] and full[0].strip().isdecimal() and self.numbered

    def _heads(self, full: list[str]) -> bool:
        count = sum(self.is_header(cells.clean(cell)) for cell in full)
        return count >= _TRUE_HEADER and count * 2 > len(full) and not any(map(cells.data_like, full))

    def _footer(self, texts: tuple[str, ...]) -> Kind:
        first, count, width = texts[0], len(texts), max(self.layout.named, 1)
        if first.rstrip(":") in SUM_WORDS:
            return Kind.SUBTOTAL
        if count < width or width == 1:
            if _SUBTOTAL.fullmatch(first) or any(text in SUM_WORDS for text in texts[:2]):
                return Kind.SUBTOTAL
            if count == 1 and _PAGE.fullmatch(first):
                return Kind.FOOTER
        if not first.startswith(_WEAK) and not _TO_SIGN.fullmatch(first):
            return Kind.DATA
        if count == 1 and width > 1:
            return Kind.FOOTER
        labelled = all(":" in text for text in texts)
        return Kind.TAIL if count * 2 <= width or labelled else Kind.DATA


def _line(text: str) -> Kind | None:
    """What text in the column of serials says where nothing else stands in its row; it is nobody's row."""
    if _LONG.search(text):  # a number longer than a phone's is somebody's
        return None
    if _VILLAGE.fullmatch(text):
        return Kind.VILLAGE
    if _GROUP.fullmatch(text):
        return Kind.GROUP
    return Kind.FOOTER if _LABELLED.match(text) else None


def _texts(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(text for cell in row if (text := cells.squeeze(cell)))
