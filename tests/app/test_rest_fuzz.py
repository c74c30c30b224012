"""Whatever the OpenAPI description lets a program send, and some that it does not: an answer, and no fault of ours."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from app.main import create_app
from app.settings import Settings
from engine.mnist import Data, Dataset
from tests.conftest import WAIT, Server


def operations() -> dict[str, Any]:
    """All that the description offers, by name."""
    little = Dataset.labelled(np.zeros((1, 785), np.uint8), np.zeros(1, np.uint8))
    whole = create_app(Settings(), Data(little, little, ("0",), ""), lambda connection, setup: None, []).app
    assert isinstance(whole, FastAPI)
    found = schemathesis.openapi.from_dict(whole.openapi()).get_all_operations()
    return {operation.ok().label: operation.ok() for operation in found}


OPERATIONS = operations()
ANSWERS = {200, 201, 204, 400, 404, 405, 409, 413, 415, 422, 503, 504}


@pytest.fixture(scope="module")
def one(server: Server) -> Iterator[str]:
    """A run; what else is made meanwhile is deleted with it."""
    before = _runs(server)
    yield server.new_run()
    for made in _runs(server) - before:
        server.delete(made)


def _runs(server: Server) -> set[str]:
    with server.client() as client:
        return {run["id"] for run in client.get("/api/runs").json()["runs"]}


@pytest.mark.parametrize("name", OPERATIONS)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_request_has_an_answer(server: Server, one: str, name: str, data: st.DataObject) -> None:
    mode = data.draw(st.sampled_from(list(GenerationMode)))
    case = data.draw(OPERATIONS[name].as_strategy(generation_mode=mode))
    if "id" in (case.path_parameters or {}) and name.split()[0] != "DELETE":
        case.path_parameters["id"] = data.draw(st.sampled_from([one, one, one, case.path_parameters["id"]]))
    answer = case.call(base_url=server.url, timeout=WAIT)
    assert answer.status_code in ANSWERS, answer.text
    if answer.status_code >= 400 and "json" in answer.headers["content-type"][0]:
        assert answer.json()["detail"]
    if answer.status_code < 300:
        case.validate_response(answer, checks=[response_schema_conformance, content_type_conformance])
