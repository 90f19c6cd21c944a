"""Hold what was asked and answered against Twilio's OpenAPI documents; see extract.py."""

import json
import re
from collections.abc import Iterable
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from tests.fakes.twilio.routes import Exchange

FILE = Path(__file__).with_name("openapi.json")
RFC_2822 = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000")
NEWER = {"CreateApprovalCreate": ("send_ttl_seconds",)}  # twilio 9.13 knows, the package not yet
FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time-rfc-2822", raises=ValueError)
def _is_rfc_2822(text: object) -> bool:
    given = isinstance(text, str) and RFC_2822.fullmatch(text)
    return not isinstance(text, str) or bool(given and parsedate_to_datetime(text))


@FORMATS.checks("date-time", raises=ValueError)
def _is_iso(text: object) -> bool:
    return not isinstance(text, str) or bool(datetime.fromisoformat(text))


@FORMATS.checks("uri")
def _is_uri(text: object) -> bool:  # the documents call relative ones URIs, too
    return not isinstance(text, str) or bool(re.fullmatch(r"(https?://[^/\s]+)?(/\S*)?", text))


def violations(exchanges: Iterable[Exchange]) -> list[str]:
    """List all that Twilio's documents do not say of these requests and answers."""
    return [f"{one.operation}: {wrong}" for one in exchanges for wrong in _violations(one)]


def operations() -> set[str]:
    return set(_operations())


def _violations(one: Exchange) -> list[str]:
    path, verb, operation = _operations()[one.operation]
    if one.method.lower() != verb:
        return [f"{one.method} is not {verb}"]
    return [
        *_wrong_path(one, path, operation),
        *_wrong_query(one, operation),
        *_wrong_body(one, operation),
        *_wrong_answer(one, operation),
    ]


def _wrong_path(one: Exchange, path: str, operation: Any) -> list[str]:
    names = re.findall(r"\{(\w+)\}", path)
    values = re.fullmatch(re.sub(r"\\\{\w+\\\}", "([^/]+)", re.escape(path)), one.path)
    if not values:
        return [f"{one.path} is not {path}"]
    given = dict(zip(names, values.groups(), strict=True))
    return _check(_parameters(operation, "path"), given, "path") if one.status < 400 else []


def _wrong_query(one: Exchange, operation: Any) -> list[str]:
    return _check(_parameters(operation, "query"), one.query, "query")


def _wrong_body(one: Exchange, operation: Any) -> list[str]:
    if "requestBody" not in operation:
        return []
    kinds = operation["requestBody"]["content"]
    if one.kind not in kinds:
        return [f"the request is {one.kind}, not {' or '.join(kinds)}"]
    given = _given(one.body)
    for newer in NEWER.get(one.operation, ()):
        given.pop(newer, None)
    return _check(_whole(kinds[one.kind]["schema"]), given, "request")


def _given(body: Any) -> Any:
    """Leave out what is null: the client writes so whatever it was not given."""
    if not isinstance(body, dict):
        return body
    return {name: _given(value) for name, value in body.items() if value is not None}


def _wrong_answer(one: Exchange, operation: Any) -> list[str]:
    if one.status >= 400:
        return _check(ERROR, one.answer, "error")
    answers = operation["responses"]
    if str(one.status) not in answers:
        return [f"status {one.status} is not {' or '.join(answers)}"]
    content = answers[str(one.status)].get("content")
    if not content:
        return [] if one.answer is None else ["an answer has a body that should have none"]
    return _check(_exact(content["application/json"]["schema"]), one.answer, "answer")


def _check(schema: Any, given: Any, where: str) -> list[str]:
    typed = _typed(schema, given) if where != "answer" else given
    checker = Draft202012Validator(schema, format_checker=FORMATS)
    return [
        f"{where}{error.json_path[1:]}: {error.message}" for error in checker.iter_errors(typed)
    ]


def _typed(schema: Any, given: Any) -> Any:
    """Read the numbers and truths of a form, where all is text, as the schema means them."""
    if not isinstance(given, dict):
        return given
    properties = schema.get("properties", {})
    return {name: _value(properties.get(name, {}), value) for name, value in given.items()}


def _value(schema: Any, value: Any) -> Any:
    if isinstance(value, str) and schema.get("type") in {"integer", "number", "boolean"}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return [value] if schema.get("type") == "array" and isinstance(value, str) else value


def _parameters(operation: Any, place: str) -> Any:
    found = [one for one in operation.get("parameters", ()) if one["in"] == place]
    return {
        "type": "object",
        "properties": {one["name"]: _whole(one["schema"]) for one in found},
        "required": [one["name"] for one in found if one.get("required")],
        "additionalProperties": False,
    }


def _exact(schema: Any) -> Any:
    """Demand each property of an answer: one too many and one too few are drift alike."""
    whole = _whole(schema)
    for one in [whole, *(p.get("items", {}) for p in whole.get("properties", {}).values())]:
        if "properties" in one:
            one["required"] = list(one["properties"])
    return whole


def _whole(schema: Any) -> Any:
    """Turn OpenAPI 3.0 into JSON Schema: references followed, nullable a type, objects closed."""
    if "$ref" in schema:
        return _whole(_schemas()[schema["$ref"].rpartition("/")[2]])
    made = {key: value for key, value in schema.items() if key != "nullable"}
    if "items" in made:
        made["items"] = _whole(made["items"])
    if "properties" in made:
        named = made["properties"].items()
        made["properties"] = {name: _whole(one) for name, one in named}
        made.setdefault("additionalProperties", False)
    if schema.get("nullable") and "type" in made:
        made["type"] = [made["type"], "null"]
    return made


ERROR = {
    "type": "object",
    "properties": {
        "code": {"type": "integer"},
        "message": {"type": "string"},
        "more_info": {
            "type": "string",
            "pattern": r"^https://www\.twilio\.com/docs/errors/\d{5}$",
        },
        "status": {"type": "integer"},
    },
    "required": ["code", "message", "more_info", "status"],
    "additionalProperties": False,
}


@cache
def _documents() -> Any:
    return json.loads(FILE.read_text(encoding="utf-8"))["documents"].values()


@cache
def _schemas() -> dict[str, Any]:
    return {
        n: s for document in _documents() for n, s in document["components"]["schemas"].items()
    }


@cache
def _operations() -> dict[str, tuple[str, str, Any]]:
    return {
        operation["operationId"]: (path, verb, operation)
        for document in _documents()
        for path, verbs in document["paths"].items()
        for verb, operation in verbs.items()
    }
