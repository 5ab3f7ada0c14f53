"""A classifier compiled to a table: the name of every color there is."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import cache, cached_property
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.display import Swatch, card, swatches
from folkhue._utils.plotting import axes_for, name_patches
from folkhue._utils.text import counted
from folkhue.color.vocabulary import UNNAMED, UNNAMED_SWATCH
from folkhue.errors import TableError
from folkhue.table import DEFAULT_TABLE
from folkhue.table.backend import BACKENDS, BackendName, kernel_of
from folkhue.table.blocks import map_blocks, results_by_block
from folkhue.table.hue_plane import hue_plane
from folkhue.table.lut import ColorLut
from folkhue.table.name_counts import NameCounts
from folkhue.table.probabilities import NODES, confidences, interpolated, name_shares
from folkhue.table.table_file import (
    TableContents,
    read_table,
    write_table,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from folkhue.images.photo import PhotoSource


class ColorTable:
    """The name of each of the 16,777,216 sRGB colors.

    Parameters
    ----------
    terms : sequence of str
        Color names.
    swatches : sequence of (int, int, int)
        The sRGB color (0–255) that each term is painted in.
    lut : ColorLut
        The names, as indices into `terms`, or 255 for a color without a name.
    metadata : mapping, optional
        How the table was made; JSON types only.
    lattice : ndarray of uint8, shape (17, 17, 17, terms), optional
        Probabilities of the terms, in 63rds, at the values 0, 16, …, 240, 255 of red, green
        and blue. Without it, probabilities are the shares of names in a bin.

    Raises
    ------
    TableError
        If the parts do not fit together.

    Notes
    -----
    Pixels are uint8, sRGB, of any shape (…, 3), or RGBA of any shape (…, 4), of any memory
    layout, also mapped from disk; a pixel whose alpha is 0 has no name. Results go to `out`,
    if that is given, and that is returned. An image is worked on in blocks of 65,536 pixels,
    large ones in several threads, and Python's lock is released. NumPy does it, or what numba
    compiles, with the same results in less time; see `using`.

    Examples
    --------
    >>> import folkhue
    >>> table = folkhue.load()
    >>> pixel = np.array([200, 20, 30], np.uint8)
    >>> table.terms[table.predict(pixel)]
    'red'
    """

    def __init__(
        self,
        terms: tuple[str, ...],
        swatches: tuple[tuple[int, int, int], ...],
        lut: ColorLut,
        metadata: Mapping[str, Any] | None = None,
        lattice: NDArray[np.uint8] | None = None,
    ) -> None:
        if len(terms) != len(swatches) or not 0 < len(terms) < UNNAMED:
            raise TableError(
                f"expected 1 to {UNNAMED - 1} terms and a swatch for each, "
                f"got {len(terms)} terms and {len(swatches)} swatches"
            )
        if lut.max_name >= len(terms):
            raise TableError(f"a color has name {lut.max_name}, but there are {len(terms)} terms")
        shape = (NODES, NODES, NODES, len(terms))
        if lattice is not None and (lattice.shape != shape or lattice.dtype != np.uint8):
            raise TableError(
                f"expected probabilities uint8 {shape}, got {lattice.dtype} {lattice.shape}"
            )
        self.terms = tuple(terms)
        self.swatches = tuple(swatches)
        self.metadata = dict(metadata or {})
        self.lut = lut
        self._lattice = lattice
        self._backend: BackendName = "auto"
        self._paint = np.full((256, 3), UNNAMED_SWATCH, np.uint8)
        self._paint[: len(terms)] = swatches

    def using(self, backend: BackendName) -> ColorTable:
        """Return the same table, whose pixels another implementation names.

        Parameters
        ----------
        backend : str
            "numpy"; "numba", which takes a third to a half of the time, after a second to load and
            compile it, and needs the extra ``fast``; or "auto": NumPy, unless the process has
            loaded numba, as commands do that name many photographs.

        Raises
        ------
        MissingExtraError
            If numba is wanted, which is not installed.
        ValueError
            If there is no such backend.
        """
        if backend not in BACKENDS:
            raise ValueError(f"backend: expected {' or '.join(BACKENDS)}, got {backend!r}")
        kernel_of(backend)
        other = copy(self)
        other._backend = backend
        return other

    def predict(
        self, rgb: NDArray[np.uint8], out: NDArray[np.uint8] | None = None
    ) -> NDArray[np.uint8]:
        """Name every pixel.

        Parameters
        ----------
        rgb : ndarray of uint8, shape (..., 3) or (..., 4)
        out : ndarray of uint8, shape (...), optional

        Returns
        -------
        ndarray of uint8, shape (...)
            Indices into `terms`; 255 where the table leaves a color unnamed, or alpha is 0.

        Raises
        ------
        TypeError
            If `rgb` is not uint8, or `out` is of another type.
        ValueError
            If the last axis of `rgb` is neither 3 nor 4 long, or `out` of another shape.
        """
        rgb = _checked_pixels(rgb)
        out = _checked_out(out, rgb.shape[:-1], np.uint8)
        kernel = kernel_of(self._backend)
        return map_blocks(lambda pixels, names: kernel.names(pixels, self.lut, names), rgb, out)

    def recolor(
        self, rgb: NDArray[np.uint8], out: NDArray[np.uint8] | None = None
    ) -> NDArray[np.uint8]:
        """Paint every pixel in its term's swatch: uint8 (..., 3) → uint8 (..., 3).

        RGBA keeps its alpha. Parameters and errors are those of `predict`.
        """
        rgb = _checked_pixels(rgb)
        out = _checked_out(out, rgb.shape, np.uint8)
        kernel = kernel_of(self._backend)

        def paint(pixels: NDArray[np.uint8], painted: NDArray[np.uint8]) -> None:
            names = np.empty(len(pixels), np.uint8)
            kernel.names(pixels, self.lut, names)
            if pixels.shape[1] == 3:
                kernel.paint(names, self._paint, painted)
            else:
                painted[:, :3], painted[:, 3] = self._paint[names], pixels[:, 3]

        return map_blocks(paint, rgb, out)

    def counts(
        self, rgb: NDArray[np.uint8] | PhotoSource, opaque: NDArray[np.bool_] | None = None
    ) -> NameCounts:
        """Count the pixels of each name.

        Parameters
        ----------
        rgb : ndarray of uint8, shape (..., 3) or (..., 4), or a photograph
            Pixels whose alpha is 0 are not counted. A photograph is anything else that
            `folkhue.read_photo` takes, without whose transparent pixels it is counted.
        opaque : ndarray of bool, shape (...), optional
            Pixels to count; all of them if absent.
        """
        if isinstance(rgb, np.ndarray) and _are_colors(rgb):
            rgb = _checked_pixels(rgb)
        else:
            from folkhue.images.photo import read_photo  # loads Pillow, which pixels do without

            photo = read_photo(rgb)
            rgb, opaque = photo.rgb, photo.opaque if opaque is None else photo.opaque & opaque
        mask = np.broadcast_to(True if opaque is None else opaque, rgb.shape[:-1])
        kernel = kernel_of(self._backend)

        def count(pixels: NDArray[np.uint8], counted: NDArray[np.bool_]) -> NDArray[np.int64]:
            if pixels.shape[1] == 4:
                counted = counted & (pixels[:, 3] > 0)
            found = np.zeros(256, np.int64)
            kernel.count(pixels if counted.all() else pixels[counted], self.lut, found)
            return found

        histogram = sum(results_by_block(count, rgb, mask), np.zeros(256, np.int64))
        return NameCounts.from_histogram(histogram, self.terms)

    def shares(
        self, rgb: NDArray[np.uint8] | PhotoSource, opaque: NDArray[np.bool_] | None = None
    ) -> dict[str, float]:
        """Return the share of each name that occurs in an image; see `NameCounts.shares`.

        Parameters are those of `counts`.
        """
        return self.counts(rgb, opaque).shares()

    def confidence(
        self, rgb: NDArray[np.uint8], out: NDArray[np.float32] | None = None
    ) -> NDArray[np.float32]:
        """Return how sure every pixel's name is.

        Its probability is compared with that of the most probable other name: ``p / (p +
        other)``. People who are asked to name the color agree about that often.

        Parameters
        ----------
        rgb : ndarray of uint8, shape (..., 3) or (..., 4)
        out : ndarray of float32, shape (...), optional

        Returns
        -------
        ndarray of float32, shape (...)
            From 0 to 1; 0 without a name. It is that of the center of the pixel's bin (see
            `probabilities`), so that it may be below 0.5 near a border of names, where
            another name is more probable at the center. No name counts as another name, if
            the table leaves colors unnamed and has no probabilities of its own.

        Raises
        ------
        TypeError, ValueError
            As `predict` does.
        """
        rgb = _checked_pixels(rgb)
        out = _checked_out(out, rgb.shape[:-1], np.float32)
        kernel = kernel_of(self._backend)

        def look_up(pixels: NDArray[np.uint8], sure: NDArray[np.float32]) -> None:
            names, bins = np.empty(len(pixels), np.uint8), np.empty(len(pixels), np.uint16)
            kernel.names(pixels, self.lut, names)
            kernel.bins(pixels, bins)
            kernel.gather(bins, names, self._confidences, sure)

        return map_blocks(look_up, rgb, out)

    def bins(
        self, rgb: NDArray[np.uint8], out: NDArray[np.uint16] | None = None
    ) -> NDArray[np.uint16]:
        """Return every pixel's row in `probabilities`.

        Parameters
        ----------
        rgb : ndarray of uint8, shape (..., 3) or (..., 4)
        out : ndarray of uint16, shape (...), optional

        Returns
        -------
        ndarray of uint16, shape (...)
            ``r // 8 + g // 8 * 32 + b // 8 * 1024``.

        Raises
        ------
        TypeError, ValueError
            As `predict` does.
        """
        rgb = _checked_pixels(rgb)
        out = _checked_out(out, rgb.shape[:-1], np.uint16)
        return map_blocks(kernel_of(self._backend).bins, rgb, out)

    def probabilities(self) -> NDArray[np.float32]:
        """Return the probability of each name in each of 32³ bins.

        ``table.probabilities()[table.bins(image)]`` are the color-name features that trackers
        and retrieval systems take from the table ``w2c`` of van de Weijer et al., rows in the
        same order.

        Returns
        -------
        ndarray of float32, shape (32768, terms)
            Rows in the order of `bins`; each sums to 1, unless the table has no probabilities
            of its own and leaves colors unnamed. Interpolated at the centers of bins.

        References
        ----------
        J. van de Weijer, C. Schmid, J. Verbeek, D. Larlus, "Learning Color Names for
        Real-World Applications", IEEE Transactions on Image Processing 18 (7), 2009.
        """
        return self._probabilities.copy()

    @cached_property
    def _probabilities(self) -> NDArray[np.float32]:
        if self._lattice is None:
            return name_shares(self.lut, len(self.terms)).astype(np.float32)
        return interpolated(self._lattice).astype(np.float32)

    @cached_property
    def _confidences(self) -> NDArray[np.float32]:
        """By bin and name, with a last column for pixels without one; (32768, terms + 1)."""
        return np.pad(confidences(self._probabilities), ((0, 0), (0, 1))).astype(np.float32)

    def plot(self, ax: Axes | None = None, *, saturation: float = 1.0) -> Axes:
        """Draw a plane of colors by Matplotlib, each in the swatch of its name.

        Parameters
        ----------
        ax : Axes, optional
            Where to draw; those of a new figure if absent.
        saturation : float
            Of all colors of the plane, from 0 to 1. Their hue and lightness, in HSL too, are the
            axes.

        Returns
        -------
        Axes

        Raises
        ------
        MissingExtraError
            If Matplotlib is not installed.
        """
        ax = axes_for(ax)
        painted = self.recolor(hue_plane(360, 256, saturation))
        ax.imshow(painted, extent=(0, 360, 0, 1), aspect="auto", interpolation="nearest")
        ax.set_xlabel("hue")
        ax.set_ylabel("lightness")
        ax.set_xticks(range(0, 361, 60), [f"{angle}°" for angle in range(0, 361, 60)])
        name_patches(ax, self.terms, self.swatches)
        return ax

    def __repr__(self) -> str:
        return f"<ColorTable of {counted(len(self.terms), 'name')}: {', '.join(self.terms)}>"

    def _repr_html_(self) -> str:
        title = f"color table of {counted(len(self.terms), 'name')}"
        pairs = zip(self.swatches, self.terms, strict=True)
        return card(title, swatches(Swatch(rgb, (term,)) for rgb, term in pairs))

    def save(self, path: str | Path) -> None:
        """Write the table; the same table gives the same bytes."""
        write_table(
            path,
            TableContents(self.terms, self.swatches, self.lut, self.metadata, self._lattice),
        )

    @classmethod
    def load(cls, path: str | Path) -> ColorTable:
        """Read a table. No code in the file is run.

        Raises
        ------
        TableError
            If the file is missing, truncated, altered, of another version, or no table.
        """
        return read_table(path, cls)


def _are_colors(pixels: NDArray[Any]) -> bool:
    """Return whether these are pixels in any order, or an image that needs no conversion."""
    return pixels.ndim != 3 or (pixels.dtype == np.uint8 and pixels.shape[2] in (3, 4))


def _checked_pixels(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    rgb = np.asarray(rgb)
    if rgb.dtype.kind in "OSU":  # no numbers: a path, say
        raise TypeError(
            "expected pixels as an array of uint8; folkhue.name_pixels(photo) names those of a "
            "photograph, which folkhue.read_photo(photo).rgb are"
        )
    if rgb.dtype != np.uint8:
        raise TypeError(f"expected uint8 (0–255), got {rgb.dtype}; scale and convert it first")
    if rgb.shape[-1:] not in ((3,), (4,)):
        raise ValueError(f"expected RGB or RGBA, shape (..., 3) or (..., 4), got {rgb.shape}")
    return rgb


def _checked_out(out: NDArray[Any] | None, shape: tuple[int, ...], dtype: Any) -> NDArray[Any]:
    """Make the array for results, or check the one that was given."""
    if out is None:
        return np.empty(shape, dtype)
    if out.dtype != dtype:
        raise TypeError(f"expected out to be {np.dtype(dtype)}, got {out.dtype}")
    if out.shape != shape or not out.flags.writeable:
        raise ValueError(f"expected out to be writeable, of shape {shape}, got {out.shape}")
    return out


Shipped = Literal["basic11", "basic8", "fine", "sampler11", "sampler8", "sampler_fine"]

SHIPPED: dict[str, str] = {
    "basic11": "basic11",
    "basic8": "basic8",
    "fine": "fine",
    "sampler11": "basic11",
    "sampler8": "basic8",
    "sampler_fine": "fine",
}
"""Table inside the package → its vocabulary. Each has a card (``data/NAME.md``)."""


def load(path: Shipped | str | Path | None = None, *, backend: BackendName = "auto") -> ColorTable:
    """Load a compiled classifier.

    Parameters
    ----------
    path : path or str, optional
        A table written by the pipeline (``models/colortable.npz``), or the name of one that
        ships inside folkhue: "basic11" (if absent), "basic8" and "fine", which has nineteen
        names, trained on some 7,400 photographs; "sampler11", "sampler8" and "sampler_fine",
        trained on the embedded ones alone, so that anyone can reproduce them.
    backend : str
        Names the pixels: "auto", "numpy" or "numba"; see `ColorTable.using`.

    Raises
    ------
    TableError
        If the file cannot be used.
    MissingExtraError
        If numba is wanted, which is not installed.

    Examples
    --------
    >>> load().terms[-3:]
    ('brown', 'pink', 'gray')
    """
    name = DEFAULT_TABLE if path is None else str(path)
    if name not in SHIPPED:
        return ColorTable.load(name).using(backend)
    with as_file(files("folkhue") / "data" / f"{name}.npz") as shipped:
        return ColorTable.load(shipped).using(backend)


@cache
def default_table() -> ColorTable:
    """Load the default table, once."""
    return load()
