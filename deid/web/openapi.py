"""The OpenAPI document of the API: written by hand, held to the truth by a test that calls by it."""

from typing import Any

from deid import __version__
from deid.messages import say

_TEXT = {"type": "string"}
_DAY = {"type": "string", "format": "date"}
_FLAG = {"type": "string", "enum": ["true", "false"]}
_FILE = {"type": "string", "format": "binary"}
_ROWS = {"type": "string", "pattern": "^[0-9]+(-[0-9]+)?$"}
_FINDING = {
    "type": "object",
    "required": ["code", "severity", "column", "rows", "count", "text"],
    "properties": {
        "code": _TEXT,
        "severity": {"enum": ["error", "warning", "note"]},
        "column": {"type": ["string", "null"]},
        "rows": {"type": "array", "items": {"type": "integer"}},
        "count": {"type": "integer"},
        "text": _TEXT,
    },
}
_FINDINGS = {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}}
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "code": _TEXT,
        "verdict": {"enum": ["refused", "error"]},
        "findings": _FINDINGS,
        "receipt": {"type": "object"},
        "output": {"type": "null"},
    },
}
_READING = {"encoding": _TEXT, "sheet": _TEXT, "header_rows": _ROWS, "data_rows": _ROWS}
_FORM = {"notice": _TEXT, "channel": _TEXT, "as_of": _DAY, **_READING}
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def document() -> dict[str, Any]:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "deid", "version": __version__, "description": say("web.api.about")},
        "security": [{"token": []}],
        "paths": {
            "/v1/mask": {"post": _mask()},
            "/v1/check": {"post": _check()},
            "/v1/rules": {"get": _call("rules", {"200": _json("Rules")})},
            "/v1/rules/{notice}": {
                "get": _call("rule", {"200": _json("Rule"), **_problems(404)}, ["notice"])
            },
            "/v1/results/{key}/{name}": {
                "get": _call("fetch", {"200": _files(), **_problems(404)}, ["key", "name"])
            },
            "/v1/results/{key}": {
                "delete": _call("drop", {"204": {"description": "-"}, **_problems(404)}, ["key"])
            },
            "/v1/openapi.json": {"get": _call("document", {"200": _json("Any")})},
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
    }


def _schemas() -> dict[str, Any]:
    status = {"enum": ["released", "clean", "refused"]}
    rule = {"type": "object", "required": ["notice", "title", "channels"]}
    return {
        "Any": {"type": "object"},
        "Finding": _FINDING,
        "Problem": _PROBLEM,
        "Made": {
            "type": "object",
            "required": ["status", "output", "receipt", "findings", "files"],
            "properties": {
                "status": {"const": "released"},
                "output": _TEXT,
                "files": {"type": "array", "items": _TEXT},
                "receipt": {"type": "object"},
                "findings": _FINDINGS,
            },
        },
        "Checked": {
            "type": "object",
            "required": ["status", "files", "findings"],
            "properties": {"status": status, "files": {"type": "array"}, "findings": _FINDINGS},
        },
        "Rule": {**rule, "properties": {"notice": _TEXT, "title": _TEXT, "channels": {"type": "array"}}},
        "Rules": {
            "type": "object",
            "required": ["rules"],
            "properties": {"rules": {"type": "array", "items": rule}},
        },
    }


def _mask() -> dict[str, Any]:
    fields = {
        "file": _FILE,
        **_FORM,
        "place": {"type": "string", "pattern": "^[0-9]{6}$"},
        "map": {"type": "array", "items": {"type": "string", "pattern": "^.+=.+$"}},
        "whole": _FLAG,
        "strict": _FLAG,
        "format": {"type": "array", "items": {"enum": ["csv", "html", "xlsx", "docx", "pdf"]}},
    }
    answers = {"200": _json("Made", _files()["content"]), **_problems(400, 406, 408, 413, 422)}
    return _call("mask", answers, form=(fields, ["file", "notice"]))


def _check() -> dict[str, Any]:
    answers = {"200": _json("Checked"), **_problems(400, 408, 413, 422)}
    raw = {f"against_{name}": kind for name, kind in _READING.items()}
    return _call("check", answers, form=({"file": _FILE, "against": _FILE, **_FORM, **raw}, ["file"]))


def _call(
    name: str,
    answers: dict[str, Any],
    path: list[str] | None = None,
    form: tuple[dict[str, Any], list[str]] | None = None,
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": name,
        "summary": say(f"web.api.{name}"),
        "responses": {**answers, **_problems(401, 421, 500)},
    }
    if path:
        made["parameters"] = [{"name": one, "in": "path", "required": True, "schema": _TEXT} for one in path]
    if form:
        schema = {
            "type": "object",
            "properties": form[0],
            "required": form[1],
            "additionalProperties": False,
        }
        made["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    return made


def _json(name: str, more: dict[str, Any] | None = None) -> dict[str, Any]:
    schema = {"schema": {"$ref": f"#/components/schemas/{name}"}}
    return {"description": name, "content": {"application/json": schema, **(more or {})}}


def _files() -> dict[str, Any]:
    kinds = ["text/csv", "text/html", "application/pdf", "application/zip", _SHEET, _WORD]
    return {"description": "File", "content": {kind: {} for kind in kinds}}


def _problems(*statuses: int) -> dict[str, Any]:
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        str(status): {
            "description": say(f"web.status.{status}"),
            "content": {"application/problem+json": schema},
        }
        for status in statuses
    }
