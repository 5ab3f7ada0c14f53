"""Curves of a classifier by name as the report draws them: as points of SVG polylines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

SIZE = 220
"""Width and height of the plot area."""

TICK = 20
"""Percent between lines of the grid."""

KINDS = {
    "roc": ("ROC", "wrongly given the name, %", "given the name, %"),
    "precision_recall": ("Precision and recall", "recall, %", "precision, %"),
    "coverage": ("Accuracy and coverage", "coverage, %", "accuracy, %"),
}
"""Kind of curves → title, and what is along x and y."""


@dataclass(frozen=True)
class CurveChart:
    """A chart with a line for each name.

    Attributes
    ----------
    title : str
    x, y : str
        What is along the axes, which end at 100 %.
    bottom : int
        Where the y-axis begins, in percent: a multiple of `TICK`, not above any point.
    lines : mapping of str to str
        Name → ``points`` of an SVG polyline in a square of the side `SIZE`.
    """

    title: str
    x: str
    y: str
    bottom: int
    lines: Mapping[str, str]

    @property
    def ticks(self) -> dict[int, float]:
        """Percent → y of the lines of the grid."""
        return {
            percent: SIZE * (100 - percent) / (100 - self.bottom)
            for percent in range(self.bottom, 101, TICK)
        }


def curve_chart(kind: str, points: pd.DataFrame) -> CurveChart:
    """Draw the curves of a kind.

    Parameters
    ----------
    kind : str
        A key of `KINDS`.
    points : DataFrame
        ``name``, x and y.

    Examples
    --------
    >>> points = pd.DataFrame({"name": "red", "recall": [0.0, 1.0], "precision": [1.0, 0.75]})
    >>> curve_chart("precision_recall", points).lines
    {'red': '0.0,0.0 220.0,137.5'}
    """
    lowest = min((float(y) for y in points.iloc[:, 2]), default=0.0)
    bottom = min(100 - TICK, int(100 * lowest) // TICK * TICK)
    lines = {
        str(name): _polyline(rows, bottom / 100)
        for name, rows in points.groupby("name", sort=False)
    }
    return CurveChart(*KINDS[kind], bottom, lines)


def _polyline(rows: pd.DataFrame, bottom: float) -> str:
    x = SIZE * rows.iloc[:, 1]
    y = SIZE * (1 - rows.iloc[:, 2]) / (1 - bottom)
    return " ".join(f"{each:.1f},{height:.1f}" for each, height in zip(x, y, strict=True))


def curve_charts(
    curves: Mapping[str, pd.DataFrame],
) -> dict[str, list[CurveChart]]:
    """Draw all curves: test set → a chart of each kind; no test set without curves.

    Parameters
    ----------
    curves : mapping
        Kind → table with ``test``, ``name``, x and y.
    """
    tests = curves["coverage"]["test"].unique().tolist()
    return {
        test: [
            curve_chart(kind, table[table["test"] == test].drop(columns="test"))
            for kind, table in curves.items()
        ]
        for test in tests
    }
