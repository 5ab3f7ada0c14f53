"""The results of benchmarks, as a table and as a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from folkhue.render.report.figures import pyplot, write_figure


@dataclass(frozen=True)
class Result:
    """A result of a benchmark.

    Attributes
    ----------
    part, name, on : str
        Part of the benchmarks, what was measured, and on which data.
    value : float
        In `unit`.
    unit : str
    ratio : float
        Ratio to the result of `to` in the same run.
    to : str
    size : int
        Of the data; results with sizes are drawn as curves.
    """

    part: str
    name: str
    on: str
    value: float
    unit: str
    ratio: float
    to: str
    size: int = 0

    def row(self) -> dict[str, str | float]:
        """Return the result as JSON types, with four significant digits."""
        rounded = {key: float(f"{getattr(self, key):.4g}") for key in ("value", "ratio")}
        return {**vars(self), **rounded}

    def __str__(self) -> str:
        value, ratio = _digits(self.value, 4), _digits(self.ratio, 4)
        return f"{self.name:32} {self.on:34} {value:>9} {self.unit:7} {ratio:>9} × {self.to}"


def draw_benchmarks(figures: Sequence[Result], path: Path) -> None:
    """Draw a panel for each part and unit, with logarithmic bars or curves."""
    groups = [
        list(group) for _, group in groupby(figures, lambda figure: (figure.part, figure.unit))
    ]
    heights = [5.0 if group[0].size else 1.3 + 0.22 * len(group) for group in groups]
    picture, panels = pyplot().subplots(
        len(groups),
        1,
        figsize=(11, sum(heights)),
        height_ratios=heights,
        layout="constrained",
        squeeze=False,
    )
    for panel, group in zip(panels[:, 0], groups, strict=True):
        draw = _draw_curves if group[0].size else _draw_bars
        draw(panel, group)
    write_figure(picture, path)


def _draw_bars(panel: Any, group: Sequence[Result]) -> None:
    names = [f"{figure.name}{', ' if figure.on else ''}{figure.on}" for figure in group]
    bars = panel.barh(range(len(group)), [figure.value for figure in group], color="#4c78a8")
    labels = [f" {_digits(f.value, 3)}  ({_digits(f.ratio, 3)} ×)" for f in group]
    panel.bar_label(bars, labels, fontsize=8)
    panel.set(xscale="log", xlabel=group[0].unit, title=f"{group[0].part} (× {group[0].to})")
    panel.set_yticks(range(len(group)), names, fontsize=8)
    panel.invert_yaxis()
    panel.margins(x=0.25, y=0.01)


def _draw_curves(panel: Any, group: Sequence[Result]) -> None:
    """Draw results as functions of size; curves that hardly grow start at zero."""
    for name in dict.fromkeys(figure.name for figure in group):
        some = [figure for figure in group if figure.name == name]
        panel.plot([f.size for f in some], [f.value for f in some], "o-", label=name)
        for figure in some:
            text = f"{_digits(figure.value, 3)}  ({_digits(figure.ratio, 2)} ×)"
            place = (figure.size, figure.value)
            panel.annotate(text, place, (4, 4), textcoords="offset points", fontsize=7)
    panel.set(xscale="log", xlabel="photographs", ylabel=group[0].unit)
    values = [figure.value for figure in group]
    if max(values) > 3 * min(values):
        panel.set_yscale("log")
    else:  # a logarithmic scale would exaggerate small growth
        panel.set_ylim(0, 1.2 * max(values))
    panel.set_title(f"{group[0].part} (× {group[0].to})")
    panel.margins(x=0.12)
    panel.grid(alpha=0.3)
    panel.legend(fontsize=8)


def _digits(number: float, digits: int) -> str:
    """Write a number with so many significant digits: 1,370 or 0.00182."""
    return f"{float(f'{number:.{digits}g}'):,.10g}"
