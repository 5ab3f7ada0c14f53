"""Pictures that end early are read whole, or not at all."""

from __future__ import annotations

import base64
import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page
from support.cut_files import CutFile, cut_files
from support.png_chunks import SIGNATURE, chunk
from support.site import PHOTOS, give, names_on

from folkhue.errors import ImageError
from folkhue.images.photo import read_photo

WHOLE, CUT, DAMAGED = "whole", "ends before the picture does", "is damaged"

with Image.open(PHOTOS / "garden.jpg") as garden:
    PICTURE = garden.convert("RGB").resize((120, 80))
FRAMES = [PICTURE.rotate(9 * turn) for turn in range(4)]
ANIMATION: dict[str, Any] = {"save_all": True, "append_images": FRAMES[1:], "duration": 90}


def encoded(kind: str, image: Image.Image = PICTURE, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def png(rows: int = 80, parts: int = 1, end: bool = True) -> bytes:
    """Return a PNG with some of its rows, in several chunks."""
    lines = b"".join(b"\0" + row.tobytes() for row in np.asarray(PICTURE)[:rows])
    packed = zlib.compress(lines)
    size = -(-len(packed) // parts)
    pieces = [packed[at : at + size] for at in range(0, len(packed), size)]
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 120, 80, 8, 2, 0, 0, 0))
    body = b"".join(chunk(b"IDAT", piece) for piece in pieces)
    return SIGNATURE + header + body + (chunk(b"IEND", b"") if end else b"")


JPEGS = {
    "baseline": encoded("JPEG"),
    "progressive": encoded("JPEG", progressive=True),
    "restarts": encoded("JPEG", restart_marker_blocks=4),
    "444": encoded("JPEG", subsampling=0),
    "gray": encoded("JPEG", PICTURE.convert("L")),
    "cmyk": encoded("JPEG", PICTURE.convert("CMYK")),
    "turned": encoded(
        "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    ),
}
GIF = encoded("GIF", PICTURE.convert("P"))
ANIMATED_GIF = encoded("GIF", FRAMES[0].convert("P"), **ANIMATION)
WEBP = encoded("WEBP")
ANIMATED_WEBP = encoded("WEBP", **ANIMATION)
SHOWN = [file for file in cut_files() if not file.name.endswith(".tiff")]
AVIF, BMP = encoded("AVIF"), encoded("BMP")


def jpegs() -> Iterator[tuple[bytes, bytes, str]]:
    chance = random.Random(5)
    for name, whole in JPEGS.items():
        for cut, said in ((0, WHOLE), (1, WHOLE), (2, WHOLE), (4, CUT), (9, CUT)):
            yield whole, whole[: len(whole) - cut], said
        for _ in range(6):
            part = whole[: chance.randrange(700, len(whole) - 9)]
            yield whole, part, CUT
            if name != "progressive":  # whose scans that are there make a picture, if a blurred one
                yield whole, part + b"\xff\xd9", CUT
            yield whole, part + bytes(len(whole) - len(part)), CUT
        yield whole, whole[:-2] + bytes(99), WHOLE
        yield whole, whole + b"more", WHOLE
    scans = JPEGS["progressive"]
    for at in range(len(scans)):
        if scans[at : at + 2] in (b"\xff\xda", b"\xff\xc4"):
            yield scans, scans[:at], CUT


def others() -> Iterator[tuple[bytes, bytes, str]]:
    for parts in (1, 5):
        whole = png(parts=parts)
        for cut in (0, 1, 11, 12, 13, 16, 17, 20):
            yield whole, whole[: len(whole) - cut], WHOLE
        for cut in (30, 99, len(whole) // 2):
            yield whole, whole[:-cut], CUT
    yield png(), png(end=False), WHOLE
    yield png(), png()[:-12] + chunk(b"tEXt", b"Comment\0" + bytes(99))[:-50], WHOLE
    yield png(), png(rows=40), DAMAGED
    yield png(), png(rows=79), DAMAGED
    yield png(), png(rows=40, end=False), CUT
    split = png(parts=5)
    for piece in range(1, 5):
        yield split, b"IDAT".join(split.split(b"IDAT")[: piece + 1])[:-4], CUT
    for cut, said in ((0, WHOLE), (1, WHOLE), (2, WHOLE), (3, CUT), (10, CUT), (999, CUT)):
        yield GIF, GIF[: len(GIF) - cut], said
    for part, said in ((0.05, CUT), (0.1, CUT), (0.4, WHOLE), (0.7, WHOLE), (0.95, WHOLE)):
        yield ANIMATED_GIF, ANIMATED_GIF[: int(part * len(ANIMATED_GIF))], said
    for part, said in ((0.05, CUT), (0.6, WHOLE), (0.95, WHOLE)):
        yield ANIMATED_WEBP, ANIMATED_WEBP[: int(part * len(ANIMATED_WEBP))], said
    for whole in (WEBP, AVIF, BMP):
        for cut in (1, 9, len(whole) // 2):
            yield whole, whole[:-cut], CUT


@pytest.fixture(scope="module")
def script(browser: Browser, site: Path) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.as_uri()}/index.html")
    yield page
    context.close()


def opened(page: Page, contents: bytes) -> str:
    """Open a picture; return a digest of its pixels, or the message."""
    told: str = page.evaluate(
        """async text => { const bytes = Uint8Array.from(atob(text), each => each.charCodeAt(0));
        try {
            const {canvas} = await folkhue.opened(new File([bytes], "photo"));
            const hash = await crypto.subtle.digest("SHA-256", folkhue.pixelsOf(canvas));
            return [...new Uint8Array(hash)].join();
        } catch (error) { return `${error.name}: ${error.message}`; } }""",
        base64.b64encode(contents).decode(),
    )
    return told


@pytest.mark.parametrize("cases", [jpegs, others])
def test_a_picture_that_ends_early_is_whole_or_damaged(
    script: Page, cases: Callable[[], Iterator[tuple[bytes, bytes, str]]]
) -> None:
    for number, (whole, part, said) in enumerate(cases()):
        found = opened(script, part)
        if said == WHOLE:
            assert found == opened(script, whole), number
        else:
            assert found.startswith("PhotoError: photo is damaged"), number
            assert said in found, number


@pytest.mark.parametrize("file", SHOWN, ids=lambda file: file.name)
def test_a_file_is_read_if_and_only_if_the_command_reads_it(script: Page, file: CutFile) -> None:
    found = opened(script, file.contents)
    try:
        read_photo(file.contents)
    except ImageError:
        assert not file.is_whole
        assert found.startswith("PhotoError: photo is damaged")
    else:
        assert file.is_whole
        assert found == opened(script, file.original)


def test_a_gray_corner_is_no_damage(script: Page) -> None:
    gray = encoded("JPEG", Image.new("RGB", (40, 40), (128, 128, 128)))
    assert "Error" not in opened(script, gray)


def test_damage_is_told_and_others_are_shown(
    visit: Callable[..., Page], flag: Path, tmp_path: Path
) -> None:
    whole = JPEGS["baseline"]
    (tmp_path / "half.jpg").write_bytes(whole[: len(whole) // 2])
    page = visit()
    page.locator("#pick").set_input_files([str(tmp_path / "half.jpg"), str(flag)])
    alert = page.get_by_role("alert")
    alert.get_by_text("half.jpg is damaged: the file ends before the picture does.").wait_for()
    assert names_on(page) == [["red", "60 %"], ["blue", "40 %"]]
    (tmp_path / "nearly.jpg").write_bytes(whole[:-2])
    page.get_by_role("button", name="Start over").click()
    give(page, tmp_path / "nearly.jpg")
    assert alert.inner_text() == ""
