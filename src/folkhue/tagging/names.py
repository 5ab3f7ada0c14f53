"""The names of colors that fill enough of photographs to become keywords."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from folkhue.batch.outcome import NO_EXTRAS
from folkhue.batch.runner import outcomes_of
from folkhue.color.vocabulary import UNNAMED_NAME
from folkhue.errors import ImageError
from folkhue.table.color_table import ColorTable, load
from folkhue.tagging.exiftool import ExifTool
from folkhue.tagging.places import is_raw
from folkhue.tagging.tagger import Named

MIN_SHARE = 0.1
"""Minimum share of a name's pixels, unless another one is given."""


def names_of(
    paths: Sequence[str],
    exiftool: ExifTool,
    table: str | None = None,
    *,
    min_share: float = MIN_SHARE,
    jobs: int = 1,
) -> Iterator[Named]:
    """Name the colors of photographs, in their order; of raw ones, those of the preview inside.

    Parameters
    ----------
    paths : sequence of str
    exiftool : ExifTool
        Extracts previews.
    table : str, optional
        As for `folkhue.load`.
    min_share : float
        Minimum share of a name's pixels, above 0, at most 1.
    jobs : int
        Number of worker processes.
    """
    names = load(table)
    decoded = [path for path in paths if not is_raw(Path(path))]
    outcomes = outcomes_of(decoded, table, NO_EXTRAS, jobs=min(jobs, max(1, len(decoded))))
    try:
        for path in paths:
            if is_raw(Path(path)):
                yield _raw(path, exiftool, names, min_share)
                continue
            outcome = next(outcomes)
            if not outcome.was_read:
                yield Named(path, problem=outcome.detail)
            else:
                yield Named(path, _large(outcome.name_counts(names.terms).shares(), min_share))
    finally:
        outcomes.close()


def _raw(path: str, exiftool: ExifTool, table: ColorTable, min_share: float) -> Named:
    preview = exiftool.preview(Path(path).absolute())
    if not preview:
        return Named(path, problem="a raw photograph without a preview that exiftool finds")
    try:
        return Named(path, _large(table.shares(preview), min_share))
    except ImageError as error:
        return Named(path, problem=f"its preview: {error}")


def _large(shares: dict[str, float], min_share: float) -> tuple[str, ...]:
    """Return the names that are large enough, the largest first."""
    return tuple(
        name for name, share in shares.items() if share >= min_share and name != UNNAMED_NAME
    )
