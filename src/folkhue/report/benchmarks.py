"""The table and the picture of benchmarks: what was measured, and beside what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from folkhue.report.pictures import pyplot, write_figure


@dataclass(frozen=True)
class Figure:
    """Something that was measured.

    Attributes
    ----------
    part, name, on : str
        Of which part of the benchmarks, what was measured, on what.
    value : float
        How much, in `unit`.
    unit : str
    ratio : float
        To what was measured in the same run, which `to` names.
    to : str
    """

    part: str
    name: str
    on: str
    value: float
    unit: str
    ratio: float
    to: str

    def row(self) -> dict[str, str | float]:
        """Give the figure as JSON types, to four digits."""
        rounded = {key: float(f"{getattr(self, key):.4g}") for key in ("value", "ratio")}
        return {**vars(self), **rounded}

    def __str__(self) -> str:
        value, ratio = (f"{number:,.4g}" for number in (self.value, self.ratio))
        return f"{self.name:32} {self.on:34} {value:>9} {self.unit:7} {ratio:>9} × {self.to}"


def draw_benchmarks(figures: Sequence[Figure], path: Path) -> None:
    """Draw a panel of bars, logarithmic, for each part and unit."""
    groups = [
        list(group) for _, group in groupby(figures, lambda figure: (figure.part, figure.unit))
    ]
    heights = [1.6 + 0.24 * len(group) for group in groups]
    picture, panels = pyplot().subplots(
        len(groups),
        1,
        figsize=(11, sum(heights)),
        height_ratios=heights,
        layout="constrained",
        squeeze=False,
    )
    for panel, group in zip(panels[:, 0], groups, strict=True):
        _draw_bars(panel, group)
    write_figure(picture, path)


def _draw_bars(panel: Any, group: Sequence[Figure]) -> None:
    names = [f"{figure.name}{', ' if figure.on else ''}{figure.on}" for figure in group]
    bars = panel.barh(range(len(group)), [figure.value for figure in group], color="#4c78a8")
    panel.bar_label(bars, [f" {f.value:,.3g}  ({f.ratio:,.3g} ×)" for f in group], fontsize=8)
    panel.set(xscale="log", xlabel=group[0].unit, title=f"{group[0].part} (× {group[0].to})")
    panel.set_yticks(range(len(group)), names, fontsize=8)
    panel.invert_yaxis()
    panel.margins(x=0.25)
