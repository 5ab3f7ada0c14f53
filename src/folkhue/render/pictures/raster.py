"""Scenes drawn as pixels, and encoded as PNG, JPEG and WebP."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw, PngImagePlugin

from folkhue.images.histogram import pack, unpack
from folkhue.render.pictures.scene import Box, Dot, Line, Picture, Rectangle, Scene, Text
from folkhue.render.pictures.typesetting import font, spelled

FEW = 256
"""Images of at most so many colors are encoded with a palette."""

_SCALE = 4  # of dots and lines, for antialiasing
_MIN_PIXELATED = 4  # enlarged more than this, an image shows its pixels
_ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}


def to_image(scene: Scene) -> Image.Image:
    """Draw a scene; the image is RGB, or RGBA if the scene has no background."""
    mode, background = (
        ("RGBA", (0, 0, 0, 0)) if scene.background is None else ("RGB", scene.background)
    )
    canvas = Image.new(mode, (scene.width, scene.height), background)
    for shape in scene.shapes:
        match shape:
            case Rectangle():
                _draw_rectangle(canvas, shape)
            case Picture():
                _paste(canvas, shape)
            case Dot():
                _draw_dot(canvas, shape)
            case Line():
                _draw_line(canvas, shape)
    draw = ImageDraw.Draw(canvas)
    for text in scene.texts:
        _write(draw, text)
    return canvas


def to_png(image: Image.Image, note: PngImagePlugin.PngInfo | None = None) -> bytes:
    """Encode an image lossless, with a palette if it has few colors, as that is smaller."""
    buffer = io.BytesIO()
    _indexed(image).save(buffer, "PNG", optimize=True, pnginfo=note)
    return buffer.getvalue()


def to_jpeg(image: Image.Image, exif: Image.Exif | None = None) -> bytes:
    """Encode an image with invisible losses; transparent pixels become white."""
    buffer = io.BytesIO()
    opaque = image
    if image.mode == "RGBA":
        opaque = Image.new("RGB", image.size, (255, 255, 255))
        opaque.paste(image, (0, 0), image)
    # optimize=True fails for noise, for which Pillow's buffer of a byte per pixel is too small.
    opaque.save(buffer, "JPEG", quality=88, subsampling=0, exif=exif or b"")
    return buffer.getvalue()


def to_webp(image: Image.Image, exif: Image.Exif | None = None) -> bytes:
    """Encode an image: lossless if it has few colors, else with invisible losses."""
    buffer = io.BytesIO()
    exact = image.getcolors(FEW) is not None
    image.save(buffer, "WEBP", lossless=exact, quality=88, method=4, exif=exif or b"")
    return buffer.getvalue()


def _indexed(image: Image.Image) -> Image.Image:
    if image.mode != "RGB" or (counted := image.getcolors(FEW)) is None:
        return image
    codes = np.sort(pack(np.array([color for _, color in counted], np.uint8)))
    index = np.searchsorted(codes, pack(np.asarray(image))).astype(np.uint8)
    indexed = Image.fromarray(index.reshape(image.height, image.width)).convert("P")
    indexed.putpalette(unpack(codes).ravel().tolist())
    return indexed


def is_pixelated(picture: Picture) -> bool:
    """Return whether an image is enlarged so much that it shows its pixels."""
    left, _, right, _ = picture.box
    return (right - left) > _MIN_PIXELATED * picture.image.width


def _draw_rectangle(canvas: Image.Image, shape: Rectangle) -> None:
    left, top, right, bottom = _whole(shape.box)
    if right > left and bottom > top:
        box = (left, top, right - 1, bottom - 1)
        ImageDraw.Draw(canvas).rectangle(box, fill=shape.fill, outline=shape.line)


def _paste(canvas: Image.Image, shape: Picture) -> None:
    left, top, right, bottom = _whole(shape.box)
    size = (right - left, bottom - top)
    resampling = Image.Resampling.NEAREST if is_pixelated(shape) else Image.Resampling.LANCZOS
    image = shape.image if shape.image.size == size else shape.image.resize(size, resampling)
    if canvas.mode == "RGBA" or image.mode == "RGB":
        canvas.paste(image, (left, top))
    else:
        canvas.paste(image, (left, top), image)


def _draw_dot(canvas: Image.Image, shape: Dot) -> None:
    (x, y), radius = shape.at, shape.radius
    left, top = int(x - radius) - 1, int(y - radius) - 1
    side = int(2 * radius) + 4
    mask = Image.new("L", (side * _SCALE, side * _SCALE))
    middle = ((x - left) * _SCALE, (y - top) * _SCALE)
    ImageDraw.Draw(mask).circle(middle, radius * _SCALE, fill=255)
    canvas.paste(shape.fill, (left, top), mask.reduce(_SCALE))


def _draw_line(canvas: Image.Image, shape: Line) -> None:
    xs, ys = zip(shape.start, shape.end, strict=True)
    left, top = int(min(xs)) - 3, int(min(ys)) - 3
    size = (int(max(xs)) - left + 4, int(max(ys)) - top + 4)
    mask = Image.new("L", (size[0] * _SCALE, size[1] * _SCALE))
    ends = [((x - left) * _SCALE, (y - top) * _SCALE) for x, y in (shape.start, shape.end)]
    ImageDraw.Draw(mask).line(ends, fill=255, width=round(shape.width * _SCALE))
    canvas.paste(shape.fill, (left, top), mask.reduce(_SCALE))


def _write(draw: ImageDraw.ImageDraw, text: Text) -> None:
    draw.text(
        text.at,
        spelled(text.text),
        fill=text.fill,
        font=font(text.size),
        anchor=_ANCHORS[text.anchor],
    )


def _whole(box: Box) -> tuple[int, int, int, int]:
    left, top, right, bottom = (round(edge) for edge in box)
    return left, top, right, bottom
