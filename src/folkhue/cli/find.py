"""``folkhue find``."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from folkhue.cli.console import LEFT_OUT, print_json, print_lines, print_note, report_errors
from folkhue.cli.inputs import Input, LeftOut, as_inputs, attempt, tell_skipped
from folkhue.cli.options import JobsOption, JsonOption, ModelOption, TableOption
from folkhue.cli.outputs import ForceOption, check_outputs
from folkhue.table import DEFAULT_TABLE

if TYPE_CHECKING:
    from folkhue.search.hits import Hit
    from folkhue.search.index import Index
    from folkhue.search.query import Query
    from folkhue.table.color_table import ColorTable


def find(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[QUERY] FOLDER",
            help='What to find, such as "mostly red, some white", and in which folder.',
        ),
    ],
    like: Annotated[
        str | None,
        typer.Option(
            help="Instead of a query, find photographs similar to this one; -: standard input."
        ),
    ] = None,
    count: Annotated[
        int, typer.Option("--count", "-n", min=1, help="Maximum number of results.")
    ] = 10,
    sheet: Annotated[
        Path | None,
        typer.Option(help="Draw the results on a contact sheet: FILE.png, FILE.jpg or FILE.webp."),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say how well each result meets each part.")
    ] = False,
    json: JsonOption = False,
    force: ForceOption = False,
    index: Annotated[
        Path | None,
        typer.Option(
            help="File for the index, for example to keep it with the photographs. Default: in "
            "the user's cache folder."
        ),
    ] = None,
    table: TableOption = DEFAULT_TABLE,
    model: ModelOption = "picture",
    jobs: JobsOption = None,
) -> None:
    """Find photographs by their colors: with a query in words, or similar to another.

    For example:

        folkhue find "mostly red, some white" holidays/

        folkhue find "dark blue > 20 %, no green" holidays/ --explain

        folkhue find "gray with a touch of red" holidays/ --sheet best.jpg

        folkhue find --like beach.jpg holidays/ -n 20 --json

    A color is a name of the table, alone or with a modifier as palettes use
    it (dark, deep, light, pale, bright, vivid, dull, …), one of CSS, near
    which colors are found, or a word for colors of any hue:

        blue; dark blue; pale pink; teal; dark teal; hot pink

        "#ff0000"; "rgb(255 0 0)"; "hsl(0 100% 50%)"

        dark; light; colorful; muted; pastel; warm; cool; black-and-white

    Amounts, before the color or after it:

        some red; much red; mostly red; only red and white

        half blue; a third blue; 30 % blue; blue 20-40 %

        over 40 % red; red > 40 %; red under 5 %; red ~ 20 %

        more red than blue; red > blue

    Small things that stand out; they are 0.3 to 8 % of the photograph:

        a little red; a touch of red; red accents; flourishes of red; a red
        detail; a pop of red; red accent 1-5 %

    What should not be there, or not be much:

        no red; without red; blue, not red; not much white; red but not
        dominant

    "or" adds shares; commas, "and", "with" and "but" demand every part:

        pink or purple; blue and (red or yellow); gray with red details

    The color of a whole picture, as folkhue picture names it; its amount is
    the probability of the name, without one, the more the better:

        picture:blue; picture:red > 80 %; picture:white, some green

    A color without an amount means "much"; several of them share it, so that
    "black and white" asks for a quarter of each. The score of a photograph,
    from 0 to 1, is the geometric mean of the scores of all parts of the
    query: 1 within the range of the word or number, less with the distance
    from it; of small things, less if they do not stand out. If no photograph
    meets all parts, those that come nearest are listed, with scores below
    0.1. With --like, the score is the histogram intersection: the sum, over
    all names, of the smaller of both shares.

    The first search in a folder reads every photograph; later ones only read
    new and changed ones. If nothing matches, the exit status is 1.
    """
    from folkhue.render.contact_sheet import check_sheet
    from folkhue.search.folder_search import query_shares
    from folkhue.search.index import Index
    from folkhue.table.color_table import load

    query, folder = " ".join(words[:-1]), words[-1]
    left_out = LeftOut()
    with report_errors(interrupted="stopped; the next search resumes the index"):
        _check_wanted(query, like, folder)
        if sheet:
            check_sheet(sheet, Path(folder))
            check_outputs([sheet], force=force)
        names = load(table)
        photo = as_inputs([like])[0] if like else None
        # Before indexing, so that a mistake in the query costs no time.
        wanted = (
            _parsed(query, names, model) if photo is None else query_shares(photo.source, names)
        )
        found = Index.from_folder(
            folder,
            table=table,
            file=index,
            jobs=jobs,
            any_color=getattr(wanted, "any_color", False),
            pictures=bool(getattr(wanted, "pictures", ())),
            model=model,
        )
        tell_skipped(found.others)
        _tell_renewed(found)
        for path, status, detail in found.problems:
            left_out.add(f"{path}: {detail}", status)
        hits = _search(found, wanted, photo, count)
        _tell_nearest(hits)
        title = f"like {photo.title}" if photo else query
        if sheet and hits:
            attempt(partial(_write_sheet, sheet, hits, names, title), left_out)
    if json:
        print_json(hit.as_dict() for hit in hits)
    else:
        heading = title if like else f"{query}: {wanted}"
        _print_hits(hits, found, names, heading, explain=explain)
    left_out.end()
    if not hits:
        raise typer.Exit(LEFT_OUT)


def _parsed(query: str, table: ColorTable, model: str) -> Query:
    from folkhue.batch.picture_colors import picture_terms
    from folkhue.search.parser import parse

    return parse(query, table.terms, picture_terms(model))


def _check_wanted(query: str, like: str | None, folder: str) -> None:
    from folkhue.errors import QueryError

    if bool(query) == bool(like):
        raise QueryError(
            "expected a query or --like PHOTO, got both"
            if query
            else f"expected a query or --like PHOTO, and a folder; got only {folder!r}"
        )


def _tell_renewed(index: Index) -> None:
    from folkhue._utils.text import counted

    if index.renewed:
        print_note(
            "the index lacked what this search needs, as an older folkhue, classify or another "
            f"model made it; {counted(index.renewed, 'photograph')} read again"
        )


def _tell_nearest(hits: list[Hit]) -> None:
    if hits and hits[0].is_near:
        print_note("no photograph meets every part of the query; these come nearest, see --explain")


def _search(
    index: Index, wanted: Query | dict[str, float], like: Input | None, count: int
) -> list[Hit]:
    if isinstance(wanted, dict):
        others = index.without(like.source) if like and isinstance(like.source, str) else index
        return others.search_similar(wanted, count)
    return index.search(wanted, count)


def _write_sheet(sheet: Path, hits: list[Hit], table: ColorTable, title: str) -> None:
    from folkhue._utils.atomic import atomic_write
    from folkhue._utils.text import printable
    from folkhue.images.authorship import exif_mark, png_mark
    from folkhue.render.contact_sheet import contact_sheet

    with atomic_write(sheet) as temporary:
        sheet_of_hits = contact_sheet(hits, table, printable(title))
        sheet_of_hits.save(temporary, quality=90, exif=exif_mark(), pnginfo=png_mark())


def _print_hits(
    hits: list[Hit], index: Index, table: ColorTable, heading: str, *, explain: bool
) -> None:
    from folkhue._utils.text import counted
    from folkhue.cli.drawing import hit_lines
    from folkhue.render.name_swatches import swatch_by_name

    searched = "searched" if hits else "no match in"
    summary = f"{searched} {counted(len(index), 'photograph')}"
    if left_out := index.left_out.total():
        summary += f"; {left_out:,} more could not be read"
    print_lines(*hit_lines(hits, heading, swatch_by_name(table), explain=explain), summary)
