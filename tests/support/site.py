"""How tests use the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from support.browsing import listen
from support.project import ROOT

from folkhue.server.site import POLICY

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from folkhue.images.photo import Photo

PHOTOS = ROOT / "golden/photos"
PARROT = PHOTOS / "parrot.jpg"


EXACT = (
    *("css", "scss", "tailwind.css", "tailwind.js", "tokens.json", "xml", "swift"),
    *("gpl", "ase", "aco", "kpl", "pal", "hex", "txt"),
)
"""Formats whose files are byte for byte those of Python."""

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 900}}


HASH = """async bytes => [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))]
    .map(byte => byte.toString(16).padStart(2, "0")).join("")"""
READ = """const read = name => folkhue.read(
    Uint8Array.from(atob(folkhue.tables[name]), letter => letter.charCodeAt(0)));"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *what: object) -> None: ...

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()


@contextmanager
def visiting(browser: Browser, site: Path, site_url: str) -> Iterator[Callable[..., Page]]:
    """Yield what opens the page; it must request only its own files, and log no errors."""
    complaints: list[str] = []
    asked: list[str] = []
    contexts = []
    disk = f"{site.as_uri()}/"

    def open_page(
        scheme: str = "light", from_disk: bool = True, script: str = "", **device: Any
    ) -> Page:
        how: Any = {"color_scheme": scheme, "reduced_motion": "reduce", **(device or DESK)}
        contexts.append(browser.new_context(**how))
        page = contexts[-1].new_page()
        page.add_init_script(script)
        listen(page, complaints, asked)
        # So that Playwright looks out for choosers before one can open.
        page.on("filechooser", lambda chooser: None)
        if not from_disk:
            permissions = ["clipboard-read", "clipboard-write"]
            contexts[-1].grant_permissions(permissions, origin=site_url)
        page.goto(f"{disk if from_disk else site_url}index.html")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [each for each in complaints if not each.startswith("blob:")] == []
    assert [url for url in asked if not url.startswith((disk, site_url, "blob:"))] == []


def give(page: Page, *files: Path) -> None:
    page.locator("#pick").set_input_files([str(file) for file in files])
    page.locator("#title", has_text=files[-1].name if len(files) == 1 else "").wait_for()


def names_on(page: Page) -> list[list[str]]:
    return [text.split("\n") for text in page.locator(".filter button").all_inner_texts()]


def raw(photo: Photo, path: Path) -> Path:
    """Write pixels as the browser keeps them: RGBA."""
    path.write_bytes(np.dstack([photo.rgb, np.uint8(255 * photo.opaque)]).tobytes())
    return path


def held(page: Page, *files: Path) -> None:
    """Make files known to scripts as the files of the element #given."""
    page.evaluate(
        """() => { document.querySelector("#given")?.remove();
        const input = document.createElement("input"); input.type = "file";
        input.multiple = true; input.id = "given"; document.body.append(input); }"""
    )
    page.locator("#given").set_input_files([str(file) for file in files])


def veiled(page: Page) -> list[bool]:
    """Whether the left and the right end of the picture are veiled."""
    return page.locator(".lit").evaluate(
        """canvas => { const {width, height} = canvas;
        const how = {willReadFrequently: true};
        const copy = new OffscreenCanvas(width, height).getContext("2d", how);
        copy.drawImage(canvas, 0, 0);
        return [0, width - 1].map(x => copy.getImageData(x, 9, 1, 1).data[3] > 100); }"""
    )


def focused(page: Page) -> str:
    told: str = page.evaluate(
        "(on => on.getAttribute('aria-label') || on.textContent)(document.activeElement)"
    )
    return told


def checked(page: Page, *rules: str) -> set[str]:
    """Check a page by some rules of axe, or by all; return those that it meets."""
    from axe_playwright_python.sync_playwright import Axe

    options: dict[str, Any] = {"preload": False}  # it would request the style sheets
    if rules:
        options["runOnly"] = list(rules)
    found = Axe().run(page, options=options)
    assert found.violations_count == 0, found.generate_report()
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    return {rule["id"] for rule in found.response["passes"]}
