"""What commands share: options, complaints, files one by one, and shares as bars."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from folkhue.table.color_table import ColorTable
    from folkhue.table.name_map import NameMap

TableOption = Annotated[
    str | None,
    typer.Option(
        "--table",
        help="basic8 (red orange yellow green blue purple black white), basic11 (with brown, "
        "pink and gray), or a colortable.npz of your own. basic8 if absent.",
    ),
]


ElevenOption = Annotated[
    str,
    typer.Option(
        "--table",
        help="basic11 (red orange yellow green blue purple black white brown pink gray), basic8 "
        "(without the last three), or a colortable.npz of your own.",
    ),
]


@contextmanager
def complaints(status: int = 2, stopped: str = "stopped") -> Iterator[None]:
    """Print what folkhue raises on purpose and the disk refuses, and end with an exit status."""
    from folkhue.errors import FolkhueError

    try:
        yield
    except (FolkhueError, OSError) as error:
        complain(error)
        raise typer.Exit(status) from error
    except KeyboardInterrupt as error:
        complain(stopped)
        raise typer.Exit(130) from error


def each(images: list[Path], work: Callable[[Path, str], None]) -> None:
    """Work on every image, give each a name of its own; go on after those that fail."""
    failed = 0
    for image, stem in zip(images, stems(images), strict=True):
        try:
            with complaints(1):
                work(image, stem)
        except typer.Exit as end:
            if end.exit_code != 1:
                raise
            failed += 1
    if failed:
        raise typer.Exit(1)


def check_folder(out: Path | None, images: list[Path], given: list[Path]) -> None:
    """Make the folder for results; refuse one in which they could replace the photographs."""
    from folkhue.errors import FolkhueError

    if out is None:
        return
    if out.suffix.lower() in {".json", ".tsv", ".txt", ".xlsx"}:
        raise FolkhueError(f"{out}: expected a folder, or a table .csv, .parquet or .jsonl")
    within = [image.resolve() for image in given if image.is_dir()]
    if any(out.resolve() == image.resolve().parent for image in images) or any(
        out.resolve().is_relative_to(folder) for folder in within
    ):
        raise FolkhueError(f"{out} holds the photographs; name another --out, lest one be lost")
    out.mkdir(parents=True, exist_ok=True)


def complain(reason: object) -> None:
    """Print an error."""
    from rich.console import Console
    from rich.text import Text

    Console(stderr=True).print(Text.assemble(("error: ", "red"), str(reason)), soft_wrap=True)


def print_shares(image: Path, named: NameMap) -> None:
    """Print how much of each name an image has."""
    from rich.console import Console
    from rich.text import Text

    console = Console()
    console.print(Text(str(image), style="bold"), soft_wrap=True)
    shares = named.shares()
    console.print(bars(shares, named) if shares else "  every pixel is transparent")


def bars(shares: dict[str, float], painted: NameMap | ColorTable) -> Table:
    """Draw shares of names as bars in their swatches."""
    from rich.table import Table
    from rich.text import Text

    from folkhue._utils.text import percent
    from folkhue.render.swatches import swatch_by_name

    swatches = swatch_by_name(painted)
    grid = Table.grid(padding=(0, 2))
    for name, share in shares.items():
        red, green, blue = swatches[name]
        bar = Text("█" * max(1, round(32 * share)), style=f"rgb({red},{green},{blue})")
        grid.add_row(Text(percent(share).rjust(7)), Text(name), bar)
    return grid


def stems(images: list[Path]) -> list[str]:
    """Name the outputs after the images, telling apart those of the same name."""
    taken: set[str] = set()
    stems = []
    for image in images:
        stem, number = image.stem, 2
        while stem in taken:
            stem, number = f"{image.stem}-{number}", number + 1
        taken.add(stem)
        stems.append(stem)
    return stems
