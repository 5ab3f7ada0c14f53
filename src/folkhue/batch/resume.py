"""Measure what a journal lacks, so that a stopped run resumes where it stopped."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from folkhue._utils.progress import progress
from folkhue.batch.journal import Journal
from folkhue.batch.measures import AnyPath, file_stamp
from folkhue.batch.outcome import FAILED, NO_EXTRAS, OK, Extras, Outcome, display_path
from folkhue.batch.picture_colors import is_current
from folkhue.batch.workers import classify_photos

_TEMPORARY = (FAILED, "missing")
"""Statuses after which the next run tries again."""

_MISSING = -1  # in place of an offset: not in the journal, or outdated


@contextmanager
def resumed(
    out: Path,
    paths: Sequence[AnyPath],
    table: AnyPath | None,
    extras: Extras,
    fingerprint: str,
    jobs: int,
    note: Callable[[str], None] | None,
) -> Iterator[Iterator[Outcome]]:
    """Measure what the journal of a table lacks; yield the outcomes of all photographs.

    Parameters
    ----------
    out : path
        The table, next to which the journal is.
    paths : sequence of path or str
    table : path or str, optional
        As for `folkhue.load`.
    extras : Extras
        What to measure.
    fingerprint : str
        Of how that is measured; see `Journal`.
    jobs : int
        Number of worker processes.
    note : callable, optional
        Is told if what the journal has is discarded.

    Yields
    ------
    iterator of Outcome
        In the order of `paths`, read from the disk one by one.

    Raises
    ------
    BatchError
        If another run has the journal, or no worker survives.
    """
    with Journal(out.with_name(f"{out.name}.journal"), fingerprint) as journal:
        if journal.discarded and note:
            note(
                f"{journal.path}: {journal.discarded:,} results of another table, of other options "
                "or of an older version are discarded; every photograph is measured anew"
            )
        offsets = update_journal(journal, paths, table, jobs=jobs, measure=extras, need=extras)
        yield journal.read(offsets)


def update_journal(
    journal: Journal,
    paths: Sequence[AnyPath],
    table: AnyPath | None,
    *,
    jobs: int,
    measure: Extras = NO_EXTRAS,
    need: Extras = NO_EXTRAS,
) -> array[int]:
    """Measure the photographs whose current outcome is not in a journal.

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
