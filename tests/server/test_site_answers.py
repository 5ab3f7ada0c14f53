"""Colors, addresses and other texts that are typed, pasted or dropped."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from support.site import names_on

import folkhue
from folkhue._utils.text import percent
from folkhue.color.notation import parse_color, parse_hex
from folkhue.palettes.named_color import name_colors, name_rgb

COLORS = re.findall(
    r"\S+",
    """#c8362b C8362B #abc abc8 #11223344 teal RebeccaPurple rgb(200,54,43)
rgb(200_54_43) rgb(200_54_43_/_50%) rgba(200,_54,_43,_0) rgb(50%_20%_10%) rgb(300_-5_0)
hsl(4_65%_48%) hsl(210deg_80%_45%) hsla(0.5turn_50%_50%_/_.3) lab(50_40_30) lab(50,40,30)
lch(50%_60_30) oklab(0.6_0.1_0.1) oklch(0.6_0.19_27) oklch(60%_0.19_27deg) oklch(0.7_0.4_150)
oklch(none_0.1_20) lab(100_0_0) oklch(1_0_0) oklch(0.5_0.1_400) hwb(120_20%_10%)
color(display-p3_0.9_0.2_0.2) color(srgb_1_.5_0_/_.2) color(a98-rgb_.3_.6_.2) color(xyz_.3_.4_.2)
color(srgb-linear_.3_.6_.2) color(prophoto-rgb_.3_.6_.2) rgb(1e1_2e1_3) hwb(.2turn_50%_70%)""",
)
NONE = (
    *("canvas", "mark", "inherit", "currentcolor", "transparent", "hello", "#12345", "rgb(1 2)"),
    *("16px", "", "var(--x)", "rgb(0 0 0", "url(#a)", "red;}body{}", "blue red", "#c8362b!"),
)
PASTE = """([kind, text]) => { const data = new DataTransfer(); data.setData(kind, text);
    document.body.dispatchEvent(new ClipboardEvent("paste",
        {clipboardData: data, bubbles: true, cancelable: true})); }"""
DROP = """([kind, text]) => { const data = new DataTransfer(); data.setData(kind, text);
    document.body.dispatchEvent(new DragEvent("drop",
        {dataTransfer: data, bubbles: true, cancelable: true})); }"""


FROM_DISK = False


def shown(page: Page) -> list[str]:
    page.locator(".answers li").first.wait_for()
    return page.locator(".answers .code").all_inner_texts()


def test_notations_are_read_as_in_python(visit: Callable[..., Page]) -> None:
    texts = [text.replace("_", " ") for text in COLORS]
    expected = [list(parse_color(text) or parse_hex(text) or ()) for text in texts]
    page = visit()
    assert page.evaluate("texts => texts.map(folkhue.parseColor)", texts) == expected
    assert page.evaluate("texts => texts.map(folkhue.parseColor)", NONE) == [None] * len(NONE)


@pytest.mark.parametrize("name", ["basic8", "basic11"])
def test_neighbors_are_those_of_python(
    visit: Callable[..., Page], rng: np.random.Generator, name: str
) -> None:
    colors = rng.integers(0, 256, (300, 3), np.uint8)
    found = visit().evaluate(
        """async ([name, colors]) => { const table = await folkhue.read(
        Uint8Array.from(atob(folkhue.tables[name]), letter => letter.charCodeAt(0)));
        return colors.map(rgb => folkhue.neighbors(rgb, table)); }""",
        [name, colors.tolist()],
    )
    for color, others in zip(name_rgb(colors, folkhue.load(name)), found, strict=True):
        assert [each["name"] for each in others] == list(color.neighbors)
        likely = [each["probability"] for each in others]
        assert likely == pytest.approx(list(color.neighbors.values()), abs=1e-6)


@pytest.mark.parametrize("how", [PASTE, DROP], ids=["pasted", "dropped"])
def test_a_color_is_named_with_its_neighbors(visit: Callable[..., Page], how: str) -> None:
    page = visit()
    page.evaluate(how, ["text/plain", " #C8362B\n"])
    assert shown(page) == ["#c8362b"]
    (color,) = name_colors(["#c8362b"])
    assert page.locator(".answers .pixel-name > b").inner_text() == color.description
    rows = [text.split("\n") for text in page.locator(".answers .pixel-name li").all_inner_texts()]
    likely = {color.name: color.confidence, **color.neighbors}
    assert rows == [[name, percent(share)] for name, share in likely.items()]
    assert page.get_by_label("As CSS writes it").input_value() == "#C8362B"
    others = ", ".join(f"{percent(share)} {name}" for name, share in color.neighbors.items())
    assert "orange" in color.neighbors
    said = f"#c8362b: red, {percent(color.confidence)} sure, else {others}"
    expect(page.get_by_role("status")).to_have_text(said)


def test_a_color_is_typed(visit: Callable[..., Page]) -> None:
    page = visit()
    field = page.get_by_label("As CSS writes it")
    field.press_sequentially("hsl(210 80% 45%")
    assert page.locator(".answers li").count() == 0
    field.press_sequentially(")")
    assert shown(page) == ["#1773cf"]
    assert page.get_by_role("status").inner_text() == "", "half a color is not announced"
    field.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("#1773cf: blue, ")
    field.fill("nothing of the kind")
    assert page.locator(".answers li").count() == 0
    page.get_by_role("button", name="Name it").click()
    said = "“nothing of the kind” is neither a picture nor a color"
    expect(page.get_by_role("status")).to_have_text(said)
    field.fill("teal; rgb(1, 2, 3)\t#c8362b")
    assert shown(page) == ["#008080", "#010203", "#c8362b"]


def test_colors_follow_the_table(visit: Callable[..., Page], flag: Path) -> None:
    page = visit()
    page.locator("#pick").set_input_files(str(flag))
    page.get_by_role("heading", name="flag.png").wait_for()
    page.evaluate(PASTE, ["text/plain", "#ef7fa5"])
    for label, table in (("eight", "basic8"), ("eleven", "basic11")):
        page.get_by_label(label).check()
        (color,) = name_colors(["#ef7fa5"], folkhue.load(table))
        expect(page.locator(".answers .pixel-name > b")).to_have_text(color.description)
    assert page.get_by_role("heading", name="flag.png").is_visible()


@pytest.mark.parametrize("how", [PASTE, DROP], ids=["pasted", "dropped"])
@pytest.mark.parametrize(
    "kind, text, said",
    [
        ("text/plain", "https://a.example/b.jpg", "Save the picture from a.example and open"),
        ("text/plain", "http://a.example:80/?b#c ", "Save the picture from a.example:80 and"),
        ("text/uri-list", "# a link\r\nhttps://a.example/b", "Save the picture from a.example"),
        ("text/plain", "www.a.example/b.png", "Save the picture from www.a.example and open"),
        ("text/plain", "a.example/b.png", "Save the picture from a.example and open"),
        ("text/plain", "file:///home/me/b.jpg", "cannot read a file by its path"),
        ("text/plain", "C:\\pictures\\b.jpg", "cannot read a file by its path"),
        ("text/plain", "/home/me/b.jpg", "cannot read a file by its path"),
        ("text/plain", "Dear diary", "“Dear diary” is neither a picture nor a color"),
        ("text/plain", "the color teal", "“the color teal” is neither"),
        ("text/plain", " \n", "neither a picture nor a color"),
        ("text/plain", "data:image/png;base64,%%", "This data address is damaged"),
        ("text/plain", "data:text/plain,hello", "pasted picture is a text file"),
    ],
)
def test_other_texts_are_answered(
    page_of_module: Page, how: str, kind: str, text: str, said: str
) -> None:
    """And nothing is fetched: the fixture looks at every request."""
    page = page_of_module
    page.evaluate("() => { folkhue.showErrors([]); folkhue.say(''); }")
    if kind == "text/uri-list" and how == PASTE:
        kind, text = "text/plain", text.split()[-1]
    page.evaluate(how, [kind, text])
    page.get_by_text(said).wait_for()
    assert page.get_by_role("heading", name="Open a photograph").is_visible()


def test_a_picture_in_a_data_address_is_opened(visit: Callable[..., Page], flag: Path) -> None:
    page = visit(from_disk=False)
    text = f"data:image/png;base64,{base64.b64encode(flag.read_bytes()).decode()}"
    page.evaluate(PASTE, ["text/plain", text])
    page.get_by_role("heading", name="pasted picture").wait_for()
    assert names_on(page) == [["red", "60 %"], ["blue", "40 %"]]


def test_an_address_in_the_field_is_answered_after_it_is_pasted(
    visit: Callable[..., Page],
) -> None:
    page = visit(from_disk=False)
    page.get_by_label("As CSS writes it").focus()
    page.evaluate("navigator.clipboard.writeText('https://a.example/b.jpg')")
    page.keyboard.press("Control+V")
    page.get_by_role("alert").get_by_text("Save the picture from a.example").wait_for()
