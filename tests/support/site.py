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
    from playwright.sync_api import Browser, BrowserContext, Page

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


class Visits:
    """Pages that were opened in contexts of their own; what they request and log is checked."""

    def __init__(self, browser: Browser, site: Path, site_url: str) -> None:
        self._browser, self._site_url, self._disk = browser, site_url, f"{site.as_uri()}/"
        self._complaints: list[str] = []
        self._asked: list[str] = []
        self._contexts: list[BrowserContext] = []

    def open(
        self, scheme: str = "light", from_disk: bool = True, script: str = "", **device: Any
    ) -> Page:
        """Open the page on a device, in a color scheme; run a script before those of the page."""
        how: Any = {"color_scheme": scheme, "reduced_motion": "reduce", **(device or DESK)}
        context = self._browser.new_context(**how)
        self._contexts.append(context)
        page = context.new_page()
        page.add_init_script(script)
        listen(page, self._complaints, self._asked)
        # So that Playwright looks out for choosers before one can open.
        page.on("filechooser", lambda chooser: None)
        if not from_disk:
            permissions = ["clipboard-read", "clipboard-write"]
            context.grant_permissions(permissions, origin=self._site_url)
        page.goto(f"{self._disk if from_disk else self._site_url}index.html")
        return page

    def check(self) -> None:
        """Check that pages requested only their own files, and logged no errors, since the last."""
        complaints, asked = self._complaints.copy(), self._asked.copy()
        self._complaints.clear()
        self._asked.clear()
        assert [each for each in complaints if not each.startswith("blob:")] == []
        own = (self._disk, self._site_url, "blob:")
        assert [url for url in asked if not url.startswith(own)] == []

    def close(self) -> None:
        for context in self._contexts:
            context.close()


class KeptPages:
    """A page from disk and one that is served, which one test after the other finds as if new."""

    def __init__(self, visits: Visits) -> None:
        self.visits = visits
        self._pages: dict[bool, Page] = {}

    def visit(
        self,
        own: Visits,
        *,
        new: bool = False,
        from_disk: bool = True,
        **other: Any,
    ) -> Page:
        """Return a kept page; or a new one, if that or anything unusual is asked for."""
        if new or other:
            return own.open(from_disk=from_disk, **other)
        if from_disk not in self._pages:
            self._pages[from_disk] = self.visits.open(from_disk=from_disk)
        page = self._pages[from_disk]
        page.set_viewport_size(DESK["viewport"])
        page.mouse.move(0, 0)
        page.evaluate(ANEW)
        page.wait_for_function("history.state === 'start'")
        return page


ANEW = """async () => {
    const done = () => new Promise((resolve) => folkhue.enqueue(async () => resolve()));
    await done();
    const told = (each) => ["checkbox", "radio"].includes(each.type) ? "checked" : "value";
    const inputs = [...document.querySelectorAll("select, input:not([type=file], [type=color])")];
    window.untouched ??= new Map(inputs.map(each => [each, each[told(each)]]));
    folkhue.startOver();
    for (const [each, value] of untouched) {
        if (each[told(each)] === value || each.type === "radio" && !value) continue;
        each[told(each)] = value;
        for (const kind of ["input", "change"])
            each.dispatchEvent(new Event(kind, {bubbles: true}));
    }
    await done();
    folkhue.say("");
    folkhue.showErrors([]);
    folkhue.forgetAll();
    document.activeElement.blur();
    window.scrollTo(0, 0); }"""
"""Forget all photographs, and choose what a new page has chosen."""


@contextmanager
def visiting(browser: Browser, site: Path, site_url: str) -> Iterator[Callable[..., Page]]:
    """Yield what opens the page; it must request only its own files, and log no errors."""
    visits = Visits(browser, site, site_url)
    yield visits.open
    visits.close()
    visits.check()


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
