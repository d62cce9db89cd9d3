"""What people and programs send: a file and the options of the command, checked before use."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from anyio import to_thread
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from deid.errors import UsageError
from deid.io.where import Reading, Rows, named_rows
from deid.messages import problem
from deid.web.sessions import Wish
from deid.web.work import file_name, save

_ROWS = re.compile(r"(\d{1,7})(?:-(\d{1,7}))?", re.ASCII)
_FIELDS = 600
_FILES = 2
_FIELD_BYTES = 64 << 10
_YES = frozenset({"1", "true", "on", "yes"})
_NO = frozenset({"", "0", "false", "off", "no"})


async def read_form(request: Request) -> FormData:
    """The form of a request.

    Raises:
        UsageError: it is none.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    broken = kind not in ("multipart/form-data", "application/x-www-form-urlencoded")
    form: FormData | None = None
    if not broken:
        try:
            form = await request.form(max_files=_FILES, max_fields=_FIELDS, max_part_size=_FIELD_BYTES)
        except HTTPException:  # starlette's own words about a body it cannot take apart
            broken = True
    if broken or form is None:
        raise problem(UsageError, "web.form")
    return form


async def keep(sent: object, folder: Path, missing: str = "web.no_file") -> Path:
    """An upload as a file of its own name.

    Raises:
        UsageError: nothing was sent.
    """
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise problem(UsageError, missing)
    path = folder / file_name(sent.filename)
    await to_thread.run_sync(save, sent.file, path)
    return path


def text(form: Mapping[str, Any], name: str) -> str:
    """One plain field, without what cannot be seen."""
    value = form.get(name)
    return "".join(char for char in value if char.isprintable()).strip() if isinstance(value, str) else ""


def flag(form: Mapping[str, Any], name: str) -> bool:
    """A yes or no.

    Raises:
        UsageError: it is neither.
    """
    value = text(form, name).lower()
    if value not in _YES | _NO:
        raise problem(UsageError, "web.flag", name=name)
    return value in _YES


def day(value: str) -> date | None:
    """A date, if there is one.

    Raises:
        UsageError: it is not YYYY-MM-DD.
    """
    found: date | None = None
    try:
        found = date.fromisoformat(value) if value else None
    except ValueError:
        pass
    else:
        return found
    raise problem(UsageError, "usage.date")


def mappings(lines: Sequence[object]) -> dict[str, str]:
    """``HEADER=FIELD`` as header -> field.

    Raises:
        UsageError: one is not of that form.
    """
    found = {}
    for line in lines:
        header, sign, field = line.rpartition("=") if isinstance(line, str) else ("", "", "")
        if not sign or not header.strip() or not field.strip():
            raise problem(UsageError, "usage.map_form")
        found[header.strip()] = field.strip()
    return found


def wish_of(form: FormData, *, maps: dict[str, str], formats: tuple[str, ...]) -> Wish:
    """The options of a form.

    Raises:
        UsageError: one of them is not what it should be.
    """
    return Wish(
        notice=text(form, "notice"),
        channel=text(form, "channel") or None,
        as_of=day(text(form, "as_of")),
        place=text(form, "place") or None,
        maps=maps,
        whole=flag(form, "whole"),
        strict=flag(form, "strict"),
        reading=reading_of(form),
        formats=formats,
    )


def reading_of(form: Mapping[str, Any], of: str = "") -> Reading:
    """How a file is to be read, by the fields that begin with ``of``.

    Raises:
        UsageError: row numbers are none.
    """
    spot = named_rows(_rows(form, of + "header_rows"), _rows(form, of + "data_rows"))
    return Reading(text(form, of + "encoding") or None, text(form, of + "sheet") or None, spot)


def _rows(form: Mapping[str, Any], name: str) -> Rows | None:
    value = text(form, name)
    if not value:
        return None
    match = _ROWS.fullmatch(value)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not 1 <= first <= last:
        raise problem(UsageError, "usage.rows")
    return first, last
