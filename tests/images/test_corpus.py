"""Files of every format, mode and metadata are read as browsers show them."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.corpus import CASES
from support.corpus.comparing import Shown, by_folkhue, by_libvips, by_page, difference
from support.shared import made_once

from folkhue.server.site import write_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OTHERWISE = {
    "/iCCP of Lab": "ignored, as the PNG specification says; browsers take RGB for Lab",
    "/cICP with a matrix": "ignored, as the PNG specification says; browsers refuse the picture",
    "avif/RGB/no profile": "ignored; browsers refuse the picture",
    "jpeg/CMYK/profile": "as the profile says; browsers first mix black into the other inks",
    "jpeg/YCCK/profile": "as the profile says; browsers first mix black into the other inks",
    "bmp/RGBA 32 bit/version 3": "refused; Pillow does not read this kind, of Windows CE",
    "bmp/palette 8 bit/run lengths, left out": "refused as cut off",
}
"""Ends of names of files that folkhue reads otherwise than browsers do, and why."""

BY_LIBVIPS = {
    "gray 12 bit/": "not read by libvips",
    "gray 32 bit/": "scaled otherwise by libvips",
    "unspecified": "taken for alpha by libvips",
    "alpha after another": "the sample before it is taken for alpha by libvips",
    "CMYK 8 bit/": "converted by a profile of libvips' own, if there is none",
    "CMYK 16 bit/": "converted by a profile of libvips' own, if there is none",
    "Lab ": "hardly read by libvips",
    "CIELAB ": "hardly read by libvips",
    "tiles, planar": "not read by libvips",
    "YCbCr 8 bit/": "taken for RGB by libvips",
    "/float": "refused: they have no fixed white",
}
"""Parts of names of TIFF files that libvips reads otherwise, and how."""

SHOWN = {name: case for name, case in CASES.items() if case.browser}
COMPARED = [*SHOWN, *(name for name, case in CASES.items() if case.like)]
TIFFS = {name: case for name, case in CASES.items() if case.suffix == "tif"}
KNOWN = {name: case for name, case in CASES.items() if case.expected is not None}


@pytest.fixture(scope="module")
def shown(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shown]:
    def make(folder: Path) -> None:
        write_site(folder)
        page = browser.new_page()
        page.goto(f"{folder.as_uri()}/index.html")
        found = by_page(page, list(SHOWN.values()), tmp_path_factory.mktemp("files"))
        page.close()
        (folder / "shown.pickle").write_bytes(pickle.dumps(found))

    made = made_once(tmp_path_factory, "corpus", make) / "shown.pickle"
    return pickle.loads(made.read_bytes())


@pytest.mark.parametrize("name", COMPARED)
def test_a_file_is_read_as_browsers_show_it(name: str, shown: dict[str, Shown]) -> None:
    differs = difference(shown[CASES[name].like or name], by_folkhue(CASES[name]))
    assert bool(differs) == name.endswith(tuple(OTHERWISE)), differs


@pytest.mark.parametrize("name", KNOWN)
def test_a_file_is_read_as_it_was_made(name: str) -> None:
    assert difference(KNOWN[name].expected, by_folkhue(KNOWN[name])) == ""


@pytest.mark.parametrize("name", TIFFS)
def test_a_tiff_is_read_as_by_libvips(name: str) -> None:
    if any(part in name for part in BY_LIBVIPS):
        assert name in KNOWN or "/float" in name or "light alone" in name
    else:
        assert difference(by_libvips(TIFFS[name]), by_folkhue(TIFFS[name])) == ""


def test_the_corpus_is_large() -> None:
    assert len(CASES) >= 750


def test_every_file_is_compared_with_another_decoder_or_known() -> None:
    assert [name for name in CASES if name not in {*COMPARED, *TIFFS, *KNOWN}] == []
