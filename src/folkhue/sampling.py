"""Training and test pixels: capped per class, drawn as far as they are believed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from folkhue.counts import ColorCounts
from folkhue.errors import TrainingError


def split_photos(pairs: pd.DataFrame, test_share: float, seed: int) -> set[str]:
    """Choose the photos whose pixels are for testing.

    Parameters
    ----------
    pairs : DataFrame
        With the columns ``photo`` and ``term``, each pair once.
    test_share : float
        Wanted share of each term's photos, above 0 and below 1.
    seed : int

    Returns
    -------
    set of str
        Photos. A photo with two terms is on one side only. The order of rows does
        not matter, and a photo added later moves few others.

    Raises
    ------
    TrainingError
        If a term's photos cannot be split: it has a single one, or they are the
        only ones of other terms.
    """
    test: set[str] = set()
    train: set[str] = set()
    by_term = {str(term): sorted(group) for term, group in pairs.groupby("term")["photo"]}
    for term, photos in sorted(by_term.items(), key=lambda item: (len(item[1]), item[0])):
        if len(photos) < 2:
            raise TrainingError(
                f"{term!r} has one photograph left, and splitting into training and test needs "
                "two: add photographs, or take the term out of the vocabulary"
            )
        wanted = min(max(1, round(test_share * len(photos))), len(photos) - 1)
        undecided = sorted(set(photos) - test - train, key=lambda photo: _hash(seed, photo))
        missing = max(0, wanted - len(test & set(photos)))
        if not train & set(photos):
            missing = min(missing, len(undecided) - 1)
        if not test & set(photos):
            missing = max(missing, 1)
        test |= set(undecided[:missing])
        train |= set(undecided[missing:])
    for term, photos in by_term.items():
        for side, other in ((train, test), (test, train)):
            if not side & set(photos):
                photo = _movable(photos, other, by_term, term)
                side.add(photo)
                other.remove(photo)
    return test


def _movable(
    photos: Sequence[str], side: set[str], by_term: Mapping[str, Sequence[str]], term: str
) -> str:
    """Find a photo that can leave its side without leaving another term there alone."""
    for photo in photos:
        others = [set(group) & side for name, group in by_term.items() if name != term]
        if not any(group == {photo} for group in others):
            return photo
    raise TrainingError(
        f"the photographs of {term!r} cannot be split into training and test, as they are the "
        "only ones of other terms too: add photographs, or take a term out of the vocabulary"
    )


def fair_shares(
    available: Sequence[int], weights: Sequence[float], wanted: int
) -> NDArray[np.int64]:
    """Divide `wanted` among photos in proportion to their weights, as far as each has enough.

    Parameters
    ----------
    available : sequence of int
        Pixels of each photo.
    weights : sequence of float
        Above 0.
    wanted : int
        Pixels in all.

    Returns
    -------
    ndarray of int64
        Pixels to take of each; sums to ``min(wanted, sum(available))``. Each is all that the
        photo has, or less than one away from its weight times a number that all share.

    Examples
    --------
    >>> fair_shares([100, 3, 100], [1, 1, 1], 23).tolist()
    [10, 3, 10]
    >>> fair_shares([100, 3, 100], [1, 1, 0.25], 23).tolist()
    [16, 3, 4]
    """
    stock, weight = np.asarray(available, np.int64), np.asarray(weights, float)
    wanted = min(wanted, int(stock.sum()))
    # Those run out first that have least for their weight: for each place in that order, the
    # share of a weight of 1 if just those before it have run out.
    order = np.argsort(stock / weight, kind="stable")
    taken = np.cumsum(stock[order]) - stock[order]
    level = (wanted - taken) / np.cumsum(weight[order][::-1])[::-1]
    enough = np.flatnonzero(level <= (stock / weight)[order])
    exact = np.minimum(stock, level[enough[0]] * weight) if len(enough) else stock.astype(float)
    shares = np.floor(exact + 1e-9).astype(np.int64)
    most_cut_off = np.argsort(shares - exact, kind="stable")
    shares[most_cut_off[: wanted - int(shares.sum())]] += 1
    return shares


def draw_pixels(denoised: pd.DataFrame, caps: Mapping[str, int], seed: int) -> pd.DataFrame:
    """Draw pixels of each term, of a photo the rather the more they are believed.

    A photo gives pixels in proportion to the belief in its most believed colour: one that
    has nothing of what its tag says counts little.

    Parameters
    ----------
    denoised : DataFrame
        Columns ``photo``, ``term``, ``r``, ``g``, ``b``, ``count``, ``belief`` (above 0).
    caps : mapping of str to int
        Most pixels of each term; its keys are the terms wanted, in order.
    seed : int
        Together with a photo and how many pixels it is to give, decides which.

    Returns
    -------
    DataFrame
        The same columns but for ``belief``, counts drawn.

    Raises
    ------
    TrainingError
        If a term has no pixels.
    """
    drawn = []
    groups = dict(iter(denoised.groupby("term", observed=True)))
    for term, cap in caps.items():
        if term not in groups:
            raise TrainingError(
                f"no pixel is left for {term!r}: add photographs tagged with it, loosen "
                "denoise, or take the term out of the vocabulary"
            )
        photos = [(str(p), rows) for p, rows in groups[term].groupby("photo", observed=True)]
        available = [int(rows["count"].sum()) for _, rows in photos]
        shares = fair_shares(available, [rows["belief"].max() for _, rows in photos], cap)
        for (photo, rows), share in zip(photos, shares, strict=True):
            rng = np.random.default_rng(_hash(seed, photo, term))
            in_order = rows.sort_values(["r", "g", "b"])  # the draw does not depend on that of rows
            drawn.append(_draw(in_order, int(share), rng))
    return pd.concat(drawn, ignore_index=True)


def _draw(rows: pd.DataFrame, pixels: int, rng: np.random.Generator) -> pd.DataFrame:
    """Draw pixels of a photo without replacement, with weights.

    Each pixel draws an exponential time, the shorter the more it is believed; the first
    ones are taken (Efraimidis & Spirakis, "Weighted random sampling with a reservoir",
    Information Processing Letters 97 (5), 2006).
    """
    color = np.repeat(np.arange(len(rows)), rows["count"])
    times = rng.exponential(size=len(color)) / rows["belief"].to_numpy(float)[color]
    first = np.argpartition(times, pixels - 1)[:pixels] if pixels < len(color) else slice(None)
    counts = np.bincount(color[first], minlength=len(rows))
    drawn = rows.drop(columns="belief").assign(count=counts)
    return drawn[counts > 0]


def to_frame(
    counts: ColorCounts, belief: NDArray[np.float64], photo: str, term: str
) -> pd.DataFrame:
    """Lay out counted colours as rows ``photo, term, r, g, b, count, belief``."""
    return pd.DataFrame(
        {
            "photo": photo,
            "term": term,
            "r": counts.colors[:, 0],
            "g": counts.colors[:, 1],
            "b": counts.colors[:, 2],
            "count": counts.counts,
            "belief": belief.astype(np.float32),
        }
    )


def to_pixels(frame: pd.DataFrame) -> tuple[NDArray[np.uint8], NDArray[np.str_]]:
    """Turn such rows into pixels, shape (n, 3), and their terms, shape (n,)."""
    pixels = frame[["r", "g", "b"]].to_numpy(np.uint8).repeat(frame["count"], axis=0)
    return pixels, frame["term"].to_numpy(str).repeat(frame["count"])


def to_groups(frame: pd.DataFrame) -> NDArray[np.str_]:
    """Give the picture that each of those pixels' photo was cut from, shape (n,)."""
    return frame["group"].to_numpy(str).repeat(frame["count"])


def _hash(seed: int, *names: str) -> int:
    return int.from_bytes(hashlib.sha256("\0".join([str(seed), *names]).encode()).digest()[:8])
