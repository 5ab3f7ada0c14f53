"""The page in a browser: it names pixels as Python does, by mouse, touch and keyboard."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT
from PIL import Image
from playwright.sync_api import Browser, Page

import folkhue
from folkhue.images.photo import Photo, read_photo
from folkhue.palettes.formats import FORMATS
from folkhue.palettes.palette import Palette, PaletteColor, palette
from folkhue.server.site import POLICY, site_files, write_site
from folkhue.table.color_table import ColorTable
from folkhue.table.lut import ColorLut

PHOTOS = ROOT / "golden/photos"
PARROT = PHOTOS / "parrot.jpg"

EXACT = ("css", "scss", "tailwind.css", "tailwind.js", "gpl", "ase", "aco", "kpl")
"""Exports that are those of Python byte by byte."""

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


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    write_site(folder)
    return folder


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def visit(browser: Browser, site: Path, served: str) -> Iterator[Callable[..., Page]]:
    """Open the page; at the end it must have asked for its files alone, and not complained."""
    complaints: list[str] = []
    asked: list[str] = []
    contexts = []
    disk = f"{site.as_uri()}/"

    def open_page(scheme: str = "light", from_disk: bool = True, **device: Any) -> Page:
        how: Any = {"color_scheme": scheme, "reduced_motion": "reduce", **(device or DESK)}
        contexts.append(browser.new_context(**how))
        page = contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: complaints.append(request.url))
        page.on("request", lambda request: asked.append(request.url))
        # So that Playwright looks out for choosers before one can open.
        page.on("filechooser", lambda chooser: None)
        if not from_disk:
            permissions = ["clipboard-read", "clipboard-write"]
            contexts[-1].grant_permissions(permissions, origin=served)
        page.goto(f"{disk if from_disk else served}index.html")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [each for each in complaints if not each.startswith("blob:")] == []
    assert [url for url in asked if not url.startswith((disk, served, "blob:"))] == []


@pytest.fixture
def flag(tmp_path: Path) -> Path:
    """A picture of 100 × 50 pixels: 60 columns of red, 40 of blue."""
    pixels = np.full((50, 100, 3), (200, 20, 30), np.uint8)
    pixels[:, 60:] = (20, 60, 200)
    Image.fromarray(pixels).save(tmp_path / "flag.png")
    return tmp_path / "flag.png"


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
    """Make files known to scripts as `given.files`."""
    page.evaluate(
        """() => { const input = document.createElement("input"); input.type = "file";
        input.multiple = true; input.id = "given"; document.body.append(input); }"""
    )
    page.locator("#given").set_input_files([str(file) for file in files])


@pytest.mark.parametrize("name", ["basic8", "basic11"])
def test_every_color_is_named_as_in_python(visit: Callable[..., Page], name: str) -> None:
    expected = hashlib.sha256(folkhue.load(name).lut.flat.tobytes()).hexdigest()
    found = visit().evaluate(
        f"""async name => {{ {READ}
        const every = Uint32Array.from({{length: 1 << 24}}, (_, n) => n + 0xff000000);
        const names = (await read(name)).names(new Uint8ClampedArray(every.buffer));
        return ({HASH})(names); }}""",
        name,
    )
    assert found == expected


def test_golden_photographs_are_named_byte_by_byte_as_in_python(
    visit: Callable[..., Page], tmp_path: Path
) -> None:
    table = folkhue.load("basic11")
    files, expected = [], []
    for path in sorted(PHOTOS.iterdir()):
        photo = read_photo(path)
        files.append(raw(photo, tmp_path / path.stem))
        names = np.where(photo.opaque, table.predict(photo.rgb), 255).astype(np.uint8)
        expected.append(hashlib.sha256(names.tobytes()).hexdigest())
    page = visit()
    held(page, *files)
    found = page.evaluate(
        f"""async () => {{ {READ}
        const table = await read("basic11"), found = [], hash = {HASH};
        for (const file of document.querySelector("#given").files)
            found.push(await hash(table.names(new Uint8Array(await file.arrayBuffer()))));
        return found; }}"""
    )
    assert found == expected
    assert len(found) > 50


@pytest.mark.parametrize("name", ["basic8", "basic11"])
def test_single_colors_are_told_as_in_python(
    visit: Callable[..., Page], rng: np.random.Generator, name: str
) -> None:
    from folkhue.palettes.modifiers import describe

    table = folkhue.load(name)
    colors = rng.integers(0, 256, (300, 3), np.uint8)
    names = [table.terms[number] for number in table.predict(colors)]
    found = visit().evaluate(
        f"""async ([name, colors]) => {{ {READ}
        const table = await read(name);
        return colors.map(rgb => [folkhue.describe(rgb, table), table.confidence(rgb),
            table.probabilities(rgb)]); }}""",
        [name, colors.tolist()],
    )
    words, confidence, chances = zip(*found, strict=True)
    assert list(words) == describe(colors, names, table)
    assert np.allclose(confidence, table.confidence(colors), rtol=0, atol=1e-6)
    assert np.allclose(chances, table.probabilities()[table.bins(colors)], rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    "k, emphasis",
    [(3, "share"), (6, "share"), ("auto", "share"), (6, "accent"), ("auto", "accent")],
)
def test_palettes_and_their_files_are_those_of_python(
    visit: Callable[..., Page], tmp_path: Path, k: int | str, emphasis: str
) -> None:
    photos = [read_photo(PHOTOS / f"{name}.jpg") for name in ("garden", "parrot", "plaid-shirt")]
    photos = [photos[0], Photo(photos[1].rgb[::9, ::9], photos[1].opaque[::9, ::9]), photos[2]]
    expected = [palette(each, k, emphasis=emphasis) for each in (photos, *photos)]
    page = visit()
    held(page, *(raw(photo, tmp_path / str(n)) for n, photo in enumerate(photos)))
    found = page.evaluate(
        f"""async ([k, emphasis]) => {{ {READ}
        const table = await read("basic11"), points = [];
        for (const file of document.querySelector("#given").files)
            points.push(folkhue.pointsOf(new Uint8Array(await file.arrayBuffer())));
        return [folkhue.merged(points), ...points].map(rows => {{
            const found = folkhue.palette(rows, k, emphasis);
            const colors = folkhue.ordered(found, "share").map(color => ({{
                ...color, name: table.terms[table.nameOf(color.rgb)],
                confidence: table.confidence(color.rgb),
                description: folkhue.describe(color.rgb, table) }}));
            return Object.fromEntries(Object.entries(folkhue.formats).map(([suffix, {{write}}]) =>
                [suffix, [...new Uint8Array(typeof write({{title: "", colors}}) === "string"
                    ? new TextEncoder().encode(write({{title: "", colors}}))
                    : write({{title: "", colors}}))]]));
        }}); }}""",
        [k, emphasis],
    )
    for one, files in zip(expected, found, strict=True):
        for suffix in EXACT:
            assert bytes(files[suffix]) == FORMATS[f".{suffix}"].encode(one), suffix
        colors = json.loads(bytes(files["json"]))["colors"]
        for color, told in zip(one.as_dict()["colors"], colors, strict=True):
            assert list(color) == list(told)
            for key, value in color.items():
                near = value if isinstance(value, str) else pytest.approx(value, abs=2e-3)
                assert told[key] == near, key


def test_a_table_without_probabilities_may_leave_colors_unnamed(
    visit: Callable[..., Page], rng: np.random.Generator, tmp_path: Path
) -> None:
    blocks = rng.choice(np.array([0, 1, 2, 255], np.uint8), (32, 32, 32)).repeat(8, 0)
    names = np.ascontiguousarray(blocks.repeat(8, 1).repeat(8, 2)).reshape(-1)
    names[rng.integers(0, 1 << 24, 100_000)] = 1
    swatches = ((255, 0, 0), (0, 255, 0), (0, 0, 255))
    table = ColorTable(("rot", "grün", "blau"), swatches, ColorLut.from_names(names))
    table.save(tmp_path / "own.npz")
    colors = rng.integers(0, 256, (500, 3), np.uint8)
    page = visit()
    held(page, tmp_path / "own.npz")
    found = page.evaluate(
        f"""async colors => {{
        const file = document.querySelector("#given").files[0];
        const table = await folkhue.read(new Uint8Array(await file.arrayBuffer()));
        const pixels = new Uint8Array(colors.flatMap(rgb => [...rgb, 255]));
        const names = table.names(pixels), painted = new Uint8Array(pixels.length);
        table.paint(names, pixels, painted);
        return [await ({HASH})(table.flat), table.terms, [...painted],
            table.shares(names, pixels).map(({{name, share}}) => [name, share]),
            colors.map(rgb => table.confidence(rgb)),
            [127, 128].map(alpha => table.names(new Uint8Array([...colors[0], alpha]))[0])]; }}""",
        colors.tolist(),
    )
    digest, terms, painted, shares, confidence, faint = found
    assert digest == hashlib.sha256(table.lut.flat.tobytes()).hexdigest()
    assert terms == list(table.terms)
    assert np.array_equal(np.reshape(painted, (-1, 4))[:, :3], table.recolor(colors))
    assert shares == [list(pair) for pair in table.shares(colors).items()]
    assert np.allclose(confidence, table.confidence(colors), rtol=0, atol=1e-6)
    assert table.predict(colors[0]) != 255
    assert faint == [255, table.predict(colors[0])]


def test_a_photograph_is_dropped_and_its_names_are_seen(
    visit: Callable[..., Page], flag: Path
) -> None:
    page = visit(from_disk=False)
    assert page.get_by_role("heading", name="Open a photograph").is_visible()
    carried = page.evaluate_handle(
        """text => { const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
        const data = new DataTransfer(); data.items.add(new File([bytes], "flag.png"));
        return data; }""",
        base64.b64encode(flag.read_bytes()).decode(),
    )
    page.dispatch_event("body", "dragover", {"dataTransfer": carried})
    assert page.locator("body.over").count() == 1
    page.dispatch_event("body", "drop", {"dataTransfer": carried})
    page.get_by_role("heading", name="flag.png").wait_for()
    assert names_on(page) == [["red", "60 %"], ["blue", "40 %"]]
    assert "100 × 50 pixels" in page.locator("#size").inner_text()
    assert not page.get_by_role("heading", name="Open a photograph").is_visible()


def test_a_photograph_is_pasted(visit: Callable[..., Page], flag: Path) -> None:
    page = visit()
    page.evaluate(
        """text => { const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
        const data = new DataTransfer(); data.items.add(new File([bytes], "flag.png"));
        document.body.dispatchEvent(
            new ClipboardEvent("paste", {clipboardData: data, bubbles: true})); }""",
        base64.b64encode(flag.read_bytes()).decode(),
    )
    page.get_by_role("heading", name="flag.png").wait_for()


def test_files_are_chosen_by_keyboard(visit: Callable[..., Page], flag: Path) -> None:
    page = visit()
    page.get_by_role("button", name="Choose photographs").focus()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    assert chooser.value.is_multiple()
    chooser.value.set_files(str(flag))
    page.get_by_role("heading", name="flag.png").wait_for()


def test_a_phone_takes_photos(visit: Callable[..., Page]) -> None:
    page = visit(**PHONE, is_mobile=True)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Take a photo").click()
    assert chooser.value.element.get_attribute("capture") == "environment"


def test_a_jpeg_is_named_as_in_python(visit: Callable[..., Page]) -> None:
    """But for what two decoders make of it."""
    page = visit()
    give(page, PARROT)
    table = folkhue.load("basic11")
    expected = list(table.shares(read_photo(PARROT).rgb).items())
    found = names_on(page)
    assert [name for name, _ in found[:4]] == [name for name, _ in expected[:4]]
    assert float(found[0][1].split()[0]) == pytest.approx(100 * expected[0][1], abs=2)


def test_the_line_is_dragged_and_moved_by_keys(visit: Callable[..., Page], flag: Path) -> None:
    page = visit()
    give(page, flag)
    slider = page.get_by_role("slider", name="How much is photograph")
    frame = page.locator("#frame").bounding_box()
    assert frame is not None
    y = frame["y"] + frame["height"] / 4
    page.mouse.move(frame["x"] + frame["width"] / 2, y)
    page.mouse.down()
    page.mouse.move(frame["x"] + 0.8 * frame["width"], y, steps=5)
    page.mouse.up()
    assert slider.get_attribute("aria-valuetext") == "80 % photograph, 20 % named"
    assert page.locator("#frame").evaluate("f => f.style.getPropertyValue('--at')") == "80%"
    slider.press("ArrowLeft")
    assert slider.input_value() == "79"
    slider.press("Home")
    assert slider.get_attribute("aria-valuetext") == "0 % photograph, 100 % named"
    assert page.get_by_role("heading", name="This pixel").is_hidden(), "a drag is no click"


def test_a_pixel_is_clicked_and_walked_from_by_keys(visit: Callable[..., Page], flag: Path) -> None:
    page = visit()
    give(page, flag)
    surface, told = page.get_by_role("application"), page.locator(".told")
    box = surface.bounding_box()
    assert box is not None
    surface.click(position={"x": 0.205 * box["width"], "y": 0.5 * box["height"]})
    assert told.inner_text().startswith("red\n#c8141e\nred\n96 %")
    assert page.get_by_role("status").inner_text() == "red, #c8141e, 96 % sure"
    for _ in range(39):
        page.keyboard.press("ArrowRight")
    assert told.get_by_role("button").inner_text() == "#c8141e"
    page.keyboard.press("Shift+ArrowRight")
    assert told.get_by_role("button").inner_text() == "#143cc8"
    page.keyboard.press("ArrowDown")
    assert "blue, #143cc8" in page.get_by_role("status").inner_text()


def veiled(page: Page) -> list[bool]:
    """Whether the left and the right end of the picture are veiled."""
    return page.locator(".lit").evaluate(
        """canvas => { const {width, height} = canvas;
        const how = {willReadFrequently: true};
        const copy = new OffscreenCanvas(width, height).getContext("2d", how);
        copy.drawImage(canvas, 0, 0);
        return [0, width - 1].map(x => copy.getImageData(x, 9, 1, 1).data[3] > 100); }"""
    )


def test_a_name_lights_up_its_pixels(visit: Callable[..., Page], flag: Path) -> None:
    page = visit()
    give(page, flag)
    red, blue = page.locator(".filter button").all()
    lit = page.locator(".lit.on")
    assert lit.count() == 0
    red.hover()
    assert veiled(page) == [False, True]
    page.mouse.move(0, 0)
    assert lit.count() == 0
    blue.focus()
    assert veiled(page) == [True, False]
    page.keyboard.press("Enter")
    assert blue.get_attribute("aria-pressed") == "true"
    red.focus()
    assert veiled(page) == [False, True]
    red.blur()
    assert veiled(page) == [True, False], "the one that was clicked"
    page.locator(".bar.big span").first.hover()
    assert veiled(page) == [False, True]


def test_a_code_is_copied(visit: Callable[..., Page], flag: Path) -> None:
    page = visit(from_disk=False)
    give(page, flag)
    page.get_by_role("button", name="copy #143cc8").click()
    said = page.get_by_role("status").filter(has_text="copied #143cc8")
    said.wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "#143cc8"


def test_a_code_is_copied_where_there_is_no_clipboard(
    visit: Callable[..., Page], flag: Path
) -> None:
    page = visit(from_disk=False)
    give(page, flag)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    button = page.get_by_role("button", name="copy #c8141e")
    button.press("Enter")
    page.get_by_role("status").filter(has_text="copied #c8141e").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "#c8141e"
    assert button.evaluate("button => button === document.activeElement")


def test_palettes_are_exported(visit: Callable[..., Page], flag: Path) -> None:
    saved = {}
    for few in (slice(6), slice(6, None)):  # Chromium drops the eleventh file of a page
        page = visit()
        give(page, flag)
        for button in page.locator(".exports button").all()[few]:
            with page.expect_download() as download:
                button.click()
            suffix = button.inner_text().split("\n")[0]
            assert download.value.suggested_filename.startswith("flag")
            assert download.value.suggested_filename.endswith(suffix)
            saved[suffix] = Path(download.value.path()).read_bytes()
    expected = palette(flag)
    for suffix in EXACT:
        assert saved[f".{suffix}"] == FORMATS[f".{suffix}"].encode(expected), suffix
    assert set(FORMATS) <= set(saved)
    assert json.loads(saved[".json"])["title"] == "flag.png"
    assert FORMATS[".json"].decode(saved[".json"]).colors == ((200, 20, 30), (20, 60, 200))
    assert b"#c8141e" in saved[".svg"]
    assert saved[".png"].startswith(b"\x89PNG")


def test_any_names_are_written_as_in_python(visit: Callable[..., Page]) -> None:
    """Those of tables of one's own, and titles of any files."""
    names = [
        "weiß",
        "Weiss!",
        "Bleu foncé",
        "हिन्दी नीला",
        "青",
        "πράσινος",
        '<&> "5"',
        "*/",
        "🟥 a",
    ]
    colors = [PaletteColor((n, 0, 255 - n), 0.1, "", 0.5, each) for n, each in enumerate(names * 2)]
    made = Palette(tuple(colors), f"a & <b>\t\u2028*/ {'🟥' * 200}.jpg")
    found = visit().evaluate(
        """([title, names]) => {
        const colors = names.map((description, n) => ({rgb: [n, 0, 255 - n], share: 0.1,
            name: "", confidence: 0.5, description}));
        return Object.entries(folkhue.formats).map(([suffix, {write}]) => {
            const file = write({title, colors});
            return [suffix, [...(file.buffer ? file : new TextEncoder().encode(file))]]; }); }""",
        [made.title, names * 2],
    )
    for suffix, written in found:
        if suffix in EXACT:
            assert bytes(written) == FORMATS[f".{suffix}"].encode(made), suffix
    ElementTree.fromstring(bytes(dict(found)["svg"]))


def test_one_palette_is_made_of_several_photographs(
    visit: Callable[..., Page], flag: Path, tmp_path: Path
) -> None:
    Image.new("RGB", (300, 300), (20, 150, 40)).save(tmp_path / "meadow.png")
    page = visit()
    give(page, flag, tmp_path / "meadow.png")
    page.get_by_role("heading", name="One palette of 2 photographs").wait_for()
    shares = page.locator(".swatches li span").all_inner_texts()
    assert shares == ["50 %", "30 %", "20 %"], "each photograph counts the same"
    assert page.locator("#title").inner_text() == "flag.png"
    page.get_by_role("button", name="meadow.png", exact=True).click()
    page.get_by_role("heading", name="meadow.png").wait_for()
    assert names_on(page) == [["green", "100 %"]]
    page.get_by_label("sorted by").select_option("hue")
    codes = page.locator(".swatches .code").all_inner_texts()
    assert codes == ["#c8141e", "#149628", "#143cc8"]
    page.get_by_label("Colors").select_option("2")
    assert page.locator(".swatches li").count() == 2
    page.get_by_role("button", name="Start over").click()
    assert page.get_by_role("heading", name="Open a photograph").is_visible()


def test_photographs_are_removed_by_keyboard(
    visit: Callable[..., Page], flag: Path, tmp_path: Path
) -> None:
    for name, rgb in (("meadow", (20, 150, 40)), ("coal", (10, 10, 10))):
        Image.new("RGB", (300, 300), rgb).save(tmp_path / f"{name}.png")
    page = visit()
    give(page, flag, tmp_path / "meadow.png", tmp_path / "coal.png")
    page.get_by_role("button", name="remove meadow.png").press("Enter")
    page.get_by_role("heading", name="One palette of 2 photographs").wait_for()
    assert page.locator(".swatches .code").all_inner_texts() == ["#0a0a0a", "#c8141e", "#143cc8"]
    assert focused(page) == "remove coal.png"
    assert page.locator("#title").inner_text() == "flag.png", "what is looked at stays"
    assert page.get_by_role("status").inner_text() == "removed meadow.png, 2 left"
    page.get_by_role("button", name="remove flag.png").press("Space")
    page.get_by_role("heading", name="coal.png").wait_for()
    page.locator("#palette", has_text="Palette").wait_for()
    assert page.locator(".swatches .code").all_inner_texts() == ["#0a0a0a"]
    assert page.get_by_role("button", name="remove").count() == 0, "the last is left"
    assert focused(page) == "coal.png"


def focused(page: Page) -> str:
    told: str = page.evaluate(
        "(on => on.getAttribute('aria-label') || on.textContent)(document.activeElement)"
    )
    return told


def test_back_and_forward_turn_the_pages(visit: Callable[..., Page], flag: Path) -> None:
    page = visit()
    give(page, flag)
    page.get_by_role("link", name="Palette").click()
    page.go_back()
    assert page.get_by_role("heading", name="flag.png").is_visible(), "a section is no page"
    page.go_back()
    page.get_by_role("heading", name="Open a photograph").wait_for()
    assert focused(page) == "Choose photographs"
    page.go_forward()
    page.get_by_role("heading", name="flag.png").wait_for()
    page.get_by_role("button", name="Start over").click()
    assert page.get_by_role("heading", name="Open a photograph").is_visible()
    page.get_by_role("button", name="Marbles").click()
    page.get_by_role("heading", name="Marbles").wait_for()
    assert page.locator(".photos li").count() == 1, "the flag is forgotten"


def test_sets_given_one_after_the_other_are_all_opened(
    visit: Callable[..., Page], flag: Path
) -> None:
    page = visit()
    for few in ([flag] * 5, [flag, ROOT / "LICENSE"], [flag] * 2):
        page.locator("#pick").set_input_files([str(each) for each in few])
    page.get_by_role("heading", name="One palette of 8 photographs").wait_for()
    assert page.locator("#wait").is_hidden()


def test_a_folder_is_told_so_and_others_are_shown(visit: Callable[..., Page], flag: Path) -> None:
    page = visit()
    held(page, flag)
    page.evaluate(
        """() => { const data = new DataTransfer(), folder = new File(["?"], "holiday");
        folder.slice = () => ({arrayBuffer: () => Promise.reject(new Error("NotFound"))});
        const files = [folder, document.querySelector("#given").files[0]];
        Object.defineProperty(data, "files", {value: files});
        const drop = new DragEvent("drop", {dataTransfer: data, bubbles: true});
        document.body.dispatchEvent(drop); }"""
    )
    page.get_by_role("alert").get_by_text("holiday cannot be read; if it is a folder").wait_for()
    assert names_on(page)[0] == ["red", "60 %"]


@pytest.mark.parametrize("kind, said", [("text/plain", "no picture"), ("text/uri-list", "a file")])
def test_what_is_no_file_is_told_so(visit: Callable[..., Page], kind: str, said: str) -> None:
    page = visit()
    page.evaluate(
        """kind => { const data = new DataTransfer(); data.setData(kind, "https://a.example/b");
        const how = {bubbles: true, cancelable: true};
        document.body.dispatchEvent(kind === "text/plain"
            ? new ClipboardEvent("paste", {...how, clipboardData: data})
            : new DragEvent("drop", {...how, dataTransfer: data})); }""",
        kind,
    )
    page.get_by_text(said).wait_for()


def test_a_panorama_is_no_mere_line(visit: Callable[..., Page], tmp_path: Path) -> None:
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


def test_what_fingers_hit_is_large_enough(visit: Callable[..., Page], flag: Path) -> None:
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


def test_colors_that_stand_out_are_chosen_by_keyboard(
    visit: Callable[..., Page], tmp_path: Path
) -> None:
    """As in Python, the red umbrella in a gray street is there."""
    grays = np.linspace(60, 190, 90_000).astype(np.uint8).reshape(300, 300)
    pixels = np.stack([grays, grays, grays + 6], axis=-1)
    pixels[:3, :150] = (200, 20, 30)
    Image.fromarray(pixels).save(tmp_path / "street.png")
    page = visit()
    give(page, tmp_path / "street.png")
    page.get_by_label("Colors").select_option("3")
    shown = page.locator(".swatches .code")
    for key, emphasis in ((None, "share"), ("ArrowRight", "accent"), ("ArrowLeft", "share")):
        if key:
            page.locator("[name=emphasis]:checked").press(key)
        expected = palette(tmp_path / "street.png", 3, emphasis=emphasis)
        assert shown.all_inner_texts() == [color.hex for color in expected.colors]
        assert ("#c8141e" in shown.all_inner_texts()) == (emphasis == "accent")
        chosen = {"share": "what covers most", "accent": "what stands out"}[emphasis]
        assert page.get_by_role("group", name="Which colors").get_by_label(chosen).is_checked()
    assert page.get_by_role("status").inner_text().startswith("palette: 36 % light gray, ")


def test_eight_or_eleven_names(visit: Callable[..., Page], tmp_path: Path) -> None:
    Image.new("RGB", (10, 10), (239, 127, 165)).save(tmp_path / "rose.png")
    page = visit()
    give(page, tmp_path / "rose.png")
    for label, table in (("eight", "basic8"), ("eleven", "basic11")):
        page.get_by_label(label).check()
        rgb = np.array([239, 127, 165], np.uint8)
        expected = folkhue.load(table).terms[folkhue.load(table).predict(rgb)]
        page.locator(".filter b", has_text=expected).wait_for()
        assert len(names_on(page)) == 1
        assert expected in page.locator(".swatches b").inner_text()


@pytest.mark.parametrize(
    "name, contents, said",
    [
        ("notes.txt", b"Dear diary,\n", "notes.txt is a text file"),
        ("page.jpg", b"<!doctype html><p>", "page.jpg is a text file"),
        ("nothing.png", b"", "nothing.png is empty"),
        ("torn.png", b"\x89PNG\r\n\x1a\n" + bytes(90), "torn.png is damaged"),
        ("song.mp3", bytes(range(256)), "song.mp3 is not a picture"),
        ("phone.heic", b"\0\0\0\x18ftypheic", "phone.heic is of a kind that this browser"),
    ],
)
def test_what_is_no_picture_is_told_so(
    visit: Callable[..., Page], tmp_path: Path, name: str, contents: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(contents)
    page = visit()
    page.locator("#pick").set_input_files(str(tmp_path / name))
    alert = page.get_by_role("alert")
    alert.get_by_text(said).wait_for()
    assert page.get_by_role("button", name="Choose photographs").is_visible()


def test_what_is_too_large_is_told_so_and_others_are_shown(
    visit: Callable[..., Page], flag: Path, tmp_path: Path
) -> None:
    with (tmp_path / "heavy.jpg").open("wb") as heavy:
        heavy.truncate(101_000_000)
    Image.new("1", (15_000, 12_000)).save(tmp_path / "wide.png")
    page = visit()
    files = [tmp_path / "heavy.jpg", flag, tmp_path / "wide.png"]
    page.locator("#pick").set_input_files([str(file) for file in files])
    alert = page.get_by_role("alert")
    alert.get_by_text("heavy.jpg is too large: 101 MB").wait_for()
    assert "wide.png is too large: 15000 × 12000 pixels" in alert.inner_text()
    assert names_on(page)[0] == ["red", "60 %"]


def test_a_large_photograph_is_scaled_down_and_that_is_said(
    visit: Callable[..., Page], tmp_path: Path
) -> None:
    Image.new("RGB", (6000, 4000), (20, 60, 200)).save(tmp_path / "sky.png")
    page = visit()
    give(page, tmp_path / "sky.png")
    said = page.locator("#size").inner_text()
    assert said.startswith("6000 × 4000 pixels, scaled down to 4242 × 2828")
    assert names_on(page) == [["blue", "100 %"]]


def test_transparent_pixels_do_not_count(visit: Callable[..., Page], tmp_path: Path) -> None:
    pixels = np.zeros((10, 10, 4), np.uint8)
    pixels[:3], pixels[3:5] = (200, 20, 30, 255), (20, 60, 200, 100)
    Image.fromarray(pixels).save(tmp_path / "cut.png")
    Image.fromarray(pixels * 0).save(tmp_path / "glass.png")
    page = visit()
    give(page, tmp_path / "cut.png")
    assert names_on(page) == [["red", "100 %"]]
    assert page.locator(".swatches li").count() == 1
    box = page.get_by_role("application").bounding_box()
    assert box is not None
    for part, told in (
        (0.15, "red, #c8141e, 96 % sure"),
        (0.35, "transparent"),
        (0.8, "transparent"),
    ):
        at = {"x": 0.2 * box["width"], "y": part * box["height"]}
        page.get_by_role("application").click(position=at)
        assert page.get_by_role("status").inner_text() == told
    page.get_by_role("button", name="Start over").click()
    give(page, tmp_path / "glass.png")
    page.get_by_text("Every pixel is transparent.").wait_for()
    assert page.get_by_role("button", name=".scss").is_disabled()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing(visit: Callable[..., Page], scheme: str, device: dict[str, Any]) -> None:
    page = visit(scheme=scheme, **device)
    page.locator(".samples button").first.wait_for()
    assert {"color-contrast", "region", "list"} <= checked(page)
    page.get_by_role("button", name="Marbles").click()
    page.get_by_role("application").click(position={"x": 40, "y": 40})
    page.locator(".filter button").first.click()
    page.get_by_role("button", name="copy #").first.click()
    page.locator("#pick").set_input_files(str(ROOT / "LICENSE"))
    page.get_by_role("alert").get_by_text("LICENSE is a text file").wait_for()
    assert {"color-contrast", "label", "select-name", "region", "list"} <= checked(page)


def checked(page: Page) -> set[str]:
    """Look for what axe complains of, and give the rules that are kept."""
    found = Axe().run(page, options={"preload": False})  # that would ask for the style sheets
    assert found.violations_count == 0, found.generate_report()
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    return {rule["id"] for rule in found.response["passes"]}


def test_samples_have_many_names(visit: Callable[..., Page]) -> None:
    page = visit()
    for name in ("Sea at dusk", "Marbles", "Every hue"):
        page.get_by_role("button", name=name).click()
        page.get_by_role("heading", name=name).wait_for()
        assert len(names_on(page)) >= 8
        page.get_by_role("button", name="Start over").click()


def test_the_page_is_written_by_the_command_line(tmp_path: Path) -> None:
    executable = Path(sys.executable).parent / "folkhue"
    own = tmp_path / "mine.npz"
    own.write_bytes((ROOT / "src/folkhue/data/sampler8.npz").read_bytes())
    command = [str(executable), "page", "--out", str(tmp_path / "a/b"), "--table", str(own)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    written = {
        str(path.relative_to(tmp_path / "a/b")): path.read_bytes()
        for path in (tmp_path / "a/b").rglob("*")
        if path.is_file()
    }
    plain = site_files()
    assert set(written) - set(plain) == {"table/mine.npz"}
    assert {name for name in plain if written[name] != plain[name]} == {"tables.js"}
    own.write_bytes(b"no table")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "mine.npz: not a color table" in done.stderr
