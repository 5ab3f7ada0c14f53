"""Tables of results as pandas DataFrames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from folkhue._utils.extras import require
from folkhue._utils.notebook_progress import notebook_progress
from folkhue._utils.processors import usable_processors
from folkhue.batch.outcome import Outcome
from folkhue.batch.results import columns, row
from folkhue.batch.runner import classify_totals, find_photos
from folkhue.color.vocabulary import UNNAMED_NAME
from folkhue.table.color_table import ColorTable, load

if TYPE_CHECKING:
    from pandas import DataFrame


def shares_of(
    photos: str | Path | Iterable[str | Path],
    table: str | Path | ColorTable | None = None,
    *,
    context: bool = False,
    jobs: int | None = None,
) -> DataFrame:
    """Measure the share of each color name in many photographs.

    The numbers are those that ``folkhue classify PHOTOS --out shares.csv`` writes. That command
    continues where it was stopped; this function starts anew.

    Parameters
    ----------
    photos : path, or iterable of path
        Photographs, and folders, which are searched with their subfolders. Each photograph counts
        once.
    table : path, str or ColorTable, optional
        As for `folkhue.load`, or what that returns.
    context : bool
        Whether pixels are named in context; see `folkhue.name_pixels`.
    jobs : int, optional
        Number of worker processes; by default one for each processor. In a script, call the
        function below ``if __name__ == "__main__":``, as workers import the script, too.

    Returns
    -------
    DataFrame
        A row for each photograph, in order; the index ``path`` is as given, or begins with the
        folder as given. Columns: ``width`` and ``height`` in pixels; for each name, and for
        ``unnamed``, its share of the opaque pixels, from 0 to 1; ``dominant``, the name of most
        pixels; ``status``, which is "ok", or tells why the other columns are missing.

    Raises
    ------
    BatchError
        If a folder has no photographs, or no worker survives.
    TableError
        If the table cannot be used, or no network ships for its terms.
    MissingExtraError
        If pandas is not installed.
    ValueError
        If `jobs` is less than 1.
    """
    require("train", "a DataFrame", "pandas")
    if jobs is not None and jobs < 1:
        raise ValueError(f"jobs: expected 1 or more, got {jobs}")
    given = [photos] if isinstance(photos, (str, Path)) else photos
    paths, outcomes = find_photos(given), list[Outcome]()
    with (
        _saved(table) as file,
        notebook_progress("photographs", len(paths)) as advance,
    ):

        def seen(outcome: Outcome) -> None:
            outcomes.append(outcome)
            advance(1)

        workers = min(jobs or usable_processors(), max(1, len(paths)))
        totals = classify_totals(paths, file, jobs=workers, context=context, seen=seen)
    return _frame(outcomes, totals.counts.terms)


@contextmanager
def _saved(table: str | Path | ColorTable | None) -> Iterator[str | Path | None]:
    """Give workers a file to load the table from."""
    if not isinstance(table, ColorTable):
        load(table)  # an error of the table comes before any work
        yield table
        return
    with TemporaryDirectory() as folder:
        file = Path(folder, "table.npz")
        table.save(file)
        yield file


def _frame(outcomes: list[Outcome], terms: tuple[str, ...]) -> DataFrame:
    import pandas as pd

    rows = [row(outcome, terms) for outcome in outcomes]
    frame = pd.DataFrame(rows, columns=[*columns(terms)]).set_index("path")
    # Also if all are missing; whole numbers stay so if some are.
    sizes = dict.fromkeys(("width", "height"), "Int64")
    return frame.astype({**sizes, **dict.fromkeys((*terms, UNNAMED_NAME), "float64")})
