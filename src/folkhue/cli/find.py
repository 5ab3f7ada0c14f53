"""``folkhue compare`` and ``folkhue find``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from folkhue.cli.console import ElevenOption, complaints

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from folkhue.palettes.comparison import Comparison, Side
    from folkhue.search.index import Hit, Index
    from folkhue.table.color_table import ColorTable

    Paint = dict[str, tuple[int, int, int]]


def compare(
    one: Annotated[
        Path, typer.Argument(metavar="A", help="A photograph, or a palette: .gpl, .ase, …")
    ],
    other: Annotated[Path, typer.Argument(metavar="B", help="Another")],
    out: Annotated[
        Path | None, typer.Option(help="Write distance, palettes and shares to FILE.json.")
    ] = None,
    k: Annotated[
        int, typer.Option("-k", min=1, max=64, help="How many colors in each palette.")
    ] = 6,
    table: ElevenOption = "basic11",
) -> None:
    """Tell how far two photographs, or palettes, are apart in color.

    For example:

        folkhue compare before.jpg after.jpg

        folkhue compare room.jpg brand.ase

    The distance is that between their palettes: how far, in CIELAB, the
    colors of the one must be moved to become those of the other, each
    weighed by its share (the earth mover's distance). 0 is identical, below
    10 nearly the same, below 20 alike; two photographs at random are some 37
    apart, black and white 100. Beside it, how much of each name they have.
    """
    from folkhue.palettes.comparison import Comparison
    from folkhue.table.color_table import load

    with complaints():
        names = load(table)
        _check_json(out)
        compared = Comparison.of(_side(one, k, names), _side(other, k, names))
        if out:
            _write_json(out, compared.as_dict())
    _print_comparison(compared, (one, other), names)


def find(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[QUERY] FOLDER",
            help='What to find, such as "mostly red, some white", and where.',
        ),
    ],
    like: Annotated[
        Path | None,
        typer.Option(help="A photograph; find those like it, in place of a query."),
    ] = None,
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many to show.")] = 10,
    sheet: Annotated[
        Path | None,
        typer.Option(help="Draw the best on a contact sheet: FILE.png, FILE.jpg or FILE.webp."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    index: Annotated[
        Path | None,
        typer.Option(
            help="Keep the index here, as when it is to go along with the photographs. In the "
            "user's folder of caches if absent."
        ),
    ] = None,
    table: ElevenOption = "basic11",
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Worker processes for indexing. One a processor if absent."),
    ] = None,
) -> None:
    """Find photographs by their colors, in words or by likeness to another.

    For example:

        folkhue find "mostly red, some white" holidays/

        folkhue find --like beach.jpg holidays/ -n 20 --sheet best.jpg

    Colors are those of the table. How much of them:

        no, a little, some, much, mostly, only

        half, a third, 30 %, 20-40 %, over 40 %, under 5 %

        more red than blue; red or orange; only red and white

    A color alone means much of it. The score, from 0 to 1, is the geometric
    mean of how well a photograph fits each part: fully within the range of
    the word or number, less the farther from it. Of likeness, it is the part
    of two photographs that has the same names.

    The first search in a folder looks at every photograph; later ones only at
    new and changed ones. If none fits, the exit status is 1.
    """
    from folkhue.render.contact_sheet import check_sheet
    from folkhue.search.index import Index, shares_of
    from folkhue.search.query import Query, parse
    from folkhue.table.color_table import load

    query, folder = " ".join(words[:-1]), Path(words[-1])
    with complaints(stopped="stopped; the next search goes on with the index"):
        _check_wanted(query, like, folder)
        if sheet:
            check_sheet(sheet, folder)
        names = load(table)
        # What is asked for is read first: a slip of the pen should not cost an index.
        wanted = shares_of(like, names) if like else parse(query, names.terms)
        every = Index.of(folder, table=table, file=index, jobs=jobs)
        if isinstance(wanted, Query):
            hits, title, meaning = every.find(wanted, count), query, f": {wanted}"
        else:
            others = every.without(str(like))
            hits, title, meaning = others.like(wanted, count), f"like {like}", ""
        if sheet and hits:
            _draw(sheet, hits, names, title)
        if json:
            _print_json(hits, every, title)
        else:
            _print_hits(hits, every, names, title + meaning)
    if not hits:
        raise typer.Exit(1)


def _side(path: Path, k: int, table: ColorTable) -> Side:
    """Take a photograph, or the file of a palette; a PNG is a photograph."""
    from folkhue.palettes.comparison import Side
    from folkhue.palettes.formats import FORMATS, read_palette

    if path.suffix.lower() != ".png" and any(path.name.lower().endswith(s) for s in FORMATS):
        return Side.of_palette(read_palette(path, table))
    return Side.of_image(path, k, table)


def _check_json(out: Path | None) -> None:
    from folkhue.errors import FolkhueError

    if out and out.suffix.lower() != ".json":
        raise FolkhueError(f"{out}: a comparison is written to FILE.json")


def _write_json(out: Path, contents: dict[str, Any]) -> None:
    import json

    from folkhue._utils.atomic import atomic_write

    with atomic_write(out) as temporary:
        temporary.write_text(json.dumps(contents, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _print_comparison(compared: Comparison, paths: tuple[Path, Path], table: ColorTable) -> None:
    from rich.console import Console
    from rich.text import Text

    from folkhue._utils.text import percent

    console = Console()
    for letter, path, side in zip("AB", paths, (compared.one, compared.other), strict=True):
        colors = {color.hex: color for color in side.palette.colors}
        strip = _strip(
            {code: color.share for code, color in colors.items()},
            {code: color.rgb for code, color in colors.items()},
        )
        console.print(Text(f"{letter}  ", style="bold") + strip + f"  {path}", soft_wrap=True)
    console.print()
    console.print(_side_by_side(compared, _paint(table)))
    distance = f"{compared.distance:.1f} apart: {compared.words}"
    console.print(Text("\nPalettes are ") + Text(distance, style="bold"), soft_wrap=True)
    console.print("(0 is identical, black and white are 100 apart)", highlight=False)
    console.print(f"The same names: {percent(compared.common)}", highlight=False)


def _side_by_side(compared: Comparison, paint: Paint) -> Table:
    """Draw the shares of both as bars, those of the first from right to left."""
    from rich.table import Table
    from rich.text import Text

    from folkhue._utils.text import percent

    grid = Table.grid(padding=(0, 1))
    for justify in ("right", "right", "center", "left", "left"):
        grid.add_column(justify=justify)
    grid.add_row("", Text("A", style="bold"), "", Text("B", style="bold"), "")
    for name in compared.names:
        red, green, blue = paint[name]
        shares = [side.shares.get(name, 0.0) for side in (compared.one, compared.other)]
        left, right = (
            Text("█" * round(20 * s), style=f"rgb({red},{green},{blue})") for s in shares
        )
        one, other = (Text(percent(share) if share else "–") for share in shares)
        grid.add_row(left, one, Text(name), other, right)
    return grid


def _check_wanted(query: str, like: Path | None, folder: Path) -> None:
    from folkhue.errors import QueryError

    if bool(query) == bool(like):
        raise QueryError(
            f"expected a query or --like PHOTO, and a folder, got only {str(folder)!r}"
            if not query
            else "expected a query or --like PHOTO, got both"
        )


def _draw(sheet: Path, hits: list[Hit], table: ColorTable, title: str) -> None:
    from folkhue._utils.atomic import atomic_write
    from folkhue.render.contact_sheet import contact_sheet

    with atomic_write(sheet) as temporary:
        contact_sheet(hits, table, title).save(temporary, quality=90)


def _print_json(hits: list[Hit], every: Index, title: str) -> None:
    import json

    found = {"query": title, "photographs": len(every), "left_out": every.left_out.total()}
    print(json.dumps({**found, "hits": [hit.as_dict() for hit in hits]}, indent=2))


def _print_hits(hits: list[Hit], every: Index, table: ColorTable, title: str) -> None:
    from rich.console import Console
    from rich.text import Text

    from folkhue._utils.text import percent

    console, paint = Console(), _paint(table)
    console.print(Text(title, style="bold"), soft_wrap=True)
    for number, hit in enumerate(hits, 1):
        named = ", ".join(f"{name} {percent(share)}" for name, share in [*hit.shares.items()][:4])
        console.print(Text(f"{number:4}  {hit.score:.3f}  {hit.path}"), soft_wrap=True)
        console.print(Text("      ") + _strip(hit.shares, paint) + f"  {named}", soft_wrap=True)
    left_out = every.left_out.total()
    console.print(
        Text(f"{'searched' if hits else 'none fits of'} {len(every):,} photographs")
        + (f"; {left_out:,} more could not be read" if left_out else ""),
        soft_wrap=True,
    )


def _paint(table: ColorTable) -> Paint:
    from folkhue.color.vocabulary import UNNAMED_NAME, UNNAMED_SWATCH

    return dict(zip(table.terms, table.swatches, strict=True)) | {UNNAMED_NAME: UNNAMED_SWATCH}


def _strip(shares: dict[str, float], paint: Paint, width: int = 32) -> Text:
    """Draw shares one after another, all of them as wide as `width` letters."""
    from itertools import accumulate

    from rich.text import Text

    strip, drawn = Text(), 0
    for name, end in zip(shares, accumulate(shares.values()), strict=True):
        style = "rgb({},{},{})".format(*paint[name])
        strip.append("█" * (round(width * end) - drawn), style=style)
        drawn = round(width * end)
    return strip
