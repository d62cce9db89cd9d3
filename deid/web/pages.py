"""The page: one address that shows where a list stands, and what moves it on."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from typing import Any

from anyio import CapacityLimiter, to_thread
from jinja2 import Environment, PackageLoader, StrictUndefined
from msgspec.structs import replace
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from deid.days import today
from deid.errors import DeidError
from deid.messages import language, say, speaking
from deid.web import view, work
from deid.web.access import whose
from deid.web.forms import keep, mappings, read_form, reading_of, text, wish_of
from deid.web.guard import Log
from deid.web.problems import refuse
from deid.web.progress import Stopped
from deid.web.sessions import Desk, Session, Wish
from deid.web.settings import Settings
from deid.web.tongue import spoken

_ROWS = (20, 100, 500)
_TOLD = frozenset({"too_large", "too_slow", "lost", "cleared", "origin", "failed"})
_FOUND = 303
_STEPS = {"choose.html": 2, "done.html": 3}

Act = Callable[[Session, FormData], Awaitable[Response | None]]


class Pages:
    """The routes of the page, over the lists that are open."""

    def __init__(self, settings: Settings, desk: Desk, jobs: CapacityLimiter, log: Log) -> None:
        self._settings, self._desk, self._jobs, self._log = settings, desk, jobs, log
        self._templates = Environment(
            loader=PackageLoader("deid.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    def routes(self) -> list[Route]:
        """Every address of the page."""
        acts: dict[str, Act] = {
            "upload": self._upload,
            "reopen": self._reopen,
            "type": self._type,
            "mask": self._mask,
            "back": self._back,
            "finish": self._finish,
        }
        return [
            Route("/", self.home),
            Route("/enter", self.enter, methods=["POST"]),
            Route("/progress", self.progress),
            Route("/leave", self.leave, methods=["POST"]),
            Route("/download/{name}", self.download),
            *(Route(f"/{name}", self._acting(act), methods=["POST"]) for name, act in acts.items()),
        ]

    async def home(self, request: Request) -> Response:
        """Whatever the list needs next; a token in the address becomes a cookie at once."""
        if token := request.query_params.get("token"):
            return self._sign_in(request, token)
        session = self._session(request)
        if session is not None and request.query_params.get("lang") in ("zh", "en"):
            session.language = "en" if request.query_params["lang"] == "en" else "zh"
            return RedirectResponse("/", _FOUND)
        return await to_thread.run_sync(self._render, request, session)

    async def enter(self, request: Request) -> Response:
        """A token typed into the page."""
        form = await self._form(request)
        return self._sign_in(request, text(form, "token") if form else "")

    def _sign_in(self, request: Request, token: str) -> Response:
        user = whose(token, self._settings.users)
        if user is None:
            with speaking(spoken(request)):
                return self._page("enter.html", 401, session=None, wrong=True)
        answer = RedirectResponse("/", _FOUND)
        session = self._session(request)
        if session is None or session.user != user:
            answer.set_cookie(
                self._settings.cookie,
                self._desk.open(user),
                httponly=True,
                samesite="strict",
                secure=self._settings.secure,
            )
        return answer

    async def progress(self, request: Request) -> Response:
        """How far the list is; asking also says that the page is still there."""
        session = self._session(request)
        if session is None:
            return JSONResponse({"state": "gone"}, 401)
        with speaking(spoken(request, session.language)):
            words = _stage(session)
        return JSONResponse({"state": session.state, "share": session.progress.share, "text": words})

    async def leave(self, request: Request) -> Response:
        """The page was closed or is being replaced; the next request takes it back."""
        self._desk.leave(request.cookies.get(self._settings.cookie))
        return Response(status_code=204)

    async def download(self, request: Request) -> Response:
        """One of the files that were made for this session, or a paper for the office."""
        session = self._session(request)
        made = session.made if session else None
        if session is None or made is None:
            return refuse(request, 401 if session is None else 404, "web.lost")
        name = request.path_params["name"]
        for path in (*made.files, *([made.pack] if made.pack else [])):
            if path.name == name:
                return FileResponse(path, filename=path.name, media_type="application/octet-stream")
        with speaking(spoken(request, session.language)):
            content = work.papers(made).get(name)
        if content is None:
            return refuse(request, 404, "web.lost")
        kind = f'attachment; filename="{name}"'
        return Response(content, headers={"content-disposition": kind}, media_type="application/octet-stream")

    def _acting(self, act: Act) -> Callable[[Request], Awaitable[Response]]:
        """A step that changes something: signed in, from our own form, then back to the page."""

        async def run(request: Request) -> Response:
            session = self._session(request)
            if session is None:
                return refuse(request, 401, "web.signed_out")
            with speaking(spoken(request, session.language)):
                form = await self._form(request)
                if form is None or not hmac.compare_digest(
                    text(form, "csrf").encode(), session.csrf.encode()
                ):
                    return refuse(request, 403, "web.origin")
                session.problem = None
                try:
                    answer = await act(session, form)
                except DeidError as error:
                    session.problem = view.on_page(str(error))
                    answer = None
                finally:
                    await form.close()
            return answer or RedirectResponse("/", _FOUND)

        return run

    async def _form(self, request: Request) -> FormData | None:
        try:
            return await read_form(request)
        except DeidError:
            return None

    async def _upload(self, session: Session, form: FormData) -> None:
        session.clear()
        session.upload = await keep(form.get("file"), session.folder("in"))
        await self._open(session, form)

    async def _reopen(self, session: Session, form: FormData) -> None:
        session.opened = session.made = None
        await self._open(session, form)

    async def _open(self, session: Session, form: FormData) -> None:
        path, how = session.upload, reading_of(form)
        if path is None:
            return

        def run() -> None:
            opened = work.open_upload(self._settings, path, how)
            if session.upload is path:  # nobody has started anew meanwhile
                session.opened, session.wish = opened, None
                session.reading = how

        self._start(session, run)

    async def _type(self, session: Session, form: FormData) -> None:
        session.wish = Wish(notice=work.policy_of(self._settings, text(form, "notice")).notice)

    async def _mask(self, session: Session, form: FormData) -> None:
        path = session.upload
        if path is None or session.opened is None or session.state == "busy":
            return
        if text(form, "notice") != text(form, "shown"):  # the channels on the page were another type's
            await self._type(session, form)
            return
        chosen = zip(form.getlist("header"), form.getlist("field"), strict=False)
        maps = mappings([f"{header}={field}" for header, field in chosen if field])
        suffixes = (".csv", *(str(one) for one in form.getlist("format") if one != ".csv"))
        wish = replace(wish_of(form, maps=maps, formats=suffixes), reading=session.reading)
        session.wish, session.made = wish, None
        session.progress = progress = type(session.progress)(len(wish.formats))
        folder = session.folder("out")

        def run() -> None:
            made = work.make(self._settings, path, wish, folder, progress)
            if session.progress is progress:
                session.made = made

        self._start(session, run)

    def _start(self, session: Session, run: Callable[[], None]) -> None:
        """Do a step in a thread; what goes wrong is told on the page, by its kind alone where it is ours."""

        async def job() -> None:
            try:
                await to_thread.run_sync(run, limiter=self._jobs)
            except DeidError as error:
                session.problem = view.on_page(str(error))
            except Stopped:
                return
            except Exception as error:  # noqa: BLE001  its text may quote a cell
                kind = type(error).__name__
                self._log(say("web.log.failed", kind=kind))
                session.problem = say("usage.internal_error", kind=kind)

        session.job = asyncio.create_task(job())

    async def _back(self, session: Session, _form: FormData) -> None:
        session.made = None

    async def _finish(self, session: Session, _form: FormData) -> Response:
        session.clear()
        return RedirectResponse("/?told=cleared", _FOUND)

    def _session(self, request: Request) -> Session | None:
        return self._desk.get(request.cookies.get(self._settings.cookie))

    def _render(self, request: Request, session: Session | None) -> Response:
        with speaking(spoken(request, session.language if session else None)):
            if session is None:
                return self._page("enter.html", 401, session=None, wrong=False)
            asked, told = request.query_params, request.query_params.get("told")
            facts: dict[str, Any] = {"told": say(f"web.{told}") if told in _TOLD else None}
            state = session.state
            try:
                facts |= self._facts(session, state, asked.get("rows"))
            except DeidError as error:
                session.problem, state = view.on_page(str(error)), "unread"
                facts |= self._facts(session, state, None)
            status = 422 if session.problem and state in ("start", "unread") else 200
            return self._page(f"{state}.html", status, session=session, problem=session.problem, **facts)

    def _facts(self, session: Session, state: str, rows: str | None) -> dict[str, Any]:
        if state == "choose":
            return {"today": today().isoformat(), **view.choices(self._settings, session)}
        if state == "done":
            wanted = int(rows) if rows and rows.isdecimal() and int(rows) in _ROWS else _ROWS[0]
            return {"steps": _ROWS, **view.result(session, wanted)}
        return {"stage": _stage(session), "largest": self._settings.largest >> 20}

    def _page(self, name: str, status: int = 200, **facts: Any) -> HTMLResponse:  # noqa: ANN401  for templates
        template = self._templates.get_template(name)
        local = self._settings.local
        text = template.render(say=say, lang=language(), at=_STEPS.get(name, 1), local=local, **facts)
        return HTMLResponse(text, status)


def _stage(session: Session) -> str:
    """What is being done, in words."""
    progress = session.progress
    if session.opened is None or not progress.number:
        return say("web.stage.open")
    return say("web.stage.work", number=progress.number, lists=progress.lists, rows=f"{progress.rows:,}")
