"""How an error is answered: problem+json (RFC 9457) to a program, a plain page to a person."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from deid.errors import DeidError, InputError, KeyMaterialError, RefusedError, RuleError, UsageError
from deid.messages import say
from deid.pages.markup import escaped

API = "/v1"
_KIND = "application/problem+json"
_REFUSED, _CANNOT_READ, _BAD_CALL, _FAULT = 422, 400, 400, 500


def problem_json(
    status: int, code: str, text: str, *, headers: Mapping[str, str] | None = None, **more: object
) -> JSONResponse:
    """One error as plain data; ``code`` is stable, the text follows the language."""
    title = say(f"web.title.{_family(status)}")
    data = {"type": f"urn:deid:{code}", "title": title, "status": status, "detail": text, "code": code}
    return JSONResponse({**data, **more}, status, headers, media_type=_KIND)


def from_error(error: Exception) -> JSONResponse:
    """The answer to a call that could not be carried out: the same code and text as the command's."""
    if isinstance(error, RefusedError):
        listed = [found.as_json() for found in error.findings]
        return problem_json(_REFUSED, error.code, str(error), verdict="refused", findings=listed)
    if isinstance(error, DeidError):
        return problem_json(status_of(error), error.code, str(error), verdict="error", findings=[])
    text = say("usage.internal_error", kind=type(error).__name__)
    return problem_json(_FAULT, "internal", text, verdict="error", findings=[])


def status_of(error: DeidError) -> int:
    """The HTTP status of an error."""
    if isinstance(error, (UsageError, InputError)):
        return _BAD_CALL
    return _FAULT if isinstance(error, (RuleError, KeyMaterialError)) else _CANNOT_READ


def refuse(request: Request, status: int, code: str) -> Response:
    """A request that is not carried out, to whoever asked."""
    text = say(code)
    if request.url.path.startswith(API):
        headers = {"www-authenticate": "Bearer"} if status == 401 else None  # noqa: PLR2004
        return problem_json(status, code, text, headers=headers, verdict="error", findings=[])
    return HTMLResponse(_page(text), status)


def _page(text: str) -> str:
    """A page without templates, styles or scripts: it may have to stand where nothing else works."""
    back = escaped(say("web.back"))
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>deid</title>'
        '<link rel="stylesheet" href="/static/deid.css"></head>'
        f'<body class="plain"><main><h1>deid</h1><p role="alert">{escaped(text)}</p>'
        f'<p><a href="/">{back}</a></p></main></body></html>'
    )


def _family(status: int) -> str:
    known: dict[int, Any] = {422: "refused", 401: "token", 413: "too_large", 408: "too_slow", 404: "missing"}
    return str(known.get(status, "fault" if status >= _FAULT else "call"))
