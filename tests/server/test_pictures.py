"""The color of a whole picture: /v1/picture."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from support.picture_models import own_table, swapped_model
from support.server import JPEG, PHOTO, plain, problem, running

import folkhue


def glass() -> bytes:
    Image.new("RGBA", (3, 3)).save(buffer := io.BytesIO(), "PNG")
    return buffer.getvalue()


BODIES: dict[str, Callable[[], dict[str, Any]]] = {
    "raw": lambda: {"content": PHOTO, "headers": JPEG},
    "form": lambda: {"files": {"image": PHOTO}},
    "json": lambda: {"json": {"image": base64.b64encode(PHOTO).decode()}},
}


@pytest.mark.parametrize("how", BODIES)
def test_a_picture_is_named_as_by_the_library(client: httpx.Client, how: str) -> None:
    answer = client.post("/v1/picture", **BODIES[how]())
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == json.loads(json.dumps(folkhue.picture_color(PHOTO).as_dict()))


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        (glass(), "image", "every pixel is transparent"),
        (b"<html>", "image", ""),
        (b"", "malformed", ""),
        (plain(2100, 2000), "too-many-pixels", ""),
    ],
    ids=["transparent", "a page", "empty", "large"],
)
def test_a_picture_without_color_is_a_problem(
    client: httpx.Client, body: bytes, kind: str, said: str
) -> None:
    answer = client.post("/v1/picture", content=body, headers={"content-type": "image/png"})
    assert said in problem(answer, kind)["detail"]


@pytest.mark.parametrize("own", [False, True], ids=["a shipped table", "a table of one's own"])
def test_a_model_of_your_own_names_pictures_in_the_server_and_its_page(
    own: bool, tmp_path: Path
) -> None:
    table = own_table(tmp_path / "mine.npz") if own else Path("basic11")
    model = swapped_model(tmp_path / "own.npz", table=str(table))
    options = ("--table", str(table)) if own else ()
    with running("--decoders", "1", "--model", str(model), *options) as (_, client):
        assert client.get("/readyz").status_code == 200
        headers = {"content-type": "image/png"}
        found = client.post("/v1/picture", content=plain(40, 30), headers=headers).json()
        assert found["name"] == "red"  # it is blue
        names = folkhue.load(table)
        expected = folkhue.picture_color(plain(40, 30), model, table=names if own else None)
        assert found == json.loads(json.dumps(expected.as_dict()))
        script = client.get("/picture-model.js").text
    assert base64.b64encode(model.read_bytes()).decode() in script
    assert f'"table": "{table.stem}"' in script


def test_a_large_jpeg_has_the_color_of_the_library(client: httpx.Client) -> None:
    image = Image.open(io.BytesIO(PHOTO)).resize((1201, 1603))
    exif = Image.Exif()
    exif[0x112] = 6
    image.save(buffer := io.BytesIO(), "JPEG", exif=exif)
    answer = client.post("/v1/picture", content=buffer.getvalue(), headers=JPEG).json()
    assert answer == json.loads(json.dumps(folkhue.picture_color(buffer.getvalue()).as_dict()))


def test_it_has_no_parameters_and_answers_in_json(client: httpx.Client) -> None:
    wrong = client.post("/v1/picture", params={"k": "3"}, content=PHOTO, headers=JPEG)
    assert problem(wrong, "parameter")["detail"] == "k: this route has no parameters"
    headers = JPEG | {"accept": "image/png"}
    problem(client.post("/v1/picture", content=PHOTO, headers=headers), "not-acceptable")
