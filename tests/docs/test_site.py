"""The site of the documentation: it builds without warnings, and needs no network."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT
from support.browsing import listen

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow

PAGES = sorted(
    path.relative_to(ROOT / "docs").with_suffix("").as_posix()
    for suffix in ("md", "ipynb")
    for path in (ROOT / "docs").rglob(f"*.{suffix}")
    if "_build" not in path.parts
)
WIDTHS = {"phone": 390, "desktop": 1280}


class Requests(HTMLParser):
    """What a browser fetches for a page, and the text that it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("src"):
            self.fetched.append(str(given["src"]))
        if tag == "link" and given.get("rel") not in ("canonical", "author"):
            self.fetched.append(str(given["href"]))


def test_every_page_is_built_and_in_the_contents(site: Path) -> None:
    """Sphinx warns of pages that no table of contents lists, and warnings are errors."""
    assert len(PAGES) > 40
    assert [page for page in PAGES if not (site / f"{page}.html").is_file()] == []


def test_files_of_the_repository_are_pages_and_links_to_them_lead_there(site: Path) -> None:
    page = (site / "explanation/golden-set.html").read_text("utf-8")
    assert "Cohen\u2019s kappa" in page
    assert 'href="../how-to/golden-set.html"' in page
    linking = (site / "explanation/accuracy.html").read_text("utf-8")
    assert 'href="golden-set.html"' in linking
    assert "contact sheets" in (site / "explanation/sampler.html").read_text("utf-8")


def test_no_page_or_style_refers_to_another_host(site: Path) -> None:
    for path in site.rglob("*.html"):
        requests = Requests()
        requests.feed(path.read_text("utf-8"))
        fetched = [each for each in requests.fetched if not each.startswith("data:")]
        assert [each for each in fetched if "//" in each] == [], path
    for path in site.rglob("*.css"):
        fetched = re.findall(r"(?:@import|url\()\s*[\"']?([^\"')]+)", path.read_text("utf-8"))
        assert [each for each in fetched if "//" in each and "w3.org" not in each] == [], path


@pytest.mark.browser
def test_no_page_scrolls_sideways_or_leaves_this_machine(site: Path, browser: Browser) -> None:
    page = browser.new_page()
    problems: list[str] = []
    requested: list[str] = []
    listen(page, problems, requested)
    wide = []
    devices = list(WIDTHS.items())
    for name in PAGES:
        page.goto((site / f"{name}.html").as_uri())
        devices.reverse()  # it is as wide as the last page already
        for device, width in devices:
            page.set_viewport_size({"width": width, "height": 900})
            needed = page.evaluate("document.documentElement.scrollWidth")
            assert page.evaluate("innerWidth") == width
            if needed > width:
                wide.append((name, device, needed))
    page.close()
    assert wide == []
    # The theme logs which mode it is in.
    assert [each for each in problems if not each.startswith("[PST]")] == []
    assert requested
    assert {url.partition(":")[0] for url in requested} <= {"file", "data"}
