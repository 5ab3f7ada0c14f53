"""``folkhue encode`` and ``folkhue decode``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from folkhue.cli.console import print_lines, print_shares, printing_each
from folkhue.cli.inputs import Input, LeftOut, find_inputs, for_each
from folkhue.cli.options import ImagesArgument, JsonOption, TableOption
from folkhue.cli.outputs import ForceOption, prepare_folder
from folkhue.table import DEFAULT_TABLE

if TYPE_CHECKING:
    from folkhue.table.color_table import ColorTable
    from folkhue.table.name_map import NameMap


def encode(
    images: ImagesArgument,
    to: Annotated[
        Literal["webp", "png"],
        typer.Option(help="Format: WebP is smaller, PNG is more widely supported."),
    ] = "webp",
    out: Annotated[Path, typer.Option(help="Folder for NAME.webp or NAME.png.")] = Path("names"),
    table: TableOption = DEFAULT_TABLE,
    smooth: Annotated[
        bool,
        typer.Option(
            "--smooth",
            help="Remove specks, regions of fewer than 16 pixels. Larger regions do not change.",
        ),
    ] = False,
    json: JsonOption = False,
    force: ForceOption = False,
) -> None:
    """Store the color name of every pixel, in about a sixtieth of the bytes of raw RGB.

    The output is an image that any viewer can show: each pixel has the color
    that represents its name, and transparent pixels stay transparent.
    `folkhue decode` restores exactly the same names.

        folkhue encode beach.jpg

        folkhue encode *.jpg --to png --smooth --out maps/

        folkhue encode holidays/ --json
    """
    from folkhue.table.color_table import load

    left_out = LeftOut()
    inputs = find_inputs(images, left_out)
    prepare_folder(out, inputs, images, [f".{to}"], force=force)
    names = load(table)

    def work(image: Input) -> _Encoded:
        return _encode(image, names, out / f"{image.stem}.{to}", smooth)

    def as_text(encoded: _Encoded) -> None:
        print_lines(encoded.line(smooth))

    with printing_each(json, _Encoded.as_dict, as_text) as show:
        for_each(inputs, work, show, left_out)


def decode(
    files: Annotated[
        list[str],
        typer.Argument(
            help="Name maps from `folkhue encode`, folders of them, or - for standard input."
        ),
    ],
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
    json: JsonOption = False,
    force: ForceOption = False,
) -> None:
    """Print the share of each color name in a photograph, from its name map alone.

    For example:

        folkhue decode names/beach.webp

        folkhue decode names/*.webp --as npy --out arrays/

    A file that is not a name map, or that another program changed, is an error.
    """
    left_out = LeftOut()
    inputs = find_inputs(files, left_out)
    prepare_folder(out, inputs, files, [f".{as_}"], force=force)

    def work(file: Input) -> tuple[Input, NameMap]:
        return file, _decode(file, out and out / f"{file.stem}.{as_}")

    with printing_each(json, _described, _print_decoded) as show:
        for_each(inputs, work, show, left_out, "name maps")


@dataclass(frozen=True)
class _Encoded:
    """A name map that was written.

    Attributes
    ----------
    path : str
        Of the photograph.
    out : Path
        Of the name map.
    size : int
        Of the name map, in bytes.
    width, height : int
    changed : float
        Share of the pixels that smoothing renamed.
    """

    path: str
    out: Path
    size: int
    width: int
    height: int
    changed: float

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON types."""
        return {
            "path": self.path,
            "out": str(self.out),
            "bytes": self.size,
            "width": self.width,
            "height": self.height,
            "changed": round(self.changed, 6),
        }

    def line(self, smooth: bool) -> str:
        """Describe it in a line."""
        from folkhue._utils.text import percent

        ratio = 3 * self.width * self.height / self.size
        line = f"{self.out}: {self.size:,} bytes, 1/{ratio:.0f} of raw RGB"
        return f"{line}; {percent(self.changed)} of pixels changed" if smooth else line


def _encode(image: Input, table: ColorTable, target: Path, smooth: bool) -> _Encoded:
    """Write a name map."""
    from folkhue._utils.atomic import atomic_write
    from folkhue.images.photo import read_photo
    from folkhue.table.name_map import NameMap

    exact = NameMap.from_photo(read_photo(image.source), table)
    named = exact.despeckled() if smooth else exact
    contents = named.to_webp() if target.suffix == ".webp" else named.to_png()
    with atomic_write(target) as temporary:
        temporary.write_bytes(contents)
    height, width = named.names.shape
    changed = float((named.names != exact.names).mean()) if smooth else 0.0
    return _Encoded(image.path, target, len(contents), width, height, changed)


def _decode(file: Input, target: Path | None) -> NameMap:
    """Read a name map, and write it as a picture or an array."""
    import numpy as np

    from folkhue._utils.atomic import atomic_write
    from folkhue.images.authorship import png_mark
    from folkhue.table.name_map import NameMap

    source = file.source
    named = NameMap.from_bytes(source) if isinstance(source, bytes) else NameMap.read(source)
    if target is None:
        return named
    with atomic_write(target) as temporary:
        if target.suffix == ".npy":
            np.save(temporary, named.names)
        else:
            named.image().save(temporary, pnginfo=png_mark())
    return named


def _described(decoded: tuple[Input, NameMap]) -> dict[str, Any]:
    file, named = decoded
    height, width = named.names.shape
    return {"path": file.path, "width": width, "height": height, "shares": named.shares()}


def _print_decoded(decoded: tuple[Input, NameMap]) -> None:
    from folkhue.render.name_swatches import swatch_by_name

    file, named = decoded
    print_shares(file.title, named.shares(), swatch_by_name(named))
