"""Which encoding a file has, and its text as UTF-8, block by block.

Detection is right or refuses: a reading counts only if a header is recognised in it.
"""

import codecs
import threading
from encodings.gb18030 import IncrementalDecoder
from typing import IO, TYPE_CHECKING, NamedTuple, Protocol

from deid.errors import InputError
from deid.messages import problem

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

HEAD = 1 << 20
"""Bytes in which title and header must stand."""

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_NAMES = {
    "utf-8": "utf-8", "utf8": "utf-8", "utf-8-sig": "utf-8", "ascii": "utf-8",
    "gb18030": "gb18030", "gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "936": "gb18030",
    "utf-16": "utf-16-le", "utf16": "utf-16-le", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be",
    "utf-16le": "utf-16-le", "utf-16be": "utf-16-be",
    "big5": "cp950", "cp950": "cp950", "big5-hkscs": "big5hkscs", "big5hkscs": "big5hkscs",
}  # fmt: skip
_EURO = 0x80


class Reading(NamedTuple):
    """One way to read the file: the codec, and how many bytes its byte-order mark takes."""

    codec: str
    bom: int


def _euro(error: UnicodeError) -> tuple[str, int]:
    """Windows writes the euro sign into GBK files as the single byte 0x80."""
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] == _EURO:
        return "€", error.start + 1
    raise error


codecs.register_error("deid-euro", _euro)


class _Gb18030(IncrementalDecoder):
    """At the end of a file Python's own forgets the last bytes if they stand behind a euro sign."""

    def decode(self, data: "ReadableBuffer", final: bool = False) -> str:  # noqa: FBT001, FBT002  the codec's
        text = super().decode(data, final=False)
        if not final:
            return text
        waiting = self.getstate()[0]
        self.reset()
        return text + waiting.decode("gb18030", self.errors)


def _decoder(codec: str) -> codecs.IncrementalDecoder:
    return _Gb18030("deid-euro") if codec == "gb18030" else codecs.getincrementaldecoder(codec)("strict")


def readings(head: bytes, named: str | None, file: str) -> list[Reading]:
    """The readings worth trying: the named one, the byte-order mark's, else the usual."""
    marked = next((Reading(codec, len(bom)) for bom, codec in _BOMS if head.startswith(bom)), None)
    if named is not None:
        codec = _NAMES.get(named.strip().lower().replace("_", "-"))
        if codec is None:
            raise problem(
                InputError, "input.encoding_name", known="utf-8, gb18030, utf-16-le, utf-16-be, big5"
            )
        any_order = named.strip().lower() in {"utf-16", "utf16"}
        if marked and marked.codec != codec and not (any_order and marked.codec == "utf-16-be"):
            raise problem(InputError, "input.encoding_conflict", file=file, found=marked.codec, named=codec)
        return [marked or Reading(codec, 0)]
    if marked:
        return [marked]
    if b"\0" in head:
        return [Reading("utf-16-le", 0), Reading("utf-16-be", 0)]
    return [Reading("utf-8", 0), Reading("gb18030", 0)]


def decode_head(head: bytes, reading: Reading, *, complete: bool) -> str | None:
    """The head's text, or None where the bytes are not of this encoding; a character cut at the end waits."""
    try:
        text = _decoder(reading.codec).decode(head[reading.bom :], complete)
    except UnicodeError:
        return None
    return None if "\0" in text else text


def bad_line(raw: IO[bytes], reading: Reading) -> int | None:
    """The file line near which ``raw`` stops being text of this encoding; None if all of it is."""
    raw.seek(reading.bom)
    decoder, lines = _decoder(reading.codec), 1
    while True:
        block = raw.read(HEAD)
        text, fault = _decode(decoder, block, last=not block)
        if fault or "\0" in text:
            return lines + _breaks(text.partition("\0")[0])
        if not block:
            return None
        lines += _breaks(text)


def _breaks(text: str) -> int:
    return max(text.count("\n"), text.count("\r"))


def _decode(decoder: codecs.IncrementalDecoder, block: bytes, *, last: bool) -> tuple[str, bool]:
    """The block's text and whether it broke off at a byte that is none (then the text before it)."""
    held = decoder.getstate()
    try:
        return decoder.decode(block, last), False
    except UnicodeDecodeError as error:
        good = error.start
    decoder.setstate(held)
    kept = len(held[0])
    if good <= kept:
        return "", True
    return decoder.decode(block[: good - kept], final=False), True


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None:
        """Take in the next bytes."""


class Utf8Stream:
    """The rest of a file after its header as UTF-8 bytes, for Arrow's CSV reader.

    Errors never pass through Arrow: ``fault`` is set and the stream ends. UTF-8 goes through as it is
    (Arrow checks it); other encodings are decoded block by block.
    """

    def __init__(self, raw: IO[bytes], reading: Reading, skip: str, seen: _Hash) -> None:
        self._raw, self._reading, self._seen = raw, reading, seen
        self._decoder = None if reading.codec == "utf-8" else _decoder(reading.codec)
        self._skip = len(skip)
        self._ready = b""
        self._lock = threading.Lock()
        self.fault = False
        self.given = False
        self.closed = False
        self.ended = False
        first = reading.bom + (len(skip.encode()) if self._decoder is None else 0)
        self._take(first)

    def _take(self, size: int) -> bytes:
        block = self._raw.read(size)
        self._seen.update(block)
        return block

    def read(self, size: int = HEAD) -> bytes:
        """At most ``size`` bytes; empty at the end or after a fault."""
        with self._lock:
            while not self._ready and not (self.ended or self.closed or self.fault):
                self._ready = self._next(max(size * 2 // 3, 64) if self._decoder else size)
            if self.closed:  # nobody waits for the rest: half a row must not pass for the last one
                raise OSError
            out, self._ready = self._ready[:size], self._ready[size:]
            self.given = self.given or bool(out)
            return out

    def _next(self, size: int) -> bytes:
        try:
            block = self._take(size)
        except OSError:
            self.fault = True
            return b""
        self.ended = not block
        if self._decoder is None:
            self.fault = b"\0" in block
            return b"" if self.fault else block
        text, self.fault = _decode(self._decoder, block, last=self.ended)
        if self._skip:
            text, self._skip = text[self._skip :], max(0, self._skip - len(text))
        self.fault = self.fault or "\0" in text
        if self.fault:
            return b""
        try:
            return text.encode()
        except UnicodeEncodeError:  # half a surrogate pair
            self.fault = True
            return b""

    def readable(self) -> bool:
        """Always; asked for by Arrow."""
        return True

    def seekable(self) -> bool:
        """Never; asked for by Arrow."""
        return False

    def close(self) -> None:
        """Give no more bytes; the file itself belongs to the caller."""
        with self._lock:
            self.closed = True
