"""``folkhue encode`` and ``folkhue decode``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from folkhue.cli.console import TableOption, check_folder, complaints, each, print_shares

if TYPE_CHECKING:
    from folkhue.table.color_table import ColorTable


class MapKind(StrEnum):
    """Formats of name maps."""

    webp = "webp"
    png = "png"


class DecodedKind(StrEnum):
    """What a name map is decoded to."""

    png = "png"
    npy = "npy"


def encode(
    images: Annotated[list[Path], typer.Argument(help="Photographs: JPEG, PNG, WebP, GIF, …")],
    to: Annotated[
        MapKind, typer.Option(help="Format; WebP is the smaller, PNG the more widely read.")
    ] = MapKind.webp,
    out: Annotated[Path, typer.Option(help="Folder for NAME.webp or NAME.png.")] = Path("names"),
    table: TableOption = None,
    smooth: Annotated[
        bool,
        typer.Option(
            "--smooth",
            help="Let specks of fewer than 16 pixels vanish. Larger regions keep every pixel.",
        ),
    ] = False,
) -> None:
    """Keep which name every pixel has, in about a sixtieth of the bytes of raw RGB.

    What is written is an image that any viewer shows, each pixel in the
    swatch of its name; transparent pixels stay transparent. `folkhue decode`
    gives back exactly the names.

        folkhue encode beach.jpg

        folkhue encode *.jpg --to png --smooth --out maps/
    """
    from folkhue.table.color_table import load

    with complaints():
        check_folder(out, images, images)
        names = load(table)
    each(images, lambda image, stem: _encode(image, names, out / f"{stem}.{to}", smooth))


def decode(
    files: Annotated[list[Path], typer.Argument(help="Files that `folkhue encode` wrote")],
    out: Annotated[
        Path | None, typer.Option(help="Folder for NAME.png or NAME.npy; none if absent.")
    ] = None,
    as_: Annotated[
        DecodedKind,
        typer.Option(
            "--as",
            help="png: repainted. npy: indices of terms for NumPy, uint8 of shape (height, "
            "width), 255 for unnamed and transparent.",
        ),
    ] = DecodedKind.png,
) -> None:
    """Tell how much of each color a photograph had, from its name map alone.

    For example:

        folkhue decode names/beach.webp

        folkhue decode names/*.webp --as npy --out arrays/

    A file that is no name map, or was altered since, is refused.
    """
    with complaints():
        check_folder(out, files, files)
    each(files, lambda file, stem: _decode(file, out and out / f"{stem}.{as_}"))


def _encode(image: Path, table: ColorTable, target: Path, smooth: bool) -> None:
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
    print(line)


def _decode(file: Path, target: Path | None) -> None:
    import numpy as np

    from folkhue._utils.atomic import atomic_write
    from folkhue.table.name_map import NameMap

    named = NameMap.read(file)
    print_shares(file, named)
    if target is None:
        return
    with atomic_write(target) as temporary:
        if target.suffix == ".npy":
            np.save(temporary, named.names)
        else:
            named.image().save(temporary)
