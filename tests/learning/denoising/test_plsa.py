"""PLSA, against the same equations written as loops."""

import math
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.clustered_photos import Terms, by_color, datasets

from folkhue.learning.denoising.clustering import ClusteredPhoto
from folkhue.learning.denoising.plsa import PLSA

Shares = dict[tuple[int, ...], float]


def scaled(amounts: Shares) -> Shares:
    return {word: amount / sum(amounts.values()) for word, amount in amounts.items()}


def responsible(
    photo: Shares, mixing: dict[str, float], topics: dict[str, Shares]
) -> dict[str, Shares]:
    """E: p(t | w, d) ∝ α p(w | t)."""
    found: dict[str, Shares] = {topic: {} for topic in mixing}
    for word in photo:
        whole = sum(mixing[topic] * topics[topic].get(word, 0) for topic in mixing)
        for topic, share in mixing.items():
            found[topic][word] = share * topics[topic].get(word, 0) / whole
    return found


def log_likelihood(
    photos: list[Shares], mixings: list[dict[str, float]], topics: dict[str, Shares]
) -> float:
    return sum(
        share * math.log(sum(mixing[topic] * topics[topic].get(word, 0) for topic in mixing))
        for photo, mixing in zip(photos, mixings, strict=True)
        for word, share in photo.items()
    )


def plsa_in_loops(
    photos: list[Shares], labels: Sequence[Sequence[str]], iterations: int
) -> tuple[list[dict[str, Shares]], list[float]]:
    """Give p(t | w, d) for the terms of each photograph, and the likelihood of each round."""
    own = [[*terms, "background"] for terms in labels]
    mixings = [{topic: 1 / len(mine) for topic in mine} for mine in own]
    found = [
        {topic: dict.fromkeys(photo, 1.0) for topic in mine}
        for photo, mine in zip(photos, own, strict=True)
    ]
    likelihoods = []
    for number in range(iterations + 1):
        topics: dict[str, Shares] = {}
        for photo, parts in zip(photos, found, strict=True):
            for topic, weights in parts.items():
                words = topics.setdefault(topic, {})
                for word, weight in weights.items():
                    words[word] = words.get(word, 0) + photo[word] * weight
        topics = {topic: scaled(words) for topic, words in topics.items()}
        if number:
            mixings = [
                {
                    topic: sum(photo[word] * weights[word] for word in photo)
                    for topic, weights in parts.items()
                }
                for photo, parts in zip(photos, found, strict=True)
            ]
        likelihoods.append(log_likelihood(photos, mixings, topics))
        found = [
            responsible(photo, mixing, topics)
            for photo, mixing in zip(photos, mixings, strict=True)
        ]
    weights = []
    for photo, mine in zip(photos, own, strict=True):
        mixing = {topic: 1 / len(mine) for topic in mine}
        for _ in range(iterations):
            parts = responsible(photo, mixing, topics)
            mixing = {
                topic: sum(photo[word] * parts[topic][word] for word in photo) for topic in mine
            }
        weights.append({topic: parts[topic] for topic in mine[:-1]})
    return weights, likelihoods


@pytest.mark.slow
@settings(max_examples=60)
@given(dataset=datasets.filter(len), iterations=st.integers(1, 12))
def test_weights_are_those_of_the_equations_and_the_likelihood_never_falls(
    dataset: list[tuple[ClusteredPhoto, Terms]], iterations: int
) -> None:
    photos, labels = [photo for photo, _ in dataset], [terms for _, terms in dataset]
    shares = [by_color(photo, photo.counts.counts / photo.counts.total) for photo in photos]
    expected, likelihoods = plsa_in_loops(shares, labels, iterations)
    found = list(PLSA(iterations).fit_transform(photos, labels))
    assert [tuple(by_term) for by_term in found] == labels
    for photo, weights, wanted in zip(photos, found, expected, strict=True):
        for term, some in weights.items():
            assert by_color(photo, some) == pytest.approx(wanted[term], abs=1e-6)
    assert all(after >= before - 1e-9 for before, after in pairwise(likelihoods))
