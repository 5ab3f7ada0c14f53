"""The palette on the page: colors copied, locked, edited, picked, added and removed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from support.site import checked, focused, give

import folkhue
from folkhue.color.notation import parse_color

EDIT = """(input, code) => { input.value = code;
    for (const kind of ["input", "change"])
        input.dispatchEvent(new Event(kind, {bubbles: true})); }"""
PASTE = """text => { const data = new DataTransfer(); data.setData("text/plain", text);
    document.body.dispatchEvent(new ClipboardEvent("paste",
        {clipboardData: data, bubbles: true, cancelable: true})); }"""


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Wait longer than by default, as pages are opened again."""
    expect.set_options(timeout=30_000)
    yield
    expect.set_options(timeout=5_000)


def listed(page: Page) -> list[list[str]]:
    """Share, with what was done to the color, and code of each swatch."""
    page.locator(".swatches li").first.wait_for()
    told: list[list[str]] = page.locator(".swatches .copy").evaluate_all(
        "all => all.map(each => [...each.querySelectorAll('span, code')].map(e => e.textContent))"
    )
    return told


def test_colors_are_copied_in_the_chosen_notation(visit: Callable[..., Page], flag: Path) -> None:
    page = visit(new=True, from_disk=False)
    give(page, flag)
    red = page.locator(".swatches .copy").first
    for notation, text, said in (
        ("hex", "#c8141e", "copied #c8141e"),
        ("RGB", "rgb(200 20 30)", "copied rgb(200 20 30)"),
        ("HSL", "hsl(356.7 81.8% 43.1%)", "copied hsl(356.7 81.8% 43.1%)"),
        ("OKLCH", "oklch(0.53 0.207 26.6)", "copied oklch(0.53 0.207 26.6)"),
        ("CSS name", "firebrick", "copied firebrick, the name nearest to #c8141e"),
    ):
        page.get_by_label("Notation").select_option(notation)
        red.press("Enter")
        expect(page.get_by_role("status")).to_have_text(said)
        assert page.evaluate("navigator.clipboard.readText()") == text
    assert red.locator("code").inner_text() == "near firebrick"
    page.get_by_role("button", name="Copy all").click()
    assert page.evaluate("navigator.clipboard.readText()") == "firebrick\nmediumblue"
    said = "copied 2 colors, 2 by the nearest name: firebrick, mediumblue"
    expect(page.get_by_role("status")).to_have_text(said)
    page.reload()
    expect(page.get_by_label("Notation")).to_have_value("name")


def test_any_color_is_written_so_that_it_is_read_again(
    page_of_module: Page, rng: np.random.Generator
) -> None:
    colors = rng.integers(0, 256, (200, 3), np.uint8).tolist()
    found = page_of_module.evaluate(
        """colors => ["rgb", "hsl", "oklch", "hex"].map(notation => {
        document.querySelector("#notation").value = notation;
        return colors.map(folkhue.written); })""",
        colors,
    )
    for texts in found:
        assert [list(parse_color(text) or ()) for text in texts] == colors


def test_colors_are_locked_edited_added_and_removed(visit: Callable[..., Page], flag: Path) -> None:
    page = visit()
    give(page, flag)
    assert listed(page) == [["60 %", "#c8141e"], ["40 %", "#143cc8"]]
    page.get_by_role("button", name="lock deep red").press("Enter")
    assert focused(page) == "lock deep red, #c8141e"
    page.get_by_label("edit").nth(1).evaluate(EDIT, "#1e8c46")
    edited = [["60 %", "#c8141e"], ["40 % edited", "#1e8c46"]]
    expect(page.get_by_role("status")).to_have_text("changed #143cc8 to green, #1e8c46")
    assert listed(page) == edited
    page.get_by_label("Pick any color").evaluate(EDIT, "#d71e28")
    expect(page.get_by_role("status")).to_have_text("added vivid red")
    added = [*edited, ["added", "#d71e28"]]
    assert listed(page) == added
    page.get_by_label("Colors").select_option("2")
    page.get_by_label("accents").check(force=True)
    expect(page.get_by_role("status")).to_contain_text("palette: 60 % deep red")
    assert listed(page) == added, "what is locked, edited or added stays"
    page.get_by_role("button", name="remove deep red, #c8141e").click()
    expect(page.locator(".swatches li")).to_have_count(2)
    assert focused(page).startswith("remove ")
    remaining = [["60 % added", "#d71e28"], ["40 % edited", "#1e8c46"]]
    assert listed(page) == remaining, "pixels are the color's that is nearest to them"
    for count in (3, 2):
        page.keyboard.press("Control+z")
        expect(page.locator(".swatches li")).to_have_count(count)
    assert listed(page) == edited
    page.get_by_role("button", name="As found").click()
    expect(page.get_by_role("status")).to_have_text("the palette is as it was found")
    assert listed(page) == [["60 %", "#c8141e"], ["40 %", "#143cc8"]]
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".swatches code").last).to_have_text("#1e8c46")


def test_colors_are_picked_from_the_picture(visit: Callable[..., Page], tmp_path: Path) -> None:
    pixels = np.full((50, 100, 3), (200, 20, 30), np.uint8)
    pixels[:, 60:], pixels[:5, :5] = (20, 60, 200), (30, 140, 70)
    Image.fromarray(pixels).save(tmp_path / "flag.png")
    page = visit(
        script="""window.EyeDropper = class { open() {
        return Promise.resolve({sRGBHex: "#ef7fa5"}); } }"""
    )
    give(page, tmp_path / "flag.png")
    page.get_by_label("Colors").select_option("2")
    expect(page.locator(".swatches li")).to_have_count(2)
    page.get_by_role("button", name="Pick from the picture").press("Enter")
    assert focused(page) == "The picture, pixel by pixel"
    page.get_by_role("application").click(position={"x": 5, "y": 5})
    expect(page.get_by_role("status")).to_have_text("added green")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("green: in the palette already")
    assert checked(page)
    page.keyboard.press("Escape")
    assert focused(page) == "Pick from the picture"
    assert ["0.5 % added", "#1e8c46"] in listed(page)
    page.get_by_role("button", name="Pick from the screen").click()
    expect(page.locator(".swatches code")).to_contain_text(["#ef7fa5"])
    box = page.get_by_role("application").bounding_box()
    assert box is not None
    page.get_by_role("application").click(position={"x": 0.9 * box["width"], "y": 9})
    page.get_by_role("button", name="Add to the palette").click()
    expect(page.get_by_role("status")).to_have_text("deep blue: in the palette already")


def test_pasted_colors_make_a_palette_without_a_photograph(
    visit: Callable[..., Page], flag: Path
) -> None:
    page = visit(new=True)
    page.evaluate(PASTE, "#c8362b, teal; rgb(250 218 44)")
    told = [color.description for color in folkhue.name_colors(["#c8362b", "teal", "#fada2c"])]
    expect(page.locator(".answers .pixel-name > b")).to_have_text(told)
    page.get_by_role("button", name="Add to the palette: green").click()
    expect(page.locator(".swatches code")).to_have_text(["#008080"])
    page.get_by_role("button", name="Add all to the palette").click()
    expect(page.locator(".swatches code")).to_have_text(["#008080", "#c8362b", "#fada2c"])
    assert listed(page)[0] == ["added", "#008080"]
    assert checked(page)
    page.reload()
    expect(page.locator(".swatches code")).to_have_text(["#008080", "#c8362b", "#fada2c"])
    with page.expect_download() as download:
        page.get_by_role("button", name="a card").click()
    assert download.value.suggested_filename == "palette-card.png"
    give(page, flag)
    codes = ["#c8141e", "#143cc8", "#008080", "#c8362b", "#fada2c"]
    expect(page.locator(".swatches code")).to_have_text(codes)
    page.get_by_role("button", name="Start over").click()
    assert page.locator(".swatches").is_hidden()


def test_the_palette_is_of_one_photograph_out_of_several(
    visit: Callable[..., Page], flag: Path, tmp_path: Path
) -> None:
    Image.new("RGB", (300, 200), (20, 150, 40)).save(tmp_path / "meadow.png")
    page = visit()
    give(page, flag, tmp_path / "meadow.png")
    expect(page.locator("#palette")).to_have_text("One palette of 2 photographs")
    page.locator(".of label", has_text="this one").click()
    expect(page.locator("#palette")).to_have_text("Palette of flag.png")
    assert listed(page) == [["60 %", "#c8141e"], ["40 %", "#143cc8"]]
    page.get_by_role("button", name="meadow.png", exact=True).click()
    expect(page.locator("#palette")).to_have_text("Palette of meadow.png")
    assert listed(page) == [["100 %", "#149628"]]
    page.get_by_role("button", name="remove flag.png").click()
    expect(page.locator("#palette")).to_have_text("Palette")
    assert page.locator(".of label", has_text="this one").is_hidden()


def test_a_card_is_saved(visit: Callable[..., Page], tmp_path: Path) -> None:
    """Of a wide photograph, of a tall one beside its colors, and of two in a row."""
    page = visit(new=True)
    for stem, sizes in (("wide", [(90, 60)]), ("tall", [(60, 90)]), ("two", [(60, 50), (50, 60)])):
        files = [tmp_path / f"{stem}{n}.png" for n in range(len(sizes))]
        for size, file in zip(sizes, files, strict=True):
            Image.new("RGB", size, (20, 150, 40)).save(file)
        give(page, *files)
        expect(page.locator(".swatches li")).to_have_count(1)
        with page.expect_download() as download:
            page.get_by_role("button", name="a card").click()
        assert download.value.suggested_filename == f"{stem}0-card.png"
        with Image.open(download.value.path()) as card:
            pixels = np.asarray(card.convert("RGB"))
        assert (np.all(pixels == (20, 150, 40), axis=-1)).mean() > 0.6, "photograph and swatch"
        assert tuple(pixels[2, 2]) == (251, 250, 247)
        page.get_by_role("button", name="Start over").click()


def test_swatches_are_equal_at_every_width(visit: Callable[..., Page], flag: Path) -> None:
    """And rows are as even as they can be."""
    page = visit()
    give(page, flag)
    page.get_by_label("Notation").select_option("OKLCH")
    page.evaluate("folkhue.addColors([[9, 9, 9], [250, 250, 0], [0, 99, 99], [200, 99, 200]])")
    expect(page.locator(".swatches li")).to_have_count(6)
    for width, columns in ((320, 2), (390, 2), (820, 3), (1440, 6)):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function("width => innerWidth === width", arg=width)
        boxes = page.locator(".swatches li").evaluate_all(
            """async all => { for (let n = 0; n < 3; n++) await new Promise(requestAnimationFrame);
            return all.map(each => each.getBoundingClientRect()).map(({x, width, height}) =>
                [Math.round(x), Math.round(width), Math.round(height)]); }"""
        )
        assert len({(width, height) for _, width, height in boxes}) == 1
        assert len({x for x, _, _ in boxes}) == columns
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_was_left_survives_a_reload(
    visit: Callable[..., Page], flag: Path, tmp_path: Path
) -> None:
    pixels = np.full((50, 100, 3), (20, 150, 40), np.uint8)
    pixels[:10], pixels[40:] = (244, 185, 66), (10, 10, 10)
    Image.fromarray(pixels).save(tmp_path / "meadow.png")
    page = visit(new=True, from_disk=False)
    give(page, flag, tmp_path / "meadow.png")
    page.get_by_label("eight").check()
    page.get_by_label("Colors").select_option("2")
    page.get_by_label("accents").check(force=True)
    page.get_by_label("sorted by").select_option("lightness")
    page.get_by_label("differing by").select_option("ΔE 12")
    codes, heading = page.locator(".swatches code"), page.locator("#palette")
    expect(codes).to_have_count(2)
    page.get_by_role("button", name="lock").first.click()
    locked = codes.first.inner_text()
    page.reload()
    expect(codes).to_have_text([locked])
    assert page.get_by_role("heading", name="Open a photograph").is_visible(), "none was kept"
    give(page, flag, tmp_path / "meadow.png")
    expect(codes).to_have_count(2)
    page.get_by_label("Keep photographs").check()
    expect(page.get_by_role("status")).to_contain_text("these photographs stay on this device")
    page.get_by_role("button", name="meadow.png", exact=True).click()
    expect(page.locator("#title")).to_have_text("meadow.png")
    page.locator(".of label", has_text="this one").click()
    expect(heading).to_have_text("Palette of meadow.png")
    shown = codes.all_inner_texts()
    page.reload()
    expect(heading).to_have_text("Palette of meadow.png")
    assert page.locator("#title").inner_text() == "meadow.png"
    assert codes.all_inner_texts() == shown
    chosen = [page.locator(f"#{each}").input_value() for each in ("number", "order", "distinct")]
    assert chosen == ["2", "lightness", "12"]
    assert page.get_by_label("eight").is_checked()
    assert page.get_by_label("accents").is_checked()
    page.get_by_role("button", name="Forget it all").click()
    expect(page.get_by_role("status")).to_have_text("this browser remembers nothing of this page")
    assert page.evaluate("localStorage.length") == 0
    page.reload()
    page.wait_for_function("() => folkhue.state.namesPictures")
    assert page.get_by_label("eleven").evaluate("input => input.checked")
    assert page.get_by_role("heading", name="Open a photograph").is_visible()
    assert page.locator(".swatches").is_hidden()


@pytest.mark.parametrize(
    "script",
    [
        """for (const name of ["localStorage", "indexedDB"]) Object.defineProperty(window, name,
        {get() { throw new DOMException("blocked", "SecurityError"); }})""",
        """localStorage.setItem("folkhue", '{"own": [{"rgb": [1, 2]}, null, 3], "choices": 7, '
        + '"keep": true, "view": "x", "scheme": 3}')""",
    ],
    ids=["blocked", "damaged"],
)
def test_the_page_works_whatever_is_stored(
    visit: Callable[..., Page], flag: Path, script: str
) -> None:
    page = visit(script=script)
    give(page, flag)
    page.get_by_role("button", name="lock deep red").click()
    assert listed(page) == [["60 %", "#c8141e"], ["40 %", "#143cc8"]]
    if "blocked" in script:
        page.get_by_label("Keep photographs").click()
        page.get_by_role("alert").get_by_text("cannot keep these photographs").wait_for()
        assert not page.get_by_label("Keep photographs").is_checked()
