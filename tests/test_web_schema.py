"""The API keeps what its OpenAPI document promises, whatever is sent."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from web_helpers import SAMPLE, bearer, opened

from deid.web.openapi import document

schemathesis = pytest.importorskip("schemathesis")
pytestmark = [pytest.mark.long, pytest.mark.filterwarnings("ignore")]

SCHEMA = schemathesis.openapi.from_dict(document())
CALLS = [(path, method) for path, methods in document()["paths"].items() for method in methods]


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    with opened(tmp_path_factory.mktemp("web")) as found:
        yield found


@pytest.mark.parametrize(("path", "method"), CALLS)
def test_answers_are_as_promised(path, method, room):
    operation = SCHEMA[path][method.upper()]

    @given(data=st.data())
    @settings(max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def run(data):
        case = data.draw(operation.as_strategy())
        body = case.body if isinstance(case.body, dict) else {}
        listed = data.draw(st.booleans())
        files = {
            name: (SAMPLE.name, SAMPLE.read_bytes())
            if listed
            else ("x.csv", bytes(str(cell), "utf-8", "ignore"))
            for name, cell in body.items()
            if name in ("file", "against")
        }
        fields = {name: cell for name, cell in body.items() if name not in files}
        answer = room.client.request(
            method.upper(), case.formatted_path, headers=bearer(), data=fields, files=files or None
        )
        assert answer.status_code < 500, answer.text
        promised = operation.definition.raw["responses"]
        assert str(answer.status_code) in {*promised, "404"}
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["status"] == answer.status_code
        elif answer.headers.get("content-type") == "application/json":
            operation.validate_response(as_response(case, answer))

    run()


def as_response(case, answer):
    """An answer as schemathesis judges it."""
    return schemathesis.Response(
        status_code=answer.status_code,
        headers={name: [value] for name, value in answer.headers.items()},
        content=answer.content,
        request=answer.request,
        elapsed=0.0,
        verify=False,
    )
