"""Every key of a params file: its values by the pydantic models, the rest from the file itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

from pydantic import BaseModel

from folkhue.learning.classifiers.kinds import BLEND, KINDS
from release.reference.markdown import block, choice, code, table

Schema = Mapping[str, Any]

NAMES = {
    "integer": "whole number",
    "number": "number",
    "boolean": "`true` or `false`",
    "string": "text",
    "null": "`null`",
}
"""JSON type → what it is called."""


@dataclass(frozen=True)
class Entry:
    """A key in the text of params.yaml.

    Attributes
    ----------
    value : str
        What follows the colon, or the lines below, as they are.
    comment : str
        The comment above the key.
    """

    value: str
    comment: str


def leaves(schema: Schema, above: str = "") -> Iterator[tuple[str, Schema]]:
    """List all keys that have a value, with dots, and the schema of each value."""
    definitions = schema.get("$defs", {})
    for name, value in schema["properties"].items():
        if "$ref" in value:
            section = definitions[value["$ref"].rpartition("/")[2]]
            yield from leaves({**section, "$defs": definitions}, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def allowed(schema: Schema) -> str:
    """Describe the values that a schema allows."""
    if "anyOf" in schema:
        return " or ".join(allowed(each) for each in schema["anyOf"])
    if "enum" in schema:
        return choice(schema["enum"])
    if schema.get("format") == "date":
        return "day, in quotes"
    if schema.get("type") == "array":
        return "list" + (f" of {allowed(schema['items'])}" if schema.get("items") else "")
    if schema.get("type") == "object":
        values = schema.get("additionalProperties", True)  # older versions of pydantic omit it
        return "mapping" + (f" of names to {allowed(values)}" if values is not True else "")
    return NAMES[schema["type"]] + _limits(schema)


def _limits(schema: Schema) -> str:
    if {"minimum", "maximum"} <= schema.keys():
        return f" from {schema['minimum']:,.15g} to {schema['maximum']:,.15g}"
    signs = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
    found = [f"{sign} {schema[key]}" for key, sign in signs.items() if key in schema]
    return f" {' and '.join(found)}" if found else ""


def entries(text: str) -> Iterator[tuple[str, Entry]]:
    """List all keys of a YAML text in the style of params.yaml, with dots."""
    above: list[tuple[int, str]] = []
    comment: list[str] = []
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if found := re.match(r"( *)([\w-]+):(?: (.*))?$", line):
            indent, name, value = len(found[1]), found[2], found[3]
            above = [*(pair for pair in above if pair[0] < indent), (indent, name)]
            value = value or "\n".join(_below(lines[number + 1 :], indent))
            yield ".".join(each for _, each in above), Entry(value, " ".join(comment))
        is_comment = line.lstrip().startswith("#")
        comment = [*comment, line.lstrip(" #")] if is_comment else []


def _below(lines: list[str], indent: int) -> Iterator[str]:
    for line in lines:
        if line.strip() and len(line) - len(line.lstrip()) <= indent:
            return
        yield line


def describe(text: str, model: type[BaseModel]) -> str:
    """Describe every key of the text of a params file, section by section."""
    known, parts, section = dict(entries(text)), [], ""
    for key, schema in leaves(model.model_json_schema()):
        if (head := key.partition(".")[0]) != section:
            section = head
            parts += [f"## {code(section)}"]
        if "." in key:
            parts += [f"### {code(key)}"]
        parts += [_facts(known[key], allowed(schema)), _linked(known[key].comment)]
    return "\n\n".join(parts)


def _linked(comment: str) -> str:
    return re.sub(r"docs/([\w/-]+\.md)", r"[docs/\1](../\1)", comment)


def _facts(entry: Entry, values: str) -> str:
    if "\n" in entry.value:
        return f"*{values}; by default*\n\n{block(dedent(entry.value).rstrip(), 'yaml')}"
    return f"{values}; default {code(entry.value)}"


def kinds() -> str:
    """List the kinds of classifiers and the estimators behind them."""
    rows = [
        (
            code(name),
            code(kind.path),
            "; ".join(
                [
                    *(["polynomial features of degree 2"] if kind.degree == 2 else []),
                    *(["standardized input"] if kind.scaled else []),
                    *(f"{key} {value:,}" for key, value in kind.defaults.items()),
                    *(["slow"] if kind.slow else []),
                ]
            ),
        )
        for name, kind in KINDS.items()
    ]
    return table(
        ("kind", "estimator", "notes"), [*rows, (code(BLEND), "mean probability of others", "")]
    )
