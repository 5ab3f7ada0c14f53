"""The page on phones, with screen readers, and in both color schemes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from PIL import Image
from playwright.sync_api import Browser, Page
from support.site import (
    DESK,
    PHONE,
    checked,
    give,
    visiting,
)

DOWN = """(surface, times) => { for (let n = 0; n < times; n++) surface.dispatchEvent(
    new KeyboardEvent("keydown", {key: "ArrowDown", bubbles: true, cancelable: true})); }"""


@pytest.fixture(scope="module", params=[DESK, PHONE], ids=["desk", "phone"])
def device_page(
    browser: Browser, site: Path, site_url: str, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """A page on each device, on which tests open one picture after the other."""
    with visiting(browser, site, site_url) as open_page:
        yield open_page(**request.param)


def test_a_panorama_can_be_scrolled(visit: Callable[..., Page], tmp_path: Path) -> None:
    Image.new("RGB", (6000, 300), (20, 60, 200)).save(tmp_path / "coast.png")
    page = visit(**PHONE, is_mobile=True)
    give(page, tmp_path / "coast.png")
    frame = page.locator("#frame").bounding_box()
    assert frame is not None
    assert (frame["width"], frame["height"]) == pytest.approx((2560, 128), abs=1)
    assert frame["x"] + frame["width"] / 2 == pytest.approx(195, abs=1), "the line is seen"
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("application").focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    cross = page.locator(".cross").bounding_box()
    assert cross is not None
    assert 0 < cross["x"] < 390


@pytest.mark.parametrize(
    "size, frame, said",
    [
        ((1, 1), (288, 288), "1 × 1 pixel"),
        ((3, 3), (288, 288), "3 × 3 pixels"),
        ((30, 20), (288, 192), "30 × 20 pixels"),
        ((64, 2), (None, 128), "64 × 2 pixels"),
        ((2, 64), (160, 5120), "2 × 64 pixels"),
        (
            *((1, 20_000), (160, 5120)),
            "1 × 20000 pixels, scaled down to 1 × 8192 for this page, shown stretched",
        ),
        (
            *((20_000, 1), (4096, 128)),
            "20000 × 1 pixels, scaled down to 8192 × 1 for this page, shown stretched",
        ),
        ((400, 6000), (160, 2400), "400 × 6000 pixels"),
    ],
)
def test_pictures_of_any_shape_are_laid_out(
    device_page: Page,
    tmp_path: Path,
    size: tuple[int, int],
    frame: tuple[int | None, int],
    said: str,
) -> None:
    page, picture = device_page, tmp_path / f"{size[0]} by {size[1]}.png"
    Image.new("RGB", size, (20, 60, 200)).save(picture)
    give(page, picture)
    assert page.locator("#size").inner_text() == said
    box = page.locator("#frame").bounding_box()
    assert box is not None
    found = [box["width"], box["height"]]
    if frame[0] is None:  # as wide as the column
        assert found[0] > 300
    else:
        assert found == pytest.approx(list(frame), abs=1)
    page.get_by_role("application").press("ArrowDown")
    page.get_by_role("application").evaluate(DOWN, 59)
    assert "blue, #143cc8" in page.get_by_role("status").inner_text()
    assert cross_is_seen(page)
    width, height = page.evaluate(
        "(({scrollWidth, scrollHeight}) => [scrollWidth, scrollHeight])(document.documentElement)"
    )
    assert width == page.evaluate("innerWidth")
    assert height < 5000


def cross_is_seen(page: Page) -> bool:
    """Whether the mark of the selected pixel is neither scrolled nor cut off."""
    seen: bool = page.evaluate(
        """() => new Promise(resolve => new IntersectionObserver(([each]) =>
        resolve(each.intersectionRatio > 0.2)).observe(document.querySelector(".cross")))"""
    )
    return seen


def test_touch_targets_are_large_enough(visit: Callable[..., Page], flag: Path) -> None:
    page = visit(**PHONE, is_mobile=True)
    for step in ("start", "picture"):
        if step == "picture":
            give(page, flag, flag)
            page.locator(".photos li").first.wait_for()
            page.get_by_role("application").click(position={"x": 40, "y": 40})
        found = page.evaluate(
            """() => [...document.querySelectorAll("button, select, label:has(input), nav a")]
            .filter(each => each.checkVisibility() && !each.closest(".hidden"))
            .map(each => [each.textContent || each.title, each.getBoundingClientRect()])
            .map(([text, {width, height}]) => [text, Math.min(width, height)])"""
        )
        assert len(found) > 4
        assert [each for each in found if each[1] < 43.9] == []


def test_axe_finds_nothing(visit: Callable[..., Page]) -> None:
    page = visit(new=True)
    page.locator(".samples button").first.wait_for()
    assert {"color-contrast", "region", "list"} <= checked_in_both_schemes(page, 390, 1440)
    page.get_by_role("button", name="Marbles").click()
    page.get_by_role("application").click(position={"x": 40, "y": 40})
    page.locator(".filter button").first.click()
    page.get_by_label("Notation").select_option("OKLCH")
    page.get_by_role("button", name="copy oklch").first.click()
    page.get_by_role("button", name="lock").first.click()
    page.evaluate("folkhue.answer('#123456, teal'); folkhue.addColors([[18, 52, 86]])")
    page.get_by_role("button", name="Add to the palette: green").click()
    page.get_by_role("button", name="Pick from the picture").click()
    page.locator("#pick").set_input_files(str(ROOT / "LICENSE"))
    page.get_by_role("alert").get_by_text("LICENSE is a text file").wait_for()
    met = checked_in_both_schemes(page, 320, 390, 820, 1440)
    assert {"color-contrast", "label", "select-name", "region", "list"} <= met


def checked_in_both_schemes(page: Page, *widths: int) -> set[str]:
    """Check a page at the least and greatest of widths, in dark, and its contrast in light.

    At none it scrolls sideways. Return the rules that it meets.
    """
    backgrounds, met = set(), list[set[str]]()
    for scheme, rules in (("dark", ()), ("light", ("color-contrast",))):
        page.emulate_media(color_scheme=scheme)
        backgrounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        for width in widths[:: 1 if rules else len(widths) - 1]:
            page.set_viewport_size({"width": width, "height": 900})
            if not rules or width == widths[-1]:
                found = checked(page, *rules)
                met += [] if rules else [found]
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert len(backgrounds) == 2
    return set.intersection(*met)
