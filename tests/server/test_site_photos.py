"""Photographs are opened, listed and removed; errors are shown."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT
from PIL import Image
from playwright.sync_api import Page, expect
from support.site import (
    PARROT,
    PHONE,
    focused,
    give,
    held,
    names_on,
)

import folkhue
from folkhue.images.photo import read_photo


def test_a_dropped_photograph_is_named(visit: Callable[..., Page], flag: Path) -> None:
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
    """Except for the differences between two decoders."""
    page = visit()
    give(page, PARROT)
    table = folkhue.load("basic11")
    expected = list(table.shares(read_photo(PARROT).rgb).items())
    found = names_on(page)
    assert [name for name, _ in found[:4]] == [name for name, _ in expected[:4]]
    assert float(found[0][1].split()[0]) == pytest.approx(100 * expected[0][1], abs=2)


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
    expect(page.locator(".swatches li")).to_have_count(2)
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


def test_back_and_forward_switch_the_views(visit: Callable[..., Page], flag: Path) -> None:
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


def test_several_sets_are_opened_one_after_the_other(
    visit: Callable[..., Page], flag: Path
) -> None:
    page = visit()
    for few in ([flag] * 5, [flag, ROOT / "LICENSE"], [flag] * 2):
        page.locator("#pick").set_input_files([str(each) for each in few])
    page.get_by_role("heading", name="One palette of 8 photographs").wait_for()
    assert page.locator("#wait").is_hidden()


def test_a_folder_is_an_error_and_others_are_shown(visit: Callable[..., Page], flag: Path) -> None:
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
def test_other_data_is_an_error(visit: Callable[..., Page], kind: str, said: str) -> None:
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


@pytest.mark.parametrize(
    "name, contents, said",
    [
        ("notes.txt", b"Dear diary,\n", "notes.txt is a text file"),
        ("page.jpg", b"<!doctype html><p>", "page.jpg is a web page, not a picture. Open the"),
        ("nothing.png", b"", "nothing.png is empty"),
        ("torn.png", b"\x89PNG\r\n\x1a\n" + bytes(90), "torn.png is damaged"),
        ("song.mp3", bytes(range(256)), "song.mp3 is not a picture"),
        ("phone.heic", b"\0\0\0\x18ftypheic", "phone.heic is a HEIC photograph, which this"),
    ],
)
def test_other_files_are_errors(
    visit: Callable[..., Page], tmp_path: Path, name: str, contents: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(contents)
    page = visit()
    page.locator("#pick").set_input_files(str(tmp_path / name))
    alert = page.get_by_role("alert")
    alert.get_by_text(said).wait_for()
    assert page.get_by_role("button", name="Choose photographs").is_visible()


def test_too_large_photographs_are_errors_and_others_are_shown(
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


def test_a_large_photograph_is_scaled_down(visit: Callable[..., Page], tmp_path: Path) -> None:
    Image.new("RGB", (6000, 4000), (20, 60, 200)).save(tmp_path / "sky.png")
    page = visit()
    give(page, tmp_path / "sky.png")
    said = page.locator("#size").inner_text()
    assert said.startswith("6000 × 4000 pixels, scaled down to 4242 × 2828")
    assert names_on(page) == [["blue", "100 %"]]


def test_samples_have_many_names(visit: Callable[..., Page]) -> None:
    page = visit()
    for name in ("Sea at dusk", "Marbles", "Every hue"):
        page.get_by_role("button", name=name).click()
        page.get_by_role("heading", name=name).wait_for()
        assert len(names_on(page)) >= 8
        page.get_by_role("button", name="Start over").click()
