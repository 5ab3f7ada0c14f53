"""Every route of the HTTP API, from the OpenAPI document that the server sends."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any

from folkhue.server.app import create_app
from folkhue.server.settings import Settings
from release.reference.markdown import choice, code, table

Node = Mapping[str, Any]


def describe() -> str:
    """Describe all routes, and the objects that they answer."""
    document = create_app(Settings()).openapi()
    parts = [
        part
        for path, methods in document["paths"].items()
        for method, route in methods.items()
        for part in _route(f"{method.upper()} {path}", route)
    ]
    return "\n\n".join(parts)


def answers() -> str:
    """Describe the JSON objects of the answers."""
    schemas = create_app(Settings()).openapi()["components"]["schemas"]
    return "\n\n".join(part for name, schema in schemas.items() for part in _object(name, schema))


def _route(title: str, route: Node) -> Iterator[str]:
    yield f"### {code(title)}"
    yield route["description"]
    names = {each["name"] for each in route.get("parameters", ())}
    if names:
        yield table(("parameter", "values", "meaning"), map(_parameter, route["parameters"]))
    if body := route.get("requestBody"):
        content = (_content(media, each, names) for media, each in body["content"].items())
        yield f"Body: {', '.join(content)}."
    success, failures = _split(route["responses"])
    yield f"Answer: {', '.join(_content(*each) for each in success['content'].items())}."
    yield "Problems: " + ", ".join(_problems(*each) for each in failures) + "."


def _split(responses: Mapping[str, Node]) -> tuple[Node, list[tuple[str, Node]]]:
    return responses["200"], sorted(each for each in responses.items() if each[0] != "200")


def _problems(status: str, response: Node) -> str:
    (content,) = response["content"].values()
    return f"{status} {choice(list(content['examples']))}"


def _parameter(parameter: Node) -> tuple[str, str, str]:
    schema = parameter["schema"]
    default = f"; default {code(_json(schema['default']))}" if "default" in schema else ""
    return code(parameter["name"]), kind(schema) + default, parameter.get("description", "")


def _json(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _content(media: str, content: Node, parameters: Container[str] = ()) -> str:
    schema = content.get("schema", {})
    if properties := schema.get("properties"):
        members = [
            f"{code(name)}: {kind(each)}"
            for name, each in properties.items()
            if name not in parameters
        ]
        others = ", and the parameters" if len(members) < len(properties) else ""
        return f"{code(media)} ({', '.join(members)}{others})"
    described = kind(schema)
    return code(media) + (f" ({described})" if "](#" in described else "")


def _link(reference: str) -> str:
    name = reference.rpartition("/")[2]
    return f"[{name}](#{name.lower()})"


def kind(schema: Node) -> str:
    """Describe the values that a schema allows."""
    if "$ref" in schema:
        return _link(schema["$ref"])
    if "anyOf" in schema:
        return " or ".join(kind(each) for each in schema["anyOf"])
    if "enum" in schema:
        return choice(schema["enum"])
    if schema.get("type") == "array":
        items = kind(schema.get("items", {}))
        return f"array of ({items})" if " or " in items else f"array of {items}"
    if schema.get("type") == "null":
        return code("null")
    if schema.get("format") == "binary":
        return "file"
    encoding = schema.get("contentEncoding")
    return f"{schema.get('type', 'any')}{f' in {encoding}' if encoding else ''}"


def _object(name: str, schema: Node) -> Iterator[str]:
    yield f"### {name}"
    if "description" in schema:
        yield " ".join(schema["description"].split("\n\n")[0].split())
    rows = [
        (code(key), kind(value), value.get("description", ""))
        for key, value in schema.get("properties", {}).items()
    ]
    yield table(("member", "value", "meaning"), rows)
