"""The color name of a whole picture, its probabilities, and what speaks for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from folkhue._utils.display import bars, card, line
from folkhue._utils.plotting import plot_shares
from folkhue.color.vocabulary import swatch_by_name
from folkhue.errors import ImageError, TableError
from folkhue.images.photo import ChannelOrder, Photo, PhotoSource, read_photo
from folkhue.pictures.features import picture_features
from folkhue.pictures.model import PictureModel, load_picture_model
from folkhue.pictures.reasons import Reason, strongest_reasons
from folkhue.table.color_table import ColorTable, load

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MIN_PIXELS = 448 * 448
"""A large JPEG is decoded at a reduced size of at least so many pixels.

Half as long sides would do for the features, but twice as many pictures would get probabilities
that differ by more than 0.02 from those of all pixels.
"""

_MIN_SHOWN = 0.005


@dataclass(frozen=True)
class PictureColor:
    """The color of a picture.

    Attributes
    ----------
    name : str
        The most probable color name.
    probabilities : dict of str to float
        Name → probability; the most probable first, their sum is 1.
    reasons : tuple of Reason
        The features that speak for the name, the strongest first.
    """

    name: str
    probabilities: dict[str, float]
    reasons: tuple[Reason, ...]

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw a bar for the probability of each name, in its swatch, by Matplotlib.

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
        likely = self._likely()
        colors = swatch_by_name(likely)
        return plot_shares(
            [*likely], [*likely.values()], [colors[name] for name in likely], ax, "probability"
        )

    def _repr_html_(self) -> str:
        likely = self._likely()
        reasons = ", ".join(f"{reason.feature} {reason.value:.2f}" for reason in self.reasons)
        told = line(f"because of {reasons}") if reasons else ""
        return card(self.name, bars(likely, swatch_by_name(likely)), told)

    def _likely(self) -> dict[str, float]:
        """Return the names that are not too improbable to be drawn, and their probabilities."""
        return {name: p for name, p in self.probabilities.items() if p >= _MIN_SHOWN}

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON types."""
        return {
            "name": self.name,
            "probabilities": {name: round(p, 6) for name, p in self.probabilities.items()},
            "reasons": [
                {
                    "feature": reason.feature,
                    "value": round(reason.value, 4),
                    "contribution": round(reason.contribution, 4),
                }
                for reason in self.reasons
            ],
        }


def picture_color(
    photo: PhotoSource,
    model: str | Path | PictureModel | None = None,
    *,
    table: ColorTable | None = None,
    reasons: int = 5,
    order: ChannelOrder = "rgb",
) -> PictureColor:
    """Name the color of a picture: that of its subject, as an owner would tag it.

    Parameters
    ----------
    photo : path, bytes, file, Photo, PIL.Image.Image or array
        See `folkhue.read_photo`. Transparent pixels do not count.
    model : path, str or PictureModel, optional
        A file, a model that was loaded, or the name of one that ships: "picture", if absent.
    table : ColorTable, optional
        Names the colors; if absent, the shipped table that the model was trained with.
    reasons : int
        At most so many of them; 0 saves their time.
    order : str
        Of an array's channels: "rgb" or "bgr".

    Returns
    -------
    PictureColor

    Raises
    ------
    ImageError
        If the file is not an image that can be decoded, or transparent everywhere.
    TableError
        If the model cannot be used, or not with the table.
    TypeError, ValueError
        If `folkhue.read_photo` raises one.

    Examples
    --------
    >>> import folkhue, numpy as np
    >>> shirt = np.full((60, 40, 3), 255, np.uint8)
    >>> shirt[10:50, 10:30] = 200, 20, 30
    >>> folkhue.picture_color(shirt).name
    'red'
    """
    loaded = model if isinstance(model, PictureModel) else load_picture_model(model)
    names = table_for(loaded, table)
    pixels = read_photo(photo, order=order, min_pixels=MIN_PIXELS)
    with _naming(photo):
        features = picture_features(pixels, names, loaded.groups)
    probabilities = loaded.predict_proba(features).tolist()
    ranked = sorted(zip(loaded.terms, probabilities, strict=True), key=lambda pair: -pair[1])
    name = ranked[0][0]
    found = strongest_reasons(features, loaded, names, name, reasons)
    return PictureColor(name, dict(ranked), found)


def read_again(path: str | Path, photo: Photo) -> Photo:
    """Return a photograph as `picture_color` reads its file, so that both give the same color.

    Parameters
    ----------
    path : path
        The file.
    photo : Photo
        Decoded whole. It is returned, unless a reduced size would have been enough.
    """
    if photo.format != "JPEG" or photo.opaque.size < 4 * MIN_PIXELS:
        return photo
    return read_photo(path, min_pixels=MIN_PIXELS)


@contextmanager
def _naming(photo: PhotoSource) -> Iterator[None]:
    """Begin an error about a transparent picture with its path, as errors of decoding do."""
    try:
        yield
    except ImageError as error:
        if error.code != "transparent" or not isinstance(photo, (str, Path, bytes)):
            raise
        name = "the given bytes" if isinstance(photo, bytes) else photo
        raise ImageError(f"{name}: {error}", error.code) from error


def table_for(model: PictureModel, table: ColorTable | None = None) -> ColorTable:
    """Return the table that a model needs: the given one, or the shipped one it was trained with.

    Raises
    ------
    TableError
        If that does not ship and none is given, or the given one has other terms.
    """
    if table is None and not model.table:
        raise TableError("the model was trained with a table that does not ship: give it as table")
    found = _shipped_table(model.table) if table is None else table
    if found.terms != model.table_terms:
        raise TableError(
            f"the model was trained with a table of {', '.join(model.table_terms)}, and this one "
            f"has {', '.join(found.terms)}"
        )
    return found


def fitting_table(model: PictureModel, name: str, table: ColorTable) -> ColorTable:
    """Return the table for a model where one is in use already.

    It is the shipped one that the model was trained with, or the one in use, if the model's own
    does not ship.

    Parameters
    ----------
    model : PictureModel
    name : str
        Of the table in use, as for `folkhue.load`.
    table : ColorTable
        The table in use.

    Raises
    ------
    TableError
        If the table in use has other terms than the model's own, which does not ship.
    """
    return table_for(model, table if model.table in ("", name) else None)


@cache
def _shipped_table(name: str) -> ColorTable:
    return load(name)
