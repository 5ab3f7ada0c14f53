"""Plots by Matplotlib, which is imported when something is plotted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from folkhue._utils.extras import require
from folkhue._utils.text import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RGB = tuple[int, int, int]

_MAX_ROWS = 12  # of a legend
_EDGE = "#88888888"  # a border that white and black bars have, too


def axes_for(ax: Axes | None, width: float = 6.4, height: float = 4.8) -> Axes:
    """Return the given axes, or those of a new figure.

    Parameters
    ----------
    ax : Axes or None
    width, height : float
        Of a new figure, in inches.

    Raises
    ------
    MissingExtraError
        If Matplotlib is not installed.
    """
    require("names", "a plot", "matplotlib")
    if ax is not None:
        return ax
    from matplotlib import pyplot

    _, new = pyplot.subplots(figsize=(width, height), layout="constrained")
    return new


def plot_shares(
    labels: Sequence[str],
    shares: Sequence[float],
    colors: Sequence[RGB],
    ax: Axes | None,
    what: str = "share of the pixels",
) -> Axes:
    """Draw a bar for each share from 0 to 1, in its color, the first one on top."""
    ax = axes_for(ax, height=0.7 + 0.32 * max(1, len(labels)))
    places = range(len(labels))
    drawn = ax.barh(places, shares, color=[_unit(rgb) for rgb in colors], edgecolor=_EDGE)
    ax.bar_label(drawn, [percent(share) for share in shares], padding=3)
    ax.set_yticks(places, labels, parse_math=False)
    ax.invert_yaxis()
    ax.set_xlabel(what)
    ax.xaxis.set_major_formatter(lambda share, _: f"{100 * share:g} %")
    ax.margins(x=0.2)  # for the numbers at the ends of bars
    return ax


def name_patches(ax: Axes, names: Sequence[str], colors: Sequence[RGB]) -> None:
    """Add a legend of names and their colors, right of the plot."""
    from matplotlib.patches import Patch

    patches = [Patch(facecolor=_unit(rgb), edgecolor=_EDGE) for rgb in colors]
    legend = ax.legend(
        patches,
        names,
        loc="center left",
        bbox_to_anchor=(1, 0.5),
        frameon=False,
        fontsize="small",
        ncols=-(-len(names) // _MAX_ROWS),
    )
    for text in legend.get_texts():
        text.set_parse_math(False)


def _unit(rgb: RGB) -> tuple[float, float, float]:
    red, green, blue = rgb
    return red / 255, green / 255, blue / 255
