"""Training and test pixels: capped per class, drawn as far as they are believed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from folkhue.errors import TrainingError
from folkhue.images.histogram import pack, unpack
from folkhue.learning.denoising.pixel_weights import RowGroups

Keys = NDArray[np.uint64]
Floats = NDArray[np.float64]
Limits = Mapping[str, float]


def keys_of(names: Iterable[str], seed: int) -> Keys:
    """Give each name a number of its own, by which it is split: eight bytes instead of a text."""
    return np.array([_hash(seed, name) for name in names], np.uint64)


def split_photos(photos: Mapping[str, Keys], test_share: float) -> Keys:
    """Choose the photos whose pixels are for testing.

    Parameters
    ----------
    photos : mapping of str to ndarray of uint64
        The photos of each term, by their `keys_of`; repetitions do not matter, nor does order.
    test_share : float
        Wanted share of each term's photos, above 0 and below 1.

    Returns
    -------
    ndarray of uint64
        Keys of photos, ascending. A photo with two terms is on one side only. A photo
        added later moves few others.

    Raises
    ------
    TrainingError
        If a term's photos cannot be split: it has a single one, or they are the
        only ones of other terms.
    """
    test, train = np.empty(0, np.uint64), np.empty(0, np.uint64)
    by_term = {term: np.unique(keys) for term, keys in photos.items()}
    for term, keys in sorted(by_term.items(), key=lambda item: (len(item[1]), item[0])):
        if len(keys) < 2:
            raise TrainingError(
                f"{term!r} has one photograph left, and splitting into training and test needs "
                "two: add photographs, or take the term out of the vocabulary"
            )
        wanted = min(max(1, round(test_share * len(keys))), len(keys) - 1)
        in_test, in_train = np.isin(keys, test), np.isin(keys, train)
        undecided = keys[~in_test & ~in_train]  # in the order of their keys: any, but the same
        missing = max(0, wanted - int(in_test.sum()))
        if not in_train.any():
            missing = min(missing, len(undecided) - 1)
        if not in_test.any():
            missing = max(missing, 1)
        test = np.union1d(test, undecided[:missing])
        train = np.union1d(train, undecided[missing:])
    for term, keys in by_term.items():
        if not np.isin(keys, train).any():
            test = np.setdiff1d(test, _movable(keys, test, by_term, term))
        elif not np.isin(keys, test).any():
            test = np.union1d(test, _movable(keys, train, by_term, term))
        train = np.setdiff1d(train, test)
    return test


def _movable(keys: Keys, side: Keys, by_term: Mapping[str, Keys], term: str) -> Keys:
    """Find a photo that can leave its side without leaving another term there alone."""
    others = (np.intersect1d(group, side) for name, group in by_term.items() if name != term)
    alone = [group[0] for group in others if len(group) == 1]
    movable = keys[~np.isin(keys, alone)]
    if not len(movable):
        raise TrainingError(
            f"the photographs of {term!r} cannot be split into training and test, as they are the "
            "only ones of other terms too: add photographs, or take a term out of the vocabulary"
        )
    return movable[:1]


@dataclass(frozen=True, eq=False)
class Line:
    """A photograph's pixels of a term, in the order in which they are drawn.

    The k-th of them, k = 0, 1, …, has the priority (k + offset) / weight: a photo is to give
    pixels in proportion to its weight, and has its first turn at random.

    Attributes
    ----------
    photo, group : str
        What it is called, and the picture it was cut from.
    weight : float
        The belief in its most believed color: a photo that has nothing of what its tag
        says counts little.
    offset : float
        From 0 to below 1.
    colors : ndarray of uint32
        See `folkhue.images.histogram.pack`.
    """

    photo: str
    group: str
    weight: float
    offset: float
    colors: NDArray[np.uint32]

    def priority(self, place: int) -> float:
        """Give the priority of a pixel."""
        return (place + self.offset) / self.weight


@dataclass(frozen=True, eq=False)
class Draw:
    """Pixels drawn of each term: those of the lowest priorities, at most as many as its cap.

    The lowest of all are the lowest of the lowest of any parts. So photographs may be drawn
    from in pieces, and the pieces merged in any order: the answer is that of all at once.

    Attributes
    ----------
    caps : mapping of str to int
        Most pixels of each term; its keys are the terms wanted, in order.
    lines : dict of str to list of Line
        What was drawn of each term's photographs, none of them empty.
    """

    caps: Mapping[str, int]
    lines: Mapping[str, list[Line]]

    @classmethod
    def of(
        cls,
        believed: pd.DataFrame,
        caps: Mapping[str, int],
        seed: int,
        limits: Limits | None = None,
    ) -> Draw:
        """Draw from photographs, each with all its rows; see `SCHEMA` of the pixel weights.

        What is drawn of a photo depends on the seed, its name and its rows alone, in whatever
        order, but how much on the other photographs too. Where the `limits` of a draw are
        given with which this one is to be merged, most of what would not come through is
        left out.
        """
        stocks = list(_stocks(believed[believed["term"].isin(list(caps))]))
        limits = limits or dict.fromkeys(caps, np.inf)
        lines = {}
        for term, cap in caps.items():
            some = [stock for stock in stocks if stock.term == term]
            starts = [np.random.default_rng(_hash(seed, s.photo, term)) for s in some]
            offsets = np.array([rng.random() for rng in starts])
            weights = np.array([stock.weight for stock in some])
            at_most = np.floor(limits[term] * weights - offsets) + 2  # one more, for rounding
            turns = _turns(
                np.minimum([stock.counts.sum() for stock in some], at_most).astype(np.int64),
                weights,
                offsets,
                [stock.photo for stock in some],
                cap,
            )
            lines[term] = [
                Line(s.photo, s.group, s.weight, offset, s.first(number, rng))
                for s, offset, number, rng in zip(some, offsets, turns, starts, strict=True)
                if number
            ]
        return cls(caps, lines)

    @classmethod
    def of_none(cls, caps: Mapping[str, int]) -> Draw:
        """Draw from no photograph."""
        return cls(caps, {term: [] for term in caps})

    @classmethod
    def merge(cls, parts: Sequence[Draw]) -> Draw:
        """Draw from the photographs of several draws with the same caps, none in two of them."""
        caps = parts[0].caps
        return cls(
            caps,
            {
                term: _shortened([line for part in parts for line in part.lines[term]], cap)
                for term, cap in caps.items()
            },
        )

    def frame(self) -> pd.DataFrame:
        """Lay out what was drawn, in the order of terms, photographs and colors.

        Returns
        -------
        DataFrame
            Columns ``photo``, ``term``, ``r``, ``g``, ``b``, ``count``, ``group``.

        Raises
        ------
        TrainingError
            If a term has no pixels.
        """
        for term, lines in self.lines.items():
            if not lines:
                raise TrainingError(
                    f"no pixel is left for {term!r}: add photographs tagged with it, loosen "
                    "denoise, or take the term out of the vocabulary"
                )
        every = [
            (line, term)
            for term, lines in self.lines.items()
            for line in sorted(lines, key=lambda line: line.photo)
        ]
        number = np.arange(len(every)).repeat([len(line.colors) for line, _ in every])
        colors = np.concatenate([line.colors for line, _ in every])
        codes, counts = np.unique(number << 24 | colors, return_counts=True)
        red, green, blue = unpack(codes & 0xFFFFFF).T
        named = [(line.photo, term, line.group) for line, term in every]
        names = pd.DataFrame(named, columns=["photo", "term", "group"]).iloc[codes >> 24]
        columns = {"r": red, "g": green, "b": blue, "count": counts}
        frame = names.reset_index(drop=True).assign(**columns)
        return frame[["photo", "term", "r", "g", "b", "count", "group"]]

    @property
    def limits(self) -> dict[str, float]:
        """The highest priority drawn of each term; infinity where there is room for more."""
        return {
            term: max(line.priority(len(line.colors) - 1) for line in lines)
            if sum(len(line.colors) for line in lines) >= self.caps[term]
            else np.inf
            for term, lines in self.lines.items()
        }


def draw_pixels(believed: pd.DataFrame, caps: Mapping[str, int], seed: int) -> pd.DataFrame:
    """Draw pixels of each term, of a photo the rather the more they are believed; see `Draw`."""
    return Draw.of(believed, caps, seed).frame()


@dataclass(frozen=True, eq=False)
class _Stock:
    """All that is believed of a photograph under a term."""

    photo: str
    group: str
    term: str
    colors: NDArray[np.uint32]
    counts: NDArray[np.int64]
    belief: Floats

    @property
    def weight(self) -> float:
        return float(self.belief.max())

    def first(self, number: int, rng: np.random.Generator) -> NDArray[np.uint32]:
        """Draw pixels without replacement, with weights, one after the other.

        Each pixel draws an exponential time, the shorter the more it is believed; the first
        ones are taken (Efraimidis & Spirakis, "Weighted random sampling with a reservoir",
        Information Processing Letters 97 (5), 2006).
        """
        colors = self.colors.repeat(self.counts)
        times = rng.exponential(size=len(colors)) / self.belief.repeat(self.counts)
        if number < len(times):
            some = np.argpartition(times, number - 1)[:number]
            return colors[some[times[some].argsort()]]
        return colors[times.argsort()]


def _stocks(believed: pd.DataFrame) -> Iterator[_Stock]:
    """Cut rows, in whatever order, into those of a photo under a term, by the order of colors."""
    colors = pack(believed[["r", "g", "b"]].to_numpy(np.uint8))
    photos = pd.factorize(believed["photo"])[0]
    terms, names = pd.factorize(believed["term"])
    parts = photos * max(1, len(names)) + terms
    order = np.argsort(parts << 24 | colors, kind="stable")  # fast, as they usually are in order
    rows_of_parts = np.split(order, np.flatnonzero(np.diff(parts[order])) + 1)
    counts, belief = believed["count"].to_numpy(np.int64), believed["belief"].to_numpy(float)
    firsts = believed.iloc[[rows[0] for rows in rows_of_parts if len(rows)]]
    named = firsts[["photo", "group", "term"]].astype(str).itertuples(index=False)
    for (photo, group, term), rows in zip(named, rows_of_parts, strict=False):
        yield _Stock(photo, group, term, colors[rows], counts[rows], belief[rows])


def _turns(
    stock: NDArray[np.int64], weight: Floats, offset: Floats, photos: Sequence[str], cap: int
) -> NDArray[np.int64]:
    """Give how many of the `cap` lowest priorities are each photo's; see `Line`.

    Of pixels with the very same priority those of the photo first by name come first.
    """
    if stock.sum() <= cap:
        return stock
    low, high = 0.0, float((stock.max() + 1) / weight.min())
    for _ in range(30):  # a priority below which there are enough, and hardly more
        middle = (low + high) / 2
        enough = np.minimum(stock, np.floor(middle * weight - offset) + 1).sum() >= cap
        low, high = (low, middle) if enough else (middle, high)
    likely = np.minimum(stock, np.floor(high * weight - offset) + 2).astype(np.int64)
    photo = np.arange(len(stock)).repeat(likely)
    turn = np.arange(len(photo)) - (likely.cumsum() - likely).repeat(likely)
    priority = (turn + offset[photo]) / weight[photo]
    last = np.partition(priority, cap - 1)[cap - 1]
    surely = np.bincount(photo[priority < last], minlength=len(stock))
    tied = sorted(photo[priority == last].tolist(), key=lambda number: photos[number])
    surely[tied[: cap - surely.sum()]] += 1
    return surely


def _shortened(lines: Sequence[Line], cap: int) -> list[Line]:
    """Keep of each line what is among the `cap` lowest priorities of all."""
    turns = _turns(
        np.array([len(line.colors) for line in lines], np.int64),
        np.array([line.weight for line in lines]),
        np.array([line.offset for line in lines]),
        [line.photo for line in lines],
        cap,
    )
    pairs = zip(lines, turns, strict=True)
    return [replace(line, colors=line.colors[:number]) for line, number in pairs if number]


def terms_of_groups(rows: RowGroups, seed: int) -> dict[str, Keys]:
    """Give the groups of photographs with each term, by their `keys_of`."""
    found: dict[str, list[Keys]] = {}
    for table in rows.read("group", "term"):
        pairs = table.to_pandas().drop_duplicates().astype(str)
        for term, some in pairs.groupby("term")["group"]:
            found.setdefault(str(term), []).append(keys_of(some, seed))
    return {term: np.concatenate(keys) for term, keys in found.items()}


@dataclass(frozen=True)
class Sides:
    """How training and test pixels are drawn: most pixels of each term."""

    train: Mapping[str, int]
    test: Mapping[str, int]
    seed: int

    def draw(self, job: tuple[RowGroups, Limits, Limits], held_out: Keys) -> tuple[Draw, Draw]:
        """Draw training and test pixels within limits, the latter of the groups held out."""
        rows, *limits = job
        train, test = Draw.of_none(self.train), Draw.of_none(self.test)
        for table in rows.read():
            believed = table.to_pandas()
            groups = believed["group"].cat
            is_test = np.isin(keys_of(groups.categories, self.seed), held_out)[groups.codes]
            fresh = (
                Draw.of(believed[~is_test], self.train, self.seed, limits[0]),
                Draw.of(believed[is_test], self.test, self.seed, limits[1]),
            )
            train, test = Draw.merge([train, fresh[0]]), Draw.merge([test, fresh[1]])
        return train, test


def to_pixels(frame: pd.DataFrame) -> tuple[NDArray[np.uint8], NDArray[np.str_]]:
    """Turn such rows into pixels, shape (n, 3), and their terms, shape (n,)."""
    pixels = frame[["r", "g", "b"]].to_numpy(np.uint8).repeat(frame["count"], axis=0)
    return pixels, frame["term"].to_numpy(str).repeat(frame["count"])


def to_groups(frame: pd.DataFrame) -> NDArray[np.str_]:
    """Give the picture that each of those pixels' photo was cut from, shape (n,)."""
    return frame["group"].to_numpy(str).repeat(frame["count"])


def _hash(seed: int, *names: str) -> int:
    return int.from_bytes(hashlib.sha256("\0".join([str(seed), *names]).encode()).digest()[:8])
