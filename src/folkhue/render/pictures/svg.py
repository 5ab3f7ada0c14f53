"""Scenes as SVG."""

from __future__ import annotations

import base64
from xml.sax.saxutils import escape, quoteattr

from PIL import Image

from folkhue.color.notation import to_hex
from folkhue.render.pictures.raster import FEW, is_pixelated, to_jpeg, to_png
from folkhue.render.pictures.scene import (
    Box,
    Color,
    Dot,
    Line,
    Picture,
    Rectangle,
    Scene,
    Shape,
    Text,
)
from folkhue.render.pictures.typesetting import legal

_MARK = "<!-- Made by folkhue -->"
_FONTS = "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"


def to_svg(scene: Scene) -> str:
    """Write a scene as an SVG document that needs no other file."""
    background = () if scene.background is None else (_background(scene, scene.background),)
    below = [_element(shape) for shape in scene.shapes if not isinstance(shape, Text)]
    texts = [_element(text) for text in scene.texts]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{scene.width}" height="{scene.height}" '
        f'viewBox="0 0 {scene.width} {scene.height}" role="img" aria-label={_quoted(scene.title)} '
        f'font-family="{_FONTS}">'
    )
    title = f"<title>{_escaped(scene.title)}</title>"
    return "\n".join((head, title, _MARK, *background, *below, *texts, "</svg>\n"))


def data_uri(image: Image.Image) -> str:
    """Encode an image as a data URI: lossless if it has few colors, else as JPEG."""
    photographic = image.mode == "RGB" and image.getcolors(FEW) is None
    kind, contents = ("jpeg", to_jpeg(image)) if photographic else ("png", to_png(image))
    return f"data:image/{kind};base64,{base64.b64encode(contents).decode('ascii')}"


def _element(shape: Shape) -> str:
    match shape:
        case Rectangle():
            return _rectangle(shape)
        case Text():
            return _text(shape)
        case Dot(at=(x, y), radius=radius, fill=fill):
            where = f'cx="{_number(x)}" cy="{_number(y)}" r="{_number(radius)}"'
            return f'<circle {where} fill="{to_hex(fill)}"/>'
        case Line(start=(x1, y1), end=(x2, y2), fill=fill, width=width):
            ends = (("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2))
            where = " ".join(f'{name}="{_number(value)}"' for name, value in ends)
            return f'<line {where} stroke="{to_hex(fill)}" stroke-width="{_number(width)}"/>'
        case Picture():
            return _picture(shape)


def _background(scene: Scene, background: Color) -> str:
    return _rectangle(Rectangle((0, 0, scene.width, scene.height), background))


def _rectangle(shape: Rectangle) -> str:
    line = ""
    if shape.line:
        left, top, right, bottom = shape.box
        inner = (left + 0.5, top + 0.5, right - 0.5, bottom - 0.5)
        line = f'<rect {_place(inner)} fill="none" stroke="{to_hex(shape.line)}"/>'
    return f'<rect {_place(shape.box)} fill="{to_hex(shape.fill)}"/>{line}'


def _text(shape: Text) -> str:
    x, y = map(_number, shape.at)
    anchor = "" if shape.anchor == "start" else f' text-anchor="{shape.anchor}"'
    style = f'font-size="{shape.size}" fill="{to_hex(shape.fill)}"{anchor}'
    return f'<text x="{x}" y="{y}" {style}>{_escaped(shape.text)}</text>'


def _picture(shape: Picture) -> str:
    left, _, right, _ = shape.box
    image = shape.image
    if image.width > 2 * (right - left):
        image = image.reduce(int(image.width / (right - left)))
    rendering = ' image-rendering="pixelated"' if is_pixelated(shape) else ""
    place = f'{_place(shape.box)} preserveAspectRatio="none"{rendering}'
    return f'<image {place} href="{data_uri(image)}"/>'


def _place(box: Box) -> str:
    left, top, right, bottom = box
    sides = (("x", left), ("y", top), ("width", right - left), ("height", bottom - top))
    return " ".join(f'{name}="{_number(max(0, value))}"' for name, value in sides)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _escaped(text: str) -> str:
    return escape(legal(text))


def _quoted(text: str) -> str:
    return quoteattr(legal(text))
