"""Photographs that match a search, and why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from folkhue._utils.display import bars, card, line, picture
from folkhue._utils.text import percent
from folkhue.batch.outcome import display_path
from folkhue.color.vocabulary import swatch_by_name
from folkhue.errors import ImageError
from folkhue.images.photo import read_photo

DIGITS = 6
"""Of scores; further digits differ between processors."""

_SIDE, _MIN_PIXELS, _MAX_SHARES = 240, 100_000, 4  # of what a notebook shows


@dataclass(frozen=True)
class Part:
    """How well a photograph meets one part of a query.

    Attributes
    ----------
    text : str
        The part, as it was understood: "red ≥ 50 %".
    share : float
        What the photograph has of its colors, from 0 to 1. Of a comparison, the difference; of
        the color of a whole picture, its probability.
    fit : float
        From 0, not at all, to 1.
    """

    text: str
    share: float
    fit: float

    def as_dict(self) -> dict[str, Any]:
        """Return the part as JSON types."""
        return {
            "part": self.text,
            "share": round(self.share, DIGITS),
            "fit": round(self.fit, DIGITS),
        }


@dataclass(frozen=True)
class Hit:
    """A photograph that matches a search.

    Attributes
    ----------
    path : path
        Starts with the folder as given.
    score : float
        Above 0, at most 1.
    shares : dict of str to float
        Name → share of the opaque pixels, the largest first.
    parts : tuple of Part
        Those of the query; empty if the search was by similarity.
    """

    path: Path
    score: float
    shares: dict[str, float]
    parts: tuple[Part, ...] = ()

    @property
    def is_near(self) -> bool:
        """Whether it lacks a part of the query, and is only the nearest that there is."""
        return any(round(part.fit, DIGITS) <= 0 for part in self.parts)

    def _repr_html_(self) -> str:
        shares = dict(list(self.shares.items())[:_MAX_SHARES])
        shown = bars(shares, swatch_by_name(shares))
        return card(f"{self.path.name}, {percent(self.score)}", self._thumbnail(), shown)

    def _thumbnail(self) -> str:
        """Show the photograph, if it is still there."""
        try:
            image = Image.fromarray(read_photo(self.path, min_pixels=_MIN_PIXELS).rgb)
        except ImageError as error:
            return line(str(error))
        image.thumbnail((_SIDE, _SIDE))
        return picture(image, display_path(self.path))

    def as_dict(self) -> dict[str, Any]:
        """Return the hit as JSON types."""
        shares = {name: round(share, DIGITS) for name, share in self.shares.items()}
        parts = [part.as_dict() for part in self.parts]
        return {
            "path": display_path(self.path),
            "score": self.score,
            "shares": shares,
            "parts": parts,
        }
