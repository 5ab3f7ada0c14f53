"""The color of a whole picture: /v1/picture."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from PIL import Image
from support.server import JPEG, PHOTO, plain, problem

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


def test_it_has_no_parameters_and_answers_in_json(client: httpx.Client) -> None:
    wrong = client.post("/v1/picture", params={"k": "3"}, content=PHOTO, headers=JPEG)
    assert problem(wrong, "parameter")["detail"] == "k: this route has no parameters"
    headers = JPEG | {"accept": "image/png"}
    problem(client.post("/v1/picture", content=PHOTO, headers=headers), "not-acceptable")
