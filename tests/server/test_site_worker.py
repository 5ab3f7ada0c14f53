"""Photographs are decoded and named in a worker, or by the page itself where none starts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from support.site import HASH, PARROT, PHOTOS, checked, focused, give, names_on

import folkhue
from folkhue.images.photo import read_photo

NO_WORKER = {
    "absent": "delete window.Worker",
    "forbidden": "window.Worker = class { constructor() { throw new Error(); } }",
    "unable to draw": "delete window.OffscreenCanvas",
    "broken": "const own = URL.createObjectURL; URL.createObjectURL = (what) => own.call(URL, "
    "what.type === 'text/javascript' ? new Blob(['throw new Error()']) : what)",
}
HELD = """delete window.Worker; window.held = [];
const own = createImageBitmap;
window.createImageBitmap = async (...given) => {
    if (given[0] instanceof Blob) await new Promise((resolve) => { held.push(resolve); });
    return own(...given);
};"""
"""The page works without a worker, and decodes nothing before a test lets it."""


def release(page: Page) -> None:
    page.wait_for_function("() => held.length")
    page.evaluate("held.shift()()")


@pytest.mark.parametrize("from_disk", [True, False], ids=["from disk", "served"])
def test_a_worker_does_the_work(visit: Callable[..., Page], flag: Path, from_disk: bool) -> None:
    page = visit(new=True, from_disk=from_disk)
    page.evaluate("() => { folkhue.serve = folkhue.opened = folkhue.named = null; }")
    give(page, flag)
    assert names_on(page) == [["red", "60 %"], ["blue", "40 %"]]
    assert [worker.url[:5] for worker in page.workers] == ["blob:"]


def told_of_parrot(page: Page, wing: Path) -> list[str]:
    """Open a photograph; return what the page shows of it, and a hash of its names."""
    give(page, wing)
    page.locator(".swatches li").first.wait_for()
    page.get_by_role("application").focus()
    page.keyboard.press("ArrowRight")
    shown = [page.locator(part).inner_text() for part in (".filter", ".swatches", ".pixel")]
    return [*shown, page.evaluate(f"({HASH})(folkhue.state.shown.small.names)")]


@pytest.fixture(scope="module")
def wing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a part of a photograph, which is decoded in a moment."""
    path = tmp_path_factory.mktemp("photos") / "wing.png"
    Image.fromarray(read_photo(PARROT).rgb[100:350, 100:350]).save(path)
    return path


@pytest.fixture(scope="module")
def by_worker(page_of_module: Page, wing: Path) -> list[str]:
    told = told_of_parrot(page_of_module, wing)
    assert page_of_module.workers
    return told


@pytest.mark.parametrize("script", NO_WORKER.values(), ids=list(NO_WORKER))
def test_without_a_worker_the_page_computes_the_same(
    visit: Callable[..., Page], by_worker: list[str], wing: Path, script: str
) -> None:
    page = visit(script=script)
    assert told_of_parrot(page, wing) == by_worker
    assert page.workers == [] or script == NO_WORKER["broken"]


def test_an_opened_photograph_is_named_as_in_python(
    visit: Callable[..., Page], tmp_path: Path
) -> None:
    photo = read_photo(PHOTOS / "garden.jpg")
    Image.fromarray(photo.rgb).save(tmp_path / "garden.png")
    page = visit()
    give(page, tmp_path / "garden.png")
    for label, table in (("eleven", "basic11"), ("eight", "basic8")):
        page.get_by_label(label).check()
        page.wait_for_function("name => folkhue.state.which === name", arg=table)
        names = folkhue.load(table).predict(photo.rgb).astype(np.uint8)
        found = page.evaluate(
            """async () => [...new Uint8Array(await crypto.subtle.digest("SHA-256",
            folkhue.state.shown.names))]"""
        )
        assert bytes(found) == hashlib.sha256(names.tobytes()).digest()
        shares = folkhue.load(table).shares(photo.rgb)
        assert [name for name, _ in names_on(page)] == list(shares)


@pytest.mark.parametrize("how", ["by pointer", "by Escape", "by Enter"])
def test_progress_is_shown_and_work_is_canceled(
    visit: Callable[..., Page], flag: Path, how: str
) -> None:
    page = visit(script=HELD)
    page.locator("#pick").set_input_files([str(flag)] * 2)
    wait = page.locator("#wait")
    expect(wait).to_contain_text("opening 1 of 2: flag.png: decoding")
    assert "region" in checked(page)
    if how == "by pointer":
        page.get_by_role("button", name="Cancel").click()
    else:
        page.keyboard.press("Escape" if how == "by Escape" else "Tab")
    if how == "by Enter":
        page.get_by_role("button", name="Cancel").press("Enter")
        assert focused(page) == "Choose photographs"
    expect(page.get_by_role("status")).to_have_text("canceled")
    release(page)
    expect(wait).to_be_hidden()
    assert page.get_by_role("heading", name="Open a photograph").is_visible()
    assert page.get_by_role("alert").inner_text() == ""
    page.locator("#pick").set_input_files(str(flag))
    release(page)
    page.get_by_role("heading", name="flag.png").wait_for()
    assert page.evaluate("held.length") == 0, "the second photograph was not decoded"


def test_progress_is_announced(visit: Callable[..., Page], flag: Path) -> None:
    page = visit(script=HELD)
    page.clock.install()
    page.locator("#pick").set_input_files(str(flag))
    expect(page.locator("#wait")).to_contain_text("decoding")
    expect(page.get_by_role("status")).to_have_text("opening flag.png")
    page.clock.run_for(3000)
    release(page)
    page.get_by_role("heading", name="flag.png").wait_for()
    expect(page.get_by_role("status")).to_have_text("flag.png: 60 % red, 40 % blue")


def test_another_choice_cancels_the_first(
    visit: Callable[..., Page], flag: Path, tmp_path: Path
) -> None:
    for name, rgb in (("meadow", (20, 150, 40)), ("coal", (10, 10, 10))):
        Image.new("RGB", (30, 30), rgb).save(tmp_path / f"{name}.png")
    page = visit(script=HELD)
    files = [flag, tmp_path / "meadow.png", tmp_path / "coal.png"]
    page.locator("#pick").set_input_files([str(file) for file in files])
    for _ in files:
        release(page)
    page.get_by_role("heading", name="One palette of 3 photographs").wait_for()
    page.evaluate(
        """() => { window.titles = []; new MutationObserver(() => titles.push(
        document.querySelector("#title").textContent)).observe(
        document.querySelector("#title"), {childList: true}); }"""
    )
    page.get_by_role("button", name="meadow.png", exact=True).click()
    page.wait_for_function("() => held.length")
    page.get_by_role("button", name="coal.png", exact=True).click()
    release(page)
    release(page)
    page.get_by_role("heading", name="coal.png").wait_for()
    assert page.evaluate("titles") == ["coal.png"]


def test_a_large_picture_is_saved_whole(visit: Callable[..., Page], tmp_path: Path) -> None:
    Image.new("RGB", (3000, 2000), (20, 60, 200)).save(tmp_path / "sky.png")
    page = visit(new=True)
    give(page, tmp_path / "sky.png")
    assert page.locator("canvas.after").evaluate("canvas => canvas.width * canvas.height") < 2.1e6
    with page.expect_download() as download:
        page.get_by_role("button", name="the recolored picture").click()
    assert download.value.suggested_filename == "sky-named.png"
    with Image.open(download.value.path()) as saved:
        assert saved.size == (3000, 2000)
        table = folkhue.load("basic11")
        swatch = table.recolor(np.array([[[20, 60, 200]]], np.uint8))[0, 0]
        assert saved.convert("RGB").getpixel((1500, 1000)) == tuple(swatch)
