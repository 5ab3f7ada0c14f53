"""Parameters in the query, in forms and in JSON: obeyed, or refused by name."""

import base64
import io
import json
from dataclasses import replace
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image
from support.server import JPEG, PHOTO, plain, problem

import folkhue
from folkhue.palettes.formats import Style, encode_palette

IMAGE = ("a.jpg", PHOTO, "image/jpeg")
TEXT = base64.b64encode(PHOTO).decode()


def colors(answer: httpx.Response) -> int:
    assert answer.status_code == 200, answer.text
    document = answer.json()
    return len(document.get("palette", document)["colors"])


def asked(place: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Put parameters into the query, a form or JSON."""
    if place == "json":
        return {"json": {"image": TEXT, **parameters}}
    texts = {name: json.dumps(value).strip('"') for name, value in parameters.items()}
    if place == "form":
        return {"files": {"image": IMAGE}, "data": texts}
    return {"content": PHOTO, "headers": JPEG, "params": texts}


PLACES = ("query", "form", "json")


@pytest.mark.parametrize("place", PLACES)
def test_parameters_are_obeyed_wherever_they_are(client: httpx.Client, place: str) -> None:
    for k, number in ((3, 3), ("4", 4), ("auto", len(folkhue.palette(PHOTO, "auto").colors))):
        assert colors(client.post("/v1/palette", **asked(place, {"k": k}))) == number
    assert colors(client.post("/v1/classify", **asked(place, {"k": 3}))) == 3
    bare = client.post("/v1/classify", **asked(place, {"palette": False, "exact": True}))
    assert bare.json().get("palette") is None
    how = {"sort": "hue", "emphasis": "accent", "method": "median-cut", "k": 5, "distinct": 2.5}
    found = client.post("/v1/palette", **asked(place, how)).json()
    assert found == folkhue.palette(PHOTO, **how).as_dict()
    styled = {"scales": True, "format": "css", "prefix": "my-brand-2"}
    sheet = client.post("/v1/palette", **asked(place, styled))
    made = replace(folkhue.palette(PHOTO), title="palette")
    assert sheet.content == encode_palette(made, "a.css", Style(True, "my-brand-2"))


@pytest.mark.parametrize("place", PLACES)
def test_the_format_is_obeyed_wherever_it_is(client: httpx.Client, place: str) -> None:
    painted = client.post("/v1/classify", **asked(place, {"format": "png"}))
    assert painted.headers["content-type"] == "image/png"
    pixels = np.asarray(Image.open(io.BytesIO(painted.content)))
    assert np.array_equal(pixels, folkhue.load("basic11").recolor(folkhue.read_photo(PHOTO).rgb))
    css = client.post("/v1/palette", **asked(place, {"format": "css"}))
    assert css.headers["content-type"] == "text/css; charset=utf-8"
    assert 'filename="palette.css"' in css.headers["content-disposition"]
    how = asked(place, {"format": "png"})
    how["headers"] = {**how.get("headers", {}), "accept": "application/json"}
    problem(client.post("/v1/classify", **how), "not-acceptable")


def test_the_query_and_the_body_may_agree(client: httpx.Client) -> None:
    for place in ("form", "json"):
        how = {"k": 3, "sort": "hue", "distinct": 6.0}
        answer = client.post("/v1/palette?k=3&distinct=6", **asked(place, how))
        assert colors(answer) == 3
        assert answer.json() == folkhue.palette(PHOTO, 3, sort="hue").as_dict()
    flag = client.post("/v1/classify?palette=0", **asked("form", {"palette": "no"}))
    assert flag.json().get("palette") is None


WRONG = [
    ("colors", 5, "did you mean 'k'?"),
    ("colours", "5", "did you mean 'k'?"),
    ("n_colors", 5, "did you mean 'k'?"),
    ("K", 5, "did you mean 'k'?"),
    ("formt", "png", "did you mean 'format'?"),
    ("Format", "png", "did you mean 'format'?"),
    ("table", "basic8", "/v1/terms"),
    ("zzz", 1, "there are "),
    ("x" * 10_000, 1, "there are "),
    ("", 1, "there are "),
    *(("k", value, "expected 1 to 256, or auto") for value in (0, 257, -1, "", "six", "5 ", "٣")),
    ("k", 5.5, "expected 1 to 256, or auto"),
    ("k", "9" * 1000, "expected 1 to 256, or auto"),
    ("k", True, "expected 1 to 256, or auto"),
    ("k", None, "expected 1 to 256, or auto"),
    *(("distinct", value, "expected a number from 0 to 100") for value in (100.1, -1, "", "nan")),
    ("shades", True, "did you mean 'scales'?"),
    ("scales", "all", "expected true or false"),
    *(("prefix", value, "such as 'brand'") for value in ("", "A", "a-", "2a", "ä", 5, "a" * 201)),
    ("prefix", "brand", "expected a format with a prefix of names: .tokens.json, "),
    ("format", "exe", "or png"),
    ("format", "", "or png"),
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("name", "value", "hint"), WRONG)
def test_what_is_not_obeyed_is_named(
    client: httpx.Client, place: str, name: str, value: Any, hint: str
) -> None:
    if place == "form" and name == "":
        return  # httpx writes no such field
    if len(name) > 8000:
        name = name[: 8000 if place == "query" else 5000]
    refused = problem(client.post("/v1/palette", **asked(place, {name: value})), "parameter")
    assert hint.replace("or png", "gpl") in str(refused["detail"])
    [error] = refused["errors"]
    assert error["at"] == (name[:40] or "''")
    assert len(str(refused["detail"])) < 300


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("/v1/classify", "method", "hue-slices"),
        ("/v1/classify", "exact", "maybe"),
        ("/v1/classify", "picture", "painting"),
        ("/v1/classify", "palette", ""),
        ("/v1/palette", "picture", "names"),
        ("/v1/palette", "sort", "size"),
        ("/v1/palette", "emphasis", "Share"),
    ],
)
@pytest.mark.parametrize("place", PLACES)
def test_each_route_has_its_own_parameters(
    client: httpx.Client, place: str, path: str, name: str, value: str
) -> None:
    refused = problem(client.post(path, **asked(place, {name: value})), "parameter")
    assert str(refused["detail"]).startswith(f"{name}: ")


def test_values_in_json_are_of_json(client: httpx.Client) -> None:
    for value in ([3], {"k": 3}, 3.0, None, "", "3 ", True):
        answer = client.post("/v1/palette", json={"image": TEXT, "k": value})
        problem(answer, "parameter")


def test_a_prefix_must_not_replace_colors_of_tailwind(client: httpx.Client) -> None:
    styled = {"format": "tailwind.css", "prefix": "red"}
    refused = problem(client.post("/v1/palette", params=styled, content=PHOTO), "parameter")
    assert str(refused["detail"]).startswith("prefix 'red': expected none of Tailwind's own")


def test_what_is_there_twice_or_contradicts_is_refused(client: httpx.Client) -> None:
    twice = {"files": [("image", IMAGE), ("k", (None, b"3")), ("k", (None, b"3"))]}
    written = f'{{"image": "{TEXT}", "k": 3, "k": 3}}'.encode()
    as_json = {"content": written, "headers": {"content-type": "application/json"}}
    for how, query, kind in (
        ({"content": PHOTO}, "?k=3&k=3", "parameter"),
        (twice, "", "parameter"),
        (as_json, "", "malformed"),
        (asked("form", {"k": 4}), "?k=3", "parameter"),
        (asked("json", {"k": 4}), "?k=3", "parameter"),
        (asked("json", {"format": "css"}), "?format=gpl", "parameter"),
    ):
        detail = str(problem(client.post(f"/v1/palette{query}", **how), kind)["detail"])
        assert "twice" in detail or "query and the body" in detail


def test_all_wrong_parameters_are_listed(client: httpx.Client) -> None:
    query = "?" + "&".join(f"wrong{number}=1" for number in range(50))
    refused = problem(client.post(f"/v1/palette{query}", content=PHOTO), "parameter")
    assert len(refused["errors"]) == 10
    styled = {"format": "gpl", "scales": "yes", "prefix": "a"}
    refused = problem(client.post("/v1/palette", params=styled, content=PHOTO), "parameter")
    assert [each["at"] for each in refused["errors"]] == ["scales", "prefix"]
    both = problem(client.post("/v1/palette?k=0&sort=x", content=PHOTO), "parameter")
    assert [each["at"] for each in both["errors"]] == ["k", "sort"]


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/v1/terms"), ("GET", "/v1/model"), ("POST", "/v1/name")]
)
def test_other_routes_have_no_parameters(client: httpx.Client, method: str, path: str) -> None:
    refused = problem(client.request(method, f"{path}?k=3", json={"colors": ["red"]}), "parameter")
    assert refused["detail"] == "k: this route has no parameters"
    table = problem(client.request(method, f"{path}?table=basic8"), "parameter")
    assert "/v1/terms" in str(table["detail"])


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        base64.urlsafe_b64encode(PHOTO).decode(),
        TEXT.rstrip("="),
        base64.encodebytes(PHOTO).decode(),
        f"data:image/jpeg;base64,{TEXT}",
        f"data:;base64,{TEXT.replace('+', '%2B')}",
        f"DATA:image/jpeg;name=a.jpg;BASE64,{TEXT}",
        "data:image/jpeg," + "".join(f"%{byte:02x}" for byte in PHOTO),
    ],
    ids=["plain", "of URLs", "unpadded", "in lines", "data", "untyped data", "named", "in percent"],
)
def test_base64_of_every_kind_is_read(client: httpx.Client, text: str) -> None:
    answer = client.post("/v1/classify", json={"image": text})
    assert answer.status_code == 200, answer.text
    assert answer.json()["dominant"] == "gray"


@pytest.mark.parametrize("text", ["data:", "data:image/png;base64", "http://127.0.0.1/a.png", "é"])
def test_what_is_no_base64_is_refused(client: httpx.Client, text: str) -> None:
    refused = problem(client.post("/v1/classify", json={"image": text}), "malformed")
    assert "data: URL" in str(refused["detail"])


CODINGS = ["gzip", "x-gzip", "deflate", "br", "zstd", "compress", "gzip, identity", "GZIP", "x"]


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("path", ["/v1/classify", "/v1/palette", "/v1/name"])
def test_compressed_bodies_are_refused(client: httpx.Client, path: str, coding: str) -> None:
    answer = client.post(path, content=b"x", headers={"content-encoding": coding})
    problem(answer, "media-type")
    assert answer.headers["accept-encoding"] == "identity"


def test_bodies_as_they_are_may_say_so(client: httpx.Client) -> None:
    for coding in ("identity", "", "Identity, identity"):
        how = {"content-encoding": coding}
        assert client.post("/v1/classify", content=plain(3, 3), headers=how).status_code == 200
