"""Every picture of every subject as a file in every format."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from support.pictures import HOSTILE, SVG, subjects

from folkhue.errors import PictureError
from folkhue.palettes.palette import Palette
from folkhue.render.pictures import PICTURES, Subject, encoded, pictures_of, write_pictures
from folkhue.render.pictures.raster import to_image


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        *("usual", "thin", "partly transparent", "transparent", "a pixel", "several"),
        "no photograph",
    ],
)
def test_every_picture_is_drawn_for_every_subject(name: str, tmp_path: Path) -> None:
    subject = subjects()[name]
    titled = Subject(Palette(subject.palette.colors, HOSTILE), *_rest(subject))
    written = write_pictures(tmp_path, "x", titled)
    assert len(written) >= 2 * len(pictures_of(titled))
    drawings = [path for path in written if path.suffix == ".svg"]
    assert len(drawings) == len(pictures_of(titled))
    for path in drawings:
        with Image.open(path.with_suffix(".png")) as image:
            _check_svg(path.read_text("utf-8"), image.size)


def test_pictures_are_reproducible(tmp_path: Path) -> None:
    subject = subjects()["usual"]
    once, again = (
        {path.name: path.read_bytes() for path in write_pictures(tmp_path / folder, "x", subject)}
        for folder in ("one", "two")
    )
    assert once == again


def _rest(subject: Subject) -> tuple[object, ...]:
    return subject.photos, subject.table, subject.parts


def _check_svg(text: str, size: tuple[int, int]) -> None:
    root = ElementTree.fromstring(text)
    assert (int(root.attrib["width"]), int(root.attrib["height"])) == size
    known = {"svg", "title", "rect", "text", "circle", "line", "image"}
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= known
    for image in root.iter(f"{SVG}image"):
        kind, _, code = image.attrib["href"].partition(";base64,")
        assert kind in ("data:image/png", "data:image/jpeg")
        Image.open(io.BytesIO(base64.b64decode(code))).load()


@pytest.mark.parametrize("suffix", [".jpg", ".jpeg", ".webp", ".png"])
@pytest.mark.parametrize("picture", ["card", "reduced"])
def test_all_formats_show_the_same(suffix: str, picture: str) -> None:
    subject = subjects()["partly transparent"]
    drawn = to_image(PICTURES[picture](subject))
    with Image.open(io.BytesIO(encoded(subject, suffix, picture))) as read:
        background = Image.new("RGBA", drawn.size, "white")
        shown, meant = (
            np.asarray(Image.alpha_composite(background, image.convert("RGBA")), np.int16)
            for image in (read, drawn)
        )
    assert np.abs(shown - meant).mean() < (1e-9 if suffix == ".png" else 12)


@pytest.mark.parametrize(
    ("subject", "suffix", "picture", "message"),
    [
        ("usual", ".gif", "card", r"\.png"),
        ("usual", ".png", "portrait", "card, bar"),
        ("several", ".svg", "scatter", "one photograph .* got 2"),
        ("no photograph", ".html", "card", "one photograph .* got 0"),
        ("no photograph", ".png", "moodboard", "photograph"),
    ],
)
def test_errors_say_what_was_expected(
    subject: str, suffix: str, picture: str, message: str
) -> None:
    with pytest.raises(PictureError, match=message):
        encoded(subjects()[subject], suffix, picture)
