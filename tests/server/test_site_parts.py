"""Palettes of subject, background and regions on the page: those of Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect
from support.site import PARROT, PHONE, PHOTOS, checked, focused, give

import folkhue
from folkhue._utils.text import percent
from folkhue.images.photo import Photo, read_photo
from folkhue.palettes.regions import Regions, regions
from folkhue.palettes.saliency import foreground
from folkhue.server.site import write_site

PATIENCE = 60_000  # milliseconds
COPY = """const canvas = document.querySelector("#frame .veil"), {width, height} = canvas;
    const copy = new OffscreenCanvas(Math.max(1, width), Math.max(1, height));
    const context = copy.getContext("2d", {willReadFrequently: true});
    if (width) context.drawImage(canvas, 0, 0);"""
VEILED = f"""([x, y]) => {{ {COPY}
    const {{data}} = context.getImageData(Math.floor(x * width), Math.floor(y * height), 1, 1);
    return data[3] > 100; }}"""
LINES = f"""() => {{ {COPY}
    const {{data}} = context.getImageData(0, 0, width, height);
    return new Uint32Array(data.buffer).filter(pixel => pixel === 0xffffffff).length; }}"""


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Wait longer than by default, as regions take a while."""
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def parrot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a parrot without loss, as decoders of JPEG differ."""
    path = tmp_path_factory.mktemp("photos") / "parrot.png"
    Image.fromarray(read_photo(PARROT).rgb[::2, ::2]).save(path)
    return path


@pytest.fixture(scope="module")
def of_parrot(parrot: Path) -> Regions:
    return regions(read_photo(parrot))


def listed(found: Regions) -> list[str]:
    return [f"{each.name}{percent(each.share)}" for each in found.records]


def codes(part: Photo, k: int = 6) -> list[str]:
    return [color.hex for color in folkhue.palette(part, k).colors]


def choose(page: Page, part: str) -> None:
    page.locator(".of label", has_text=part).click()


def entries(page: Page) -> Locator:
    return page.locator(".regions button")


def expect_palette(page: Page, of: str, expected: list[str]) -> None:
    expect(page.locator("#palette")).to_have_text(of)
    expect(page.locator(".swatches .code")).to_have_text(expected)


def place_in(found: Regions, number: int) -> tuple[float, float]:
    """A place in a region, away from its border and from the line in the middle; parts of 1."""
    labels = found.labels
    inner = labels == number
    for axis in (0, 1):
        inner &= (np.roll(labels, 2, axis) == number) & (np.roll(labels, -2, axis) == number)
    height, width = labels.shape
    y, x = max(np.argwhere(inner).tolist(), key=lambda place: abs(place[1] - width / 2))
    return (x + 0.5) / width, (y + 0.5) / height


def click(surface: Locator, place: tuple[float, float]) -> None:
    box = surface.bounding_box()
    assert box is not None
    surface.click(position={"x": place[0] * box["width"], "y": place[1] * box["height"]})


def test_regions_are_outlined_and_selected(
    visit: Callable[..., Page], parrot: Path, of_parrot: Regions
) -> None:
    page, photo = visit(), of_parrot.photo
    give(page, parrot)
    choose(page, "regions")
    expect(entries(page)).to_have_text(listed(of_parrot))
    expect_palette(page, "Palette of parrot.png", codes(photo))
    assert page.evaluate(LINES) > 100
    strips = page.locator(".regions .strip").evaluate_all(
        "all => all.map(({children}) => children.length)"
    )
    assert strips == [len(codes(of_parrot.part(r.number), 4)) for r in of_parrot.records]
    picture, outside = page.get_by_role("application"), place_in(of_parrot, 0)
    for number in (1, 3):
        place = place_in(of_parrot, number)
        click(picture, place)
        name = of_parrot.records[number].name
        title = f"Palette of region {number + 1}, {name}, of parrot.png"
        expect_palette(page, title, codes(of_parrot.part(number)))
        expect(entries(page).nth(number)).to_have_attribute("aria-pressed", "true")
        expect(page.locator(".regions [aria-pressed=true]")).to_have_count(1)
        expect(page.locator("#pixel")).to_have_text(f"This pixel, in region {number + 1}")
        page.mouse.move(0, 0)
        assert [page.evaluate(VEILED, each) for each in (place, outside)] == [False, True]
        assert checked(page)
    click(picture, place)
    expect_palette(page, "Palette of parrot.png", codes(photo))
    page.mouse.move(0, 0)
    assert not page.evaluate(VEILED, outside)
    click(page.locator("#map"), place)
    expect_palette(page, title, codes(of_parrot.part(number)))
    page.mouse.move(0, 0)
    entries(page).nth(0).hover()
    assert [page.evaluate(VEILED, each) for each in (place, outside)] == [True, False]


def test_regions_are_selected_by_keyboard(
    visit: Callable[..., Page], parrot: Path, of_parrot: Regions
) -> None:
    page, photo = visit(**PHONE), of_parrot.photo
    give(page, parrot)
    page.locator("[name=of]:checked").focus()
    page.keyboard.press("ArrowLeft")
    expect(entries(page)).to_have_count(len(of_parrot))
    expect_palette(page, "Palette of parrot.png", codes(photo))
    page.keyboard.press("Tab")
    last = of_parrot.records[-1]
    entries(page).last.press("Enter")
    title = f"Palette of region {len(of_parrot)}, {last.name}, of parrot.png"
    expect_palette(page, title, codes(of_parrot.part(last.number)))
    said = f"palette of region {len(of_parrot)}, {last.name}: "
    assert page.get_by_role("status").inner_text().startswith(said)
    assert focused(page) == f"region {len(of_parrot)}, {last.name}, {percent(last.share)}"
    with page.expect_download() as download:
        page.get_by_role("button", name=".css custom").click()
    assert download.value.suggested_filename == f"parrot-region-{len(of_parrot)}-{last.name}.css"
    page.keyboard.press("Escape")
    expect_palette(page, "Palette of parrot.png", codes(photo))
    page.get_by_role("application").press("ArrowUp")
    page.keyboard.press("Enter")
    height, width = of_parrot.labels.shape
    middle = int(of_parrot.labels[height // 2, width // 2])
    expect(entries(page).nth(middle)).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".swatches .code")).to_have_text(codes(of_parrot.part(middle)))
    assert checked(page)


def test_subject_and_background_are_those_of_python(
    visit: Callable[..., Page], parrot: Path
) -> None:
    page, photo = visit(), read_photo(parrot)
    mask = foreground(photo)
    give(page, parrot)
    places = [
        tuple(((np.argwhere(each)[0][::-1] + 0.5) / mask.shape[::-1]).tolist())
        for each in (mask, ~mask)
    ]
    for part, opaque in (("subject", mask), ("background", ~mask)):
        choose(page, part)
        expected = codes(replace(photo, opaque=opaque))
        expect_palette(page, f"Palette of the {part} of parrot.png", expected)
        expect(page.locator("#part")).to_contain_text(percent(opaque.mean()))
        veiled = [page.evaluate(VEILED, each) for each in places]
        assert veiled == [part == "background", part == "subject"]
        assert checked(page)
    page.get_by_label("Colors").select_option("3")
    expected = codes(replace(photo, opaque=~mask), 3)
    expect_palette(page, "Palette of the background of parrot.png", expected)
    choose(page, "whole photograph")
    expect_palette(page, "Palette", codes(photo, 3))
    assert not any(page.evaluate(VEILED, each) for each in places)


def test_parts_are_of_the_photograph_in_view(
    visit: Callable[..., Page], flag: Path, parrot: Path, of_parrot: Regions
) -> None:
    page = visit()
    give(page, flag, parrot)
    expect(page.locator("#palette")).to_have_text("One palette of 2 photographs")
    choose(page, "regions")
    expect(entries(page)).to_have_text(["red60 %", "blue40 %"])
    entries(page).last.click()
    expect_palette(page, "Palette of region 2, blue, of flag.png", ["#143cc8"])
    page.get_by_role("button", name="parrot.png", exact=True).click()
    expect(entries(page)).to_have_text(listed(of_parrot))
    expect_palette(page, "Palette of parrot.png", codes(of_parrot.photo))
    page.get_by_role("button", name="flag.png", exact=True).click()
    expect_palette(page, "Palette of flag.png", ["#c8141e", "#143cc8"])
    page.get_by_role("button", name="remove flag.png").click()
    expect_palette(page, "Palette of parrot.png", codes(of_parrot.photo))
    give(page, flag, parrot)
    choose(page, "all photographs")
    expect(page.locator("#palette")).to_have_text("One palette of 3 photographs")
    assert page.locator(".parts").is_hidden()
    page.get_by_role("application").press("ArrowUp")
    page.get_by_role("button", name="Start over").click()
    expect(page.locator("[name=of]:checked")).to_have_value("all")


def test_a_selected_region_survives_another_table(
    visit: Callable[..., Page], parrot: Path, of_parrot: Regions
) -> None:
    page, other = visit(), regions(of_parrot.photo, table=folkhue.load("basic8"))
    give(page, parrot)
    choose(page, "regions")
    entries(page).nth(1).click()
    expect(page.locator("#palette")).to_have_text(
        f"Palette of region 2, {of_parrot.records[1].name}, of parrot.png"
    )
    page.get_by_label("eight").check()
    expect(entries(page)).to_have_text(listed(other))
    same = int(np.bincount(other.labels[of_parrot.labels == 1]).argmax())
    title = f"Palette of region {same + 1}, {other.records[same].name}, of parrot.png"
    expect_palette(page, title, codes(other.part(same)))


WITHOUT_A_SUBJECT = {
    "subject": ("The network sees no subject in few.png.", 0),
    "background": ("100 % of few.png is background, as the network sees it.", 1),
    "regions": ("All of it is one region.", 1),
}
"""Part of a picture of one pixel → what is told, and the number of colors."""


@pytest.mark.parametrize("alpha", [255, 0], ids=["one pixel", "transparent"])
def test_pictures_without_a_subject(visit: Callable[..., Page], tmp_path: Path, alpha: int) -> None:
    Image.new("RGBA", (1, 1) if alpha else (9, 5), (20, 60, 200, alpha)).save(tmp_path / "few.png")
    page = visit()
    give(page, tmp_path / "few.png")
    for part, (told, colors) in WITHOUT_A_SUBJECT.items():
        choose(page, part)
        expect(page.locator("#part")).to_have_text(told if alpha else "Every pixel is transparent.")
        expect(page.locator(".swatches li")).to_have_count(colors if alpha else 0)
        if not (alpha and colors):
            expect(page.get_by_role("button", name=".css custom")).to_be_disabled()
    assert checked(page)


def test_canceling_goes_back_to_all(visit: Callable[..., Page], tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (1500, 2000, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "noise.png")
    page = visit()
    give(page, tmp_path / "noise.png")
    expect(page.locator(".swatches li")).to_have_count(6)
    choose(page, "regions")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("[name=of]:checked")).to_have_value("all")
    expect(page.locator("#wait")).to_be_hidden()
    expect(page.locator("#palette")).to_have_text("Palette")
    assert page.locator(".parts").is_hidden()


def test_without_its_network_there_are_regions_only(
    browser: Browser, flag: Path, tmp_path: Path
) -> None:
    write_site(tmp_path / "site")
    (tmp_path / "site/subject-network.js").write_text('"use strict";\n')
    page = browser.new_page()
    page.goto((tmp_path / "site/index.html").as_uri())
    give(page, flag)
    expect(page.locator(".of label:visible")).to_have_text(["whole photograph", "regions"])
    choose(page, "regions")
    expect(entries(page)).to_have_text(["red60 %", "blue40 %"])
    page.close()


def test_regions_of_a_photograph_are_few(visit: Callable[..., Page]) -> None:
    """A JPEG, whose decoders differ, so that only what is sure is compared."""
    page = visit()
    give(page, PHOTOS / "burano.jpg")
    choose(page, "regions")
    entries(page).first.wait_for()
    assert 2 <= entries(page).count() <= 16
    entries(page).first.click()
    expect(page.locator("#palette")).to_contain_text("Palette of region 1, ")
