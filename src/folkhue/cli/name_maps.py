"""``folkhue encode`` and ``folkhue decode``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from folkhue.cli.console import print_lines, print_shares, report_errors
from folkhue.cli.inputs import for_each, prepare_folder, with_stems
from folkhue.cli.options import EightTermsOption

if TYPE_CHECKING:
    from folkhue.table.color_table import ColorTable
    from folkhue.table.name_map import NameMap


def encode(
    images: Annotated[list[Path], typer.Argument(help="Photographs: JPEG, PNG, WebP, GIF, …")],
    to: Annotated[
        Literal["webp", "png"],
        typer.Option(help="Format: WebP is smaller, PNG is more widely supported."),
    ] = "webp",
    out: Annotated[Path, typer.Option(help="Folder for NAME.webp or NAME.png.")] = Path("names"),
    table: EightTermsOption = None,
    smooth: Annotated[
        bool,
        typer.Option(
            "--smooth",
            help="Remove specks, regions of fewer than 16 pixels. Larger regions do not change.",
        ),
    ] = False,
) -> None:
    """Store the color name of every pixel, in about a sixtieth of the bytes of raw RGB.

    The output is an image that any viewer can show: each pixel has the color
    that represents its name, and transparent pixels stay transparent.
    `folkhue decode` restores exactly the same names.

        folkhue encode beach.jpg

        folkhue encode *.jpg --to png --smooth --out maps/
    """
    from folkhue.table.color_table import load

    with report_errors():
        prepare_folder(out, images, images)
        names = load(table)
    for_each(
        with_stems(images),
        lambda item: _encode(item[0], names, out / f"{item[1]}.{to}", smooth),
        print_lines,
    )


def decode(
    files: Annotated[list[Path], typer.Argument(help="Name maps from `folkhue encode`.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder for NAME.png or NAME.npy. Default: write nothing.")
    ] = None,
    as_: Annotated[
        Literal["png", "npy"],
        typer.Option(
            "--as",
            help="png: the recolored photograph. npy: a NumPy array, uint8 of shape (height, "
            "width), of indices of terms; 255 for unnamed and transparent pixels.",
        ),
    ] = "png",
) -> None:
    """Print the share of each color name in a photograph, from its name map alone.

    For example:

        folkhue decode names/beach.webp

        folkhue decode names/*.webp --as npy --out arrays/

    A file that is not a name map, or that another program changed, is an error.
    """
    from folkhue.render.name_swatches import swatch_by_name

    with report_errors():
        prepare_folder(out, files, files)

    def work(item: tuple[Path, str]) -> tuple[Path, NameMap]:
        file, stem = item
        return file, _decode(file, out and out / f"{stem}.{as_}")

    def show(result: tuple[Path, NameMap]) -> None:
        file, named = result
        print_shares(file, named.shares(), swatch_by_name(named))

    for_each(with_stems(files), work, show)


def _encode(image: Path, table: ColorTable, target: Path, smooth: bool) -> str:
    """Write a name map; return a line about it."""
    from folkhue._utils.atomic import atomic_write
    from folkhue._utils.text import percent
    from folkhue.images.photo import read_photo
    from folkhue.table.name_map import NameMap

    exact = NameMap.from_photo(read_photo(image), table)
    named = exact.despeckled() if smooth else exact
    contents = named.to_webp() if target.suffix == ".webp" else named.to_png()
    with atomic_write(target) as temporary:
        temporary.write_bytes(contents)
    ratio = 3 * named.names.size / len(contents)
    line = f"{target}: {len(contents):,} bytes, 1/{ratio:.0f} of raw RGB"
    if smooth:
        line += f"; {percent(float((named.names != exact.names).mean()))} of pixels changed"
    return line


def _decode(file: Path, target: Path | None) -> NameMap:
    """Read a name map, and write it as a picture or an array."""
    import numpy as np

    from folkhue._utils.atomic import atomic_write
    from folkhue.table.name_map import NameMap

    named = NameMap.read(file)
    if target is None:
        return named
    with atomic_write(target) as temporary:
        if target.suffix == ".npy":
            np.save(temporary, named.names)
        else:
            named.image().save(temporary)
    return named
