"""``folkhue classify``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from folkhue.cli.console import TableOption, bars, check_folder, complaints, each, print_shares

if TYPE_CHECKING:
    from folkhue.batch.results import Totals
    from folkhue.table.color_table import ColorTable


def classify(
    images: Annotated[
        list[Path], typer.Argument(help="Photographs (JPEG, PNG, WebP, GIF, …), or folders of them")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for NAME.png, repainted, and NAME.json, the shares; or a table of "
            "results, a row for each photograph: FILE.csv, FILE.parquet or FILE.jsonl."
        ),
    ] = None,
    table: TableOption = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            min=1, help="Worker processes for many photographs. One a processor if absent."
        ),
    ] = None,
) -> None:
    """Tell how much of each color a photograph has, and repaint it in them.

    Every pixel gets the name people would give it. Transparent pixels are not
    counted.

        folkhue classify beach.jpg

        folkhue classify *.jpg --out named/

    Of many photographs, in folders and the folders within, one table, or the
    totals:

        folkhue classify holidays/ --out shares.csv

        folkhue classify holidays/

    A table that was stopped, by Ctrl-C or otherwise, goes on where it was
    when the command is given again; once finished, only new and changed
    photographs are done. It remembers by FILE.csv.journal. What cannot be
    read costs a row, whose column "status" says why.
    """
    from folkhue.batch.results import WRITERS
    from folkhue.batch.runner import classify_to, classify_totals, find_photos, workers_at_hand
    from folkhue.table.color_table import load

    with complaints(stopped="stopped; a table goes on when the same command is given"):
        photos, jobs = find_photos(images), jobs or workers_at_hand()
        if out is not None and out.suffix.lower() in WRITERS:
            _print_totals(classify_to(out, photos, table, jobs=jobs), load(table))
            return
        if out is None and any(image.is_dir() for image in images):
            _print_totals(classify_totals(photos, table, jobs=jobs), load(table))
            return
        pictures = [Path(photo) for photo in photos]
        check_folder(out, pictures, images)
        names = load(table)
    each(pictures, lambda image, stem: _classify(image, names, out, stem))


def _classify(image: Path, table: ColorTable, out: Path | None, stem: str) -> None:
    import json

    from folkhue._utils.atomic import atomic_write
    from folkhue.images.photo import read_photo
    from folkhue.table.name_map import NameMap

    named = NameMap.from_photo(read_photo(image), table)
    print_shares(image, named)
    if out is None:
        return
    height, width = named.opaque.shape
    summary = {"image": str(image), "width": width, "height": height, "shares": named.shares()}
    with atomic_write(out / f"{stem}.png") as temporary:
        named.image().save(temporary)
    with atomic_write(out / f"{stem}.json") as temporary:
        temporary.write_text(json.dumps(summary, indent=2) + "\n", "utf-8")


def _print_totals(totals: Totals, table: ColorTable) -> None:
    from rich.console import Console

    shares = totals.counts.shares()
    console = Console()
    if shares:
        console.print(bars(shares, table))
    console.print(str(totals), soft_wrap=True, highlight=False, markup=False)
