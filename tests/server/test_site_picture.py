"""The picture, its pixels and names, and the palette."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page, expect
from support.site import (
    EXACT,
    give,
    names_on,
    veiled,
)

import folkhue
from folkhue._utils.text import percent
from folkhue.palettes.formats import FORMATS
from folkhue.palettes.palette import palette


def sureness(color: str) -> str:
    """Write the confidence of a color's name, as the page does."""
    [named] = folkhue.name_colors([color])
    return percent(named.confidence)


def test_the_line_is_dragged_and_moved_by_keys(visit: Callable[..., Page], flag: Path) -> None:
    page = visit()
    give(page, flag)
    slider = page.get_by_role("slider", name="Share of the photograph")
    frame = page.locator("#frame").bounding_box()
    assert frame is not None
    y = frame["y"] + frame["height"] / 4
    page.mouse.move(frame["x"] + frame["width"] / 2, y)
    page.mouse.down()
    page.mouse.move(frame["x"] + 0.8 * frame["width"], y, steps=5)
    page.mouse.up()
    assert slider.get_attribute("aria-valuetext") == "80 % photograph, 20 % named"
    assert page.locator("#frame").evaluate("f => f.style.getPropertyValue('--at')") == "80%"
    slider.press("ArrowLeft")
    assert slider.input_value() == "79"
    slider.press("Home")
    assert slider.get_attribute("aria-valuetext") == "0 % photograph, 100 % named"
    assert page.get_by_role("heading", name="This pixel").is_hidden(), "a drag is no click"


def test_a_pixel_is_selected_and_moved_by_keys(visit: Callable[..., Page], flag: Path) -> None:
    page = visit()
    give(page, flag)
    surface, found = page.get_by_role("application"), page.locator(".pixel-name")
    box = surface.bounding_box()
    assert box is not None
    surface.click(position={"x": 0.205 * box["width"], "y": 0.5 * box["height"]})
    sure = sureness("#c8141e")
    assert found.inner_text().startswith(f"deep red\n#c8141e\nred\n{sure}")
    assert page.get_by_role("status").inner_text() == f"deep red, #c8141e, {sure} sure"
    for _ in range(39):
        page.keyboard.press("ArrowRight")
    assert found.get_by_role("button").inner_text() == "#c8141e"
    page.keyboard.press("Shift+ArrowRight")
    assert found.get_by_role("button").inner_text() == "#143cc8"
    page.keyboard.press("ArrowDown")
    assert "blue, #143cc8" in page.get_by_role("status").inner_text()


def test_a_name_is_highlighted(visit: Callable[..., Page], flag: Path) -> None:
    page = visit()
    give(page, flag)
    red, blue = page.locator(".filter button").all()
    lit = page.locator(".lit.on")
    assert lit.count() == 0
    red.hover()
    assert veiled(page) == [False, True]
    page.mouse.move(0, 0)
    assert lit.count() == 0
    blue.focus()
    assert veiled(page) == [True, False]
    page.keyboard.press("Enter")
    assert blue.get_attribute("aria-pressed") == "true"
    red.focus()
    assert veiled(page) == [False, True]
    red.blur()
    assert veiled(page) == [True, False], "the one that was clicked"
    page.locator(".bar.big span").first.hover()
    assert veiled(page) == [False, True]


def test_a_code_is_copied(visit: Callable[..., Page], flag: Path) -> None:
    page = visit(from_disk=False)
    give(page, flag)
    page.get_by_role("button", name="copy #143cc8").click()
    said = page.get_by_role("status").filter(has_text="copied #143cc8")
    said.wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "#143cc8"


def test_a_code_is_copied_where_there_is_no_clipboard(
    visit: Callable[..., Page], flag: Path
) -> None:
    page = visit(new=True, from_disk=False)
    give(page, flag)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    button = page.get_by_role("button", name="copy #c8141e")
    button.press("Enter")
    page.get_by_role("status").filter(has_text="copied #c8141e").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "#c8141e"
    assert button.evaluate("button => button === document.activeElement")


def test_an_export_waits_for_the_palette(visit: Callable[..., Page], flag: Path) -> None:
    page = visit(new=True)
    give(page, flag)
    expect(page.locator(".swatches li")).to_have_count(2)
    page.evaluate(
        """() => { const own = folkhue.ask; folkhue.ask = async (task, ...given) => {
        if (task === "palette") await new Promise((resolve) => { window.release = resolve; });
        return own(task, ...given); }; }"""
    )
    page.get_by_label("Colors").select_option("2")
    with page.expect_download() as download:
        page.get_by_role("button", name=".css custom").click()
        page.wait_for_function("() => window.release")
        page.evaluate("release()")
    assert Path(download.value.path()).read_bytes() == FORMATS[".css"].encode(palette(flag, 2))


def test_palettes_are_exported(visit: Callable[..., Page], flag: Path) -> None:
    saved = {}
    for few in (slice(9), slice(9, None)):  # Chromium drops the eleventh file of a page
        page = visit(new=True)
        give(page, flag)
        for button in page.locator(".exports button").all()[few]:
            with page.expect_download() as download:
                button.click()
            suffix = button.inner_text().split("\n")[0]
            assert download.value.suggested_filename.startswith("flag")
            assert download.value.suggested_filename.endswith(suffix)
            saved[suffix] = Path(download.value.path()).read_bytes()
    expected = palette(flag)
    for suffix in EXACT:
        assert saved[f".{suffix}"] == FORMATS[f".{suffix}"].encode(expected), suffix
    assert set(FORMATS) <= set(saved)
    assert json.loads(saved[".json"])["title"] == "flag.png"
    assert FORMATS[".json"].decode(saved[".json"]).colors == ((200, 20, 30), (20, 60, 200))
    assert b"#c8141e" in saved[".svg"]
    assert saved[".png"].startswith(b"\x89PNG")


def test_accents_and_differences_are_chosen_by_keyboard(
    visit: Callable[..., Page], tmp_path: Path
) -> None:
    """As in Python, the red umbrella in a gray street is a color of the palette."""
    grays = np.linspace(60, 190, 90_000).astype(np.uint8).reshape(300, 300)
    pixels = np.stack([grays, grays, grays + 6], axis=-1)
    pixels[:3, :150] = (200, 20, 30)
    Image.fromarray(pixels).save(tmp_path / "street.png")
    page = visit()
    give(page, tmp_path / "street.png")
    page.get_by_label("Colors").select_option("3")
    shown = page.locator(".swatches .code")
    for key, emphasis in ((None, "share"), ("ArrowRight", "accent"), ("ArrowLeft", "share")):
        if key:
            page.locator("[name=emphasis]:checked").press(key)
        expected = palette(tmp_path / "street.png", 3, emphasis=emphasis)
        expect(shown).to_have_text([color.hex for color in expected.colors])
        assert ("#c8141e" in shown.all_inner_texts()) == (emphasis == "accent")
        chosen = {"share": "largest shares", "accent": "accents"}[emphasis]
        assert page.get_by_role("group", name="Emphasis").get_by_label(chosen).is_checked()
    page.get_by_label("differing by").press("End")
    apart = palette(tmp_path / "street.png", 3, distinct=30)
    assert len(apart) < 3
    expect(shown).to_have_text([color.hex for color in apart.colors])
    page.get_by_label("differing by").select_option("ΔE 6")
    first, *_ = palette(tmp_path / "street.png", 3).colors
    said = f"palette: {percent(first.share)} {first.description}, "
    expect(page.get_by_role("status")).to_have_text(re.compile(f"^{said}"))


def test_eight_or_eleven_names(visit: Callable[..., Page], tmp_path: Path) -> None:
    Image.new("RGB", (10, 10), (239, 127, 165)).save(tmp_path / "rose.png")
    page = visit()
    give(page, tmp_path / "rose.png")
    for label, table in (("eight", "basic8"), ("eleven", "basic11")):
        page.get_by_label(label).check()
        rgb = np.array([239, 127, 165], np.uint8)
        expected = folkhue.load(table).terms[folkhue.load(table).predict(rgb)]
        page.locator(".filter b", has_text=expected).wait_for()
        assert len(names_on(page)) == 1
        expect(page.locator(".swatches b")).to_contain_text(expected)


def test_transparent_pixels_do_not_count(visit: Callable[..., Page], tmp_path: Path) -> None:
    pixels = np.zeros((10, 10, 4), np.uint8)
    pixels[:3], pixels[3:5] = (200, 20, 30, 255), (20, 60, 200, 100)
    Image.fromarray(pixels).save(tmp_path / "cut.png")
    Image.fromarray(pixels * 0).save(tmp_path / "glass.png")
    page = visit()
    give(page, tmp_path / "cut.png")
    assert names_on(page) == [["red", "100 %"]]
    assert page.locator(".swatches li").count() == 1
    box = page.get_by_role("application").bounding_box()
    assert box is not None
    for part, told in (
        (0.15, f"deep red, #c8141e, {sureness('#c8141e')} sure"),
        (0.35, "transparent"),
        (0.8, "transparent"),
    ):
        at = {"x": 0.2 * box["width"], "y": part * box["height"]}
        page.get_by_role("application").click(position=at)
        assert page.get_by_role("status").inner_text() == told
    page.get_by_role("button", name="Start over").click()
    give(page, tmp_path / "glass.png")
    page.get_by_text("Every pixel is transparent.").wait_for()
    assert page.get_by_role("button", name=".scss").is_disabled()
