"""The application: guard, page and API over one private folder."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from anyio import CapacityLimiter
from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Router
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from deid.web.api import Api
from deid.web.folder import PrivateFolder
from deid.web.guard import Guard, Log
from deid.web.pages import Pages
from deid.web.problems import refuse
from deid.web.results import Results
from deid.web.sessions import Desk
from deid.web.settings import Settings

_STATIC = Path(__file__).with_name("static")
_EVERY = 5
_KNOWN = {404: "web.no_page", 405: "web.no_method"}


def make_app(settings: Settings, folder: PrivateFolder, log: Log) -> ASGIApp:
    """The application of one server.

    Args:
        settings: what it was started with.
        folder: where lists lie while somebody looks at them.
        log: takes lines without any cell.
    """
    desk, results, jobs = Desk(settings, folder), Results(folder), CapacityLimiter(settings.jobs)

    @asynccontextmanager
    async def life(_: object) -> AsyncIterator[None]:
        broom = asyncio.create_task(_sweep(desk, results))
        try:
            yield
        finally:
            broom.cancel()
            desk.close()

    router = Router(
        [
            *Pages(settings, desk, jobs, log).routes(),
            *Api(settings, results, jobs, log).routes(),
            Mount("/static", StaticFiles(directory=_STATIC)),
        ],
        redirect_slashes=False,
        lifespan=life,
    )
    return Guard(ExceptionMiddleware(router, {HTTPException: _told}), settings, log)


async def _sweep(desk: Desk, results: Results) -> None:
    while True:
        await asyncio.sleep(_EVERY)
        desk.sweep()
        results.sweep()


async def _told(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    answer = refuse(request, status, _KNOWN.get(status, "web.failed"))
    if isinstance(error, HTTPException) and error.headers:
        answer.headers.update(error.headers)
    return answer
