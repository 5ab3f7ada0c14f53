"""Pictures of palettes and photographs: layout, formats, and the page of a photograph."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from folkhue.color.spaces import to_oklab
from folkhue.errors import PictureError
from folkhue.images.photo import Photo, read_photo
from folkhue.palettes.palette import Palette, PaletteColor, eleven_names, palette
from folkhue.render.pictures import (
    PICTURES,
    Subject,
    encoded,
    pictures_of,
    write_picture,
    write_pictures,
)
from folkhue.render.pictures.cards import card, moodboard
from folkhue.render.pictures.raster import to_image, to_png
from folkhue.render.pictures.repainted import in_colors
from folkhue.render.pictures.scatter import dots
from folkhue.render.pictures.scene import (
    BLACK,
    Picture,
    Rectangle,
    Scene,
    Text,
    contrast,
    text_color_on,
)
from folkhue.render.pictures.svg import data_uri, to_svg
from folkhue.render.pictures.swatch_layout import NO_COLORS, bar, strip
from folkhue.render.pictures.typesetting import fitted, legal, spelled, width_of
from release.gallery import PAGE, commands

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</script><b onload='x()'>\"Öl\" & кот\x00\x1b\udcff]]>.jpg"


def photo(height: int = 40, width: int = 60, seed: int = 3) -> Photo:
    rgb = np.random.default_rng(seed).integers(0, 256, (height, width, 3)).astype(np.uint8)
    return Photo(rgb, np.ones((height, width), bool))


def clear(height: int = 30, width: int = 40) -> Photo:
    return Photo(np.zeros((height, width, 3), np.uint8), np.zeros((height, width), bool))


NAMES = st.sampled_from(["red", "dark blue", "yellowish white", "robin egg blue", "unnamed"])
COLORS = st.builds(
    PaletteColor,
    st.tuples(*[st.integers(0, 255)] * 3),
    st.floats(0.001, 1),
    st.just("red"),
    st.just(1.0),
    NAMES,
    st.text(max_size=30) | st.just(""),
)
PALETTES = st.builds(
    lambda colors, title: Palette(
        tuple(
            PaletteColor(c.rgb, c.share / sum(d.share for d in colors), *_words(c)) for c in colors
        ),
        title,
    ),
    st.lists(COLORS, min_size=1, max_size=12),
    st.text(max_size=80),
)


def _words(color: PaletteColor) -> tuple[str, float, str, str]:
    return color.name, color.confidence, color.description, color.label


SHAPES = [(40, 60), (60, 40), (3, 100), (100, 3), (1, 1)]
DRAWN: dict[str, Callable[[Palette], Scene]] = {
    "bar": bar,
    "strip": strip,
    "mood board": lambda p: moodboard([photo(*shape) for shape in SHAPES], p),
    **{f"card of {h}:{w}": lambda p, s=(h, w): card(photo(*s), p) for h, w in SHAPES},
}


@pytest.mark.slow
@pytest.mark.parametrize("drawn", DRAWN)
@settings(max_examples=25)
@given(palette=PALETTES)
def test_texts_fit_into_the_picture_and_do_not_overlap(drawn: str, palette: Palette) -> None:
    scene = DRAWN[drawn](palette)
    boxes = [text.box for text in scene.texts]
    assert len(boxes) >= len(palette)
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert top >= 0
        assert right <= scene.width
        assert bottom <= scene.height
    for one, other in combinations(boxes, 2):
        assert min(one[2], other[2]) <= max(one[0], other[0]) or min(one[3], other[3]) <= max(
            one[1], other[1]
        ), (one, other)


@pytest.mark.parametrize("number", [14, 15, 40, 256])
def test_a_card_of_a_tall_photograph_has_the_codes_of_many_colors(number: int) -> None:
    rgb = np.stack(np.unravel_index(np.arange(number) * 7, (16, 16, 16)), axis=1) * 17
    many = Palette.from_colors(rgb.astype(np.uint8), np.ones(number), eleven_names())
    texts = card(photo(60, 40), many).texts
    assert {color.hex for color in many.colors} <= {text.text for text in texts}
    rows = sorted((text.box[0], text.box[1], text.box[2], text.box[3]) for text in texts)
    assert not any(
        min(one[2], other[2]) > max(one[0], other[0])
        and min(one[3], other[3]) > max(one[1], other[1])
        for one, other in combinations(rows, 2)
    )


@pytest.mark.slow
@pytest.mark.parametrize("drawn", DRAWN)
@settings(max_examples=15)
@given(palette=PALETTES)
def test_texts_contrast_with_the_colors_under_them(drawn: str, palette: Palette) -> None:
    scene = DRAWN[drawn](palette)
    assert scene.background
    assert scene.texts
    for text in scene.texts:
        middle = (text.box[0] + text.box[2]) / 2, (text.box[1] + text.box[3]) / 2
        under = [scene.background, *(s.fill for s in scene.shapes if _covers(s, middle))]
        assert contrast(text.fill, under[-1]) >= 4.5


def _covers(shape: object, at: tuple[float, float]) -> bool:
    if not isinstance(shape, Rectangle):
        return False
    left, top, right, bottom = shape.box
    return left <= at[0] < right and top <= at[1] < bottom


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_text_colors_contrast_with_any_color(rgb: tuple[int, int, int]) -> None:
    assert contrast(text_color_on(rgb), rgb) >= 4.5


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [((0, 0, 0), (255, 255, 255), 21), ((9, 9, 9), (9, 9, 9), 1), ((119,) * 3, (255,) * 3, 4.48)],
)
def test_contrast_ratios(
    one: tuple[int, int, int], other: tuple[int, int, int], ratio: float
) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.slow
@settings(max_examples=25)
@given(PALETTES)
def test_widths_in_a_bar_follow_shares(palette: Palette) -> None:
    image = np.asarray(to_image(bar(palette)))
    scene = bar(palette)
    parts = [s for s in scene.shapes if isinstance(s, Rectangle) and s.box[3] - s.box[1] > 100]
    widths = [right - left for left, _, right, _ in (part.box for part in parts)]
    assert sum(widths) == 1120
    shown = [color for color in palette.colors if color.share * 1120 >= 1]
    assert shown
    for color in shown:
        near = [w for w, p in zip(widths, parts, strict=True) if p.fill == color.rgb]
        assert any(abs(width - color.share * 1120) <= 1 for width in near)
        assert (image == color.rgb).all(axis=-1).any() or min(near) < 3


@cache
def subjects() -> dict[str, Subject]:
    whole, thin = photo(), photo(3, 100)
    half = Photo(whole.rgb, np.arange(60)[None] < np.full((40, 1), 30))
    dot = Photo(np.full((1, 1, 3), 77, np.uint8), np.ones((1, 1), bool))
    parts = [(half.opaque, palette(half, 3)), (~half.opaque, palette(whole, 12))]
    return {
        "usual": Subject(palette(whole, 6), (whole,), parts=parts),
        "thin": Subject(palette(thin, 12), (thin,)),
        "partly transparent": Subject(palette(half, 4), (half,)),
        "transparent": Subject(palette(clear()), (clear(),)),
        "a pixel": Subject(palette(dot), (dot,)),
        "several": Subject(palette([whole, thin], 5), (whole, thin)),
        "no photograph": Subject(palette(whole, 3)),
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        *("usual", "thin", "partly transparent", "transparent", "a pixel", "several"),
        "no photograph",
    ],
)
def test_every_picture_is_drawn_for_every_subject(name: str, tmp_path: Path) -> None:
    subject = subjects()[name]
    titled = Subject(Palette(subject.palette.colors, HOSTILE), *_rest(subject))
    written = write_pictures(tmp_path, "x", titled)
    assert len(written) >= 2 * len(pictures_of(titled))
    again = {path: path.read_bytes() for path in write_pictures(tmp_path, "x", titled)}
    assert [path.read_bytes() for path in written] == [again[path] for path in written]
    drawings = [path for path in written if path.suffix == ".svg"]
    assert len(drawings) == len(pictures_of(titled))
    for path in drawings:
        with Image.open(path.with_suffix(".png")) as image:
            _check_svg(path.read_text("utf-8"), image.size)


def _rest(subject: Subject) -> tuple[object, ...]:
    return subject.photos, subject.table, subject.parts


def _check_svg(text: str, size: tuple[int, int]) -> None:
    root = ElementTree.fromstring(text)
    assert (int(root.attrib["width"]), int(root.attrib["height"])) == size
    known = {"svg", "title", "rect", "text", "circle", "line", "image"}
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= known
    for image in root.iter(f"{SVG}image"):
        kind, _, code = image.attrib["href"].partition(";base64,")
        assert kind in ("data:image/png", "data:image/jpeg")
        Image.open(io.BytesIO(base64.b64decode(code))).load()


def test_svg_and_pixels_show_the_same() -> None:
    image = Image.fromarray(photo(5, 10).rgb)
    plain, words = Rectangle((0, 50, 100, 100), (9, 8, 7)), Text((5, 90), "a < b", 20)
    scene = Scene(200, 100, (plain, Picture((10, 10, 20, 15), image), words))
    root = ElementTree.fromstring(to_svg(scene))
    rect = root.findall(f"{SVG}rect")[1].attrib
    assert (rect["y"], rect["width"], rect["fill"]) == ("50", "100", "#090807")
    assert [text.text for text in root.iter(f"{SVG}text")] == ["a < b"]
    drawn = np.asarray(to_image(scene))
    assert drawn[99, 99].tolist() == [9, 8, 7]
    assert drawn[99, 100].tolist() == list(scene.background or ())
    assert (drawn[10:15, 10:20] == np.asarray(image)).all()


def test_pictures_of_transparent_photographs_say_so() -> None:
    empty = palette(clear())
    for scene in (bar(empty), strip(empty), card(clear(), empty), card(clear(40, 30), empty)):
        assert NO_COLORS in [text.text for text in scene.texts]


@pytest.mark.parametrize("number", [1, 2, 12, 256])
def test_every_pixel_gets_the_nearest_color(number: int) -> None:
    whole, rng = photo(50, 70), np.random.default_rng(number)
    rgb = np.unique(rng.integers(0, 256, (number, 3)).astype(np.uint8), axis=0)
    colors = Palette.from_colors(rgb, np.ones(len(rgb)), eleven_names())
    distance = np.linalg.norm(to_oklab(whole.rgb)[:, :, None] - to_oklab(rgb), axis=-1)
    assert (np.asarray(in_colors(whole, colors)) == rgb[distance.argmin(axis=-1)]).all()


def test_transparent_pixels_stay_transparent_in_few_colors() -> None:
    half = Photo(photo().rgb, photo().opaque & (np.arange(60) < 20))
    reduced = np.asarray(in_colors(half, palette(half, 3)))
    assert (reduced[..., 3] == np.where(half.opaque, 255, 0)).all()
    assert np.asarray(in_colors(clear(), Palette(()))).max() == 0


@pytest.mark.parametrize("colors", [1, 2, 16, 256, 257])
def test_png_is_lossless(colors: int) -> None:
    rgb = np.random.default_rng(colors).integers(0, 256, (colors, 3)).astype(np.uint8)
    image = Image.fromarray(np.tile(rgb, (3, 1, 1)))
    with Image.open(io.BytesIO(to_png(image))) as read:
        assert (read.mode == "P") == (colors <= 256)
        assert (np.asarray(read.convert("RGB")) == np.asarray(image)).all()


@pytest.mark.parametrize("suffix", [".jpg", ".jpeg", ".webp", ".png"])
@pytest.mark.parametrize("picture", ["card", "reduced"])
def test_all_formats_show_the_same(suffix: str, picture: str) -> None:
    subject = subjects()["partly transparent"]
    drawn = to_image(PICTURES[picture](subject))
    with Image.open(io.BytesIO(encoded(subject, suffix, picture))) as read:
        background = Image.new("RGBA", drawn.size, "white")
        shown, meant = (
            np.asarray(Image.alpha_composite(background, image.convert("RGBA")), np.int16)
            for image in (read, drawn)
        )
    assert np.abs(shown - meant).mean() < (1e-9 if suffix == ".png" else 12)


def test_dots_represent_all_pixels() -> None:
    flat = Photo(np.array([[[10, 20, 30]] * 99 + [[200, 0, 0]]], np.uint8), np.ones((1, 100), bool))
    colors, radii = dots(flat)
    assert colors.tolist() == [[10, 20, 30], [200, 0, 0]]
    assert radii[0] > radii[1] > 0
    assert len(dots(clear())[0]) == 0


@given(st.text(max_size=40), st.floats(0, 400))
def test_shortened_texts_fit(text: str, width: float) -> None:
    shown = fitted(text, 20, width)
    assert width_of(shown, 20) <= width
    assert shown == text or not shown or shown.endswith("…")


@pytest.mark.parametrize(
    ("text", "shown"), [("crème brûlée", "creme brulee"), ("Straße", "Strasse"), ("кот", "???")]
)
def test_letters_that_the_font_lacks_are_replaced(text: str, shown: str) -> None:
    assert spelled(text) == shown


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        key = self.tags[-1][0] if self.tags else ""
        self.text[key] = self.text.get(key, "") + data


def test_a_page_needs_no_other_file_and_escapes_its_title() -> None:
    whole = photo()
    subject = Subject(Palette(palette(whole, 5).colors, HOSTILE), (whole,))
    text = encoded(subject, ".html").decode()
    page = _Page()
    page.feed(text)
    assert legal(HOSTILE) in page.text["h1"]
    assert "b" not in {tag for tag, given in page.tags if "onload" in given}
    links = [g[a] or "" for _, g in page.tags for a in ("src", "href") if a in g]
    assert [link.partition(",")[0] for link in links] == [
        "data:image/jpeg;base64",
        "data:image/png;base64",
    ]
    assert not re.search("https?://", text)
    cloud = json.loads(text.partition('id="cloud">')[2].partition("</script>")[0])
    assert {point[4] for point in cloud["points"]} <= set(range(len(cloud["names"])))
    assert all(color.hex in text for color in subject.palette.colors)


def test_texts_are_not_wider_in_a_browser(browser: Browser) -> None:
    texts = [
        "#ffffff",
        "#a7f7d1",
        "9 %",
        "100 %",
        "< 0.1 %",
        "0.1 %",
        "purplish black",
        "IMG_1.jpg",
    ]
    written = tuple(
        Text((20 + 300 * column, 40 + 40 * n), text, size)
        for column, size in enumerate((18, 21, 28))
        for n, text in enumerate(texts)
    )
    page = browser.new_page()
    page.set_content(to_svg(Scene(900, 400, written)))
    lengths = "[...document.querySelectorAll('text')].map((text) => text.getComputedTextLength())"
    needed = page.evaluate(lengths)
    page.close()
    for text, width in zip(written, needed, strict=True):
        assert width <= width_of(text.text, text.size), text.text


@pytest.mark.parametrize("shape", [(600, 200), (90, 160), (3, 100), (1, 1)])
def test_a_page_keeps_the_aspect_ratio_of_a_photograph(
    shape: tuple[int, int], browser: Browser
) -> None:
    whole = photo(*shape)
    page = browser.new_page(viewport={"width": 1200, "height": 700})
    page.set_content(encoded(Subject(palette(whole), (whole,)), ".html").decode())
    sizes = page.evaluate(
        "[...document.images].map((image) => [image.clientWidth, image.clientHeight])"
    )
    page.close()
    assert len(sizes) == 2
    for width, height in sizes:
        assert width / height == pytest.approx(shape[1] / shape[0], rel=0.05)
        assert height <= 0.85 * 700 + 1


def test_the_cube_on_a_page_turns(tmp_path: Path, browser: Browser) -> None:
    from axe_playwright_python.sync_playwright import Axe

    whole = photo()
    path = tmp_path / "x.html"
    write_picture(path, Subject(Palette(palette(whole, 12).colors, HOSTILE), (whole,)))
    page = browser.new_page(viewport={"width": 390, "height": 800}, reduced_motion="reduce")
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text))
    page.on(
        "request",
        lambda r: None if r.url.startswith(("file:", "data:")) else problems.append(r.url),
    )
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    canvas = page.locator("canvas")
    canvas.focus()
    before = canvas.screenshot()
    page.keyboard.press("ArrowLeft")
    turned = canvas.screenshot()
    assert turned != before
    page.locator("[data-name]").first.click()
    assert canvas.screenshot() != turned
    violations = Axe().run(page).response["violations"]
    page.close()
    assert not violations
    assert not problems


@pytest.mark.parametrize(
    ("subject", "suffix", "picture", "message"),
    [
        ("usual", ".gif", "card", r"\.png"),
        ("usual", ".png", "portrait", "card, bar"),
        ("several", ".svg", "scatter", "one photograph .* got 2"),
        ("no photograph", ".html", "card", "one photograph .* got 0"),
        ("no photograph", ".png", "moodboard", "photograph"),
    ],
)
def test_errors_say_what_was_expected(
    subject: str, suffix: str, picture: str, message: str
) -> None:
    with pytest.raises(PictureError, match=message):
        encoded(subjects()[subject], suffix, picture)


def test_images_of_many_colors_are_embedded_as_jpeg() -> None:
    assert data_uri(Image.fromarray(photo(600, 200).rgb)).startswith("data:image/jpeg")


def test_images_of_few_colors_are_embedded_lossless() -> None:
    assert data_uri(Image.new("RGB", (9, 9), BLACK)).startswith("data:image/png")


def test_cards_of_photographs_have_their_titles() -> None:
    root = ROOT / "golden/photos"
    for name in ("parrot.jpg", "venice-dusk.jpg"):
        scene = PICTURES["card"](Subject(palette(root / name), (read_photo(root / name),)))
        assert name in [text.text for text in scene.texts]


def test_the_gallery_has_a_picture_for_each_command_and_names_its_photographs() -> None:
    root = ROOT
    page = (root / PAGE).read_text("utf-8")
    with (root / "golden/golden.csv").open(encoding="utf-8") as file:
        titles = {row["path"]: row["title"] for row in csv.DictReader(file)}
    made = commands(page)
    assert len(made) == 6
    for command in made:
        picture = root / command[command.index("--out") + 1]
        assert f"({picture.relative_to(root).as_posix()})" in page
        assert 1_000 < picture.stat().st_size < 300_000
        photos = [word.removeprefix("golden/") for word in command if word.startswith("golden/")]
        assert photos
        assert all(f"*{titles[photo]}*" in page for photo in photos)
