"""``folkhue classify``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from folkhue.cli.console import print_lines, print_shares, report_errors
from folkhue.cli.inputs import for_each, prepare_folder, with_stems
from folkhue.cli.options import EightTermsOption, ImagesArgument, JobsOption

if TYPE_CHECKING:
    from folkhue.batch.outcome import Totals
    from folkhue.table.color_table import ColorTable
    from folkhue.table.name_map import NameMap


def classify(
    images: ImagesArgument,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for NAME.png (the recolored photograph) and NAME.json (its shares); or "
            "a table of results with a row for each photograph: FILE.csv, FILE.parquet or "
            "FILE.jsonl."
        ),
    ] = None,
    table: EightTermsOption = None,
    jobs: JobsOption = None,
) -> None:
    """Measure the share of each color name in photographs, and recolor them.

    Every pixel gets the name that people would give its color. Transparent
    pixels do not count.

        folkhue classify beach.jpg

        folkhue classify *.jpg --out named/

    For many photographs, in folders and their subfolders, write one table of
    results, or print only the totals:

        folkhue classify holidays/ --out shares.csv

        folkhue classify holidays/

    If a run that writes a table stops, for example by Ctrl-C, run the same
    command again: it resumes where it stopped. After a finished run, it only
    classifies new and changed photographs. FILE.csv.journal stores what is
    done. A photograph that cannot be read gets a row whose column "status"
    has the reason.
    """
    from folkhue.batch.runner import find_photos
    from folkhue.render.name_swatches import swatch_by_name
    from folkhue.table.color_table import load

    with report_errors(interrupted="stopped; run the same command again to resume a table"):
        photos = find_photos(images)
        if (totals := _classify_many(photos, images, out, table, jobs)) is not None:
            _print_totals(totals, load(table))
            return
        paths = [Path(photo) for photo in photos]
        prepare_folder(out, paths, images)
        names = load(table)

    def work(item: tuple[Path, str]) -> tuple[Path, NameMap]:
        photo, stem = item
        named = _classify(photo, names)
        if out is not None:
            _write(named, photo, out / stem)
        return photo, named

    def show(result: tuple[Path, NameMap]) -> None:
        photo, named = result
        print_shares(photo, named.shares(), swatch_by_name(names))

    for_each(with_stems(paths), work, show)


def _classify_many(
    photos: list[str], given: list[Path], out: Path | None, table: str | None, jobs: int | None
) -> Totals | None:
    """Classify photographs in worker processes, to write a table or print the totals of folders."""
    from folkhue._utils.processors import usable_processors
    from folkhue.batch.results import WRITERS
    from folkhue.batch.runner import classify_to, classify_totals

    jobs = jobs or usable_processors()
    if out is not None and out.suffix.lower() in WRITERS:
        return classify_to(out, photos, table, jobs=jobs)
    if out is None and any(path.is_dir() for path in given):
        return classify_totals(photos, table, jobs=jobs)
    return None


def _classify(photo: Path, table: ColorTable) -> NameMap:
    from folkhue.images.photo import read_photo
    from folkhue.table.name_map import NameMap

    return NameMap.from_photo(read_photo(photo), table)


def _write(named: NameMap, photo: Path, target: Path) -> None:
    """Write TARGET.png and TARGET.json."""
    import json

    from folkhue._utils.atomic import atomic_write

    height, width = named.opaque.shape
    summary = {"image": str(photo), "width": width, "height": height, "shares": named.shares()}
    with atomic_write(target.parent / f"{target.name}.png") as temporary:
        named.image().save(temporary)
    with atomic_write(target.parent / f"{target.name}.json") as temporary:
        temporary.write_text(json.dumps(summary, indent=2) + "\n", "utf-8")


def _print_totals(totals: Totals, table: ColorTable) -> None:
    from folkhue.cli.drawing import share_bars
    from folkhue.render.name_swatches import swatch_by_name

    shares = totals.counts.shares()
    bars = [share_bars(shares, swatch_by_name(table))] if shares else []
    print_lines(*bars, str(totals))
