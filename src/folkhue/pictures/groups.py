"""How each group of features is computed; `folkhue.pictures.features` names them."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from folkhue.color.spaces import to_lab
from folkhue.pictures.moments import color_moments
from folkhue.pictures.view import Box, Mask, Span, View
from folkhue.pictures.words import centers_of_bins, color_words
from folkhue.table.color_table import ColorTable

Floats = NDArray[np.float64]

LEVELS = 5
"""Levels of lightness, 20 units of L* each."""

GRID = (4, 4)
"""Rows and columns into which the subject's bounding box is divided."""

FINE, COARSE = 8.0, 30.0
"""Steps of the color words of the whole subject, and of the cells of its bounding box."""

COLORS = 4
"""Colors of a palette."""

PROFILE = 8
"""Rows, and columns, in which the extent of the subject is measured."""

_STATISTICS = ("mean", "std", "median", "middle")
LAB_NAMES = tuple(f"subject_{channel}_{what}" for what in _STATISTICS for channel in "lab")
"""Names of `subject_lab`."""

PALETTE_NAMES = tuple(
    f"color{rank}_{what}" for rank in range(1, COLORS + 1) for what in ("l", "a", "b", "share")
)
"""Names of `palette_colors`."""

SHAPE_NAMES = (
    *("shape_top", "shape_bottom", "shape_left", "shape_right", "shape_height", "shape_share"),
    *(f"shape_row{place}" for place in range(1, PROFILE + 1)),
    *(f"shape_column{place}" for place in range(1, PROFILE + 1)),
)
"""Names of `shape`."""

_BORDER = 8  # the border is the outer eighth on each side
_BINS = 32**3
_APART = 2  # pixels, at half of the size, between the two of a pair


def moments(view: View) -> Floats:
    """Compute the color moments of the opaque pixels; see `color_moments`."""
    photo = view.photo
    return color_moments(photo.rgb if photo.opaque.all() else photo.rgb[photo.opaque])


def name_shares(view: View) -> Floats:
    """Compute the share of each name among the opaque pixels."""
    return _shares(view, view.opaque)


def subject_shares(view: View) -> Floats:
    """Compute the share of each name in the subject."""
    return _shares(view, view.subject)


def subject_probabilities(view: View) -> Floats:
    """Average the probabilities of names over the subject."""
    bins, weights = view.histogram
    return np.asarray(weights @ _probabilities(view.table)[bins])


def border_shares(view: View) -> Floats:
    """Compute the share of each name in the outer eighth of the picture."""
    height, width = view.opaque.shape
    top, left = height // _BORDER, width // _BORDER
    border = view.opaque.copy()
    border[top : height - top, left : width - left] = False
    return _shares(view, border)


def center_shares(view: View) -> Floats:
    """Compute the share of each name in the middle of the subject's bounding box."""
    center = np.zeros_like(view.subject)
    center[_middle(view)] = True
    return _shares(view, center & view.opaque)


def level_shares(view: View) -> Floats:
    """Compute the share of each name in the subject, by five levels of lightness."""
    terms = len(view.table.terms)
    names, bins = view.names[view.subject], view.bins[view.subject]
    code = _level_of_bins()[bins] * (terms + 1) + np.minimum(names, terms)
    counts = np.bincount(code, minlength=LEVELS * (terms + 1))
    return np.asarray(_without_unnamed(counts, terms) / len(names))


def subject_lab(view: View) -> Floats:
    """Compute mean, deviation and median of the subject in CIELAB, and the median of its middle."""
    bins, weights = view.histogram
    lab = _lab_of_bins()
    mean = weights @ lab[bins]
    deviation = np.sqrt(np.maximum(weights @ lab[bins] ** 2 - mean**2, 0))
    medians = [
        np.median(lab[each], axis=0) for each in (view.bins[view.subject], _middle_bins(view))
    ]
    return np.concatenate([mean, deviation, *medians])


def subject_words(view: View) -> Floats:
    """Compute a histogram of the subject over fine color words."""
    bins, weights = view.histogram
    return color_words(FINE).histogram(bins, weights)


def grid_words(view: View) -> Floats:
    """Compute a histogram of the subject in each cell of its box, over coarse color words."""
    rows, columns = GRID
    bins, subject = view.bins[view.box], view.subject[view.box]
    cells = _places(len(bins), rows)[:, None] * columns + _places(len(bins.T), columns)
    present, _ = view.histogram
    number, colors = rows * columns, len(present)
    place_of = np.zeros(_BINS, np.intp)
    place_of[present] = np.arange(colors)
    counts = np.bincount(cells[subject] * colors + place_of[bins[subject]])
    sizes = number * np.maximum(np.bincount(cells.ravel(), minlength=number), 1)
    found = np.flatnonzero(counts)
    parts = found // colors
    shares = counts[found] / sizes[parts]
    return color_words(COARSE).histogram(present[found % colors], shares, parts, number)


def pair_shares(view: View) -> Floats:
    """Compute how frequent each pair of names is, two pixels apart along a row or a column."""
    kinds = len(view.table.terms) + 1  # the last one: not of the subject, or unnamed
    names = np.where(view.subject, np.minimum(view.names, kinds - 1), kinds - 1).astype(np.intp)
    pairs = ((names[:, :-_APART], names[:, _APART:]), (names[:-_APART], names[_APART:]))
    codes = np.concatenate([(kinds * one + other).ravel() for one, other in pairs])
    counts = np.bincount(_either_order(kinds)[codes], minlength=kinds * (kinds + 1) // 2)[:-1]
    return np.asarray(counts / max(1, int(counts.sum())))


def palette_colors(view: View) -> Floats:
    """Find the four most frequent of 512 bins of RGB: their mean colors, and their shares."""
    bins, weights = view.histogram
    coarse = _coarse_bins()[bins]
    shares = np.bincount(coarse, weights, 512)
    largest = np.argsort(-shares, kind="stable")[:COLORS]
    lab = _lab_of_bins()[bins]
    sums = np.stack([np.bincount(coarse, weights * channel, 512) for channel in lab.T], axis=-1)
    means = sums[largest] / np.maximum(shares[largest], 1e-9)[:, None]
    return np.column_stack([means, shares[largest]]).ravel()


def shape(view: View) -> Floats:
    """Measure the bounding box of the subject, and its extent along rows and columns."""
    (rows, columns), (height, width) = view.box, view.subject.shape
    high, wide = rows.stop - rows.start, columns.stop - columns.start
    box = (rows.start / height, rows.stop / height, columns.start / width, columns.stop / width)
    inside = view.subject[view.box]
    profiles = [_profile(inside.mean(axis=axis)) for axis in (1, 0)]
    return np.concatenate([[*box, high / (high + wide), view.subject.mean()], *profiles])


def _shares(view: View, mask: Mask) -> Floats:
    """Compute the share of each name where the mask is true; zeros if it is nowhere."""
    counts = np.bincount(view.names[mask], minlength=256)[: len(view.table.terms)]
    return np.asarray(counts / max(1, int(np.count_nonzero(mask))))


def _without_unnamed(counts: NDArray[np.intp], terms: int) -> NDArray[np.intp]:
    """Drop each last of terms + 1 counts."""
    return counts.reshape(-1, terms + 1)[:, :terms].ravel()


def _middle(view: View) -> Box:
    """Return the middle half of the subject's bounding box, along both sides."""
    rows, columns = view.box
    return _half(rows), _half(columns)


def _half(span: Span) -> Span:
    quarter = (span.stop - span.start) // 4
    return slice(span.start + quarter, span.stop - quarter)


def _middle_bins(view: View) -> NDArray[np.uint16]:
    """Return the bins of the subject in the middle of its box; of all of it, if it has none."""
    middle = view.bins[_middle(view)][view.subject[_middle(view)]]
    return middle if len(middle) else view.bins[view.subject]


def _places(length: int, parts: int) -> NDArray[np.intp]:
    """Divide a length into equal parts; return the part of each place."""
    return np.arange(length) * parts // length


def _profile(extent: Floats) -> Floats:
    """Average an extent along a side over eight parts of it; one of no length has 0."""
    parts = _places(len(extent), PROFILE)
    sizes = np.bincount(parts, minlength=PROFILE)
    return np.asarray(np.bincount(parts, extent, PROFILE) / np.maximum(sizes, 1))


@cache
def _lab_of_bins() -> Floats:
    """CIELAB of the center of each bin, shape (32768, 3)."""
    return to_lab(centers_of_bins())


@cache
def _either_order(kinds: int) -> NDArray[np.intp]:
    """Return the place of each ordered pair among those of ascending order, shape (kinds²,)."""
    one, other = np.divmod(np.arange(kinds**2), kinds)
    low, high = np.minimum(one, other), np.maximum(one, other)
    return np.asarray(low * kinds - low * (low - 1) // 2 + high - low)


@cache
def _level_of_bins() -> NDArray[np.intp]:
    return np.clip(_lab_of_bins()[:, 0] * LEVELS / 100, 0, LEVELS - 1).astype(np.intp)


@cache
def _coarse_bins() -> NDArray[np.intp]:
    """Return which of 8³ bins each of the 32³ is in."""
    bins = np.arange(_BINS)
    return bins % 32 // 4 + bins // 32 % 32 // 4 * 8 + bins // 1024 // 4 * 64


@cache
def _probabilities(table: ColorTable) -> NDArray[np.float32]:
    return table.probabilities()
