"""The page of a photograph."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.pictures import HOSTILE, photo

from folkhue.palettes.palette import Palette, palette
from folkhue.palettes.roles import ROLES, rounded_down
from folkhue.render.pictures import Subject, encoded, write_picture
from folkhue.render.pictures.typesetting import legal

if TYPE_CHECKING:
    from playwright.sync_api import Browser


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
    assert all(name in page.text["b"] for name in ROLES)
    ratios = [f"{rounded_down(each.contrast, 1)}:1" for each in subject.palette.text_colors()]
    assert all(ratio in page.text["i"] for ratio in ratios)


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
