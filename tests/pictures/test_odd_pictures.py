"""Odd pictures, wherever pictures are named: each has a color, or a row with the reason."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import numpy as np
import pytest
from PIL import Image
from support.command_line import run
from support.server import running

import folkhue
from folkhue.errors import ImageError

RED = (200, 20, 30)


def saved(image: Image.Image, kind: str = "PNG") -> bytes:
    image.save(buffer := io.BytesIO(), kind)
    return buffer.getvalue()


def noise(mode: str = "RGB") -> Image.Image:
    """Make a picture of many reds."""
    pixels = np.random.default_rng(0).integers(0, 60, (48, 48, 3)).astype(np.uint8)
    pixels[..., 0] += 160
    return Image.fromarray(pixels).convert(mode)


def clear(opaque: int) -> Image.Image:
    """Make a picture of reds that is transparent but for some rows."""
    image = noise("RGBA")
    alpha = np.zeros((48, 48), np.uint8)
    alpha[:opaque] = 255
    image.putalpha(Image.fromarray(alpha))
    return image


def shirt() -> Image.Image:
    """Make a picture of a red shirt before white."""
    image = Image.new("RGB", (120, 160), (255, 255, 255))
    image.paste(RED, (30, 30, 90, 130))
    return image


def animation() -> bytes:
    first, second = noise("P"), Image.new("P", (48, 48))
    first.save(buffer := io.BytesIO(), "GIF", save_all=True, append_images=[second])
    return buffer.getvalue()


class Odd(NamedTuple):
    """A file: its contents, and why it has no color, if it has none."""

    contents: Callable[[], bytes]
    reason: str = ""


PICTURES = {
    "cut_out.png": Odd(lambda: saved(clear(20))),
    "pixel.png": Odd(lambda: saved(Image.new("RGB", (1, 1), RED))),
    "row.png": Odd(lambda: saved(Image.new("RGB", (900, 1), RED))),
    "column.jpg": Odd(lambda: saved(Image.new("RGB", (1, 900), RED), "JPEG")),
    "one_color.png": Odd(lambda: saved(Image.new("RGB", (300, 200), RED))),
    "palette.gif": Odd(animation),
    "cmyk.jpg": Odd(lambda: saved(noise("CMYK"), "JPEG")),
    "gray.png": Odd(lambda: saved(Image.new("L", (60, 40), 128))),
    "bilevel.png": Odd(lambda: saved(Image.new("1", (60, 40), 0))),
    "deep.png": Odd(lambda: saved(Image.fromarray(np.full((40, 60), 65_535, np.uint16)))),
    "huge.jpg": Odd(lambda: saved(Image.new("RGB", (12_000, 8_400), RED), "JPEG")),
    "transparent.png": Odd(lambda: saved(clear(0)), "every pixel is transparent"),
    "cut_off.png": Odd(lambda: saved(noise())[:300], "damaged"),
    "cut_off.jpg": Odd(lambda: saved(noise(), "JPEG")[:600], "damaged"),
    "header.png": Odd(lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "damaged"),
    "empty.jpg": Odd(lambda: b"", "empty"),
    "page.jpg": Odd(lambda: b"<!doctype html><title>Gone</title>", "a web page"),
}
NAMED = {name for name, odd in PICTURES.items() if not odd.reason}
LARGE = {"huge.jpg"}
"""What the server refuses, by its limit of pixels."""


def color(path: Path) -> str:
    return folkhue.picture_color(path).name


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that has these pictures, and a good one before and after them."""
    folder = tmp_path_factory.mktemp("odd") / "odd"
    folder.mkdir()
    for name, odd in PICTURES.items():
        (folder / name).write_bytes(odd.contents())
    for name in ("a", "z"):
        shirt().save(folder / f"{name}.png")
    return folder


@pytest.mark.parametrize("name", PICTURES)
def test_the_library_names_it_or_raises_an_error_with_its_path(name: str, folder: Path) -> None:
    path, odd = folder / name, PICTURES[name]
    if not odd.reason:
        found = folkhue.picture_color(path)
        assert found.name == max(found.probabilities, key=found.probabilities.__getitem__)
        assert sum(found.probabilities.values()) == pytest.approx(1)
    else:
        with pytest.raises(ImageError, match=odd.reason) as raised:
            folkhue.picture_color(path)
        assert str(raised.value).startswith(f"{path}: ")


def test_the_command_names_the_others_and_says_why_not_these(folder: Path) -> None:
    done = run("picture", "odd", "--json", folder=folder.parent)
    assert done.returncode == 1
    found = {each["path"]: each["name"] for each in json.loads(done.stdout)}
    good = {"odd/a.png": "red", "odd/z.png": "red"}
    assert found == good | {f"odd/{name}": color(folder / name) for name in NAMED}
    told = re.findall(r"(odd/\S+): (.*)", done.stderr)
    assert {path for path, _ in told} == {f"odd/{name}" for name in PICTURES.keys() - NAMED}
    for path, line in told:
        assert PICTURES[path.removeprefix("odd/")].reason in line


@pytest.mark.slow
def test_a_table_has_a_row_for_each(folder: Path) -> None:
    done = run("classify", "odd", "--out", "r.csv", "--picture-color", folder=folder.parent)
    assert done.returncode == 1
    with (folder.parent / "r.csv").open(encoding="utf-8", newline="") as file:
        rows = {Path(row["path"]).name: row for row in csv.DictReader(file)}
    assert rows.keys() == {"a.png", "z.png", *PICTURES}
    for name, odd in PICTURES.items():
        assert rows[name]["picture"] == ("" if odd.reason else color(folder / name))
        assert (rows[name]["status"] == "ok") == (not odd.reason)
        assert odd.reason in rows[name]["status"]


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with running("--decoders", "1", "--max-pixels", "50000000") as (_, client):
        yield client


@pytest.mark.parametrize("name", PICTURES)
def test_the_server_names_it_or_answers_with_a_problem(
    name: str, client: httpx.Client, folder: Path
) -> None:
    odd = PICTURES[name]
    headers = {"content-type": "application/octet-stream"}
    answer = client.post("/v1/picture", content=(folder / name).read_bytes(), headers=headers)
    if name in NAMED - LARGE:
        assert answer.status_code == 200, answer.text
        assert answer.json()["name"] == color(folder / name)
    else:
        assert answer.status_code in (400, 422), answer.text
        assert odd.reason in answer.json()["detail"]
    good = client.post("/v1/picture", content=(folder / "a.png").read_bytes(), headers=headers)
    assert good.json()["name"] == "red"
