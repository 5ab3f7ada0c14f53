"""Measure many photographs, to one table or to totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from folkhue._utils.progress import counted
from folkhue.batch.journal import table_fingerprint
from folkhue.batch.measures import AnyPath
from folkhue.batch.outcome import Extras, Outcome, Totals, display_path
from folkhue.batch.palette_rows import Rows
from folkhue.batch.palettes import PaletteOptions
from folkhue.batch.picture_colors import check_model
from folkhue.batch.results import check_results, write_palettes, write_results
from folkhue.batch.resume import resumed
from folkhue.batch.workers import classify_photos
from folkhue.errors import BatchError
from folkhue.images.files import photographs_in
from folkhue.images.formats import SUFFIXES
from folkhue.networks.naming import PixelNaming
from folkhue.table.color_table import load


def find_photos(
    arguments: Iterable[AnyPath],
    others: Counter[str] | None = None,
    suffixes: Collection[str] = SUFFIXES,
) -> list[str]:
    """List photographs: files as given, and those in folders, each once.

    Parameters
    ----------
    arguments : iterable of path or str
    others : Counter of str, optional
        Counts the other files in folders; see `folkhue.images.files.photographs_in`.
    suffixes : collection of str
        Of photographs in folders.

    Returns
    -------
    list of str
        Text takes less memory than `Path`, which matters for a million of them.

    Raises
    ------
    BatchError
        If a folder contains none.
    """
    found: dict[str, None] = {}
    for argument in arguments:
        folder = Path(argument)
        inside = (
            list(map(str, photographs_in(folder, others, suffixes)))
            if folder.is_dir()
            else [str(argument)]
        )
        if not inside:
            known = ", ".join(sorted(suffixes))
            raise BatchError(f"{argument}: no photographs in this folder ({known})")
        found |= dict.fromkeys(inside)
    return list(found)


def classify_to(
    out: Path,
    paths: Sequence[AnyPath],
    table: AnyPath | None,
    *,
    jobs: int,
    model: AnyPath | None = None,
    context: bool = False,
    seen: Callable[[Outcome], None] | None = None,
    note: Callable[[str], None] | None = None,
) -> Totals:
    """Classify many photographs, and write a row for each; see `write_results`.

    Every outcome goes at once to a journal, a file next to `out` with ``.journal`` added to its
    name. So a run that was stopped resumes where it stopped, and one that was finished only
    classifies what is new: files whose size or modification time changed, or all of them if the
    table changed. The result has the same bytes for any number of workers and any number of
    interruptions.

    Parameters
    ----------
    out : path
        ``.csv``, ``.parquet`` or ``.jsonl``.
    paths : sequence of path or str
        Rows are in this order.
    table : path or str, optional
        As for `folkhue.load`.
    jobs : int
        Number of worker processes, each of which holds one decoded photograph at a time.
    model : path or str, optional
        A model of the color of pictures, as for `folkhue.picture_color`, to add the color of each
        whole picture.
    context : bool
        Whether pixels are named in context; see `folkhue.name_pixels`.
    seen : callable, optional
        Gets every outcome, in the order of `paths`.
    note : callable, optional
        Is told if what the journal has is discarded, as it is of another table or other options.

    Returns
    -------
    Totals

    Raises
    ------
    BatchError
        If the result cannot be written, another run is writing it, or no worker survives.
    TableError
        If the table or the model cannot be used, or no network ships for the table's terms.
    """
    check_results(out)
    names, picture = load(table), str(model or "")
    network = PixelNaming.of(names, context=context).network
    if picture:
        check_model(picture, names, str(table))
    totals = Totals.empty(names.terms, seen)
    extras = Extras(context=context, picture=picture)
    fingerprint = table_fingerprint(names, network)
    with resumed(out, paths, table, extras, fingerprint, jobs, note) as outcomes:
        write_results(out, names.terms, totals.add_each(outcomes), picture=bool(picture))
    return totals


def palettes_to(
    out: Path,
    paths: Sequence[AnyPath],
    table: AnyPath | None,
    options: PaletteOptions,
    *,
    jobs: int,
    rows: Rows = "color",
    seen: Callable[[Outcome], None] | None = None,
    note: Callable[[str], None] | None = None,
) -> Totals:
    """Make palettes of many photographs, and write them to a table; see `write_palettes`.

    It resumes as `classify_to` does, and starts anew with other options, but not for other rows.
    Other parameters and errors are those of that function.

    Parameters
    ----------
    options : PaletteOptions
        How palettes are made.
    rows : str
        What has a row of its own: "color" or "photograph".
    """
    check_results(out)
    names = load(table)
    totals = Totals.empty(names.terms, seen)
    extras = Extras(palette=options)
    fingerprint = options.fingerprint(table_fingerprint(names))
    with resumed(out, paths, table, extras, fingerprint, jobs, note) as outcomes:
        write_palettes(out, options, totals.add_each(outcomes), rows)
    return totals


def classify_totals(
    paths: Sequence[AnyPath],
    table: AnyPath | None,
    *,
    jobs: int,
    context: bool = False,
    seen: Callable[[Outcome], None] | None = None,
) -> Totals:
    """Classify many photographs and add them up, without writing anything.

    Parameters and errors are those of `classify_to`.
    """
    totals = Totals.empty(PixelNaming.of(load(table), context=context).table.terms, seen)
    for _ in totals.add_each(outcomes_of(paths, table, Extras(context=context), jobs=jobs)):
        pass
    return totals


def outcomes_of(
    paths: Sequence[AnyPath], table: AnyPath | None, extras: Extras, *, jobs: int
) -> Generator[Outcome, None, None]:
    """Yield the outcomes of many photographs in the order of `paths`, without a journal.

    Parameters and errors are those of `classify_to`.
    """
    with closing(
        classify_photos(paths, table, jobs=jobs, extras=extras, expected=len(paths))
    ) as outcomes:
        yield from _in_order(counted(outcomes, "photographs", len(paths)), paths)


def _in_order(outcomes: Iterable[Outcome], paths: Sequence[AnyPath]) -> Iterator[Outcome]:
    """Yield outcomes in the order of paths; those that are early wait."""
    waiting: dict[str, Outcome] = {}
    names = map(display_path, paths)
    wanted = next(names, None)
    for outcome in outcomes:
        waiting[outcome.path] = outcome
        while wanted in waiting:
            yield waiting.pop(wanted)
            wanted = next(names, None)
    yield from waiting.values()
