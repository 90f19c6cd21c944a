"""Cut what the fake speaks out of Twilio's OpenAPI documents, so that it cannot drift.

npm pack @twilio-alpha/mcp, unpack it, then: python -m tests.fakes.twilio.extract package
writes openapi.json beside this file: operations, parameters and schemas without their prose.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from tests.fakes.twilio.routes import ROUTES

HERE = Path(__file__).with_name("openapi.json")
DOCUMENTS = ("twilio_api_v2010", "twilio_content_v1", "twilio_messaging_v2")
FOLDER = Path("twilio-oai", "spec", "json")
PROSE = frozenset(
    {"description", "summary", "tags", "x-twilio", "example", "examples", "headers", "security"}
)
REFERENCE = "#/components/schemas/"


def extract(package: Path) -> str:
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    documents = {name: _cut(json.loads(_read(package, name))) for name in DOCUMENTS}
    source = {
        "package": f"{about['name']} (npm)",
        "version": about["version"],
        "licence": f"{about['license']}, {about['author']}",
        "made_by": "tests/fakes/twilio/extract.py",
    }
    return json.dumps({"source": source, "documents": documents}, indent=1, sort_keys=True) + "\n"


def _read(package: Path, name: str) -> str:
    return (package / FOLDER / f"{name}.json").read_text(encoding="utf-8")


def _cut(document: dict[str, Any]) -> dict[str, Any]:
    paths = {path: _operations(item) for path, item in document["paths"].items()}
    kept = {path: _bare(operations) for path, operations in paths.items() if operations}
    schemas = document["components"]["schemas"]
    needed: dict[str, Any] = {}
    waiting = _references(kept)
    while waiting:
        name = waiting.pop()
        needed[name] = _bare(schemas[name])
        waiting |= _references(needed[name]) - needed.keys()
    info = {name: document["info"][name] for name in ("title", "version", "license")}
    return {"info": info, "paths": kept, "components": {"schemas": needed}}


def _operations(item: dict[str, Any]) -> dict[str, Any]:
    verbs = {verb: one for verb, one in item.items() if isinstance(one, dict)}
    return {verb: one for verb, one in verbs.items() if one.get("operationId") in ROUTES}


def _bare(node: Any) -> Any:
    """Strip the prose; the keys of `properties` are names, whatever they are."""
    if isinstance(node, list):
        return [_bare(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {
        key: {name: _bare(one) for name, one in value.items()}
        if key == "properties"
        else _bare(value)
        for key, value in node.items()
        if key not in PROSE
    }


def _references(node: Any) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(_references, node))
    if not isinstance(node, dict):
        return set()
    here = {node["$ref"].removeprefix(REFERENCE)} if isinstance(node.get("$ref"), str) else set()
    return here.union(*map(_references, node.values()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", type=Path, help="the unpacked folder of the npm package")
    HERE.write_text(extract(parser.parse_args().package), encoding="utf-8")


if __name__ == "__main__":
    main()
