"""What a notebook shows: escaped, small, with texts for those who do not see it."""

from __future__ import annotations

import base64
import io
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from folkhue._utils.display import MAX_SIDE, ShownList, Swatch, bars, card, line, picture, swatches

HOSTILE = "<script>alert('&\"')</script>\u202e\udcff"


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(html: str) -> Elements:
    elements = Elements()
    elements.feed(html)
    return elements


def decoded(html: str) -> Image.Image:
    [data] = re.findall(r'src="data:image/webp;base64,([^"]+)"', html)
    return Image.open(io.BytesIO(base64.b64decode(data)))


@pytest.mark.parametrize(
    "html",
    [
        card(HOSTILE),
        line(HOSTILE),
        swatches([Swatch((1, 2, 3), (HOSTILE,))]),
        bars({HOSTILE: 0.5}, {HOSTILE: (1, 2, 3)}),
        picture(Image.new("RGB", (2, 2)), HOSTILE),
    ],
)
def test_text_of_strangers_is_shown_as_it_is_and_obeyed_nowhere(html: str) -> None:
    html.encode()
    found = parsed(html)
    assert "script" not in {tag for tag, _ in found.found}
    shown = found.text + "".join(str(value) for _, attrs in found.found for value in attrs.values())
    assert "<script>alert('&\"')</script>\\u202e\\xff" in shown


def test_colors_and_pictures_have_texts() -> None:
    html = swatches([Swatch((200, 54, 43), ())]) + bars({"red": 1.0}, {"red": (200, 54, 43)})
    drawn = [attrs for _, attrs in parsed(html).found if "background" in str(attrs.get("style"))]
    assert [(each["role"], each["aria-label"]) for each in drawn] == 2 * [("img", "#c8362b")]
    [(_, image)] = parsed(picture(Image.new("RGB", (2, 2)), "a bee")).found
    assert image["alt"] == "a bee"


def test_text_has_no_color_of_its_own_so_that_it_suits_dark_themes() -> None:
    html = card("title", line("text"), bars({"red": 0.3}, {"red": (1, 2, 3)}))
    assert not re.search(r"[;\"]color:", html)


@pytest.mark.parametrize(
    ("size", "expected"),
    [((1, 1), (1, 1)), ((MAX_SIDE, 9), (MAX_SIDE, 9)), ((4 * MAX_SIDE, 8), (MAX_SIDE, 2))],
)
def test_large_images_are_reduced(size: tuple[int, int], expected: tuple[int, int]) -> None:
    html = picture(Image.new("RGB", size, (9, 8, 7)), "")
    assert decoded(html).size == expected
    assert int(str(parsed(html).found[0][1]["width"])) >= 90


def test_small_images_and_maps_keep_each_color(rng: np.random.Generator) -> None:
    small, map_of = (rng.integers(0, 256, (side, side, 4), np.uint8) for side in (50, 300))
    for pixels in (small, map_of):
        pixels[..., 3] = 255
        html = picture(Image.fromarray(pixels[..., :3]), "", lossless=len(pixels) == 300)
        assert np.array_equal(np.asarray(decoded(html)), pixels[..., :3])


def test_the_same_image_gives_the_same_bytes(rng: np.random.Generator) -> None:
    image = Image.fromarray(rng.integers(0, 256, (300, 400, 3), np.uint8))
    assert picture(image, "") == picture(image, "")


class Item:
    def _repr_html_(self) -> str:
        return "<i></i>"


@pytest.mark.parametrize(("number", "shown", "told"), [(0, 0, "none"), (3, 3, ""), (70, 50, "and")])
def test_a_list_shows_its_items(number: int, shown: int, told: str) -> None:
    items = ShownList([Item()] * number)
    assert items == [items[0]] * number if items else items == []
    found = parsed(items._repr_html_())
    assert [tag for tag, _ in found.found].count("i") == shown
    assert found.text == (f"and {number - 50} more" if told == "and" else told)
