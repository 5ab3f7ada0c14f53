"""``folkhue palette``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from folkhue.cli.console import INTERRUPTED_TABLE, print_lines, printing_each, report_errors
from folkhue.cli.inputs import Input, LeftOut, find_inputs, for_each
from folkhue.cli.options import (
    ImagesArgument,
    JobsOption,
    JsonOption,
    PrefixOption,
    ScalesOption,
    TableOption,
)
from folkhue.cli.outputs import ForceOption, check_outputs
from folkhue.cli.palette_extractor import Extractor, Found, Part
from folkhue.cli.palette_files import check_targets
from folkhue.cli.palette_options import (
    DistinctOption,
    EmphasisOption,
    GamutOption,
    LongOption,
    MethodOption,
    NumberOption,
    OutOption,
    PartOption,
    PictureOption,
    RowsOption,
    SortOption,
    SuggestOption,
    TogetherOption,
    WeighOption,
    check_parts,
    parse_number,
)
from folkhue.cli.palette_roles import RolesOption, describer
from folkhue.cli.palette_table import table_among, write_table
from folkhue.table import DEFAULT_TABLE

if TYPE_CHECKING:
    from folkhue.batch.palette_rows import Rows
    from folkhue.images.color_space import Gamut
    from folkhue.palettes.palette import Order
    from folkhue.palettes.quantize import Emphasis, Method
    from folkhue.table.color_table import ColorTable


def palette(
    images: ImagesArgument,
    k: NumberOption = "6",
    method: MethodOption = "kmeans",
    emphasis: EmphasisOption = "share",
    distinct: DistinctOption = 6.0,
    sort: SortOption = "share",
    gamut: GamutOption = "srgb",
    together: TogetherOption = False,
    weigh: WeighOption = "image",
    by: PartOption = None,
    suggest: SuggestOption = 0,
    out: OutOption = None,
    rows: RowsOption = "color",
    scales: ScalesOption = False,
    prefix: PrefixOption = None,
    picture: PictureOption = "card",
    table: TableOption = DEFAULT_TABLE,
    long: LongOption = False,
    roles: RolesOption = False,
    json: JsonOption = False,
    force: ForceOption = False,
    jobs: JobsOption = None,
) -> None:
    """Extract palettes from photographs: the colors, their shares and their names.

    For example:

        folkhue palette beach.jpg

        folkhue palette beach.jpg -k auto --sort hue

        folkhue palette street.jpg --emphasis accent

        folkhue palette holidays/ --together

        folkhue palette beach.jpg --suggest 2

        folkhue palette beach.jpg --roles

        folkhue palette flower.heic --gamut p3 --out flower.css

        folkhue palette beach.jpg --by region --out regions.png

        folkhue palette beach.jpg --out beach.gpl --out beach.png

        folkhue palette beach.jpg --scales --out beach.tokens.json

        curl --location https://example.org/a.jpg | folkhue palette - --json

    For many photographs, write one table with a row for each color:

        folkhue palette holidays/ --out palettes.parquet

        folkhue palette holidays/ --rows photograph --out palettes.csv

    If such a run stops, for example by Ctrl-C, run the same command again: it
    resumes where it stopped, and after a finished run, it only extracts the
    palettes of new and changed photographs. FILE.parquet.journal stores what is
    done; with other options, a run starts anew, and says so. --jobs is the
    number of worker processes.

    A palette has at most as many colors as the image, all different. The same
    image always gives the same palette. Transparent pixels do not count. A
    photograph that cannot be read is told on standard error; the others are
    done, and the exit status is 1.
    """
    from folkhue.batch.palettes import PaletteOptions
    from folkhue.errors import FolkhueError
    from folkhue.palettes.formats import DEFAULT, Style
    from folkhue.table.color_table import load

    style = Style(scales, prefix)
    if style != DEFAULT and not out:
        raise FolkhueError("--scales and --prefix are for files: name one with --out")
    left_out = LeftOut()
    names = load(table)
    options = PaletteOptions(
        parse_number(k),
        cast("Method", method),
        cast("Emphasis", emphasis),
        distinct,
        cast("Order", sort),
        cast("Gamut", gamut),
        suggest,
    )
    inputs = find_inputs(images, left_out)
    check_parts(together, by)
    others = {"--together": together, "--by": bool(by), "--roles": roles, "--long": long}
    others |= {"--scales": scales, "--prefix": prefix is not None, "--json": json}
    if target := table_among(out or [], others):
        with report_errors(interrupted=INTERRUPTED_TABLE):
            kind = cast("Rows", rows)
            write_table(target, inputs, table, options, kind, jobs, force, left_out)
        return
    if rows != "color":
        raise FolkhueError(f"--rows {rows}: it is for a table, such as --out palettes.csv")
    several = not together and len(inputs) > 1
    files = check_targets(
        out or [],
        inputs,
        several=several,
        together=together,
        drawn=by is not None,
        style=style,
    )
    check_outputs(files, force=force)

    extractor = Extractor(options, names, out or [], picture, weigh, style)
    described = partial(Found.as_dict, describe=describer(roles, names))
    printed = partial(_print, long=long, roles=names if roles else None)
    with printing_each(json, described, printed) as show:
        _extract(inputs, extractor, together, by, show, left_out)


def _extract(
    inputs: Sequence[Input],
    extractor: Extractor,
    together: bool,
    by: Part | None,
    show: Callable[[Found], None],
    left_out: LeftOut,
) -> None:
    """Make palettes, and show each as soon as it is there."""
    if together:
        for_each([inputs], lambda group: extractor.together(group, left_out), show, left_out)
    elif by:
        for_each(inputs, lambda image: extractor.parts(image, by), show, left_out)
    else:
        for_each(inputs, extractor.whole, show, left_out)


def _print(found: Found, long: bool, roles: ColorTable | None) -> None:
    """Print palettes; their roles, too, if there is a table, which names derived colors."""
    from folkhue.cli.drawing import palette_lines
    from folkhue.cli.palette_roles import role_lines

    for palette, heading in zip(found.palettes, found.headings(), strict=True):
        print_lines(*palette_lines(palette, heading, long=long))
        if roles:
            print_lines(*role_lines(palette, roles))
