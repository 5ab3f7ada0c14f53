"""Do a job: from a request body to the body of the answer."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from folkhue.errors import (
    FolkhueError,
    ImageError,
    NameMapError,
    PaletteFileError,
    PixelsError,
    TableError,
)
from folkhue.server.bodies import read_fields
from folkhue.server.job import Job
from folkhue.server.negotiation import choose
from folkhue.server.parameters import TYPES, Wanted, parse_parameters
from folkhue.server.problems import ProblemError, wrong_parameters

if TYPE_CHECKING:
    from folkhue.images.photo import Photo
    from folkhue.networks.naming import PixelNaming
    from folkhue.palettes.formats import Style
    from folkhue.palettes.palette import Palette
    from folkhue.pictures.model import PictureModel
    from folkhue.table.color_table import ColorTable
    from folkhue.table.name_map import NameMap

REDUCED_PIXELS = 250_000
"""A large JPEG is decoded at a reduced size of at least so many pixels, unless all count."""

PALETTE_PIXELS = 4096
"""Maximum number of pixels from which the palette that comes with shares is made."""

GROUPED_COLORS = 1024
"""From this number of distinct colors on, similar ones are grouped; flat graphics have fewer."""


class Naming(NamedTuple):
    """What names colors.

    Attributes
    ----------
    table : ColorTable
        Names pixels.
    model : PictureModel
        Names whole pictures.
    model_table : ColorTable
        What the model's features are computed with.
    """

    table: ColorTable
    model: PictureModel
    model_table: ColorTable


def do_job(job: Job, body: bytes, naming: Naming) -> tuple[str, bytes]:
    """Do a job.

    Parameters
    ----------
    job : Job
    body : bytes
        The request body that holds the image.
    naming : Naming

    Returns
    -------
    format : str
        A key of `TYPES` of the job.
    body : bytes
        Body of the answer.

    Raises
    ------
    ProblemError
        If the body holds no image, a parameter is wrong, or the answer cannot be made.
    """
    fields = read_fields(body, job.content_type)
    del body  # up to max_bytes, as is the image in it
    wanted = parse_parameters(job.what, [*job.query.items()], fields.parameters)
    image_format = negotiated_format(job.what, wanted, job.accept)
    table = naming.table
    if job.what == "palette":
        return image_format, _palette_file(wanted, fields.image, job.max_pixels, table)
    if job.what == "picture":
        return image_format, _picture_color(fields.image, job.max_pixels, naming)
    min_pixels = None if wanted["exact"] or image_format != "json" else REDUCED_PIXELS
    photo = _decode(fields.image, job.max_pixels, min_pixels)
    del fields  # not needed while pixels are named
    if image_format == "json":
        return image_format, _shares(wanted, photo, table)
    return image_format, _picture(wanted, image_format, photo, table)


def _pixel_naming(wanted: Wanted, table: ColorTable) -> PixelNaming:
    from folkhue.networks.naming import PixelNaming

    try:
        return PixelNaming.of(table, context=wanted["context"])
    except TableError as error:
        raise ProblemError("parameter", f"context: {error}") from error


def negotiated_format(what: str, wanted: Wanted, accept: str) -> str:
    """Return the format of the answer: the one wanted, or else what the client prefers.

    Raises
    ------
    ProblemError
        If the client does not accept it.
    """
    types, asked = TYPES[what], wanted.values.get("format")
    offered = [asked] if asked else [*types]
    media = choose(accept, [types[name] for name in offered])
    return next(name for name in offered if types[name] == media)


def _decode(image: bytes, max_pixels: int, min_pixels: int | None) -> Photo:
    from folkhue.images.photo import read_photo

    try:
        return read_photo(image, max_pixels=max_pixels, min_pixels=min_pixels)
    except Exception as error:
        raise _decoding_problem(error) from error


def _decoding_problem(error: Exception) -> ProblemError:
    """Turn any error of a decoder into a problem; decoders raise many types."""
    if isinstance(error, FolkhueError):
        kind = "too-many-pixels" if isinstance(error, PixelsError) else "image"
        return ProblemError(kind, str(error).removeprefix("the given bytes: "))
    return ProblemError("image", f"damaged image ({type(error).__name__})")


def _shares(wanted: Wanted, photo: Photo, table: ColorTable) -> bytes:
    counts = _pixel_naming(wanted, table).counts(photo)
    width, height = photo.size
    answer: dict[str, Any] = {
        "width": width,
        "height": height,
        "pixels": counts.total,
        "terms": list(table.terms),
        "shares": [{"name": name, "share": share} for name, share in counts.shares().items()],
        "dominant": counts.dominant,
    }
    if wanted["palette"]:
        answer["palette"] = _small_palette(wanted, photo, table).as_dict()
    return json.dumps(answer).encode()


def _count(wanted: Wanted) -> int | str:
    return "auto" if wanted["k"] == "auto" else int(wanted["k"])


def _small_palette(wanted: Wanted, photo: Photo, table: ColorTable) -> Palette:
    """Make a palette quickly, from a grid of at most `PALETTE_PIXELS` pixels."""
    from folkhue.palettes.palette import palette_from_points
    from folkhue.palettes.points import Points

    points = Points.from_photos([photo.thin(PALETTE_PIXELS)])
    if photo.opaque.size > PALETTE_PIXELS and len(points) > GROUPED_COLORS:
        points = points.binned()
    return palette_from_points(points, _count(wanted), table=table).ordered("share")


def _picture(wanted: Wanted, image_format: str, photo: Photo, table: ColorTable) -> bytes:
    from folkhue.table.name_map import WEBP_SIDE

    named = _pixel_naming(wanted, table).name_map(photo)
    if image_format == "webp" and max(photo.opaque.shape) > WEBP_SIDE:
        raise ProblemError(
            "parameter", f"format: webp has at most {WEBP_SIDE:,} pixels a side; request png"
        )
    if wanted["picture"] == "painted":
        return _painted(named, image_format)
    try:
        return named.to_png() if image_format == "png" else named.to_webp()
    except NameMapError as error:
        raise ProblemError("parameter", str(error)) from error


def _painted(named: NameMap, image_format: str) -> bytes:
    options: dict[str, Any] = {"lossless": True, "method": 1} if image_format == "webp" else {}
    buffer = io.BytesIO()
    named.image().save(buffer, image_format.upper(), **options)
    return buffer.getvalue()


def _picture_color(image: bytes, max_pixels: int, naming: Naming) -> bytes:
    from folkhue.pictures.picture_color import MIN_PIXELS, picture_color

    photo = _decode(image, max_pixels, MIN_PIXELS)
    try:
        found = picture_color(photo, naming.model, table=naming.model_table)
    except ImageError as error:  # transparent everywhere
        raise ProblemError("image", str(error)) from error
    return json.dumps(found.as_dict()).encode()


def _palette_file(wanted: Wanted, image: bytes, max_pixels: int, table: ColorTable) -> bytes:
    from folkhue.palettes.design import describe_design
    from folkhue.palettes.formats import encode_palette
    from folkhue.palettes.formats.folkhue_json import described

    name = f"palette.{wanted['format']}"
    style = _style(wanted, name)
    palette = _palette(wanted, image, max_pixels, table)
    if wanted["format"] == "json":
        design = describe_design(palette, table) if wanted["roles"] else {}
        return json.dumps(described(palette, style) | design).encode()
    try:
        return encode_palette(replace(palette, title="palette"), name, style)
    except PaletteFileError as error:
        raise ProblemError("parameter", _without_name(error, name)) from error


def _style(wanted: Wanted, name: str) -> Style:
    """Return how a file is written; its format must leave the choices that were made."""
    from folkhue.palettes.formats import Style, check_style

    style, errors = Style(wanted["scales"], wanted["prefix"]), []
    for parameter, alone in (
        ("scales", Style(scales=style.scales)),
        ("prefix", Style(prefix=style.prefix)),
    ):
        try:
            check_style(name, alone)
        except PaletteFileError as error:
            errors.append((parameter, _without_name(error, name)))
    if errors:
        raise wrong_parameters(errors)
    return style


def _without_name(error: PaletteFileError, name: str) -> str:
    return str(error).removeprefix(f"{name}: ")


def _palette(wanted: Wanted, image: bytes, max_pixels: int, table: ColorTable) -> Palette:
    from folkhue.palettes.gathering import points_of
    from folkhue.palettes.palette import palette_from_points

    try:
        points = points_of(image, method=wanted["method"], max_pixels=max_pixels)
    except Exception as error:
        raise _decoding_problem(error) from error
    how = {name: wanted[name] for name in ("method", "emphasis", "distinct")}
    found = palette_from_points(points, _count(wanted), table=table, **how)
    return found.ordered(wanted["sort"])
