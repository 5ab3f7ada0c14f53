"""Composites: cut-outs with an exact mask, put on photographs in varied light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Floats = NDArray[Any]
Pixels = NDArray[np.uint8]

EMPTY = 0.06
"""Share of composites without an object."""

PLAIN = 0.12
"""Share of those on a ground of one color, or of two that blend."""

CORNERS = 0.75
"""Share of the grounds that are a corner of a photograph: the middle shows what it is of itself."""

FRAMED = 0.06
"""Share of pictures on a light ground that are taken as they are, if there are any."""

NUMBERS = (1, 1, 1, 1, 2, 2, 3)
"""Numbers of objects, equally likely."""

EVALUATION_SIZE = (240, 320)
"""Height and width of the composites that networks are measured on."""

RESAMPLING = Image.Resampling.BILINEAR


@dataclass(frozen=True, eq=False)
class Composite:
    """A picture, and where its objects are.

    Attributes
    ----------
    rgb : ndarray of uint8, shape (height, width, 3)
    mask : ndarray of float32, shape (height, width)
        From 0 to 1: the share of a pixel that objects cover.
    """

    rgb: Pixels
    mask: Floats


@dataclass(frozen=True, eq=False)
class Material:
    """What composites are made of.

    Attributes
    ----------
    cut_outs : sequence of ndarray of uint8, shape (height, width, 4)
        RGB and alpha of objects.
    photos : sequence of ndarray of uint8, shape (height, width, 3)
        Grounds.
    framed : sequence of ndarray of uint8, shape (height, width, 4)
        Whole pictures of objects on a light ground, and their alpha.
    """

    cut_outs: Sequence[Pixels]
    photos: Sequence[Pixels]
    framed: Sequence[Pixels] = ()


def composites(
    material: Material, number: int, random: np.random.Generator, size: tuple[int, int]
) -> tuple[Pixels, Floats]:
    """Make several pictures, and their masks; (number, height, width, 3) and without the 3."""
    made = [_sample(material, random, size) for _ in range(number)]
    return np.stack([each.rgb for each in made]), np.stack([each.mask for each in made])


def _sample(material: Material, random: np.random.Generator, size: tuple[int, int]) -> Composite:
    if not material.framed or random.random() >= FRAMED:
        return composite(material.cut_outs, material.photos, random, size)
    picture = Image.fromarray(_any_of(material.framed, random))
    pixels = np.asarray(picture.resize(size[::-1], RESAMPLING))
    pixels = pixels[:, ::-1] if random.random() < 0.5 else pixels
    return Composite(pixels[..., :3], pixels[..., 3] / np.float32(255))


def composite(
    cut_outs: Sequence[Pixels],
    photos: Sequence[Pixels],
    random: np.random.Generator,
    size: tuple[int, int],
) -> Composite:
    """Put random cut-outs on a random photograph.

    Parameters
    ----------
    cut_outs : sequence of ndarray of uint8, shape (height, width, 4)
        RGB and alpha.
    photos : sequence of ndarray of uint8, shape (height, width, 3)
    random : numpy.random.Generator
    size : tuple of int
        Height and width.
    """
    empty = random.random() < EMPTY
    ground = _ground(photos, random, size, corner=empty or random.random() < CORNERS)
    mask = np.zeros(size, np.float32)
    if not empty:
        for _ in range(random.choice(NUMBERS)):
            chosen = _reduced(_any_of(cut_outs, random), size)
            cut_out = _in_new_light(chosen, ground, photos, random)
            ground, mask = _put(cut_out, ground, mask, random)
    return Composite(_photographed(ground, random), mask)


def plain_composite(
    material: Material, random: np.random.Generator, size: tuple[int, int]
) -> Composite:
    """Put one object in slightly other light on a whole photograph, for measuring.

    It takes 40 to 85 % of the shorter side, and is wholly visible.
    """
    ground = _filling(_any_of(material.photos, random), size)
    cut_out = Image.fromarray(_any_of(material.cut_outs, random))
    factor = random.uniform(0.4, 0.85) * min(size) / max(cut_out.size)
    width, height = (max(4, round(side * factor)) for side in cut_out.size)
    resampling = Image.Resampling.BOX if factor < 1 else RESAMPLING
    object_ = cut_out.convert("RGBa").resize((width, height), resampling)
    x, y = random.uniform(0.15, 0.85, 2) * (size[1] - width, size[0] - height)
    canvas = Image.new("RGBa", size[::-1])
    canvas.paste(object_, (int(x), int(y)))
    placed = np.asarray(canvas, np.float32) / 255
    rgb = placed[..., :3] * np.exp(random.normal(0, 0.15)) + ground * (1 - placed[..., 3:])
    return Composite(np.rint(np.clip(rgb, 0, 1) * 255).astype(np.uint8), placed[..., 3])


def evaluation_composites(material: Material, number: int, seed: int) -> dict[str, list[Composite]]:
    """Make plain composites for measuring, so many on each kind of grounds.

    Returns
    -------
    dict of str to list of Composite
        Those on corners of photographs, and those on whole photographs.
    """
    random = np.random.default_rng(seed)
    grounds = {"corners": with_corners(material, random), "whole photographs": material}
    return {
        name: [plain_composite(each, random, EVALUATION_SIZE) for _ in range(number)]
        for name, each in grounds.items()
    }


def with_corners(material: Material, random: np.random.Generator) -> Material:
    """Replace grounds by a corner of each, which seldom shows what a photograph is of."""
    photos = [
        np.asarray(Image.fromarray(photo).crop(_crop(photo.shape[1::-1], random, corner=True)))
        for photo in material.photos
    ]
    return replace(material, photos=photos)


def _crop(
    size: tuple[int, ...], random: np.random.Generator, *, corner: bool
) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of a random part of a photograph of a width and height."""
    share = random.uniform(0.25, 0.45, 2) if corner else random.uniform(0.6, 1.0, 2)
    place = random.integers(0, 2, 2) if corner else random.uniform(0, 1, 2)
    crop = np.array(size) * share
    left, top = place * (np.array(size) - crop)
    return float(left), float(top), float(left + crop[0]), float(top + crop[1])


def _any_of(pictures: Sequence[Pixels], random: np.random.Generator) -> Pixels:
    return pictures[int(random.integers(len(pictures)))]


def _filling(photo: Pixels, size: tuple[int, int]) -> Floats:
    """Cut off what does not fit the shape of a frame, and scale the rest."""
    picture, shape = Image.fromarray(photo), np.array(size[::-1])
    whole = np.array(picture.size)
    crop = np.minimum(shape * min(whole / shape), whole)  # rounding may make it larger
    start = (whole - crop) / 2
    box = (*start, *np.minimum(start + crop, whole))
    return np.asarray(picture.resize(size[::-1], RESAMPLING, box), np.float32) / 255


def _reduced(cut_out: Pixels, size: tuple[int, int]) -> Pixels:
    """Halve a cut-out while it is much larger than the picture."""
    while max(cut_out.shape) > 1.5 * max(size):
        cut_out = np.asarray(Image.fromarray(cut_out).convert("RGBa").reduce(2).convert("RGBA"))
    return cut_out


def _ground(
    photos: Sequence[Pixels], random: np.random.Generator, size: tuple[int, int], *, corner: bool
) -> Floats:
    """Make a background: a photograph, often out of focus, or plain colors.

    A crop at a corner leaves out most of what the photograph itself is of.
    """
    height, width = size
    if random.random() < PLAIN:
        return _plain(random, size)
    photo = Image.fromarray(_any_of(photos, random))
    box = _crop(photo.size, random, corner=corner)
    found = photo.resize((width, height), Image.Resampling.BILINEAR, box, reducing_gap=2.0)
    if random.random() < 0.4:
        found = found.filter(ImageFilter.GaussianBlur(float(random.uniform(0.005, 0.03)) * width))
    ground = np.asarray(found, np.float32) / 255
    return ground[:, ::-1] if random.random() < 0.5 else ground


def _plain(random: np.random.Generator, size: tuple[int, int]) -> Floats:
    """Blend two colors, mostly light ones, from side to side."""
    light = random.random() < 0.6
    colors = random.uniform(0.75 if light else 0, 1, (2, 3)).astype(np.float32)
    if random.random() < 0.6:
        colors = colors.mean(axis=1, keepdims=True).repeat(3, axis=1)
    if random.random() < 0.5:
        colors[1] = colors[0]
    y, x = np.mgrid[-1 : 1 : size[0] * 1j, -1 : 1 : size[1] * 1j].astype(np.float32)
    angle = random.uniform(0, 2 * np.pi)
    part = np.clip(0.5 + (np.cos(angle) * x + np.sin(angle) * y) / 2, 0, 1)[..., None]
    return np.asarray(colors[0] * part + colors[1] * (1 - part), np.float32)


def _in_new_light(
    cut_out: Pixels, ground: Floats, photos: Sequence[Pixels], random: np.random.Generator
) -> Image.Image:
    """Change exposure, contrast, saturation and color cast; sometimes the whole texture."""
    rgb, alpha = cut_out[..., :3].astype(np.float32) / 255, cut_out[..., 3]
    if random.random() < 0.12:
        rgb = _texture(_any_of(photos, random), random, rgb.shape)
    rgb = _toned(rgb, random)
    if random.random() < 0.35:  # as if lit by the surroundings
        cast = ground.mean(axis=(0, 1)) / max(float(ground.mean()), 0.02)
        rgb = rgb * (1 + random.uniform(0.2, 0.8) * (cast - 1))
    if random.random() < 0.3:
        rgb = rgb * _shading(random, rgb.shape)
    pixels = np.rint(np.clip(rgb, 0, 1) * 255).astype(np.uint8)
    return Image.fromarray(np.dstack([pixels, alpha]))


def _texture(photo: Pixels, random: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    picture = Image.fromarray(photo)
    crop = np.array(picture.size) * random.uniform(0.2, 0.6)
    corner = random.uniform(0, 1, 2) * (np.array(picture.size) - crop)
    box = (*corner, *(corner + crop))
    return np.asarray(picture.resize((shape[1], shape[0]), RESAMPLING, box), np.float32) / 255


def _toned(rgb: Floats, random: np.random.Generator) -> Floats:
    gray = rgb.mean(axis=-1, keepdims=True)
    rgb = gray + (rgb - gray) * np.float32(random.uniform(0.4, 1.3))
    rgb = np.clip(rgb, 0, 1) ** np.float32(np.exp(random.normal(0, 0.3)))
    gains = np.exp(random.normal(0, 0.2) + random.normal(0, 0.07, 3)).astype(np.float32)
    return np.asarray(rgb * gains)


def _shading(random: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    y, x = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j].astype(np.float32)
    angle, strength = random.uniform(0, 2 * np.pi), random.uniform(0.1, 0.5)
    return np.asarray(1 + strength * (np.cos(angle) * x + np.sin(angle) * y), np.float32)[..., None]


def _put(
    cut_out: Image.Image, ground: Floats, mask: Floats, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """Turn, scale and place a cut-out; it may cross the border, and cast a shadow."""
    placed = _placed(cut_out, random, mask.shape)
    alpha = placed[..., 3:]
    if random.random() < 0.35:
        ground = ground * (1 - _shadow(placed[..., 3], random)[..., None])
    ground = placed[..., :3] + ground * (1 - alpha)
    return ground, np.maximum(mask, alpha[..., 0])


def _placed(cut_out: Image.Image, random: np.random.Generator, size: tuple[int, ...]) -> Floats:
    """Return premultiplied RGB and alpha on a transparent frame; float32, (height, width, 4)."""
    height, width = size
    frame = np.array([width, height])
    target = random.uniform(0.25, 1.05) * np.exp(random.uniform(-0.2, 0.2, 2))
    extent = np.array(cut_out.size) / max(cut_out.size) * target * np.sqrt(height * width)
    wide, high = (int(each) for each in np.maximum(np.rint(extent), 6))
    small = cut_out.convert("RGBa").resize((wide, high), RESAMPLING)
    if random.random() < 0.5:
        small = small.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if random.random() < 0.6:
        turned = small.rotate(random.normal(0, 15), Image.Resampling.BILINEAR, expand=True)
        small = turned
    if random.random() < 0.35:
        small = small.filter(ImageFilter.GaussianBlur(float(random.uniform(0.2, 1.2))))
    place = np.rint(frame * np.clip(random.normal(0.5, 0.2, 2), 0, 1) - np.array(small.size) / 2)
    canvas = Image.new("RGBa", (width, height))
    canvas.paste(small, (int(place[0]), int(place[1])))
    return np.asarray(canvas, np.float32) / 255


def _shadow(alpha: Floats, random: np.random.Generator) -> Floats:
    height, width = alpha.shape
    shift = random.normal(0, 0.05, 2) * (width, height) + (0, 0.02 * height)
    picture = Image.fromarray(np.rint(alpha * 255).astype(np.uint8))
    moved = Image.new("L", (width, height))
    moved.paste(picture, (int(shift[0]), int(shift[1])))
    soft = moved.filter(ImageFilter.GaussianBlur(float(random.uniform(0.01, 0.05)) * width))
    return np.asarray(soft, np.float32) / 255 * np.float32(random.uniform(0.1, 0.5))


def _photographed(rgb: Floats, random: np.random.Generator) -> Pixels:
    """Add what a camera does to the whole picture: exposure, cast, blur and noise."""
    gains = np.exp(random.normal(0, 0.12) + random.normal(0, 0.04, 3))
    rgb = np.clip(rgb * gains, 0, 1)
    if random.random() < 0.05:
        rgb = rgb.mean(axis=-1, keepdims=True).repeat(3, axis=-1)
    if random.random() < 0.5:
        rgb = rgb + random.normal(0, random.uniform(0, 0.04), rgb.shape)
    pixels = np.rint(np.clip(rgb, 0, 1) * 255).astype(np.uint8)
    if random.random() < 0.2:
        blur = ImageFilter.GaussianBlur(float(random.uniform(0.3, 1.0)))
        return np.asarray(Image.fromarray(pixels).filter(blur))
    return np.asarray(pixels)
