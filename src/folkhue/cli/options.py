"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Collection
from importlib import import_module
from typing import Annotated

import typer


def one_of(module: str, registry: str, *, without: Collection[str] = ()) -> Callable[[str], str]:
    """Make a callback that accepts the names in a registry of the library.

    The module is imported only when the command runs, so that ``folkhue --help`` is quick.

    Parameters
    ----------
    module, registry : str
        Where the names are: a dict or a tuple of str.
    without : collection of str
        Names in the registry that are not values of this option.
    """

    def check(value: str) -> str:
        known = [name for name in getattr(import_module(module), registry) if name not in without]
        if value not in known:
            raise typer.BadParameter(f"expected {', '.join(known)}; got {value!r}")
        return value

    return check


ImagesArgument = Annotated[
    list[str],
    typer.Argument(
        help="Photographs (JPEG, PNG, WebP, GIF, …), folders of them, or - for standard input."
    ),
]

JsonOption = Annotated[
    bool,
    typer.Option("--json", help="Print a JSON array, with an object for each; see the reference."),
]

TableOption = Annotated[
    str,
    typer.Option(
        "--table",
        help="Color table: basic11 (red orange yellow green blue purple black white brown pink "
        "gray), basic8 (without the last three), fine (also navy teal turquoise beige tan maroon "
        "olive lavender), or the file of your own.",
    ),
]

ContextOption = Annotated[
    bool,
    typer.Option(
        "--context", help="Name pixels in their context: shade, folds and specks count less."
    ),
]

ModelOption = Annotated[
    str,
    typer.Option(
        "--model",
        help="Model of the color of pictures: picture, or the file of your own, such as "
        "models/pictures/picture.npz of make pictures.",
    ),
]

JobsOption = Annotated[
    int | None,
    typer.Option(min=1, help="Number of worker processes. Default: one for each processor."),
]

ScalesOption = Annotated[
    bool,
    typer.Option(
        "--scales",
        help="Write a scale of shades, 50 to 950, in place of each color; it is one of them. For "
        ".json .tokens.json .tailwind.css .tailwind.js .css .scss .xml .swift.",
    ),
]

PrefixOption = Annotated[
    str | None,
    typer.Option(
        metavar="PREFIX",
        help="How names of colors begin: photo-red. In .tokens.json .tailwind.css .tailwind.js "
        ".xml .swift by default photo; in .css .scss nothing.",
    ),
]
