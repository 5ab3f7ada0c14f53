"""Shares of color names, and recolored images: /v1/classify."""

import base64
import io
from collections.abc import Callable
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import ExifTags, Image
from support.server import JPEG, PHOTO, problem

import folkhue
from folkhue.server.work import PALETTE_PIXELS
from folkhue.table.name_map import NameMap


@pytest.mark.parametrize(
    "how",
    [
        {"files": {"image": ("a.jpg", PHOTO)}},
        {"files": [("_charset_", (None, b"utf-8")), ("image", ("a.jpg", PHOTO, "image/jpeg"))]},
        {"content": PHOTO, "headers": JPEG},
        {"content": PHOTO, "headers": {"content-type": "application/octet-stream"}},
        {"content": PHOTO},
        {"content": iter([PHOTO[:1000], PHOTO[1000:]]), "headers": JPEG},
        {"json": {"image": base64.b64encode(PHOTO).decode()}},
    ],
    ids=["form", "form of two", "raw", "bytes", "untyped", "chunked", "json"],
)
def test_a_photograph_is_classified_from_every_kind_of_body(
    client: httpx.Client, how: dict[str, Any]
) -> None:
    answer = client.post("/v1/classify", **how)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    table, photo = folkhue.load("basic11"), folkhue.read_photo(PHOTO)
    shares = table.shares(photo.rgb)
    assert {each["name"]: each["share"] for each in found["shares"]} == shares
    assert [each["name"] for each in found["shares"]] == list(shares)
    assert found["dominant"] == next(iter(shares))
    assert (found["width"], found["height"], found["pixels"]) == (512, 512, 512 * 512)
    assert found["terms"] == list(table.terms)
    parts = [each["share"] for each in found["palette"]["colors"]]
    assert (len(parts), parts) == (6, sorted(parts, reverse=True))
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("media", ["png", "webp"])
@pytest.mark.parametrize("asked", ["format", "accept"])
def test_a_photograph_is_recolored(client: httpx.Client, media: str, asked: str) -> None:
    how = {"accept": f"image/{media}"} if asked == "accept" else {}
    query = {"format": media} if asked == "format" else {}
    table, photo = folkhue.load("basic11"), folkhue.read_photo(PHOTO)
    painted = client.post("/v1/classify", params=query, content=PHOTO, headers=JPEG | how)
    assert painted.headers["content-type"] == f"image/{media}"
    pixels = np.asarray(Image.open(io.BytesIO(painted.content)))
    assert np.array_equal(pixels, table.recolor(photo.rgb))
    query["picture"] = "names"
    names = client.post("/v1/classify", params=query, content=PHOTO, headers=JPEG | how)
    assert np.array_equal(NameMap.from_bytes(names.content).names, table.predict(photo.rgb))


def test_the_palette_of_a_small_image_is_the_library_s(
    client: httpx.Client, encode: Callable[..., bytes]
) -> None:
    small = encode(folkhue.read_photo(PHOTO).thin(PALETTE_PIXELS).rgb)
    for k in (3, "auto"):
        found = client.post("/v1/classify", params={"k": k}, content=small).json()
        assert found["palette"] == folkhue.palette(small, k).as_dict()


def test_the_palette_of_flat_graphics_has_all_colors(
    client: httpx.Client, encode: Callable[..., bytes]
) -> None:
    flat = np.zeros((300, 300, 3), np.uint8)
    flat[:100], flat[100:200] = 255, 215
    found = client.post("/v1/classify", content=encode(flat)).json()
    assert {each["hex"] for each in found["palette"]["colors"]} == {"#ffffff", "#d7d7d7", "#000000"}


def test_a_large_jpeg_is_reduced_unless_exact_is_asked_for(
    client: httpx.Client, encode: Callable[..., bytes]
) -> None:
    lying = Image.Exif()
    lying[ExifTags.Base.Orientation] = 6
    noise = np.random.default_rng(0).integers(0, 256, (1001, 1203, 3)).astype(np.uint8)
    image, asked = encode(noise, "JPEG", exif=lying), {"palette": "false"}
    few = client.post("/v1/classify", params=asked, content=image).json()
    every = client.post("/v1/classify", params=asked | {"exact": "true"}, content=image).json()
    assert (few["width"], few["height"]) == (every["width"], every["height"]) == (1001, 1203)
    assert (few["pixels"], every["pixels"]) == (501 * 602, 1001 * 1203)
    table = folkhue.load("basic11")
    for found, enough in ((few, 250_000), (every, None)):
        photo = folkhue.read_photo(image, min_pixels=enough)
        assert {each["name"]: each["share"] for each in found["shares"]} == table.shares(photo.rgb)


def test_an_image_without_opaque_pixels_has_no_colors(
    client: httpx.Client, encode: Callable[..., bytes]
) -> None:
    glass = encode(np.zeros((3, 4, 4), np.uint8))
    found = client.post("/v1/classify", content=glass).json()
    assert (found["shares"], found["dominant"], found["pixels"]) == ([], None, 0)
    assert found["palette"]["colors"] == []
    problem(client.post("/v1/palette?format=gpl", content=glass), "parameter")
