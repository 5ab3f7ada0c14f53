"""The page of the API as HTML, from the OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from folkhue.server.api_page.markup import Html, element, text
from folkhue.server.api_page.schema_words import Node, kind, listed_values, object_link, written

_ADDRESS = "http://127.0.0.1:8000/"
"""In commands, until the page's script puts in the server's own."""

_GROUPS = {"colors": "Colors", "server": "Server"}
"""Tag of routes → heading."""


def render(document: Node) -> bytes:
    """Render the page.

    Parameters
    ----------
    document : mapping
        An OpenAPI document.
    """
    operations = [
        (method.upper(), path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    operations.sort(key=lambda each: [*_GROUPS].index(each[2]["tags"][0]))
    keys = "securitySchemes" in document["components"]
    body = element(
        "body",
        element("a", text("Skip to the routes"), class_="skip", href="#main"),
        _navigation(),
        _header(document, operations, keys),
        element(
            "main",
            *(_group(tag, operations) for tag in _GROUPS),
            _objects(document["components"]["schemas"]),
            id="main",
            tabindex="-1",
        ),
        element("footer", text(f"folkhue {document['info']['version']}. "), _link("openapi.json")),
        element("p", class_="told hidden", role="status"),
        element("script", src="scheme.js"),
        element("script", src="docs.js"),
    )
    return f'<!doctype html>\n<html lang="en">{_head()}{body}</html>\n'.encode()


def _head() -> Html:
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", text("folkhue: the HTTP API")),
        element("link", rel="icon", href="icon.svg", type_="image/svg+xml"),
        element("link", rel="stylesheet", href="report.css"),
        element("link", rel="stylesheet", href="docs.css"),
    )


def _navigation() -> Html:
    places = {**_GROUPS, "objects": "Objects"}
    scheme = element(
        "button",
        element("span", text("auto"), class_="hidden"),
        element("i", aria_hidden="true"),
        element("b", text("color scheme"), class_="hidden"),
        type_="button",
        data_scheme="auto",
        hidden=True,
    )
    items = (element("li", element("a", text(name), href=f"#{at}")) for at, name in places.items())
    return element(
        "nav",
        element("a", text("folkhue"), class_="brand", href="./"),
        element("ul", *items),
        scheme,
        aria_label="Sections",
    )


def _header(document: Node, operations: Iterable[tuple[str, str, Node]], keys: bool) -> Html:
    listed = (
        element("li", element("a", *_named(method, path), _summary(route), href=f"#{_id(route)}"))
        for method, path, route in operations
    )
    needed = element(
        "form",
        element("label", text("API key "), _quiet("for the forms on this page"), for_="key"),
        element("input", id="key", type_="password", autocomplete="off"),
        element("p", text("It stays on this page."), class_="quiet"),
        class_="field",
    )
    return element(
        "header",
        element("h1", text("HTTP API")),
        element("p", text(document["info"]["summary"]), class_="lead"),
        element(
            "noscript",
            element(
                "p", text("With JavaScript, this page can send requests; commands work anyway.")
            ),
        ),
        needed if keys else None,
        element("ul", *listed, class_="routes", aria_label="Routes"),
        id="top",
    )


def _summary(operation: Node) -> Html:
    return _quiet(operation["description"].split(", ")[0].removesuffix(".") + ".")


def _quiet(words: str) -> Html:
    return element("span", text(words), class_="quiet")


def _link(name: str) -> Html:
    return element("a", text(name), href=name)


def _id(operation: Node) -> str:
    return str(operation["operationId"])


def _named(method: str, path: str) -> tuple[Html, Html]:
    return (
        element("span", text(method), class_=f"method {method.lower()}"),
        element("code", text(path)),
    )


def _group(tag: str, operations: Iterable[tuple[str, str, Node]]) -> Html:
    found = (_route(*each) for each in operations if tag in each[2]["tags"])
    return element(
        "section",
        element("h2", text(_GROUPS[tag]), id=tag),
        *found,
        aria_labelledby=tag,
    )


def _route(method: str, path: str, operation: Node) -> Html:
    return element(
        "article",
        element("h3", *_named(method, path), id=_id(operation)),
        element("p", text(operation["description"])),
        element(
            "div",
            element("div", element("h4", text("Request")), _form(method, path, operation)),
            element(
                "div",
                element("h4", text("Command")),
                _command(_curl(path, operation)),
                element("div", class_="heard"),
                element("h4", text("Answer")),
                _answer(operation["responses"]["200"]),
                _problems(operation["responses"]),
            ),
            class_="route",
        ),
        aria_labelledby=_id(operation),
    )


def _form(method: str, path: str, operation: Node) -> Html:
    at = _id(operation)
    fields = [_field(each, at) for each in operation.get("parameters", ())]
    body = operation.get("requestBody")
    return element(
        "form",
        _body(body, at) if body else None,
        *fields,
        None if body else element("p", text("It has no parameters."), class_="quiet"),
        element("button", text("Send"), class_="main", hidden=True),
        data_path=path.removeprefix("/"),
        data_key="yes" if operation.get("security") else None,
        novalidate=True,
    )


def _body(body: Node, at: str) -> Html:
    content = body["content"]
    if "multipart/form-data" in content:
        kinds = sorted(each for each in content if each.startswith("image/"))
        label = element("label", text("image "), _quiet("file"), for_=f"{at}-image")
        accept = ",".join(kinds)
        chooser = element("input", id=f"{at}-image", type_="file", name="image", accept=accept)
        ways = f"{body['description']} As a field of a form, in base64 in JSON, or as the body."
        return element(
            "div", label, chooser, element("p", text(ways), class_="quiet"), class_="field"
        )
    example = json.dumps(content["application/json"]["example"])
    members = content["application/json"]["schema"]["properties"]
    return element(
        "div",
        element("label", text("JSON "), _quiet(", ".join(members)), for_=f"{at}-json"),
        element("textarea", text(example), id=f"{at}-json", spellcheck="false"),
        *(
            element("p", text(each.get("description", "")), class_="quiet")
            for each in members.values()
        ),
        class_="field",
    )


def _field(parameter: Node, at: str) -> Html:
    name, schema = parameter["name"], parameter["schema"]
    label = f"{at}-{name}"
    default = schema.get("default")
    values = listed_values(schema)
    if values:
        shown = ""
        first = element(
            "option", text(f"default{'' if default is None else f': {written(default)}'}"), value=""
        )
        control = element(
            "select",
            first,
            *(element("option", text(each)) for each in values),
            id=label,
            name=name,
        )
    else:
        shown = kind(schema) + ("" if default is None else f", default {written(default)}")
        control = element(
            "input", id=label, name=name, placeholder=written(default), autocomplete="off"
        )
    return element(
        "div",
        element("label", element("code", text(name)), text(" "), _quiet(shown), for_=label),
        control,
        element("p", text(parameter.get("description", "")), class_="quiet"),
        class_="field",
    )


def _curl(path: str, operation: Node) -> str:
    """Write the simplest command that sends a request."""
    words = ["curl"]
    if operation.get("security"):
        words.append('--header "Authorization: Bearer $KEY"')
    content = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        words.append("--form image=@photo.jpg")
    elif "application/json" in content:
        words.append(f"--json '{json.dumps(content['application/json']['example'])}'")
    return " ".join([*words, _ADDRESS + path.removeprefix("/")])


def _command(line: str) -> Html:
    return element(
        "div",
        element("pre", element("code", text(line)), tabindex="0", aria_label="Command"),
        element("button", text("Copy"), type_="button", hidden=True),
        class_="command",
    )


def _answer(response: Node) -> Html:
    kinds = [
        element(
            "li",
            element("code", text(media)),
            *((text(": "), *link) if (link := object_link(content.get("schema", {}))) else ()),
        )
        for media, content in response["content"].items()
    ]
    return element("ul", *kinds)


def _problems(responses: Mapping[str, Node]) -> Html:
    rows = [
        element(
            "tr",
            element("td", text(status)),
            element("td", element("code", text(kind))),
            element("td", text(example["value"]["detail"])),
        )
        for status, response in sorted(responses.items())
        if status != "200"
        for kind, example in response["content"]["application/problem+json"]["examples"].items()
    ]
    return element(
        "details",
        element("summary", text(f"{len(rows)} kinds of problems")),
        _table(("status", "kind", "for example"), rows),
    )


def _table(columns: Iterable[str], rows: Iterable[Html]) -> Html:
    """Write a table that can be scrolled, by keyboard, too."""
    head = (element("th", text(each), scope="col") for each in columns)
    table = element("table", element("thead", element("tr", *head)), element("tbody", *rows))
    return element("div", table, class_="scroll", tabindex="0", role="group", aria_label="Table")


def _objects(schemas: Mapping[str, Node]) -> Html:
    return element(
        "section",
        element("h2", text("Objects"), id="objects"),
        *(_object(name, schema) for name, schema in schemas.items()),
        aria_labelledby="objects",
    )


def _object(name: str, schema: Node) -> Html:
    rows = (
        element(
            "tr",
            element("th", element("code", text(member)), scope="row"),
            element("td", *(object_link(value) or (text(kind(value)),))),
            element("td", text(value.get("description", ""))),
        )
        for member, value in schema.get("properties", {}).items()
    )
    return element(
        "div",
        element("h3", text(name), id=name),
        element("p", text(" ".join(schema.get("description", "").split()))),
        _table(("member", "value", "meaning"), rows),
        class_="object",
    )
