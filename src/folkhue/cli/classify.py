"""``folkhue classify``."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from folkhue.cli.classify_many import classify_many, described
from folkhue.cli.classify_video import classify_clips, clips_among
from folkhue.cli.console import (
    INTERRUPTED_TABLE,
    JsonArray,
    print_shares,
    report_errors,
)
from folkhue.cli.inputs import Input, LeftOut, find_inputs, for_each
from folkhue.cli.options import (
    ContextOption,
    ImagesArgument,
    JobsOption,
    JsonOption,
    ModelOption,
    TableOption,
)
from folkhue.cli.outputs import ForceOption, prepare_folder, write_json
from folkhue.table import DEFAULT_TABLE

if TYPE_CHECKING:
    from folkhue.table.name_map import NameMap


def classify(
    images: ImagesArgument,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for NAME.png (the recolored photograph) and NAME.json (its shares); or "
            "a table of results with a row for each photograph: FILE.csv, FILE.parquet or "
            "FILE.jsonl. Of a clip: FILE.csv (shares over time), FILE.png (a color barcode), "
            "FILE.json (scenes), or a folder for all."
        ),
    ] = None,
    table: TableOption = DEFAULT_TABLE,
    picture_color: Annotated[
        bool,
        typer.Option(
            "--picture-color",
            help="Add to a table of results the color of each whole picture, as folkhue picture "
            "names it, and its probability: the columns picture and picture_probability.",
        ),
    ] = False,
    model: ModelOption = "picture",
    context: ContextOption = False,
    fps: Annotated[
        float | None,
        typer.Option(
            min=0.001,
            help="Of clips: frames a second to look at; 2 by default. With it, animated images are "
            "clips, too.",
        ),
    ] = None,
    json: JsonOption = False,
    force: ForceOption = False,
    jobs: JobsOption = None,
) -> None:
    """Measure the share of each color name in photographs, and recolor them.

    Every pixel gets the name that people would give its color. Transparent
    pixels do not count.

        folkhue classify beach.jpg

        folkhue classify *.jpg --out named/

        folkhue classify - --json < beach.jpg

    With --context, what surrounds a pixel counts, too: a shirt keeps its name
    in its folds, and specks are gone.

        folkhue classify beach.jpg --context --out named/

    For many photographs, in folders and their subfolders, write one table of
    results, or print only the totals:

        folkhue classify holidays/ --out shares.csv

        folkhue classify shop/ --out shares.csv --picture-color

        folkhue classify holidays/

    Of a clip, shares are over its whole length; scenes are found, and a
    palette of each. --out writes them over time, or as a picture:

        folkhue classify clip.mp4 --out clip.csv

        folkhue classify clip.mp4 --out barcode.png

    If a run that writes a table stops, for example by Ctrl-C, run the same
    command again: it resumes where it stopped. After a finished run, it only
    classifies new and changed photographs. FILE.csv.journal stores what is
    done; with another table, a run starts anew, and says so. A photograph
    that cannot be read gets a row whose column "status" has the reason; it is
    told on standard error, too, and the exit status is 1.
    """
    left_out = LeftOut()
    with report_errors(interrupted=INTERRUPTED_TABLE), ExitStack() as stack:
        if picture_color and not _is_table(out):
            raise _no_table_for_pictures()
        if model != "picture" and not picture_color:
            raise _no_pictures_for_model()
        inputs = find_inputs(images, left_out)
        if clips_among(inputs, fps):
            _check_no_clip_options(context, picture_color)
            classify_clips(inputs, out, table, fps, json, force, left_out)
            return
        array = stack.enter_context(JsonArray()) if json else None
        if _is_table(out) or (out is None and any(Path(path).is_dir() for path in images)):
            pictures = model if picture_color else None
            classify_many(inputs, out, table, context, jobs, pictures, force, array, left_out)
        else:
            _classify_each(inputs, images, out, table, context, force, array, left_out)


def _check_no_clip_options(context: bool, picture_color: bool) -> None:
    from folkhue.errors import FolkhueError

    for option, given in {"--context": context, "--picture-color": picture_color}.items():
        if given:
            raise FolkhueError(f"{option}: it is for photographs, not for clips")


def _no_table_for_pictures() -> Exception:
    from folkhue.errors import FolkhueError

    return FolkhueError(
        "--picture-color: expected a table of results to add the color of pictures to, such as "
        "--out shares.csv; folkhue picture prints it"
    )


def _no_pictures_for_model() -> Exception:
    from folkhue.errors import FolkhueError

    return FolkhueError(
        "--model: it names whole pictures, and none are asked for; add --picture-color"
    )


def _is_table(out: Path | None) -> bool:
    from folkhue.batch.results import WRITERS

    return out is not None and out.suffix.lower() in WRITERS


def _classify_each(
    inputs: list[Input],
    images: list[str],
    out: Path | None,
    table: str | None,
    context: bool,
    force: bool,
    array: JsonArray | None,
    left_out: LeftOut,
) -> None:
    """Classify one photograph after another, recolor them, and print the shares of each."""
    from folkhue.images.photo import read_photo
    from folkhue.networks.naming import PixelNaming
    from folkhue.render.name_swatches import swatch_by_name
    from folkhue.table.color_table import load

    prepare_folder(out, inputs, images, (".png", ".json"), force=force)
    naming = PixelNaming.of(load(table), context=context)

    def work(image: Input) -> tuple[Input, NameMap]:
        named = naming.name_map(read_photo(image.source))
        if out is not None:
            _write(named, image, out)
        return image, named

    def show(result: tuple[Input, NameMap]) -> None:
        image, named = result
        if array:
            array.add(_summary(image, named))
        else:
            print_shares(image.title, named.shares(), swatch_by_name(naming.table))

    for_each(inputs, work, show, left_out)


def _summary(image: Input, named: NameMap) -> dict[str, Any]:
    height, width = named.opaque.shape
    return described(image.path, width, height, named.shares())


def _write(named: NameMap, image: Input, folder: Path) -> None:
    """Write the recolored photograph and its shares."""
    from folkhue._utils.atomic import atomic_write
    from folkhue.images.authorship import png_mark

    with atomic_write(folder / f"{image.stem}.png") as temporary:
        named.image().save(temporary, pnginfo=png_mark())
    write_json(folder / f"{image.stem}.json", _summary(image, named))
