"""A palette: a sequence of colors with their shares and names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from folkhue._utils.display import card, line, swatches
from folkhue._utils.extras import require
from folkhue._utils.plotting import plot_shares
from folkhue.color.to_srgb import as_color
from folkhue.palettes.palette_color import PaletteColor, as_dicts, swatch_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from folkhue.palettes.confusable import Confusable
    from folkhue.palettes.roles import Role, TextColor
    from folkhue.table.color_table import ColorTable

Order = Literal["share", "hue", "lightness"]

ORDERS: tuple[Order, ...] = get_args(Order)
"""Orders of the colors of a palette; see `Palette.ordered`."""

COLUMNS = ("hex", "red", "green", "blue", "share", "name", "confidence", "description")
"""Of `Palette.to_dataframe`."""


@dataclass(frozen=True)
class Palette(Sequence[PaletteColor]):
    """Distinct colors; empty if an image is transparent everywhere.

    It is a sequence of its colors: ``palette[0]``, ``for color in palette``. Palettes of the same
    colors, shares and names are equal.

    Attributes
    ----------
    colors : tuple of PaletteColor
        Their shares sum to 1. Distinct; in Display P3, if they have `PaletteColor.p3`.
    title : str
        What the palette belongs to, such as the name of a file.
    """

    colors: tuple[PaletteColor, ...]
    title: str = ""

    @classmethod
    def from_colors(
        cls,
        rgb: NDArray[np.uint8],
        shares: ArrayLike,
        table: ColorTable,
        *,
        title: str = "",
        labels: Sequence[str] | None = None,
        p3: NDArray[np.uint8] | None = None,
    ) -> Palette:
        """Name colors, and make a palette of them.

        Parameters
        ----------
        rgb : ndarray of uint8, shape (n, 3)
            Distinct, or else `p3` is.
        shares : array_like of float, shape (n,)
            In any unit; they are normalized to the sum 1.
        table : ColorTable
            Names the colors.
        title : str
        labels : sequence of str, optional
            Names of the colors in a palette file.
        p3 : ndarray of uint8, shape (n, 3), optional
            The colors in Display P3.
        """
        from folkhue.palettes.modifiers import names_and_descriptions

        parts = np.asarray(shares, float)
        parts = parts / parts.sum() if len(parts) else parts
        rows = zip(
            map(as_color, rgb),
            parts.tolist(),
            names_and_descriptions(rgb, table),
            labels or [""] * len(rgb),
            [None] * len(rgb) if p3 is None else map(as_color, p3),
            strict=True,
        )
        colors = (
            PaletteColor(rgb, share, *named, label, wide) for rgb, share, named, label, wide in rows
        )
        return cls(tuple(colors), title)

    @property
    def rgb(self) -> NDArray[np.uint8]:
        """The colors, uint8, shape (n, 3)."""
        return np.array([color.rgb for color in self.colors], np.uint8).reshape(-1, 3)

    @property
    def shares(self) -> NDArray[np.float64]:
        """Share of each color, float64, shape (n,)."""
        return np.array([color.share for color in self.colors])

    def __len__(self) -> int:
        return len(self.colors)

    @overload
    def __getitem__(self, place: int) -> PaletteColor: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[PaletteColor, ...]: ...

    def __getitem__(self, place: int | slice) -> PaletteColor | tuple[PaletteColor, ...]:
        return self.colors[place]

    def ordered(self, by: Order) -> Palette:
        """Sort the colors.

        Parameters
        ----------
        by : str
            "share": the largest first. "hue": by OKLCh hue from red, then grays from light to
            dark. "lightness": from light to dark.
        """
        keys = {"share": _by_share, "hue": _by_hue, "lightness": _by_lightness}
        if by not in keys:
            raise ValueError(f"by: expected {' or '.join(ORDERS)}, got {by!r}")
        return replace(self, colors=tuple(sorted(self.colors, key=keys[by])))

    def roles(self, table: ColorTable | None = None) -> dict[str, Role]:
        """Find the color for each role in a design: dominant, background, accent and so on.

        Parameters
        ----------
        table : ColorTable, optional
            Names derived colors; the shipped one of eleven names if absent.

        Returns
        -------
        dict of str to Role
            All of `folkhue.palettes.roles.ROLES`, or none if the palette is empty. See
            `folkhue.palettes.roles` for what each means.
        """
        from folkhue.palettes.roles import roles

        return roles(self, table)

    def text_colors(self) -> tuple[TextColor, ...]:
        """Choose a color of text on each color.

        Returns
        -------
        tuple of TextColor
            For each color, that of the role light or dark which contrasts more, if by 4.5 or
            more; else black or white.
        """
        from folkhue.palettes.roles import text_colors

        return text_colors(self)

    def confusable(self) -> tuple[Confusable, ...]:
        """Find colors that look alike with protan, deutan or tritan vision, but not without."""
        from folkhue.palettes.confusable import confusable

        return confusable(self)

    def as_dict(self) -> dict[str, Any]:
        """Return the palette as JSON types."""
        return {"title": self.title, "colors": as_dicts(self.colors)}

    def to_json(self, indent: int | None = None) -> str:
        """Return the palette as JSON; see `as_dict`."""
        return json.dumps(self.as_dict(), indent=indent)

    def to_dataframe(self) -> pd.DataFrame:
        """Return a row for each color: hex, red, green, blue, share, name, confidence, description.

        Raises
        ------
        MissingExtraError
            If pandas is not installed.
        """
        require("download", "Palette.to_dataframe", "pandas")
        import pandas

        rows = [
            (color.hex, *color.rgb, color.share, color.name, color.confidence, color.description)
            for color in self.colors
        ]
        return pandas.DataFrame(rows, columns=list(COLUMNS))

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw a bar for the share of each color, in this color, by Matplotlib.

        Parameters
        ----------
        ax : Axes, optional
            Where to draw; those of a new figure if absent.

        Returns
        -------
        Axes

        Raises
        ------
        MissingExtraError
            If Matplotlib is not installed.
        """
        labels = [f"{color.label or color.description}  {color.hex}" for color in self.colors]
        ax = plot_shares(labels, self.shares.tolist(), [color.rgb for color in self.colors], ax)
        ax.set_title(self.title, parse_math=False)
        return ax

    def _repr_html_(self) -> str:
        shown = swatches(map(swatch_of, self.colors)) if self.colors else line("no colors")
        return card(self.title, shown)


_GRAY = 0.03  # OKLCh chroma below which a hue is hardly visible


def _by_share(color: PaletteColor) -> tuple[float, ...]:
    return (-color.share, *color.rgb)


def _by_hue(color: PaletteColor) -> tuple[float, ...]:
    lightness, chroma, hue = color.oklch
    if chroma < _GRAY:
        return (1, -lightness, *color.rgb)
    return (0, hue, -lightness, *color.rgb)


def _by_lightness(color: PaletteColor) -> tuple[float, ...]:
    return (-color.oklch[0], *color.rgb)
