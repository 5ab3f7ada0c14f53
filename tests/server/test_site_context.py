"""Names in context on the page: pixel by pixel those of Python."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from support.site import PARROT, PHOTOS, READ, checked, give

import folkhue
from folkhue._utils.text import percent
from folkhue.color.notation import to_hex
from folkhue.images.photo import Photo, read_photo
from folkhue.networks.naming import PixelNaming
from folkhue.server.site import write_site

NAME = f"""async ([text, width, height, which]) => {{
    {READ}
    const bytes = text => Uint8ClampedArray.from(atob(text), letter => letter.charCodeAt(0));
    const table = await read(which), picture = {{rgba: bytes(text), width, height}};
    const {{contents}} = folkhue.contextNetworks.find(
        ({{terms}}) => String(terms) === String(table.terms));
    const network = await folkhue.readNetwork(new Uint8Array(bytes(contents)));
    const name = folkhue.inContext(network, table, picture);
    const names = new Uint8Array(width * height), middle = Math.floor(0.4 * names.length);
    for (const [from, to] of [[0, middle], [middle, names.length]])
        name(from, to, names.subarray(from, to));
    return btoa(Array.from(names, each => String.fromCharCode(each)).join(""));
}}"""


def cut_out() -> Photo:
    """A parrot without its surroundings, of which a hole goes through many cells of the frame."""
    photo = read_photo(PARROT)
    rows, columns = np.indices(photo.opaque.shape)
    height, width = photo.opaque.shape
    apart = np.hypot(rows / height - 0.5, columns / width - 0.4)
    return Photo(photo.rgb, (apart < 0.45) & (apart > 0.1))


def strip() -> Photo:
    """Fewer columns than the frame has, with every hue and much noise."""
    chance = np.random.default_rng(5)
    rgb = np.linspace((250, 20, 0), (0, 60, 255), 300)[:, None] + chance.normal(0, 40, (300, 7, 3))
    return Photo(rgb.clip(0, 255).astype(np.uint8), np.ones((300, 7), bool))


PICTURES: dict[str, Callable[[], Photo]] = {
    "photograph": lambda: read_photo(PHOTOS / "garden.jpg"),
    "cut-out": cut_out,
    "7 by 300 pixels": strip,
    "one pixel": lambda: Photo(np.full((1, 1, 3), 130, np.uint8), np.ones((1, 1), bool)),
    "transparent": lambda: Photo(np.zeros((3, 200, 3), np.uint8), np.zeros((3, 200), bool)),
}


def names_of(page: Page, photo: Photo, table: str) -> np.ndarray:
    rgba = np.dstack([photo.rgb, np.uint8(255 * photo.opaque)])
    height, width = photo.opaque.shape
    given = [base64.b64encode(rgba.tobytes()).decode(), width, height, table]
    found = np.frombuffer(base64.b64decode(page.evaluate(NAME, given)), np.uint8)
    return found.reshape(height, width)


@pytest.mark.parametrize("table", ["basic8", "basic11"])
@pytest.mark.parametrize("name", PICTURES)
def test_every_pixel_is_named_as_in_python(page_of_module: Page, name: str, table: str) -> None:
    photo = PICTURES[name]()
    expected = folkhue.name_pixels(photo, folkhue.load(table))
    assert np.array_equal(names_of(page_of_module, photo, table), expected)


def test_another_network_is_refused(page_of_module: Page) -> None:
    refusal = page_of_module.evaluate(
        """() => folkhue.readNetwork(Uint8Array.from(atob(folkhue.pictureModel.contents),
        each => each.charCodeAt(0))).catch(error => error.message)"""
    )
    assert "this page reads a folkhue context network" in refusal


@pytest.fixture
def wing(tmp_path: Path) -> Path:
    """Write a part of a photograph, some of whose pixels get another name in context."""
    Image.fromarray(read_photo(PARROT).rgb[150:350, 150:350]).save(tmp_path / "wing.png")
    return tmp_path / "wing.png"


def counted(photo: Path, table: str, *, context: bool) -> list[str]:
    """Count the names of pixels in Python, and write them as the page does."""
    naming = PixelNaming.of(folkhue.load(table), context=context)
    shares = naming.counts(read_photo(photo)).shares()
    return [f"{name}{percent(share)}" for name, share in shares.items()]


def test_the_choice_recolors_and_counts(visit: Callable[..., Page], wing: Path) -> None:
    page = visit()
    give(page, wing)
    box = page.get_by_label("Names in context")
    assert not box.is_checked()
    plain, contextual = (counted(wing, "basic11", context=each) for each in (False, True))
    assert plain != contextual
    expect(page.locator(".filter button")).to_have_text(plain)
    box.press("Space")
    expect(page.locator(".filter button")).to_have_text(contextual)
    name, color = select_a_changed_pixel(page, wing)
    expect(page.locator(".tag")).to_have_text(f"{name} in context")
    expect(page.get_by_role("status")).to_have_text(
        re.compile(f"^{name} in context, by itself .*, {color}, ")
    )
    assert checked(page)
    page.get_by_label("eight").check()
    expect(page.locator(".filter button")).to_have_text(counted(wing, "basic8", context=True))
    give(page, PARROT)
    expect(page.locator(".filter button")).to_have_text(counted(PARROT, "basic8", context=True))
    box.uncheck()
    expect(page.locator(".filter button")).to_have_text(counted(PARROT, "basic8", context=False))


def select_a_changed_pixel(page: Page, path: Path) -> tuple[str, str]:
    """Select a pixel with another name in context; return that and its color."""
    table, photo = folkhue.load("basic11"), read_photo(path)
    names = folkhue.name_pixels(photo, table)
    left = names.shape[1] // 3  # of the line
    y, x = np.argwhere((names != table.predict(photo.rgb))[:, :left])[0]
    box = page.get_by_role("application").bounding_box()
    assert box is not None
    scale = box["width"] / names.shape[1]
    at = {"x": float(scale * (x + 0.5)), "y": float(scale * (y + 0.5))}
    page.get_by_role("application").click(position=at)
    return table.terms[names[y, x]], to_hex(photo.rgb[y, x].tolist())


def test_without_a_network_the_page_says_so(browser: Browser, wing: Path, tmp_path: Path) -> None:
    write_site(tmp_path / "site", contexts=["context8"])
    page = browser.new_page()
    page.goto((tmp_path / "site/index.html").as_uri())
    give(page, wing)
    box = page.get_by_label("Names in context")
    expect(box).to_be_disabled()
    expect(box).to_have_accessible_description(re.compile("no network was trained for just these"))
    page.get_by_label("eight").check()
    box.check()
    expect(page.locator(".filter button")).to_have_text(counted(wing, "basic8", context=True))
    page.get_by_label("eleven").check()
    expect(page.locator(".filter button")).to_have_text(counted(wing, "basic11", context=False))
    page.close()
