"""The color of a whole picture on the page: the same numbers as in Python."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from support.picture_models import own_table, swapped_model
from support.site import PHOTOS, READ, give

import folkhue
from folkhue._utils.text import percent
from folkhue.images.photo import Photo, read_photo
from folkhue.pictures.features import FEATURE_GROUPS, picture_features
from folkhue.server.site import write_site

GROUPS = [name for name in FEATURE_GROUPS if name != "moments"]
"""What the page computes: all that a model may need that ships."""

COMPUTE = f"""async ([text, width, height, groups]) => {{
    {READ}
    const letters = atob(folkhue.pictureModel.contents);
    const model = await folkhue.readModel(Uint8Array.from(letters, each => each.charCodeAt(0)));
    const table = window.table ??= await read(model.table);
    const rgba = Uint8ClampedArray.from(atob(text), each => each.charCodeAt(0));
    const picture = {{rgba, width, height}};
    const features = folkhue.pictureFeatures(picture, table, groups);
    return [features && [...features], folkhue.pictureColor(model, table, picture)];
}}"""


def shirt(size: tuple[int, int] = (401, 600)) -> np.ndarray:
    """A red shirt before white, RGBA."""
    pixels = np.full((size[1], size[0], 4), 255, np.uint8)
    pixels[size[1] // 6 : -size[1] // 6, size[0] // 4 : size[0] // 2, :3] = 200, 20, 30
    return pixels


def cut_out() -> np.ndarray:
    pixels = shirt()
    pixels[:90, :, 3] = 0
    pixels[:, :33, 3] = np.arange(33) * 5
    return pixels


def noise(height: int, width: int, channels: int = 4) -> np.ndarray:
    pixels = np.random.default_rng(1).integers(0, 256, (height, width, 4), np.uint8)
    pixels[..., channels:] = 255
    return pixels


def speck() -> np.ndarray:
    pixels = np.zeros((900, 900, 4), np.uint8)
    pixels[500, 500] = 20, 150, 40, 255
    return pixels


ODD: dict[str, Callable[[], np.ndarray]] = {
    "shirt": shirt,
    "cut-out": cut_out,
    "speck": speck,
    "a pixel": lambda: np.array([[[3, 4, 200, 255]]], np.uint8),
    "a row": lambda: noise(1, 900, 3),
    "a column": lambda: noise(700, 1, 3),
    "noise": lambda: noise(333, 517, 3),
    "noise with alpha": lambda: noise(229, 131),
    "225 pixels": lambda: noise(225, 40, 3),
    "one color": lambda: np.full((300, 200, 4), 128, np.uint8),
}


@pytest.fixture(scope="module")
def one_page(browser: Browser, site: Path) -> Iterator[Page]:
    page = browser.new_page()
    page.goto(f"{site.as_uri()}/index.html")
    yield page
    page.close()


def compute(page: Page, pixels: np.ndarray) -> Any:
    text = base64.b64encode(pixels.tobytes()).decode()
    return page.evaluate(COMPUTE, [text, pixels.shape[1], pixels.shape[0], GROUPS])


def check(page: Page, pixels: np.ndarray) -> None:
    photo = Photo(np.ascontiguousarray(pixels[..., :3]), pixels[..., 3] >= 128)
    features, likely = compute(page, pixels)
    expected = picture_features(photo, folkhue.load("basic11"), GROUPS)
    assert features == pytest.approx(expected.tolist(), abs=1e-9)
    color = folkhue.picture_color(photo)
    assert likely[0]["name"] == color.name
    found = {each["name"]: each["probability"] for each in likely}
    assert found == pytest.approx(color.probabilities, abs=1e-9)


@pytest.mark.parametrize("photo", sorted(PHOTOS.iterdir())[::7], ids=lambda path: path.stem)
def test_golden_photographs_have_the_features_and_the_color_of_python(
    one_page: Page, photo: Path
) -> None:
    read = read_photo(photo)
    check(one_page, np.dstack([read.rgb, np.uint8(255 * read.opaque)]))


@pytest.mark.parametrize("name", ODD)
def test_odd_pictures_have_those_of_python(one_page: Page, name: str) -> None:
    check(one_page, ODD[name]())


def test_a_transparent_picture_has_none(one_page: Page) -> None:
    assert compute(one_page, np.zeros((5, 7, 4), np.uint8)) == [None, []]


@pytest.fixture
def shirts(tmp_path: Path) -> Path:
    for name, size in (("small", (200, 300)), ("large", (1000, 1500))):
        Image.fromarray(shirt(size)).save(tmp_path / f"{name}.png")
    Image.fromarray(np.zeros((5, 5, 4), np.uint8)).save(tmp_path / "glass.png")
    return tmp_path


def test_it_is_shown_for_each_picture(visit: Callable[..., Page], shirts: Path) -> None:
    page = visit()
    for name in ("small", "large"):
        give(page, shirts / f"{name}.png")
        color = folkhue.picture_color(np.asarray(Image.open(shirts / f"{name}.png")))
        share = percent(color.probabilities["red"])
        expect(page.locator("#likely")).to_contain_text(f"picture color: red ({share})")
    page.get_by_label("eight").check()
    page.wait_for_function("() => folkhue.state.which === 'basic8'")
    expect(page.locator("#likely")).to_contain_text("picture color: red")
    give(page, shirts / "glass.png")
    expect(page.locator("#likely")).to_be_hidden()


def test_a_page_that_cannot_name_pictures_says_so(
    browser: Browser, shirts: Path, tmp_path: Path
) -> None:
    """It lacks the table that the model was trained with, or what OpenCV computes."""
    table = own_table(tmp_path / "mine.npz")
    moments = swapped_model(tmp_path / "moments.npz", groups=("moments",))
    write_site(tmp_path / "no table", {"mine": table.read_bytes()})
    write_site(tmp_path / "no moments", model=str(moments))
    for name in ("no table", "no moments"):
        page = browser.new_page()
        page.goto((tmp_path / name / "index.html").as_uri())
        give(page, shirts / "small.png")
        assert page.locator(".filter button").count() > 1
        expect(page.locator("#likely")).to_contain_text("picture color: this page lacks what")
        page.close()


def test_a_page_names_pictures_by_its_model(browser: Browser, shirts: Path, tmp_path: Path) -> None:
    table = own_table(tmp_path / "mine.npz")
    model = swapped_model(tmp_path / "own.npz", groups=("subject",), table=table)
    write_site(tmp_path / "own", {"mine": table.read_bytes()}, model=str(model))
    page = browser.new_page()
    page.goto((tmp_path / "own/index.html").as_uri())
    give(page, shirts / "small.png")
    expect(page.locator("#likely")).to_contain_text("picture color: blue")  # it is red
    page.close()
