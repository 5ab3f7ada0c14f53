"""Bottom-k sampling: pixels of each term, up to a cap, in proportion to their weights.

Each photograph puts its pixels in a random order, in which a pixel of twice the weight comes
first twice as often (Efraimidis & Spirakis 2006). The pixel at place k = 0, 1, … gets the priority
(k + u) / w, where w is the weight of the photograph and u a random number of its own from 0 to 1.
Of all photographs' pixels those with the lowest priorities are kept: *priority* or *bottom-k*
sampling. A bottom-k sample of a whole is the bottom-k sample of its parts' bottom-k samples, so
parts can be sampled anywhere and merged in any order.

References
----------
N. Duffield, C. Lund, M. Thorup, "Priority sampling for estimation of arbitrary subset sums",
Journal of the ACM 54 (6), 2007.

E. Cohen, H. Kaplan, "Summarizing data using bottom-k sketches", PODC 2007.

P. S. Efraimidis, P. G. Spirakis, "Weighted random sampling with a reservoir", Information
Processing Letters 97 (5), 2006.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from folkhue.errors import TrainingError
from folkhue.images.histogram import pack, unpack
from folkhue.learning.sampling.color_sums import no_pixel
from folkhue.learning.split import seeded_hash

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Colors = NDArray[np.uint32]


@dataclass(frozen=True, eq=False)
class PhotoSample:
    """Pixels of a photograph under a term, in the order in which they are drawn.

    Attributes
    ----------
    photo, group : str
        Its name, and the picture that it was cut from.
    weight : float
        The highest weight of its colors times its own, above 0: a photograph without the color
        of its tag gives few pixels, and so does one of many of its source.
    offset : float
        Random, from 0 to below 1; decides when the photograph's first turn comes.
    colors : ndarray of uint32
        See `folkhue.images.histogram.pack`.
    """

    photo: str
    group: str
    weight: float
    offset: float
    colors: Colors


@dataclass(frozen=True, eq=False)
class PixelSample:
    """A bottom-k sample of each term's pixels, where k is the term's cap.

    Attributes
    ----------
    caps : mapping of str to int
        Maximum number of pixels of each term; the keys are the terms, in order.
    photos : mapping of str to list of PhotoSample
        The sampled pixels of each term, by photograph.
    """

    caps: Mapping[str, int]
    photos: Mapping[str, list[PhotoSample]]

    @classmethod
    def empty(cls, caps: Mapping[str, int]) -> PixelSample:
        """Sample no photograph: merging with it changes nothing."""
        return cls(caps, {term: [] for term in caps})

    @classmethod
    def from_weights(
        cls,
        rows: pd.DataFrame,
        caps: Mapping[str, int],
        seed: int,
        thresholds: Mapping[str, float] | None = None,
    ) -> PixelSample:
        """Sample photographs, each with all of its rows.

        Parameters
        ----------
        rows : DataFrame
            Colors with their weights; see `SCHEMA` of the pixel weights. Their order does not
            matter.
        caps : mapping of str to int
        seed : int
            A photograph's order of pixels depends on this, its name and its rows alone.
        thresholds : mapping of str to float, optional
            Those of a sample with which this one is to be merged: pixels of a higher
            priority, which would not survive that, are left out.
        """
        photos = list(_weighted_photos(rows[rows["term"].isin(list(caps))]))
        limits = thresholds or dict.fromkeys(caps, np.inf)
        return cls(
            caps,
            {
                term: _sample([p for p in photos if p.term == term], cap, seed, limits[term])
                for term, cap in caps.items()
            },
        )

    @classmethod
    def merge(cls, samples: Sequence[PixelSample]) -> PixelSample:
        """Merge samples with the same caps; no photograph may be in two of them."""
        caps = samples[0].caps
        return cls(
            caps,
            {
                term: _shorten([photo for part in samples for photo in part.photos[term]], cap)
                for term, cap in caps.items()
            },
        )

    @property
    def thresholds(self) -> dict[str, float]:
        """The highest sampled priority of each term; infinity while its cap is not reached."""
        return {term: _threshold(photos, self.caps[term]) for term, photos in self.photos.items()}

    def to_frame(self, *, every_term: bool = True) -> pd.DataFrame:
        """Count the sampled pixels, in the order of terms, photographs and colors.

        Parameters
        ----------
        every_term : bool
            Whether each term must have pixels, and not just any.

        Returns
        -------
        DataFrame
            See `folkhue.learning.sampling.pixels`.

        Raises
        ------
        TrainingError
            If a term has no pixels, or none has any.
        """
        _check_not_empty(self.photos, every_term)
        every = [
            (photo, term)
            for term, photos in self.photos.items()
            for photo in sorted(photos, key=lambda photo: photo.photo)
        ]
        number = np.arange(len(every)).repeat([len(photo.colors) for photo, _ in every])
        colors = np.concatenate([photo.colors for photo, _ in every])
        codes, counts = np.unique(number << 24 | colors, return_counts=True)
        red, green, blue = unpack(codes & 0xFFFFFF).T
        named = [(photo.photo, term, photo.group) for photo, term in every]
        names = pd.DataFrame(named, columns=["photo", "term", "group"]).iloc[codes >> 24]
        columns = {"r": red, "g": green, "b": blue, "count": counts}
        frame = names.reset_index(drop=True).assign(**columns)
        return frame[["photo", "term", "r", "g", "b", "count", "group"]]


def sample_pixels(rows: pd.DataFrame, caps: Mapping[str, int], seed: int) -> pd.DataFrame:
    """Sample and count pixels of each term, up to its cap; see `PixelSample`."""
    return PixelSample.from_weights(rows, caps, seed).to_frame()


def bottom_k(priorities: Floats, ranks: Integers, k: int) -> Integers:
    """Find the k lowest priorities; of equal ones those of the lowest ranks.

    Parameters
    ----------
    priorities, ranks : ndarray, shape (n,)
    k : int
        At least 1.

    Returns
    -------
    ndarray of int64, shape (min(n, k),)
        Indices, in no particular order.

    Examples
    --------
    >>> bottom_k(np.array([0.5, 0.1, 0.5, 0.9]), np.array([7, 0, 3, 1]), 2).tolist()
    [1, 2]
    """
    if len(priorities) <= k:
        return np.arange(len(priorities))
    highest = np.partition(priorities, k - 1)[k - 1]
    candidates = np.flatnonzero(priorities <= highest)  # k of them, and those equal to the highest
    return candidates[np.lexsort((ranks[candidates], priorities[candidates]))[:k]]


@dataclass(frozen=True, eq=False)
class _WeightedPhoto:
    """The colors of a photograph under a term, how often each occurs, and their weights.

    `weight` is that of the photograph; see `PhotoSample`.
    """

    photo: str
    group: str
    term: str
    weight: float
    colors: Colors
    counts: Integers
    weights: Floats

    def draw(self, number: int, rng: np.random.Generator) -> Colors:
        """Draw pixels without replacement, in proportion to their weights, one by one.

        Each pixel gets an exponential time of a mean inverse to its weight; the earliest are
        taken (Efraimidis & Spirakis 2006).
        """
        colors = self.colors.repeat(self.counts)
        times = rng.exponential(size=len(colors)) / self.weights.repeat(self.counts)
        earliest = np.arange(len(times))
        if number < len(times):
            earliest = np.argpartition(times, number - 1)[:number]
        return colors[earliest[times[earliest].argsort()]]


def _weighted_photos(rows: pd.DataFrame) -> Iterator[_WeightedPhoto]:
    """Group rows by photograph and term, ordered by color."""
    colors = pack(rows[["r", "g", "b"]].to_numpy(np.uint8))
    photos = pd.factorize(rows["photo"])[0]
    terms, names = pd.factorize(rows["term"])
    keys = photos * max(1, len(names)) + terms
    order = np.argsort(keys << 24 | colors, kind="stable")  # fast, as rows are usually in order
    grouped = np.split(order, np.flatnonzero(np.diff(keys[order])) + 1)
    counts, weights = rows["count"].to_numpy(np.int64), rows["weight"].to_numpy(float)
    firsts = rows.iloc[[some[0] for some in grouped if len(some)]]
    named = firsts[["photo", "group", "term"]].astype(str).itertuples(index=False)
    photo_weights = rows["photo_weight"].to_numpy(float)
    for (photo, group, term), some in zip(named, grouped, strict=False):
        weight = float((weights[some] * photo_weights[some]).max())
        yield _WeightedPhoto(photo, group, term, weight, colors[some], counts[some], weights[some])


def _sample(
    photos: Sequence[_WeightedPhoto], cap: int, seed: int, threshold: float
) -> list[PhotoSample]:
    """Sample the pixels of one term."""
    rngs = [np.random.default_rng(seeded_hash(seed, p.photo, p.term)) for p in photos]
    undrawn = [
        PhotoSample(p.photo, p.group, p.weight, rng.random(), np.empty(0, np.uint32))
        for p, rng in zip(photos, rngs, strict=True)
    ]
    available = np.array([photo.counts.sum() for photo in photos], np.int64)
    numbers = _allot(undrawn, available, cap, threshold)
    return [
        replace(sample, colors=photo.draw(number, rng))
        for sample, photo, number, rng in zip(undrawn, photos, numbers, rngs, strict=True)
        if number
    ]


def _shorten(photos: Sequence[PhotoSample], cap: int) -> list[PhotoSample]:
    """Keep of each photograph the pixels that are among the `cap` lowest priorities."""
    available = np.array([len(photo.colors) for photo in photos], np.int64)
    numbers = _allot(photos, available, cap)
    pairs = zip(photos, numbers, strict=True)
    return [replace(photo, colors=photo.colors[:number]) for photo, number in pairs if number]


def _allot(
    photos: Sequence[PhotoSample], available: Integers, cap: int, threshold: float = np.inf
) -> Integers:
    """Count how many of the `cap` lowest priorities each photograph has.

    Parameters
    ----------
    photos : sequence of PhotoSample
        Only names, weights and offsets matter.
    available : ndarray of int64, shape (photos,)
        Pixels that each photograph has.
    cap : int
    threshold : float
        Higher priorities do not count.

    Returns
    -------
    ndarray of int64, shape (photos,)
    """
    available = np.minimum(available, cap)
    photo = np.arange(len(photos)).repeat(available)
    place = np.arange(len(photo)) - (available.cumsum() - available).repeat(available)
    weights = np.array([photo.weight for photo in photos])
    offsets = np.array([photo.offset for photo in photos])
    priorities = (place + offsets[photo]) / weights[photo]
    by_name = np.unique([photo.photo for photo in photos], return_inverse=True)[1]
    lowest = bottom_k(priorities, by_name[photo], cap)
    return np.bincount(photo[lowest[priorities[lowest] <= threshold]], minlength=len(photos))


def _threshold(photos: Sequence[PhotoSample], cap: int) -> float:
    if sum(len(photo.colors) for photo in photos) < cap:
        return np.inf
    return max((len(photo.colors) - 1 + photo.offset) / photo.weight for photo in photos)


def _check_not_empty(photos: Mapping[str, list[PhotoSample]], every_term: bool) -> None:
    empty = [term for term, some in photos.items() if not some]
    if empty and (every_term or len(empty) == len(photos)):
        raise TrainingError(no_pixel(empty[0]))
