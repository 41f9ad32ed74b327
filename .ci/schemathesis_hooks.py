"""What Redress promises beside what schemathesis checks by itself."""

import json
import os

import schemathesis

TRIED_AS = json.loads(os.environ.get("REDRESS_TRIED_AS", "{}"))


@schemathesis.hook
def before_call(ctx, case, kwargs):
    """Whoever takes back his own token, or shuts himself out, tries nothing more: he does so to somebody unknown."""
    own = {"DELETE /v1/tokens/{id}": "id", "DELETE /v1/staff/{id}": "staff"}.get(f"{case.method.upper()} {case.path}")
    if own and TRIED_AS and case.path_parameters.get("id") == TRIED_AS[own]:
        case.path_parameters["id"] = "nobody"


@schemathesis.check
def form_is_as_documented(ctx, response, case):
    """A request that fits the document is never refused for its form."""
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive or response.status_code not in (400, 413, 415, 422):
        return
    if response.status_code != 422:
        raise AssertionError(f"A request that fits the document got {response.status_code}: {response.text[:300]}")
    findings = [finding for finding in response.json().get("errors", []) if finding.get("schema")]
    assert not findings, f"A request that fits the document does not fit the program: {findings}"


@schemathesis.check
def refusals_are_problem_documents(ctx, response, case):
    """Every refusal says what is wrong and how a program knows it again."""
    if response.status_code < 400 or response.status_code == 503 and case.path == "/health/ready":
        return
    if case.method.upper() == "HEAD":
        return
    problem = response.json()
    assert response.headers["content-type"] == ["application/problem+json"], response.headers["content-type"]
    assert problem["type"] == f"/problems/{problem['code']}" and problem["detail"].strip()


@schemathesis.check
def protected_by_headers(ctx, response, case):
    """No answer goes out without the headers that protect it."""
    assert response.headers["x-content-type-options"] == ["nosniff"]
    assert response.headers["cache-control"] == ["no-store"]
    assert "access-control-allow-origin" not in response.headers
