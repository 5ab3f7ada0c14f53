"""Classify many photographs, to one table of results or to totals."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from folkhue._utils.progress import counted, progress
from folkhue.batch.journal import Journal, table_fingerprint
from folkhue.batch.outcome import NO_EXTRAS, OK, Extras, Outcome, Totals, display_path
from folkhue.batch.palettes import PaletteOptions
from folkhue.batch.picture_colors import check_model, is_current
from folkhue.batch.results import check_results, write_palettes, write_results
from folkhue.batch.workers import FAILED, AnyPath, classify_photos, file_stamp
from folkhue.errors import BatchError
from folkhue.images.files import photographs_in
from folkhue.images.formats import SUFFIXES
from folkhue.networks.naming import PixelNaming
from folkhue.table.color_table import load

_TEMPORARY = (FAILED, "missing")
"""Statuses after which the next run tries again."""

_MISSING = -1  # in place of an offset: not in the journal, or outdated


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
    fingerprint = table_fingerprint(names, network)
    with Journal(out.with_name(f"{out.name}.journal"), fingerprint) as journal:
        extras = Extras(context=context, picture=picture)
        offsets = update_journal(journal, paths, table, jobs=jobs, measure=extras, need=extras)
        outcomes = totals.add_each(journal.read(offsets))
        write_results(out, names.terms, outcomes, picture=bool(picture))
    return totals


def palettes_to(
    out: Path,
    paths: Sequence[AnyPath],
    table: AnyPath | None,
    options: PaletteOptions,
    *,
    jobs: int,
    seen: Callable[[Outcome], None] | None = None,
) -> Totals:
    """Make palettes of many photographs, and write a row for each color; see `write_palettes`.

    It resumes as `classify_to` does, and starts anew with other options. Parameters and errors are
    those of that function.

    Parameters
    ----------
    options : PaletteOptions
        How palettes are made.
    """
    check_results(out)
    names = load(table)
    totals = Totals.empty(names.terms, seen)
    fingerprint = options.fingerprint(table_fingerprint(names))
    with Journal(out.with_name(f"{out.name}.journal"), fingerprint) as journal:
        extras = Extras(palette=options)
        offsets = update_journal(journal, paths, table, jobs=jobs, measure=extras, need=extras)
        write_palettes(out, options, totals.add_each(journal.read(offsets)))
    return totals


def update_journal(
    journal: Journal,
    paths: Sequence[AnyPath],
    table: AnyPath | None,
    *,
    jobs: int,
    measure: Extras = NO_EXTRAS,
    need: Extras = NO_EXTRAS,
) -> array[int]:
    """Classify the photographs whose current outcome is not in a journal.

    Parameters
    ----------
    journal : Journal
        Every outcome is added at once.
    paths : sequence of path or str
    table : path or str, optional
        The table that the journal is for.
    jobs : int
        Number of worker processes.
    measure : Extras
        What else to measure.
    need : Extras
        Outcomes without it are no longer valid.

    Returns
    -------
    array of int
        Offsets in the journal, one for each photograph, in the order of `paths`.
    """
    files = {display_path(path): path for path in paths}
    row = {name: number for number, name in enumerate(files)}
    offsets = _known_offsets(journal, files, row, need)
    todo = (
        path for path, offset in zip(files.values(), offsets, strict=True) if offset == _MISSING
    )
    known = len(offsets) - offsets.count(_MISSING)
    with (
        progress("photographs", len(files), known) as advance,
        closing(
            classify_photos(
                todo, table, jobs=jobs, extras=measure, expected=offsets.count(_MISSING)
            )
        ) as outcomes,
    ):
        for outcome in outcomes:
            offsets[row[outcome.path]] = journal.add(outcome)
            advance(1)
    return offsets


def _known_offsets(
    journal: Journal, files: dict[str, AnyPath], row: dict[str, int], need: Extras
) -> array[int]:
    """Find the outcomes that are still valid."""
    offsets = array("q", [_MISSING]) * len(files)
    for offset, outcome in journal:
        if outcome.path in files and _is_valid(outcome, files[outcome.path], need):
            offsets[row[outcome.path]] = offset
    return offsets


def _is_valid(outcome: Outcome, path: AnyPath, need: Extras) -> bool:
    if outcome.status in _TEMPORARY or lacks(outcome, need):
        return False
    return outcome.stamp == file_stamp(path)


def lacks(outcome: Outcome, need: Extras) -> bool:
    """Whether something was not measured of a photograph that could be."""
    if outcome.status != OK:
        return False
    if need.cells and not outcome.cells:
        return True
    if need.palette and not outcome.palette:
        return True
    return bool(need.picture) and not is_current(outcome.picture, need.picture)


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

    Parameters and errors are those of `update_journal`.
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
