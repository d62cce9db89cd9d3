"""The HTTP API: the same verdicts, findings and receipts as the command, for other systems."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path

from anyio import CapacityLimiter, to_thread
from starlette.background import BackgroundTask
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from deid.errors import DeidError, UsageError
from deid.messages import problem, say, speaking
from deid.policy.fields import load_fields
from deid.policy.loader import list_policies
from deid.rulebook.show import as_plain
from deid.web import work
from deid.web.access import whose
from deid.web.forms import keep, mappings, read_form, reading_of, wish_of
from deid.web.guard import Log, StopUpload
from deid.web.openapi import document
from deid.web.problems import from_error, problem_json, refuse
from deid.web.progress import Progress
from deid.web.results import Results, clear
from deid.web.sessions import Made
from deid.web.settings import Settings
from deid.web.tongue import spoken

_BEARER = "bearer "
_KINDS = {
    "text/csv": ".csv",
    "text/html": ".html",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
_PACK = "application/zip"
_READING = ("encoding", "sheet", "header_rows", "data_rows")
_MASK = frozenset(
    {"file", "notice", "channel", "as_of", "place", "map", "whole", "strict", "format", *_READING}
)
_AGAINST = "against_"
_CHECK = frozenset(
    {"file", "against", "notice", "channel", "as_of", *_READING, *(_AGAINST + name for name in _READING)}
)

Answer = Callable[[Request, str], Awaitable[Response]]


class Api:
    """The routes below ``/v1``."""

    def __init__(self, settings: Settings, results: Results, jobs: CapacityLimiter, log: Log) -> None:
        self._settings, self._results, self._jobs, self._log = settings, results, jobs, log

    def routes(self) -> list[Route]:
        """Every address of the API."""
        return [
            Route("/v1/mask", self._signed(self._mask), methods=["POST"]),
            Route("/v1/check", self._signed(self._check), methods=["POST"]),
            Route("/v1/rules", self._signed(self._rules), methods=["GET"]),
            Route("/v1/rules/{notice}", self._signed(self._rule), methods=["GET"]),
            Route("/v1/results/{key}/{name}", self._signed(self._fetch), methods=["GET"]),
            Route("/v1/results/{key}", self._signed(self._drop), methods=["DELETE"]),
            Route("/v1/openapi.json", self._signed(self._document), methods=["GET"]),
        ]

    def _signed(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        """A call of somebody who has a token; a cookie is not one, so no other page can make a call."""

        async def run(request: Request) -> Response:
            with speaking(spoken(request)):
                sent = request.headers.get("authorization", "")
                token = sent[len(_BEARER) :] if sent.lower().startswith(_BEARER) else ""
                user = whose(token, self._settings.users)
                if user is None:
                    return refuse(request, 401, "web.token")
                try:
                    return await answer(request, user)
                except StopUpload:
                    raise
                except Exception as error:  # noqa: BLE001  the text of one that is not ours may quote a cell
                    if not isinstance(error, DeidError):
                        self._log(say("web.log.failed", kind=type(error).__name__))
                    return from_error(error)

        return run

    async def _mask(self, request: Request, user: str) -> Response:
        wanted = _wanted(request)
        if wanted is None:
            return problem_json(406, "web.accept", say("web.accept", known=", ".join([*_KINDS, _PACK])))
        form = await self._form(request, _MASK)
        room, kept = self._results.room(), False
        try:
            suffixes = _suffixes(form, wanted)
            wish = wish_of(form, maps=mappings(form.getlist("map")), formats=suffixes)
            path = await keep(form.get("file"), _folder(room, "in"))
            out = _folder(room, "out")
            run = partial(work.make, self._settings, path, wish, out, Progress(len(suffixes)))
            made = await to_thread.run_sync(run, limiter=self._jobs)
            if not made.outcome.released:
                data = work.as_json(made, None)
                del data["status"]
                text = say("refused.list")
                return problem_json(422, "refused", text, verdict="refused", **data)
            kept = True
            return self._made(user, room, made, wanted)
        finally:
            await form.close()
            if not kept:
                clear(room)

    def _made(self, user: str, room: Path, made: Made, wanted: str) -> Response:
        """The list itself where it was asked for, else what the command prints, with where the files are."""
        if wanted == "json":
            key = self._results.keep(user, room, made)
            paths = [f"/v1/results/{key}/{path.name}" for path in [*made.files, *filter(None, [made.pack])]]
            return JSONResponse({**work.as_json(made, paths[0]), "files": paths})
        path = made.pack if wanted == _PACK and made.pack else made.files[0]
        return FileResponse(
            path, filename=path.name, media_type=wanted, background=BackgroundTask(clear, room)
        )

    async def _check(self, request: Request, _user: str) -> Response:
        form = await self._form(request, _CHECK)
        room = self._results.room()
        try:
            wish = wish_of(form, maps={}, formats=())
            path = await keep(form.get("file"), _folder(room, "in"))
            sent = form.get("against")
            raw = (await keep(sent, _folder(room, "raw")), reading_of(form, _AGAINST)) if sent else None
            run = partial(work.check, self._settings, path, raw, wish)
            return JSONResponse(await to_thread.run_sync(run, limiter=self._jobs))
        finally:
            await form.close()
            clear(room)

    async def _rules(self, _request: Request, _user: str) -> Response:
        policies = await to_thread.run_sync(list_policies, work.rules_of(self._settings))
        listed = [
            {"notice": p.notice, "title": p.title, "domain": p.domain, "channels": list(p.channels)}
            for p in policies
        ]
        return JSONResponse({"status": "clean", "rules": listed, "findings": []})

    async def _rule(self, request: Request, _user: str) -> Response:
        try:
            policy = work.policy_of(self._settings, request.path_params["notice"])
        except UsageError as error:
            missing = error
        else:
            plain = as_plain(policy, load_fields(work.rules_of(self._settings)))
            return JSONResponse({"status": "clean", **plain, "findings": []})
        return problem_json(404, missing.code, str(missing), verdict="error", findings=[])

    async def _fetch(self, request: Request, user: str) -> Response:
        made = self._results.get(request.path_params["key"], user)
        for path in [*made.files, *filter(None, [made.pack])] if made else []:
            if path.name == request.path_params["name"]:
                return FileResponse(path, filename=path.name, media_type=_kind(path))
        return problem_json(404, "web.lost", say("web.lost"), verdict="error", findings=[])

    async def _drop(self, request: Request, user: str) -> Response:
        if self._results.drop(request.path_params["key"], user):
            return Response(status_code=204)
        return problem_json(404, "web.lost", say("web.lost"), verdict="error", findings=[])

    async def _document(self, _request: Request, _user: str) -> Response:
        return JSONResponse(document())

    async def _form(self, request: Request, known: frozenset[str]) -> FormData:
        """A call's form.

        Raises:
            UsageError: a field that there is none of: misspelt, it would be left out in silence.
        """
        form = await read_form(request)
        if unknown := set(form) - known:
            await form.close()
            raise problem(UsageError, "web.field", count=len(unknown), known=", ".join(sorted(known)))
        return form


def _folder(room: Path, name: str) -> Path:
    path = room / name
    path.mkdir(mode=0o700)
    return path


def _wanted(request: Request) -> str | None:
    """What the caller wants to be handed: json, a kind of list, or the pack; None: nothing there is."""
    asked = [part.partition(";")[0].strip().lower() for part in request.headers.get("accept", "").split(",")]
    for kind in asked:
        if kind in ("", "*/*", "application/*", "application/json"):
            return "json"
        if kind == _PACK or kind in _KINDS:
            return kind
    return None


def _suffixes(form: FormData, wanted: str) -> tuple[str, ...]:
    asked: Sequence[str] = [f".{str(one).lower().lstrip('.')}" for one in form.getlist("format") if one]
    if wanted in _KINDS:
        return (_KINDS[wanted],)
    return tuple(asked) or (".csv",)


def _kind(path: Path) -> str:
    kinds = {suffix: kind for kind, suffix in _KINDS.items()}
    return kinds.get(path.suffix, _PACK if path.suffix == ".zip" else "application/json")
