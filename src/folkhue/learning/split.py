"""The held-out split: which photographs are for testing; and folds, each of which is held out once.

It is drawn before anything is learned, denoising included, so that nothing depends on a photograph
that is held out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from folkhue.errors import TrainingError

Hashes = NDArray[np.uint64]
Mask = NDArray[np.bool_]


def seeded_hash(seed: int, *names: str) -> int:
    """Hash names to 64 bits, the same on every machine; another seed gives another hash."""
    text = "\0".join([str(seed), *names])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def hash_names(names: Iterable[str], seed: int) -> Hashes:
    """Hash each name: the split orders photographs by eight bytes instead of a text."""
    return np.array([seeded_hash(seed, name) for name in names], np.uint64)


def hold_out(
    groups: Iterable[str], labels: Sequence[Sequence[str]], test_share: float, seed: int
) -> Mask:
    """Choose the photographs that are held out for testing.

    Parameters
    ----------
    groups : iterable of str
        The picture that each photograph was cut from; those of one picture are on one side.
    labels : sequence of sequence of str
        The terms of each photograph. One without a term is held out only with others of its
        picture.
    test_share : float
        Wanted share of each term's pictures, above 0 and below 1.
    seed : int

    Returns
    -------
    ndarray of bool, shape (photographs,)

    Raises
    ------
    TrainingError
        If a term's pictures cannot be split; see `split_groups`.
    """
    hashes = hash_names(groups, seed)
    is_held_out: Mask = np.isin(hashes, split_groups(_by_term(hashes, labels), test_share))
    return is_held_out


def assign_folds(
    groups: Iterable[str], labels: Sequence[Sequence[str]], number: int, seed: int
) -> NDArray[np.int64]:
    """Assign photographs to folds, for cross-validation.

    One fold after the other is split from the rest, so that the first is what `hold_out` chooses
    for a share of 1 / number.

    Parameters
    ----------
    groups, labels, seed
        See `hold_out`.
    number : int
        Of folds, at least 2.

    Returns
    -------
    ndarray of int64, shape (photographs,)
        From 0. Photographs that `hold_out` never holds out are in no fold: -1.

    Raises
    ------
    TrainingError
        If a term has too few pictures.
    """
    hashes = hash_names(groups, seed)
    by_term, folds = _by_term(hashes, labels), np.full(len(hashes), -1)
    for fold in range(number):
        left = number - fold
        try:
            chosen = split_groups(by_term, 1 / left) if left > 1 else _union(by_term)
        except TrainingError as error:
            raise TrainingError(f"{number} folds are too many: {error}") from error
        folds[np.isin(hashes, chosen)] = fold
        by_term = {term: np.setdiff1d(some, chosen) for term, some in by_term.items()}
    return folds


def _by_term(hashes: Hashes, labels: Sequence[Sequence[str]]) -> dict[str, Hashes]:
    terms = sorted({term for some in labels for term in some})
    return {term: hashes[[term in some for some in labels]] for term in terms}


def _union(groups: Mapping[str, Hashes]) -> Hashes:
    return np.unique(np.concatenate([*groups.values()]))


def split_groups(groups: Mapping[str, Hashes], test_share: float) -> Hashes:
    """Choose the groups of photographs whose pixels are held out for testing.

    Within a term, groups are taken in the order of their hashes, which is random but
    always the same. The rarest term is split first.

    Parameters
    ----------
    groups : mapping of str to ndarray of uint64
        The groups of each term's photographs, by `hash_names`. Neither repetitions nor
        order within a term matter.
    test_share : float
        Wanted share of each term's groups, above 0 and below 1.

    Returns
    -------
    ndarray of uint64
        Hashes of the held-out groups, ascending. A group with two terms is on one side
        only. A group added later moves few others.

    Raises
    ------
    TrainingError
        If a term's groups cannot be split: there is a single one, or they are the only
        ones of other terms.
    """
    by_term = {term: np.unique(hashes) for term, hashes in groups.items()}
    test = train = np.empty(0, np.uint64)
    for term, hashes in sorted(by_term.items(), key=lambda item: (len(item[1]), item[0])):
        if len(hashes) < 2:
            raise TrainingError(
                f"{term!r} has one photograph, and splitting into training and test needs "
                "two: add photographs, or take the term out of the vocabulary"
            )
        undecided = np.setdiff1d(hashes, np.union1d(test, train))
        number = _number_for_test(hashes, test, train, test_share)
        test = np.union1d(test, undecided[:number])
        train = np.union1d(train, undecided[number:])
    return _with_every_term_on_both_sides(by_term, test, train)


def _number_for_test(hashes: Hashes, test: Hashes, train: Hashes, test_share: float) -> int:
    """Count how many of a term's undecided groups join the test side."""
    in_test, in_train = np.isin(hashes, test), np.isin(hashes, train)
    wanted = min(max(1, round(test_share * len(hashes))), len(hashes) - 1)
    number = max(0, wanted - int(in_test.sum()))
    if not in_train.any():
        number = min(number, int((~in_test & ~in_train).sum()) - 1)
    if not in_test.any():
        number = max(number, 1)
    return number


def _with_every_term_on_both_sides(
    by_term: Mapping[str, Hashes], test: Hashes, train: Hashes
) -> Hashes:
    """Move a group where all of a term's groups are on one side; return the test side."""
    for term, hashes in by_term.items():
        if not np.isin(hashes, train).any():
            test = np.setdiff1d(test, _movable(hashes, test, by_term, term))
        elif not np.isin(hashes, test).any():
            test = np.union1d(test, _movable(hashes, train, by_term, term))
        train = np.setdiff1d(train, test)
    return test


def _movable(hashes: Hashes, side: Hashes, by_term: Mapping[str, Hashes], term: str) -> Hashes:
    """Find a group that is not the only one of another term on its side."""
    others = (np.intersect1d(group, side) for name, group in by_term.items() if name != term)
    only_ones = [group[0] for group in others if len(group) == 1]
    movable = hashes[~np.isin(hashes, only_ones)]
    if not len(movable):
        raise TrainingError(
            f"the photographs of {term!r} cannot be split into training and test, as they are the "
            "only ones of other terms too: add photographs, or take a term out of the vocabulary"
        )
    return movable[:1]
