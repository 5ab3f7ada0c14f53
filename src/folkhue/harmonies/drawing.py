"""Several colors to add, drawn at random by their probability, and sorted by how well they fit.

The random numbers are those of a hash of 32 bits, so that other languages draw the same.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from folkhue.color.spaces import Floats
from folkhue.harmonies.model import HarmonyModel

NUCLEUS = 0.9
"""Only the most probable bins, of together so much probability, are drawn."""

_DRAWS, _LEAST_DRAWS = 4, 48  # sets for each answer, and at least

Places = NDArray[np.int64]


def drawn_sets(
    model: HarmonyModel,
    lab: Floats,
    add: int,
    alternatives: int,
    seed: int,
    words: str,
    distance: float,
) -> Iterator[Places]:
    """Yield sets of bins that complete a palette, the best first.

    Several palettes grow side by side. The first color of each is another one: those with the
    highest sum of the logarithm of the probability and Gumbel noise, which draws without
    replacement. Each next color has the highest such sum for its palette. No color is closer to
    one of its palette than `distance`. Finally, sets are sorted by the mean logarithm of the
    probability of an added color, if it alone were missing.

    Parameters
    ----------
    model : HarmonyModel
    lab : ndarray of float, shape (colors, 3)
        The palette in CIELAB.
    add, alternatives, seed : int
    words : str
    distance : float

    Yields
    ------
    ndarray of int64, shape (add,)

    References
    ----------
    W. Kool, H. van Hoof, M. Welling, "Stochastic Beams and Where to Find Them", ICML 2019.
    """
    size = max(_LEAST_DRAWS, _DRAWS * alternatives)
    first = _perturbed(model, lab[None], words, seed, 0, distance)[0]
    order = np.argsort(-first, kind="stable")[:size]
    found = order[np.isfinite(first[order])][:, None]
    for step in range(1, add):
        palettes = _with(model, lab, found)
        best = _perturbed(model, palettes, words, seed, step, distance).argmax(axis=1)
        found = np.concatenate([found, best[:, None]], axis=1)
    palettes = _with(model, lab, found)
    fits = model.fits(palettes, words)[:, len(lab) :].mean(axis=1)
    yield from found[np.argsort(-fits, kind="stable")]


def _with(model: HarmonyModel, lab: Floats, places: Places) -> Floats:
    """Return palettes with added bins, shape (palettes, colors, 3)."""
    given = np.broadcast_to(lab, (len(places), *lab.shape))
    return np.concatenate([given, model.swatches_lab[places]], axis=1)


def _perturbed(
    model: HarmonyModel, palettes: Floats, words: str, seed: int, step: int, distance: float
) -> Floats:
    """Return logarithms of probabilities with noise; -inf for what is not to be drawn."""
    likely = model.log_probabilities(palettes, words)
    apart = ((model.swatches_lab[:, None] - palettes[:, None]) ** 2).sum(axis=-1)
    close = (apart < distance**2).any(axis=-1)
    wanted = np.where(close, -np.inf, likely)
    numbers = np.arange(likely.size, dtype=np.uint32).reshape(likely.shape)
    noise = -np.log(-np.log(uniform(seed, step, numbers)))
    return np.where(_nucleus(wanted), wanted + noise, -np.inf)


def _nucleus(likely: Floats) -> NDArray[np.bool_]:
    """Find the most probable bins whose probabilities sum to `NUCLEUS` of the total."""
    order = np.argsort(-likely, axis=1, kind="stable")
    shares = np.exp(np.take_along_axis(likely, order, axis=1))
    before = np.cumsum(shares, axis=1) - shares
    kept = np.zeros(likely.shape, bool)
    np.put_along_axis(kept, order, before < NUCLEUS * shares.sum(axis=1, keepdims=True), axis=1)
    return kept & np.isfinite(likely)


def uniform(seed: int, step: int, numbers: NDArray[np.uint32]) -> Floats:
    """Return random numbers between 0 and 1 that depend on nothing but the arguments.

    ``(hash(hash(hash(seed) + step) + number) + 0.5) / 2**32``, where sums are modulo 2³².

    Examples
    --------
    >>> uniform(0, 1, np.arange(3, dtype=np.uint32)).round(6).tolist()
    [0.347493, 0.821708, 0.792967]
    """
    start = _hash(_hash(np.array([seed], np.uint32)) + np.uint32(step))
    return np.asarray((_hash(start + numbers) + 0.5) / 2**32)


def _hash(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Mix 32 bits: the hash "lowbias32" of C. Wellons' Hash Prospector."""
    mixed = values ^ (values >> np.uint32(16))
    mixed = mixed * np.uint32(0x7FEB352D)
    mixed = mixed ^ (mixed >> np.uint32(15))
    mixed = mixed * np.uint32(0x846CA68B)
    return np.asarray(mixed ^ (mixed >> np.uint32(16)))
