"""Many photographs, to one table or to totals: ``folkhue classify DIR --out shares.csv``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from folkhue.cli.console import JsonArray, print_lines, print_note
from folkhue.cli.inputs import STANDARD_INPUT, Input, LeftOut
from folkhue.cli.outputs import check_outputs

if TYPE_CHECKING:
    from folkhue.batch.outcome import Outcome, Totals
    from folkhue.table.color_table import ColorTable


def classify_many(
    inputs: Sequence[Input],
    out: Path | None,
    table: str | None,
    context: bool,
    jobs: int | None,
    model: str | None,
    force: bool,
    array: JsonArray | None,
    left_out: LeftOut,
) -> None:
    """Classify photographs in worker processes, to write a table or print the totals of folders."""
    from folkhue._utils.processors import usable_processors
    from folkhue.batch.runner import classify_to, classify_totals
    from folkhue.errors import FolkhueError
    from folkhue.table.color_table import load

    paths = [each.path for each in inputs]
    if STANDARD_INPUT in paths:
        raise FolkhueError(
            "-, standard input, goes neither into a table nor together with folders; save it as "
            "a file, or classify it alone"
        )
    names = load(table)
    seen = _tell(names, array, left_out)
    jobs = jobs or usable_processors()
    if out is None:
        totals = classify_totals(paths, table, jobs=jobs, context=context, seen=seen)
    else:
        check_outputs([out], force=force)
        totals = classify_to(
            *(out, paths, table),
            jobs=jobs,
            model=model,
            context=context,
            seen=seen,
            note=print_note,
        )
    if array is None:
        _print_totals(totals, names)
    left_out.end()


def _tell(
    table: ColorTable, array: JsonArray | None, left_out: LeftOut
) -> Callable[[Outcome], None]:
    """Make a function that prints the outcome of a photograph."""

    def seen(outcome: Outcome) -> None:
        if not outcome.was_read:
            left_out.add(f"{outcome.path}: {outcome.detail}", outcome.status)
        elif array:
            shares = outcome.name_counts(table.terms).shares()
            array.add(described(outcome.path, outcome.width, outcome.height, shares))

    return seen


def described(path: str, width: int, height: int, shares: dict[str, float]) -> dict[str, Any]:
    """Describe the shares of a photograph as JSON types."""
    return {"path": path, "width": width, "height": height, "shares": shares}


def _print_totals(totals: Totals, table: ColorTable) -> None:
    from folkhue.cli.drawing import share_bars
    from folkhue.render.name_swatches import swatch_by_name

    shares = totals.counts.shares()
    bars = [share_bars(shares, swatch_by_name(table))] if shares else []
    print_lines(*bars, str(totals))
