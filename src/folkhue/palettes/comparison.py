"""Two pictures compared: their palettes, and how much of each name they have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from folkhue.images.photo import Photo, read_photo
from folkhue.palettes.distance import distance, in_words
from folkhue.palettes.palette import Image, Palette, eleven_names, palette
from folkhue.table.color_table import ColorTable


@dataclass(frozen=True)
class Side:
    """One of two that are compared.

    Attributes
    ----------
    palette : Palette
        Not empty; its title says what it is of.
    shares : dict of str to float
        Name → share, the largest first: of pixels, or of the palette where there are none.
    """

    palette: Palette
    shares: dict[str, float]

    @classmethod
    def of_image(cls, image: Image, k: int | str = 6, table: ColorTable | None = None) -> Side:
        """Make the palette of an image, and name its pixels; parameters as of `palette`."""
        names = table or eleven_names()
        photo = image if isinstance(image, Photo) else read_photo(image)
        return cls(palette(image, k, table=names), names.shares(photo.rgb, photo.opaque))

    @classmethod
    def of_palette(cls, palette: Palette) -> Side:
        """Take a palette by itself."""
        shares: dict[str, float] = {}
        for color in palette.colors:
            shares[color.name] = shares.get(color.name, 0.0) + color.share
        return cls(palette, dict(sorted(shares.items(), key=lambda item: -item[1])))

    def as_dict(self) -> dict[str, Any]:
        """Give all there is as JSON types."""
        shares = {name: round(share, 6) for name, share in self.shares.items()}
        return {"palette": self.palette.as_dict(), "shares": shares}


@dataclass(frozen=True)
class Comparison:
    """What became of comparing two.

    Attributes
    ----------
    one, other : Side
    distance : float
        Between their palettes; see `folkhue.palettes.distance.distance`.
    """

    one: Side
    other: Side
    distance: float

    @classmethod
    def of(cls, one: Side, other: Side) -> Comparison:
        """Compare.

        Raises
        ------
        FolkhueError
            If one has no colors, or scipy is not installed.
        """
        return cls(one, other, distance(one.palette, other.palette))

    @property
    def words(self) -> str:
        """What such a distance is called."""
        return in_words(self.distance)

    @property
    def common(self) -> float:
        """Share that has the same names in both, from 0 to 1."""
        return sum(min(share, self.other.shares.get(n, 0)) for n, share in self.one.shares.items())

    @property
    def names(self) -> list[str]:
        """Names that one of both has, those with most first."""
        both = {
            name: self.one.shares.get(name, 0) + self.other.shares.get(name, 0)
            for name in [*self.one.shares, *self.other.shares]
        }
        return sorted(both, key=lambda name: (-both[name], name))

    def as_dict(self) -> dict[str, Any]:
        """Give all there is as JSON types."""
        return {
            "distance": self.distance,
            "words": self.words,
            "common": round(self.common, 6),
            "one": self.one.as_dict(),
            "other": self.other.as_dict(),
        }
