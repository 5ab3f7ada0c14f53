"""Tables of results as pandas DataFrames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal

from folkhue._utils.extras import require
from folkhue._utils.notebook_progress import notebook_progress
from folkhue._utils.processors import usable_processors
from folkhue.batch.outcome import Extras, Outcome
from folkhue.batch.palette_rows import ROWS, Rows, palette_columns, palette_rows
from folkhue.batch.palettes import PaletteOptions
from folkhue.batch.results import columns, row
from folkhue.batch.runner import find_photos, outcomes_of
from folkhue.color.vocabulary import UNNAMED_NAME
from folkhue.images.color_space import Gamut
from folkhue.palettes.palette import Order, check_options
from folkhue.palettes.quantize import DISTINCT, Emphasis, Method
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
    terms = (table if isinstance(table, ColorTable) else load(table)).terms
    outcomes = _measured(photos, table, Extras(context=context), jobs)
    return _frame([row(outcome, terms) for outcome in outcomes], terms)


def palettes_of(
    photos: str | Path | Iterable[str | Path],
    k: int | Literal["auto"] = 6,
    *,
    method: Method = "kmeans",
    emphasis: Emphasis = "share",
    distinct: float = DISTINCT,
    sort: Order = "share",
    gamut: Gamut = "srgb",
    rows: Rows = "color",
    table: str | Path | ColorTable | None = None,
    jobs: int | None = None,
) -> DataFrame:
    """Find the palettes of many photographs.

    The rows are those that ``folkhue palette PHOTOS --out palettes.csv`` writes. That command
    continues where it was stopped; this function starts anew.

    Parameters
    ----------
    photos : path, or iterable of path
        As for `folkhue.shares_of`.
    k, method, emphasis, distinct, sort, gamut
        As for `folkhue.palette`.
    rows : str
        What has a row of its own: "color" or "photograph".
    table : path, str or ColorTable, optional
        As for `folkhue.load`, or what that returns.
    jobs : int, optional
        As for `folkhue.shares_of`.

    Returns
    -------
    DataFrame
        A row for each color of each photograph, in order; the index is ``path``. Columns: ``place``
        in the palette, from 1; ``hex``, ``red``, ``green``, ``blue``; ``share`` of the opaque
        pixels, from 0 to 1; ``name``, its ``confidence`` and ``description``; with gamut "p3",
        ``wide``, the color in the notation of CSS if sRGB lacks it; ``status``, which is "ok", or,
        in the only row of a photograph, tells why the other columns are missing. With rows
        "photograph", there are ``hex_1``, ``hex_2`` and so on, likewise ``share_``, ``name_``,
        ``description_`` and ``wide_``, and ``status``; a photograph of fewer colors than others
        lacks the last of each.

    Raises
    ------
    BatchError, TableError, MissingExtraError
        As `folkhue.shares_of` does.
    ValueError
        If `jobs` is less than 1, or `folkhue.palette` raises one.
    """
    check_options(k, method, emphasis, sort, distinct=distinct, gamut=gamut)
    if rows not in ROWS:
        raise ValueError(f"rows: expected {' or '.join(ROWS)}, got {rows!r}")
    options = PaletteOptions(k, method, emphasis, distinct, sort, gamut)
    outcomes = _measured(photos, table, Extras(palette=options), jobs)
    found = [each for outcome in outcomes for each in palette_rows(outcome, options, rows)]
    kinds = palette_columns(options, rows)
    numbers = {name: _NULLABLE[kind] for name, kind in kinds.items() if kind is not str}

    import pandas as pd

    return pd.DataFrame(found, columns=[*kinds]).set_index("path").astype(numbers)


_NULLABLE = {int: "Int64", float: "float64"}  # whole numbers stay so if some are missing


def _measured(
    photos: str | Path | Iterable[str | Path],
    table: str | Path | ColorTable | None,
    extras: Extras,
    jobs: int | None,
) -> list[Outcome]:
    """Measure photographs in worker processes, and show progress in a notebook."""
    require("train", "a DataFrame", "pandas")
    if jobs is not None and jobs < 1:
        raise ValueError(f"jobs: expected 1 or more, got {jobs}")
    given = [photos] if isinstance(photos, (str, Path)) else photos
    paths, found = find_photos(given), list[Outcome]()
    workers = min(jobs or usable_processors(), max(1, len(paths)))
    with (
        _saved(table) as file,
        notebook_progress("photographs", len(paths)) as advance,
        closing(outcomes_of(paths, file, extras, jobs=workers)) as outcomes,
    ):
        for outcome in outcomes:
            found.append(outcome)
            advance(1)
    return found


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


def _frame(rows: list[tuple[Any, ...]], terms: tuple[str, ...]) -> DataFrame:
    import pandas as pd

    frame = pd.DataFrame(rows, columns=[*columns(terms)]).set_index("path")
    # Also if all are missing; whole numbers stay so if some are.
    sizes = dict.fromkeys(("width", "height"), "Int64")
    return frame.astype({**sizes, **dict.fromkeys((*terms, UNNAMED_NAME), "float64")})
