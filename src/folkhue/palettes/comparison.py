"""Comparison of two images: of their palettes and of their shares of names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from folkhue.images.photo import PhotoSource, read_photo
from folkhue.images.sources import ReadableFile, contents_of
from folkhue.palettes.distance import distance, in_words
from folkhue.palettes.palette import Palette, palette
from folkhue.table.color_table import ColorTable, default_table


@dataclass(frozen=True)
class PaletteSummary:
    """A palette and shares of names.

    Attributes
    ----------
    palette : Palette
        Not empty.
    shares : dict of str to float
        Name → share, the largest first: of the pixels of an image, or of a palette by itself.
    """

    palette: Palette
    shares: dict[str, float]

    @classmethod
    def from_image(
        cls, image: PhotoSource, k: int | Literal["auto"] = 6, table: ColorTable | None = None
    ) -> PaletteSummary:
        """Make the palette of an image and name its pixels; see `palette` for the parameters."""
        names = table or default_table()
        source = contents_of(image)[0] if isinstance(image, ReadableFile) else image  # read twice
        return cls(palette(source, k, table=names), names.shares(read_photo(source)))

    @classmethod
    def from_palette(cls, palette: Palette) -> PaletteSummary:
        """Sum the shares of the colors of a palette by name."""
        shares: dict[str, float] = {}
        for color in palette.colors:
            shares[color.name] = shares.get(color.name, 0.0) + color.share
        return cls(palette, dict(sorted(shares.items(), key=lambda item: -item[1])))

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON types."""
        shares = {name: round(share, 6) for name, share in self.shares.items()}
        return {"palette": self.palette.as_dict(), "shares": shares}


@dataclass(frozen=True)
class Comparison:
    """The result of comparing two images or palettes.

    Attributes
    ----------
    one, other : PaletteSummary
    distance : float
        Between their palettes; see `folkhue.palettes.distance.distance`.
    """

    one: PaletteSummary
    other: PaletteSummary
    distance: float

    @classmethod
    def between(cls, one: PaletteSummary, other: PaletteSummary) -> Comparison:
        """Compare two images or palettes.

        Raises
        ------
        FolkhueError
            If a palette is empty, or scipy is not installed.
        """
        return cls(one, other, distance(one.palette, other.palette))

    @property
    def words(self) -> str:
        """The distance in words."""
        return in_words(self.distance)

    @property
    def common(self) -> float:
        """Share of names that both have, from 0 to 1: the histogram intersection."""
        return sum(min(share, self.other.shares.get(n, 0)) for n, share in self.one.shares.items())

    @property
    def names(self) -> list[str]:
        """Names of either, by decreasing sum of their shares."""
        both = {
            name: self.one.shares.get(name, 0) + self.other.shares.get(name, 0)
            for name in [*self.one.shares, *self.other.shares]
        }
        return sorted(both, key=lambda name: (-both[name], name))

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON types."""
        return {
            "distance": self.distance,
            "words": self.words,
            "common": round(self.common, 6),
            "one": self.one.as_dict(),
            "other": self.other.as_dict(),
        }
