"""Scenes as SVG."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
from PIL import Image
from support.pictures import SVG, photo

from folkhue.color.contrast import BLACK
from folkhue.render.pictures.raster import to_image
from folkhue.render.pictures.scene import Picture, Rectangle, Scene, Text
from folkhue.render.pictures.svg import data_uri, to_svg


def test_svg_and_pixels_show_the_same() -> None:
    image = Image.fromarray(photo(5, 10).rgb)
    plain, words = Rectangle((0, 50, 100, 100), (9, 8, 7)), Text((5, 90), "a < b", 20)
    scene = Scene(200, 100, (plain, Picture((10, 10, 20, 15), image), words))
    root = ElementTree.fromstring(to_svg(scene))
    rect = root.findall(f"{SVG}rect")[1].attrib
    assert (rect["y"], rect["width"], rect["fill"]) == ("50", "100", "#090807")
    assert [text.text for text in root.iter(f"{SVG}text")] == ["a < b"]
    drawn = np.asarray(to_image(scene))
    assert drawn[99, 99].tolist() == [9, 8, 7]
    assert drawn[99, 100].tolist() == list(scene.background or ())
    assert (drawn[10:15, 10:20] == np.asarray(image)).all()


def test_images_of_many_colors_are_embedded_as_jpeg() -> None:
    assert data_uri(Image.fromarray(photo(600, 200).rgb)).startswith("data:image/jpeg")


def test_images_of_few_colors_are_embedded_lossless() -> None:
    assert data_uri(Image.new("RGB", (9, 9), BLACK)).startswith("data:image/png")
