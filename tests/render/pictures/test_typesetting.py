"""Widths and letters of texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkhue.render.pictures.scene import Scene, Text
from folkhue.render.pictures.svg import to_svg
from folkhue.render.pictures.typesetting import fitted, spelled, width_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser


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
