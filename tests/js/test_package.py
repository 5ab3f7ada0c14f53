"""The npm package: in Node.js, in Chromium, and in an app that Vite builds."""

from __future__ import annotations

import hashlib
import json
import shutil
import tarfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest
from conftest import ROOT
from js.conftest import TOOLS, Raw, run_js
from PIL import Image
from playwright.sync_api import Browser

import folkhue
from folkhue.palettes.palette import palette
from folkhue.server.site import site_files

MAX_BYTES = 30_000
"""Of the packed package without its tables."""


def _digest(array: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def _check(found: list[dict[str, Any]], photos: list[Raw]) -> None:
    """Compare what the package found with what Python finds."""
    table = folkhue.load("basic11")
    assert len(found) == len(photos) > 50
    for each, raw in zip(found, photos, strict=True):
        photo = raw.photo
        names = np.where(photo.opaque, table.predict(photo.rgb), 255).astype(np.uint8)
        assert each["names"] == _digest(names), raw.path.name
        alpha = np.where(photo.opaque, 255, 0).astype(np.uint8)
        painted = np.dstack([table.recolor(photo.rgb), alpha]) * photo.opaque[..., None]
        assert each["painted"] == _digest(painted), raw.path.name
        assert list(each["shares"].items()) == list(table.shares(photo.rgb, photo.opaque).items())
        expected = palette(photo, 5)
        assert [color["hex"] for color in each["palette"]] == [color.hex for color in expected]
        for one, other in zip(each["palette"], expected, strict=True):
            assert (one["name"], one["description"]) == (other.name, other.description)
            assert one["share"] == pytest.approx(other.share)
            assert one["confidence"] == pytest.approx(other.confidence, abs=1e-6)


def test_in_node_golden_photographs_are_as_in_python(package: Path, photos: list[Raw]) -> None:
    described = [
        {"path": str(raw.path), "width": raw.size[0], "height": raw.size[1]} for raw in photos
    ]
    given = json.dumps({"folder": str(package), "photos": described})
    printed = run_js("node", "in_node.mjs", folder=ROOT / "tests/js", given=given)
    answer = json.loads(printed)
    table = folkhue.load("basic11")
    assert answer["terms"] == [*table.terms]
    assert answer["every"] == _digest(table.lut.flat)  # the names of all 2^24 colors
    _check(answer["found"], photos)


@pytest.fixture
def address(package: Path, tmp_path: Path) -> Any:
    """A server of the package and of what compares; it has no other pages."""
    shutil.copytree(package, tmp_path / "folkhue")
    shutil.copy(ROOT / "tests/js/compare.mjs", tmp_path / "compare.js")
    (tmp_path / "index.html").write_text('<!doctype html><link rel="icon" href="data:,">')
    yield from _served(tmp_path)


def _served(folder: Path) -> Any:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_in_chromium_golden_photographs_are_as_in_python(
    browser: Browser, address: str, tmp_path: Path, photos: list[Raw]
) -> None:
    for raw in photos:
        shutil.copy(raw.path, tmp_path / f"{raw.path.name}.raw")
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/index.html")
    found = page.evaluate(
        """async photos => {
        const { load } = await import("/folkhue/index.js");
        const { measured } = await import("/compare.js");
        const table = await load(), found = [];
        for (const [name, width, height] of photos) {
            const bytes = await (await fetch(`/${name}.raw`)).arrayBuffer();
            found.push(await measured(table, new Uint8ClampedArray(bytes), width, height));
        }
        return found; }""",
        [(raw.path.name, *raw.size) for raw in photos],
    )
    context.close()
    _check(found, photos)


@pytest.fixture(scope="module")
def app(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, with the package installed as npm does it, checked and built."""
    folder = tmp_path_factory.mktemp("app")
    shutil.copytree(ROOT / "packages/js/example", folder, dirs_exist_ok=True)
    (folder / "node_modules").mkdir()
    shutil.copytree(package, folder / "node_modules/folkhue")
    for tool in ("vite", "typescript"):
        (folder / "node_modules" / tool).symlink_to(TOOLS / tool)
    run_js("tsc", "--project", folder, folder=folder)
    run_js("vite", "build", "--logLevel", "error", folder=folder)
    return folder / "dist"


def test_an_app_that_vite_builds_names_a_photograph(
    app: Path, browser: Browser, tmp_path: Path
) -> None:
    photo = folkhue.read_photo(ROOT / "golden/photos/parrot.jpg")
    Image.fromarray(photo.rgb).save(tmp_path / "parrot.png")
    complaints: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for address in _served(app):
        page.goto(f"{address}/index.html")
        page.wait_for_selector("[data-ready]")
        page.set_input_files("input", tmp_path / "parrot.png")
        page.wait_for_selector("#palette li")
        told = page.text_content("#shares")
        colors = page.locator("#palette li").all_text_contents()
    context.close()
    assert complaints == []
    shares = folkhue.load().shares(photo.rgb)
    assert told == ", ".join(f"{100 * share:.1f} % {name}" for name, share in shares.items())
    expected = folkhue.palette(photo, 5)
    assert colors == [f"{color.hex} {color.description}" for color in expected]


def test_the_types_refuse_what_the_package_refuses(app: Path, tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(app.parent / "node_modules")
    shutil.copy(app.parent / "tsconfig.json", tmp_path)
    lines = (
        'import { load, UNNAMED, type ColorTable, type RGB } from "folkhue";',
        "const table: ColorTable = await load(new Uint8Array(3));",
        "const numbers: Uint8Array = table.predict(new Uint8ClampedArray(4));",
        "const picture = { data: numbers, width: 1, height: 1 };",
        "const shares: Record<string, number> = table.shares(picture);",
        'const rgb: RGB = table.name("#abc").neighbors.length ? table.swatches[0]! : [1, 2, 3];',
        "// @ts-expect-error: no triple",
        "table.name([1, 2]);",
        "// @ts-expect-error: no emphasis",
        'table.palette(numbers, 3, { emphasis: "loud" });',
        "// @ts-expect-error: made by load only",
        "new (table.constructor as typeof ColorTable)();",
        "export { rgb, shares, UNNAMED };",
    )
    (tmp_path / "main.ts").write_text("\n".join(lines))
    run_js("tsc", "--project", tmp_path, folder=tmp_path)


REFUSED = {
    'table.name("teal")': 'expected a color: "#rrggbb", or [r, g, b]',
    "table.name([1, 2])": "got Array of length 2",
    "table.name([1, 2, 256])": "whole numbers from 0 to 255",
    "table.name(null)": "got null",
    "table.predict(new Uint8Array(5))": "four for each pixel; got Uint8Array of length 5",
    "table.predict({ data: new Uint8Array(8), width: 3, height: 1 })": "expected 12 bytes",
    "table.predict(new Uint8Array(8), new Uint8Array(1))": "expected out to be a Uint8Array of 2",
    "table.predict('photo.jpg')": 'four for each pixel; got "photo.jpg"',
    "table.palette(new Uint8Array(4), 0)": 'k: expected 1 to 256, or "auto"; got 0',
    'table.palette(new Uint8Array(4), 3, { sort: "size" })': "sort: expected share or hue",
    "table.palette(new Uint8Array(4), 3, { distinct: -1 })": "distinct: expected 0 to 100; got -1",
    'await load("basic12")': "expected a table: basic11, basic8, fine, or an address",
    "await load(7)": "or bytes; got 7",
    "await load(new Uint8Array(40))": "the given bytes: not a color table of folkhue",
    'await load(new URL("file:///none.npz"))': "no such file",
}


def test_errors_say_what_came_and_what_is_taken(package: Path) -> None:
    lines = [
        f'import {{ load }} from "{package.as_uri()}/index.js";',
        "const table = await load(), told = [];",
        *(
            f"try {{ {code}; told.push(null); }} catch (error) {{ told.push(error.message); }}"
            for code in REFUSED
        ),
        "console.log(JSON.stringify(told));",
    ]
    (package / "refused.mjs").write_text("\n".join(lines))
    told = json.loads(run_js("node", "refused.mjs", folder=package))
    for code, message, reason in zip(REFUSED, told, REFUSED.values(), strict=True):
        assert message is not None, code
        assert reason in message, code


def test_pixels_at_any_place_of_a_buffer_are_read(package: Path) -> None:
    (package / "odd.mjs").write_text(
        f'import {{ load, UNNAMED }} from "{package.as_uri()}/index.js";\n'
        "const table = await load(), buffer = new Uint8Array(9).fill(255);\n"
        "buffer.set([200, 20, 30, 255], 1); buffer[8] = 127;\n"
        "const [red, none] = table.predict(buffer.subarray(1));\n"
        "const shares = JSON.stringify(table.shares(buffer.subarray(1)));\n"
        "console.log(table.terms[red], none === UNNAMED, shares);"
    )
    assert run_js("node", "odd.mjs", folder=package) == 'red true {"red":1}\n'


def test_the_package_is_small_and_has_what_it_needs(archive: Path, tmp_path: Path) -> None:
    with tarfile.open(archive) as packed:
        names = {each.name.removeprefix("package/") for each in packed}
        packed.extractall(tmp_path, filter="data")
    assert names == {
        *("README.md", "LICENSE", "package.json", "index.js", "index.d.ts"),
        *(f"core/{name}.js" for name in ("color", "palette", "table", "words")),
        *(f"tables/{name}.npz" for name in ("basic11", "basic8", "fine")),
    }
    shutil.rmtree(tmp_path / "package/tables")
    with tarfile.open(tmp_path / "small.tgz", "w:gz") as packed:
        packed.add(tmp_path / "package")
    assert (tmp_path / "small.tgz").stat().st_size <= MAX_BYTES


def test_the_page_is_built_on_the_modules_of_the_package() -> None:
    script = site_files()["scripts.js"].decode()
    for name in ("color", "palette", "table", "words"):
        module = (ROOT / f"src/folkhue/server/site/core/{name}.js").read_text("utf-8")
        body = module.partition("\n\n")[2].rpartition("export {")[0]
        assert body.strip() in script
    assert "\nimport " not in script
    assert "\nexport " not in script


def test_versions_agree() -> None:
    described = json.loads((ROOT / "packages/js/package.json").read_text("utf-8"))
    assert described["version"] == folkhue.__version__
