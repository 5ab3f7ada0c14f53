"""Palettes of many photographs, as a table: ``folkhue palette DIR --out palettes.parquet``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from folkhue.cli.console import print_lines, print_note
from folkhue.cli.inputs import STANDARD_INPUT, Input, LeftOut
from folkhue.cli.outputs import check_outputs

if TYPE_CHECKING:
    from folkhue.batch.outcome import Outcome
    from folkhue.batch.palette_rows import Rows
    from folkhue.batch.palettes import PaletteOptions


def table_among(targets: Sequence[str], others: dict[str, bool]) -> Path | None:
    """Return the table to write, if a target is one.

    Parameters
    ----------
    targets : sequence of str
        Values of ``--out``.
    others : dict of str to bool
        Option that does not go with a table → whether it is given.

    Raises
    ------
    FolkhueError
        If there are other targets, or such options.
    """
    from folkhue.batch.results import WRITERS
    from folkhue.errors import FolkhueError

    tables = [target for target in targets if Path(target).suffix.lower() in WRITERS]
    if not tables:
        return None
    if len(targets) > 1:
        raise FolkhueError(
            f"--out {tables[0]}: a table of palettes is written alone, without other --out; run "
            "the command again for other files"
        )
    if given := [option for option, is_given in others.items() if is_given]:
        raise FolkhueError(f"{given[0]}: it does not go with a table of palettes ({tables[0]})")
    return Path(tables[0])


def write_table(
    out: Path,
    inputs: Sequence[Input],
    table: str | None,
    options: PaletteOptions,
    rows: Rows,
    jobs: int | None,
    force: bool,
    left_out: LeftOut,
) -> None:
    """Make palettes in worker processes, and write a row for each color or photograph."""
    from folkhue._utils.processors import usable_processors
    from folkhue.batch.runner import palettes_to
    from folkhue.errors import FolkhueError

    paths = [each.path for each in inputs]
    if STANDARD_INPUT in paths:
        raise FolkhueError("-, standard input, does not go into a table; save it as a file")
    check_outputs([out], force=force)

    def seen(outcome: Outcome) -> None:
        if not outcome.was_read:
            left_out.add(f"{outcome.path}: {outcome.detail}", outcome.status)

    jobs = jobs or usable_processors()
    totals = palettes_to(
        *(out, paths, table, options), jobs=jobs, rows=rows, seen=seen, note=print_note
    )
    print_lines(str(totals))
    left_out.end()
