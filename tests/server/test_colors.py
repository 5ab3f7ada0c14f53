"""Names of single colors: /v1/name."""

import json

import httpx
import numpy as np
import pytest
from support.server import problem

import folkhue

JSON = {"content-type": "application/json"}


def test_colors_are_named_as_by_the_table(client: httpx.Client) -> None:
    asked = ["#1e3cc8", "FADA2C", "#f00", [130, 132, 136]]
    answer = client.post("/v1/name", json={"colors": asked})
    assert answer.status_code == 200, answer.text
    found, table = answer.json(), folkhue.load("basic11")
    rgb = np.array([[30, 60, 200], [250, 218, 44], [255, 0, 0], [130, 132, 136]], np.uint8)
    assert [each["rgb"] for each in found] == rgb.tolist()
    assert [each["name"] for each in found] == [table.terms[n] for n in table.predict(rgb)]
    assert np.allclose([each["confidence"] for each in found], table.confidence(rgb), atol=1e-4)
    for each in found:
        others = [other["probability"] for other in each["neighbors"]]
        assert each["name"] not in {other["name"] for other in each["neighbors"]}
        assert others == sorted(others, reverse=True)
        assert each["description"].endswith(each["name"])


@pytest.mark.parametrize(
    ("written", "rgb"),
    [
        ("teal", [0, 128, 128]),
        ("RebeccaPurple", [102, 51, 153]),
        (" grey ", [128, 128, 128]),
        ("#0aF8", [0, 170, 255]),
        ("#00aaff80", [0, 170, 255]),
        ("0AF", [0, 170, 255]),
        ("rgb(0 170 255)", [0, 170, 255]),
        ("rgba(0, 170, 255, 0.5)", [0, 170, 255]),
        ("rgb(0% 50% 100% / 50%)", [0, 128, 255]),
        ("hsl(120deg 100% 25%)", [0, 128, 0]),
        ("hsla(0.5turn, 100%, 50%, 1)", [0, 255, 255]),
        ("lab(100 0 0)", [255, 255, 255]),
        ("lch(0 0 0)", [0, 0, 0]),
        ("oklab(1 0 0)", [255, 255, 255]),
        ("oklch(0 0 none)", [0, 0, 0]),
        ([0, 170, 255], [0, 170, 255]),
    ],
)
def test_colors_are_read_as_css_writes_them(
    client: httpx.Client, written: str | list[int], rgb: list[int]
) -> None:
    [found] = client.post("/v1/name", json={"colors": [written]}).json()
    assert found["rgb"] == rgb
    assert found["hex"] == "#{:02x}{:02x}{:02x}".format(*rgb)


@pytest.mark.parametrize(
    "wrong",
    [
        *("", " ", "#", "#12345", "blueish", "transparent", "currentcolor", "inherit", "red blue"),
        *("data:image/png;base64,iVBORw0KGgo=", "https://example.org/a.png", "file:///etc/passwd"),
        *("rgb(1 2)", "rgb()", "rgb(1 2 3", "lab(x 0 0)", "hsl(1e9 0% 0%)", "url(#a)", "var(--a)"),
        *("\x00", "é", "\ud800", "a" * 101, "#" + "f" * 10_000),
        *([], [1, 2], [1, 2, 3, 4], [1, 2, 256], [-1, 2, 3], [1.0, 2, 3], [True, 2, 3]),
        *(["1", 2, 3], [[1, 2, 3]], [10**400, 2, 3], {}, {"r": 1}, None, True, 7, 1.5),
    ],
)
def test_what_is_no_color_is_refused_with_its_place(client: httpx.Client, wrong: object) -> None:
    content = json.dumps({"colors": ["teal", wrong]})
    answer = client.post("/v1/name", content=content, headers=JSON)
    refused = problem(answer, "malformed" if wrong == [10**400, 2, 3] else "parameter")
    if "errors" in refused:
        [error] = refused["errors"]
        assert error["at"] == "colors.1"
        assert "#rrggbb, a name of CSS such as teal" in error["detail"]


@pytest.mark.parametrize(
    ("body", "kind", "hint"),
    [
        (b'{"colors": ["red"], "k": 3}', "parameter", "k: there is no such member"),
        (b'{"colours": ["red"]}', "parameter", "colo"),
        (b'{"color": "red"}', "parameter", "colo"),
        (b"{}", "parameter", "colors: "),
        (b'{"colors": "red"}', "parameter", "colors: "),
        (b'{"colors": {}}', "parameter", "colors: "),
        (b'{"colors": null}', "parameter", "colors: "),
        (b'["red"]', "parameter", ""),
        (b'"red"', "parameter", ""),
        (b"null", "parameter", ""),
        (b"", "malformed", "not JSON"),
        (b"{", "malformed", "not JSON"),
        (b'{"colors": ["red"], "colors": ["blue"]}', "malformed", "twice"),
        (b'{"colors": [NaN]}', "malformed", "range"),
        (b'{"colors": ["\xff"]}', "malformed", "UTF-8"),
        (b'{"colors": ' + b"[" * 40_000 + b"]" * 40_000 + b"}", "malformed", "levels deep"),
        (b'{"a": ' * 10_000 + b"1" + b"}" * 10_000, "malformed", "levels deep"),
        (b'{"colors": [' + b"9" * 50_000 + b"]}", "malformed", "range"),
    ],
)
def test_other_json_is_refused(client: httpx.Client, body: bytes, kind: str, hint: str) -> None:
    refused = problem(client.post("/v1/name", content=body, headers=JSON), kind)
    assert hint in str(refused["detail"])
    assert len(str(refused["detail"])) < 300
