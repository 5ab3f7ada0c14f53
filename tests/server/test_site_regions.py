"""Subjects and regions on the page: those of Python."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page
from support.project import ROOT
from support.site import PARROT, PHOTOS, READ, held, raw

import folkhue
from folkhue.images.photo import Photo, read_photo
from folkhue.networks.subject import subject_mask
from folkhue.palettes import regions as in_python
from folkhue.palettes.regions import regions
from folkhue.palettes.saliency import by_network

SAMPLER = ROOT / "data/sampler/photos"

GIVEN = f"""{READ}
    const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
    const encoded = values => new Promise(resolve => {{
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result.split(",")[1]);
        reader.readAsDataURL(new Blob([values])); }});
    const file = document.querySelector("#given").files[0];
    const picture = {{rgba: new Uint8ClampedArray(await file.arrayBuffer()), width, height}};
    const subject = await folkhue.readSubject(bytes(folkhue.subjectNetwork.contents));"""

MASKS = f"""async ([width, height]) => {{ {GIVEN}
    return [await encoded(folkhue.subjectMask(subject, picture)),
        await encoded(folkhue.foregroundOf(subject, picture))]; }}"""

REGIONS = f"""async ([width, height, which, guided]) => {{ {GIVEN}
    const table = await read(which), stages = [];
    const breathe = async (stage, part) => {{ stages.push([stage, part ?? null]); }};
    const given = {{table, subject: guided ? subject : null, picture}};
    const {{labels, records}} = await folkhue.regionsOf(given, breathe);
    return {{labels: await encoded(labels), records, stages}}; }}"""


def decoded(text: str, kind: type, photo: Photo) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), kind).reshape(photo.opaque.shape)


def cut_out() -> Photo:
    """A ring of a photograph."""
    photo = read_photo(PARROT)
    height, width = photo.opaque.shape
    rows, columns = np.indices(photo.opaque.shape)
    apart = np.hypot(rows / height - 0.5, columns / width - 0.4)
    return Photo(photo.rgb, (apart < 0.45) & (apart > 0.1))


def islands() -> Photo:
    """More areas that do not touch than there may be regions."""
    photo = read_photo(PHOTOS / "vegetable-soup.jpg")
    rows, columns = np.indices(photo.opaque.shape)
    return Photo(photo.rgb, (rows % 60 < 31) & (columns % 73 < 47))


def odd() -> Photo:
    photo = read_photo(PHOTOS / "coffee.jpg")
    return Photo(photo.rgb[:331, :277].copy(), photo.opaque[:331, :277])


def plain(height: int, width: int, opaque: bool = True) -> Photo:
    rgb = np.full((height, width, 3), (180, 40, 60), np.uint8)
    return Photo(rgb, np.full((height, width), opaque))


def large() -> Photo:
    """More pixels than are segmented, and incomplete blocks at the edges."""
    photo = read_photo(PHOTOS / "garden.jpg")
    rgb = photo.rgb.repeat(2, axis=0).repeat(2, axis=1)[:-1, :-1]
    return Photo(rgb, np.random.default_rng(2).random(rgb.shape[:2]) < 0.8)


def noise(height: int, width: int) -> Photo:
    rgb = np.random.default_rng(3).integers(0, 256, (height, width, 3), np.uint8)
    return Photo(rgb, np.ones((height, width), bool))


PICTURES: dict[str, Callable[[], Photo]] = {
    **{
        name: lambda name=name: read_photo(PHOTOS / f"{name}.jpg")
        for name in ("parrot", "three-shirts", "foggy-lake")
    },
    "sampler": lambda: read_photo(sorted(SAMPLER.iterdir())[7]),
    "cut-out": cut_out,
    "islands": islands,
    "odd": odd,
    "large": large,
    "one color": lambda: plain(80, 120),
    "one pixel": lambda: plain(1, 1),
    "one row": lambda: noise(1, 900),
    "a narrow strip": lambda: noise(1500, 3),
    "transparent": lambda: plain(30, 40, opaque=False),
}


def given(page: Page, photo: Photo, folder: Path) -> list[int]:
    """Give pixels to the page, and return their width and height."""
    held(page, raw(photo, folder / "pixels"))
    return list(photo.opaque.shape[::-1])


@pytest.mark.parametrize("name", PICTURES)
def test_masks_are_those_of_python(page_of_module: Page, name: str, tmp_path: Path) -> None:
    photo = PICTURES[name]()
    mask, foreground = page_of_module.evaluate(MASKS, given(page_of_module, photo, tmp_path))
    expected, found = subject_mask(photo), decoded(mask, np.float32, photo)
    assert np.abs(found - expected).max() < 1e-5
    doubtful = np.abs(expected - 0.5) < 1e-5
    same = decoded(foreground, np.uint8, photo) == by_network(photo)
    assert (same | doubtful).all()


def assert_regions(photo: Photo, found: dict[str, Any], table: str) -> None:
    """Compare what the page found with Python's regions."""
    expected = regions(photo, table=folkhue.load(table))
    labels = decoded(found["labels"], np.int16, photo)
    assert (labels == expected.labels).mean() >= 0.999
    assert np.array_equal(labels < 0, ~photo.opaque)
    assert len(found["records"]) == len(expected)
    for told, record in zip(found["records"], expected.records, strict=True):
        assert told["number"] == record.number
        assert told["share"] == pytest.approx(record.share, abs=1e-3)
        assert told["centrality"] == pytest.approx(record.centrality, abs=1e-3)
        shares = {each["name"]: each["share"] for each in told["shares"]}
        assert shares == pytest.approx(record.shares, abs=1e-3)
        assert next(iter(shares)) == record.name


@pytest.mark.parametrize(
    "name, table", [*((name, "basic11") for name in PICTURES), ("parrot", "basic8")]
)
def test_regions_are_those_of_python(
    page_of_module: Page, name: str, table: str, tmp_path: Path
) -> None:
    photo = PICTURES[name]()
    size = given(page_of_module, photo, tmp_path)
    assert_regions(photo, page_of_module.evaluate(REGIONS, [*size, table, True]), table)


def test_without_a_network_subjects_do_not_count(
    page_of_module: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = read_photo(PHOTOS / "flower.jpg")
    size = given(page_of_module, photo, tmp_path)
    guided, unguided = (
        page_of_module.evaluate(REGIONS, [*size, "basic11", guided]) for guided in (True, False)
    )
    assert guided["labels"] != unguided["labels"]
    monkeypatch.setattr(in_python, "is_shipped", lambda: False)
    assert_regions(photo, unguided, "basic11")


def test_stages_are_told_while_regions_are_found(page_of_module: Page, tmp_path: Path) -> None:
    size = given(page_of_module, PICTURES["odd"](), tmp_path)
    stages = page_of_module.evaluate(REGIONS, [*size, "basic8", True])["stages"]
    told = [stage for n, (stage, _) in enumerate(stages) if stage not in dict(stages[:n])]
    assert told == [
        *("looking for areas", "looking for a subject"),
        *("merging areas", "counting colors of areas"),
    ]
    parts = [part for stage, part in stages if stage == "looking for areas"]
    assert parts == sorted(parts)
    assert len(parts) > 5


def test_a_network_of_another_kind_is_refused(page_of_module: Page) -> None:
    refusal = page_of_module.evaluate(
        """() => folkhue.readSubject(Uint8Array.from(atob(folkhue.contextNetworks[0].contents),
        each => each.charCodeAt(0))).catch(error => error.message)"""
    )
    assert "a network of kind folkhue context network; this page reads a subject" in refusal
