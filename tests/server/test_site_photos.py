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
    assert page.locator(".photos li").count() == 0, "none is listed while others are opened"


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
    assert page.locator(".photos .remove:visible").count() == 0, "the last is left"
    assert focused(page) == "coal.png"


def test_back_and_forward_switch_the_views(visit: Callable[..., Page], flag: Path) -> None:
    page = visit(new=True)
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


@pytest.mark.parametrize(
    "name, contents, said",
    [
        ("notes.txt", b"Dear diary,\n", "is a text file. Open a picture"),
        ("notes.jpg", "Größe".encode("utf-16"), "is a text file"),
        ("notes.md", "Größe".encode("latin-1"), "is a text file"),
        ("notes", "notes".encode("utf-16-le"), "is a text file"),
        ("icon.xbm", b"#define icon_width 8\n", "is a kind of picture that browsers do not show"),
        (
            "scene.tga",
            b"\0\0\2" + bytes(9) + b"\5\0\5\0\x18\0" + bytes(75),
            "is a kind of picture that browsers do not",
        ),
        ("page.jpg", b"\n<!-- saved --><!doctype html><p>", "is a web page, not a picture. Open"),
        ("nothing.png", b"", "is empty"),
        ("zeros.jpg", bytes(900), "is damaged: it holds nothing but zeros"),
        ("torn.png", b"\x89PNG\r\n\x1a\n" + bytes(90), "is damaged, and cannot be opened"),
        ("noise.mp3", bytes(range(256)), "is not a picture. Open a picture: JPEG,"),
        ("phone.jpg", b"\0\0\0\x18ftypheic", "is a HEIC photograph, which this browser does not"),
        ("scan.tif", b"II*\0\x08\0\0\0", "is a TIFF picture or a raw photograph"),
        ("scan.png", b"MM\0*\0\0\0\x08", "is a TIFF picture or a raw photograph"),
        ("new.jxl", b"\xff\x0a\xfa\x7f", "is a JPEG XL picture, which this browser does not"),
        ("old.jp2", b"\0\0\0\x0cjP  \r\n\x87\n", "is a JPEG 2000 picture"),
        ("photo.ppm", b"P6\n2 1\n255\n\1\2\3\4\5\6", "is a PNM picture, which browsers do not"),
        ("photo.jpg", b"P3 2 1 255 1 2 3 4 5 6", "is a PNM picture, which browsers do not show"),
        ("art.psd", b"8BPS\0\x01" + bytes(20), "is a Photoshop document. Save it as JPEG or"),
        ("art.xcf", b"gimp xcf v011\0", "is a GIMP document"),
        ("logo.svg", b"<?xml version='1.0'?>\n<!-- a -->\n<svg/>", "is an SVG drawing, not a"),
        ("logo.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is an SVG drawing, not a"),
        ("letter.pdf", b"%PDF-1.7\n", "is a PDF document. Save its pictures as JPEG or PNG"),
        ("page.eps", b"%!PS-Adobe-3.0", "is a PostScript document"),
        ("film.mp4", b"\0\0\0\x18ftypisom\0\0\2\0", "is a video. Open a picture: a still of"),
        ("film.jpg", b"\0\0\0\x14ftypqt  \0\0\2\0", "is a video"),
        ("film.webm", b"\x1aE\xdf\xa3\x9fB\x86", "is a video"),
        ("film.avi", b"RIFF\x10\0\0\0AVI LIST", "is a video"),
        ("song.m4a", b"\0\0\0\x18ftypM4A \0\0\2\0", "is a sound"),
        ("song.wav", b"RIFF\x10\0\0\0WAVEfmt ", "is a sound"),
        ("camera.cr2", b"II*\0\x10\0\0\0CR\x02\0", "is a raw photograph of a camera. Develop"),
        ("camera.cr3", b"\0\0\0\x18ftypcrx \0\0", "is a raw photograph of a camera. Develop"),
        ("camera.raf", b"FUJIFILMCCD-RAW 0201", "is a raw photograph of a camera. Develop"),
        ("report.docx", b"PK\3\4\x14\0\6\0", "is a zip archive or an office document. Unpack"),
        ("all.tar.gz", b"\x1f\x8b\x08\0", "is an archive. Unpack it"),
        ("photo.jpg", b"version https://git-lfs.github.com/spec/v1\n", "is a pointer of Git LFS"),
    ],
)
def test_other_files_are_errors(
    page_of_module: Page, tmp_path: Path, name: str, contents: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(contents)
    page = page_of_module
    page.evaluate("folkhue.showErrors([])")
    page.locator("#pick").set_input_files(str(tmp_path / name))
    alert = page.get_by_role("alert")
    alert.get_by_text(f"{name} {said}").wait_for()
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
