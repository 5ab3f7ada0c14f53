"""Schemas of OpenAPI in a few words."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from folkhue.server.api_page.markup import Html, element, text

Node = Mapping[str, Any]


def listed_values(schema: Node) -> list[str]:
    """List the texts that a schema allows, if they are few."""
    if schema.get("type") == "boolean":
        return ["true", "false"]
    return list(schema.get("enum", ()))


def written(value: object) -> str:
    """Write a value as a query does."""
    return value if isinstance(value, str) else json.dumps(value)


def kind(schema: Node) -> str:
    """Describe the values of a schema in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " or ".join(map(kind, schema["anyOf"]))
    if "enum" in schema and len(schema["enum"]) == 1:
        return str(schema["enum"][0])
    if schema.get("type") == "array":
        return f"array of {kind(schema.get('items', {}))}"
    limits = [f"{schema[each]:g}" for each in ("minimum", "maximum") if each in schema]
    return f"{schema.get('type', 'any')}{f' from {limits[0]} to {limits[1]}' if limits[1:] else ''}"


def object_link(schema: Node) -> tuple[Html, ...]:
    """Link the object that a schema is, or is an array of, if any."""
    found = re.search(r'"#/components/schemas/(\w+)"', json.dumps(schema))
    if found is None:
        return ()
    array = text("array of ") if schema.get("type") == "array" else text("")
    return array, element("a", text(found[1]), href=f"#{found[1]}")
