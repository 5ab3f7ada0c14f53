import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joblib import parallel_config
from sklearn.base import clone

from folkhue.images.histogram import ColorHistogram
from folkhue.learning.denoising.clustering import Album, ClusteredPhoto, Spilled, cluster_counts
from folkhue.learning.denoising.methods import (
    METHODS,
    Belief,
    ByCluster,
    Denoiser,
    Histogram,
    LiftedClusters,
    Plsa,
    TagColors,
    TermPosterior,
)
from stages.denoise import denoiser
from stages.params import Denoise

RED, GREEN, BLUE, WHITE, BLACK = (
    *((210, 30, 40), (40, 160, 60), (40, 80, 210)),
    *((250, 250, 250), (0, 0, 0)),
)
GRAY = (128, 128, 128)

every_method = pytest.mark.parametrize("method", METHODS)

Color = tuple[int, int, int]
Shown = list[tuple[list[tuple[Color, int]], tuple[str, ...]]]
Tagged = tuple[list[ClusteredPhoto], list[tuple[str, ...]]]


def photo_of(*parts: tuple[Color, int]) -> ClusteredPhoto:
    """Make a photo of so many pixels of each color, a cluster each."""
    pixels = np.concatenate([np.full((number, 3), color, np.uint8) for color, number in parts])
    return cluster_counts(ColorHistogram.from_pixels(pixels), 8, "lab", 0)


def tagged_photos() -> Tagged:
    """Red and blue things, mostly on grass; some photos say nothing of colors."""
    photos = [photo_of((RED, 10), (GREEN, 80)) for _ in range(4)]
    photos += [photo_of((BLUE, 10), (GREEN, 80)) for _ in range(4)]
    photos += [photo_of((GREEN, 50), (WHITE, 50)) for _ in range(4)]
    return photos, [("red",)] * 4 + [("blue",)] * 4 + [()] * 4


def with_another(photo: ClusteredPhoto, *terms: str) -> Tagged:
    photos, labels = tagged_photos()
    return [*photos, photo], [*labels, terms]


def belief_in(photo: ClusteredPhoto, weights: np.ndarray) -> dict[tuple[int, ...], float]:
    """Color → belief."""
    colors = [tuple(color) for color in photo.counts.colors.tolist()]
    return dict(zip(colors, weights.tolist(), strict=True))


def believed(photo: ClusteredPhoto, weights: np.ndarray) -> set[tuple[int, ...]]:
    return {color for color, weight in belief_in(photo, weights).items() if weight > 0.5}


def reviewed(
    estimator: Denoiser, photos: Iterable[ClusteredPhoto], labels: Iterable[Sequence[str]]
) -> list[Belief]:
    return list(estimator.fit_transform(photos, labels))


def counted(photos: Sequence[ClusteredPhoto], beliefs: Sequence[ByCluster]) -> TagColors:
    """Count photographs of which the clusters are believed so."""
    return TagColors.of(zip(map(Histogram.of, photos), beliefs, strict=True))


def spelled(beliefs: Sequence[Belief]) -> list[dict[str, list[float]]]:
    return [{term: weights.tolist() for term, weights in belief.items()} for belief in beliefs]


colors = st.sampled_from([RED, GREEN, BLUE, WHITE, BLACK, GRAY, (255, 0, 0), (0, 0, 255)])
parts = st.tuples(colors, st.integers(1, 40))
tags = st.lists(st.sampled_from(["red", "blue", "gray"]), max_size=3, unique=True).map(tuple)
albums = st.lists(st.tuples(st.lists(parts, min_size=1, max_size=4), tags), max_size=6)


# What is true of every method.


@every_method
@given(album=albums)
def test_every_term_gets_a_belief_between_0_and_1_in_every_color(method: str, album: Shown) -> None:
    photos = [photo_of(*shown) for shown, _ in album]
    labels = [terms for _, terms in album]
    estimator = METHODS[method]()
    for beliefs in (
        reviewed(estimator, photos, labels),
        estimator.fit(photos, labels).transform(photos, labels),
    ):
        for photo, terms, belief in zip(photos, labels, beliefs, strict=True):
            assert tuple(belief) == terms
            for weights in belief.values():
                assert weights.shape == (len(photo.counts),)
                assert ((weights >= 0) & (weights <= 1)).all()


@every_method
@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_photos_does_not_matter(method: str, seed: int) -> None:
    photos, labels = with_another(photo_of((RED, 20), (BLUE, 15), (GREEN, 60)), "red", "blue")
    order = np.random.default_rng(seed).permutation(len(photos))
    shuffled = reviewed(
        METHODS[method](), [photos[place] for place in order], [labels[place] for place in order]
    )
    in_order = reviewed(METHODS[method](), photos, labels)
    assert spelled(shuffled) == spelled([in_order[place] for place in order])


@every_method
def test_same_photos_same_belief(method: str) -> None:
    photos, labels = tagged_photos()
    estimator = METHODS[method]()
    one, two, three = (
        reviewed(estimator, photos, labels),
        reviewed(estimator, photos, labels),
        reviewed(clone(estimator), photos, labels),
    )
    assert spelled(one) == spelled(two) == spelled(three)


@every_method
def test_a_photo_without_a_term_is_believed_nothing_of(method: str) -> None:
    photos, labels = tagged_photos()
    beliefs = reviewed(METHODS[method](), photos, labels)
    assert beliefs[-4:] == [{}] * 4


@every_method
def test_no_photos_at_all(method: str) -> None:
    assert reviewed(METHODS[method](), [], []) == []


@every_method
@pytest.mark.parametrize("pixels", [1, 1000])
def test_a_photo_of_one_color_is_about_that_color(method: str, pixels: int) -> None:
    photos, labels = with_another(photo_of((RED, pixels)), "red")
    ((weight,),) = reviewed(METHODS[method](), photos, labels)[-1].values()
    assert weight > 0.5


@every_method
@pytest.mark.parametrize("missing", ["a label", "a photo"])
def test_photos_and_labels_must_be_as_many(method: str, missing: str) -> None:
    photos, labels = tagged_photos()
    photos, labels = (photos, labels[:-1]) if missing == "a label" else (photos[:-1], labels)
    with pytest.raises(ValueError, match=r"zip|as many labels"):
        reviewed(METHODS[method](), photos, labels)


@every_method
def test_batches_of_photographs_in_files_are_judged_as_a_list_of_them_is(
    method: str, tmp_path: Path
) -> None:
    """Whatever the workers."""
    photos, labels = with_another(photo_of((RED, 20), (BLUE, 15), (GREEN, 60)), "red", "blue")
    expected = reviewed(METHODS[method](), photos, labels)
    spilled = [
        Spilled.write(tmp_path / f"{start}.npz", photos[start : start + 5])
        for start in range(0, len(photos), 5)
    ]
    with parallel_config(n_jobs=2):
        found = reviewed(METHODS[method](), Album(tuple(spilled)), labels)
    assert spelled(found) == spelled(expected)


@every_method
def test_photographs_that_were_not_fitted_are_judged_too(method: str) -> None:
    fitted = METHODS[method]().fit(*tagged_photos())
    red, blue = photo_of((RED, 30), (GREEN, 20)), photo_of((BLUE, 30), (GREEN, 20))
    beliefs = list(fitted.transform([red, blue], [("red",), ("blue",)]))
    assert RED in believed(red, beliefs[0]["red"])
    assert BLUE in believed(blue, beliefs[1]["blue"])


@every_method
def test_params_yaml_has_every_parameter(method: str) -> None:
    given = dict.fromkeys(("max_pixels", "clusters", "pictures"), 3)
    options = Denoise(
        method=method, space="lab", sharpness=1.5, min_lift=1.25, rounds=5, iterations=7, **given
    )
    estimator = denoiser(options)
    assert type(estimator) is METHODS[method]
    for name, value in estimator.get_params().items():
        assert value == getattr(options, name)


def test_params_yaml_may_ask_for_every_method() -> None:
    assert set(get_args(Denoise.model_fields["method"].annotation)) == set(METHODS)


# What is true of the methods that compare photographs.


@pytest.mark.parametrize("method", ["kmeans", "posterior"])
def test_what_the_tag_was_about_is_found_though_it_is_small(method: str) -> None:
    photos, labels = tagged_photos()
    beliefs = reviewed(METHODS[method](), photos, labels)
    for photo, terms, belief in zip(photos, labels, beliefs, strict=True):
        for term in terms:
            assert believed(photo, belief[term]) == {{"red": RED, "blue": BLUE}[term]}


@pytest.mark.parametrize("method", ["kmeans", "plsa", "posterior"])
def test_of_two_tags_each_gets_its_own_color(method: str) -> None:
    both = photo_of((RED, 20), (BLUE, 20), (GREEN, 60))
    belief = reviewed(METHODS[method](), *with_another(both, "red", "blue"))[-1]
    red, blue = belief_in(both, belief["red"]), belief_in(both, belief["blue"])
    assert max(red, key=red.__getitem__) == RED
    assert max(blue, key=blue.__getitem__) == BLUE
    assert red[BLUE] < 0.2 > blue[RED]


@pytest.mark.parametrize(("method", "limit"), [("kmeans", 0.1), ("posterior", 0.2), ("plsa", 0.6)])
@pytest.mark.parametrize("background", [GRAY, GREEN])
def test_things_are_believed_more_than_what_is_behind_them(
    method: str, limit: float, background: Color, rng: np.random.Generator
) -> None:
    """Noisy things, small or large, before the same noisy background in every photo."""
    things = {"red": RED, "blue": BLUE, "yellow": (240, 210, 40)}
    labels = [(term,) for term in things] * 8
    photos = []
    for (term,) in labels:
        size = rng.integers(20, 200)
        parts = np.array([things[term], background]).repeat([size, 400 - size], axis=0)
        noisy = (parts + rng.normal(0, 9, parts.shape)).clip(0, 255)
        photos.append(
            cluster_counts(ColorHistogram.from_pixels(noisy.astype(np.uint8)), 6, "lab", 0)
        )
    in_thing, behind = [], []
    for photo, (term,), belief in zip(
        photos, labels, reviewed(METHODS[method](), photos, labels), strict=True
    ):
        to_thing, to_background = (
            np.linalg.norm(photo.counts.colors.astype(float) - color, axis=1)
            for color in (things[term], background)
        )
        in_thing.append(belief[term][to_thing < to_background].mean())
        behind.append(belief[term][to_thing > to_background].mean())
    assert np.mean(in_thing) > 0.9
    assert np.mean(behind) < limit


@pytest.mark.parametrize("method", [LiftedClusters(rounds=1), TermPosterior()])
def test_the_photo_itself_does_not_count_as_evidence(method: Denoiser) -> None:
    """All else that is white is tagged red: were the photo's own pixels counted, they would win."""
    photos, labels = tagged_photos()
    photos, labels = photos[:8], labels[:8]  # without those of white and green
    photos += [photo_of((RED, 20), (WHITE, 10)), photo_of((WHITE, 30))]
    labels += [("red",), ("blue",)]
    (left_out,) = reviewed(method, photos, labels)[-1].values()
    (counted,) = list(method.fit(photos, labels).transform(photos, labels))[-1].values()
    assert left_out[0] < 0.01
    assert counted[0] == 1


# Methods one by one.


def test_none_keeps_all_and_largest_one() -> None:
    photo = photo_of((RED, 5), (GREEN, 9))
    (everything,) = reviewed(METHODS["none"](), [photo], [("red",)])
    (largest,) = reviewed(METHODS["largest"](), [photo], [("red",)])
    assert belief_in(photo, everything["red"]) == {RED: 1, GREEN: 1}
    assert belief_in(photo, largest["red"]) == {RED: 0, GREEN: 1}


def test_a_photo_that_shows_nothing_of_its_tag_gives_nothing() -> None:
    odd = photo_of((GREEN, 10), (WHITE, 30))
    beliefs = reviewed(LiftedClusters(), *with_another(odd, "red"))
    assert not beliefs[-1]["red"].any()
    assert beliefs[0]["red"].any()


@pytest.mark.parametrize(
    ("min_lift", "kept"),
    [(1.9, {RED, BLUE}), (2.1, {RED}), (3.9, {RED}), (0.4, {RED, BLUE, GREEN})],
)
def test_the_threshold_is_a_ratio(min_lift: float, kept: set[tuple[int, int, int]]) -> None:
    """Under the tag red is four times as common as elsewhere, blue twice, green half."""
    photos = [photo_of((RED, 40), (BLUE, 20), (GREEN, 40)) for _ in range(6)]
    photos += [photo_of((RED, 10), (BLUE, 10), (GREEN, 80)) for _ in range(6)]
    beliefs = reviewed(LiftedClusters(min_lift, 1), photos, [("red",)] * 6 + [("green",)] * 6)
    assert believed(photos[0], beliefs[0]["red"]) == kept


def test_if_no_cluster_stands_out_the_best_is_kept() -> None:
    photos = [photo_of((RED, 40), (GREEN, 60)) for _ in range(6)]
    photos += [photo_of((RED, 30), (GREEN, 70)) for _ in range(6)]
    beliefs = reviewed(LiftedClusters(5, 1), photos, [("red",)] * 6 + [("green",)] * 6)
    assert believed(photos[0], beliefs[0]["red"]) == {RED}
    assert believed(photos[6], beliefs[6]["green"]) == {GREEN}


def test_a_color_common_under_both_tags_of_a_photo_goes_to_the_one_it_fits_best() -> None:
    purple = (120, 30, 150)
    shown = {
        "red": photo_of((purple, 50), (GREEN, 50)),
        "blue": photo_of((purple, 20), (BLUE, 30), (GREEN, 50)),
        **{term: photo_of((GREEN, 50)) for term in ("green", "white", "gray")},
    }
    photos, labels = [*shown.values()] * 5, [(term,) for term in shown] * 5
    photos.append(photo_of((purple, 20), (BLUE, 20)))
    alone = reviewed(LiftedClusters(rounds=1), photos, [*labels, ("blue",)])[-1]
    both = reviewed(LiftedClusters(rounds=1), photos, [*labels, ("red", "blue")])[-1]
    assert believed(photos[-1], alone["blue"]) == {purple, BLUE}
    assert believed(photos[-1], both["red"]) == {purple}
    assert believed(photos[-1], both["blue"]) == {BLUE}


def test_a_second_round_counts_what_was_kept_only() -> None:
    """Green is as common under red and blue until the grass behind red things is dropped."""
    photos, labels = tagged_photos()
    one, two = (LiftedClusters(rounds=rounds).fit(photos, labels) for rounds in (1, 2))
    green = counted([photo_of((GREEN, 1))], [{}]).share("") > 1e-3
    assert one.colors_[-1].share("red")[green].sum() > 0.3
    assert two.colors_[-1].share("red")[green].sum() < 1e-3


def test_what_fits_no_other_term_better_and_best_in_its_photo_is_believed_fully() -> None:
    photos, labels = tagged_photos()
    for belief, term in zip(reviewed(TermPosterior(), photos, labels), labels, strict=True):
        for name in term:
            assert belief[name].max() == 1


def test_a_color_that_calls_for_another_term_is_not_believed() -> None:
    photos = [photo_of((color, 50), (GRAY, 50)) for color in (RED, GREEN, BLUE) for _ in range(4)]
    photos += [photo_of((GREEN, 90), (RED, 10))]
    labels = [(term,) for term in ("red", "green", "blue") for _ in range(4)]
    belief = reviewed(TermPosterior(), photos, [*labels, ("red",)])[-1]["red"]
    assert belief_in(photos[-1], belief) == {RED: 1, GREEN: pytest.approx(0, abs=0.01)}


def test_the_sharper_the_less_is_believed() -> None:
    photos, labels = tagged_photos()
    several = [
        reviewed(TermPosterior(sharpness), photos, labels)[0]["red"]
        for sharpness in (0, 0.5, 1, 2, 8)
    ]
    assert several[0].tolist() == [1, 1]
    assert all((less <= more).all() for more, less in pairwise(several))
    assert several[1] ** 4 == pytest.approx(several[3])


def test_the_belief_in_a_cluster_by_hand() -> None:
    """One color each: a cell's share under a tag is its p(c | t), left-out photos aside."""
    photos = [photo_of((RED, 3), (WHITE, 1)), photo_of((RED, 1), (WHITE, 3))]
    fitted = TermPosterior(1).fit(photos, [("red",), ("white",)])
    (belief,) = fitted.transform(photos[:1], [("red",)])
    # P(red | RED) = 3/4, P(red | WHITE) = 1/4: rival (3/4) / (3/4) and (1/4) / (3/4), within the
    # photo (3/4) / (3/4) and (1/4) / (3/4).
    assert belief_in(photos[0], belief["red"]) == {
        RED: pytest.approx(1),
        WHITE: pytest.approx(1 / 9, rel=0.02),
    }


# How common colors are under each tag.


def test_photos_weigh_the_same_whatever_their_size() -> None:
    small, large = photo_of((RED, 1)), photo_of((BLUE, 1000))
    both = counted([small, large], [{"it": np.ones(1)}, {"it": np.ones(1)}])
    alone = [counted([photo], [{"it": np.ones(1)}]) for photo in (small, large)]
    mean = (alone[0].share("it") + alone[1].share("it")) / 2
    assert both.share("it") == pytest.approx(mean)
    assert both.share("it").sum() == pytest.approx(1, abs=0.05)  # some is lost at the border


def test_photos_without_a_term_have_a_share_too_and_unused_tags_none() -> None:
    colors = counted([photo_of((RED, 1)), photo_of((RED, 4))], [{}, {"red": np.ones(1)}])
    assert colors.share("") == pytest.approx(colors.share("red"))
    assert not colors.share("blue").any()


def test_what_is_not_believed_is_not_counted() -> None:
    photo = photo_of((RED, 1), (BLUE, 9))
    is_red = (photo.sizes == 1).astype(float)
    half = counted([photo], [{"red": is_red / 2}])
    whole = counted([photo_of((RED, 7))], [{"red": np.ones(1)}])
    assert half.share("red") == pytest.approx(whole.share("red"))
    assert not counted([photo], [{"red": np.zeros(2)}]).photos


@settings(max_examples=30)
@given(albums)
def test_a_photo_taken_out_is_as_if_it_had_never_been_counted(
    album: Shown,
) -> None:
    photos = [photo_of(*shown) for shown, _ in album]
    beliefs: list[ByCluster] = [
        {term: np.ones(len(photo.centers)) for term in terms}
        for photo, (_, terms) in zip(photos, album, strict=True)
    ]
    for place in range(len(album)):
        taken = Histogram.of(photos[place])
        left = counted(photos, beliefs).without(taken, beliefs[place])
        never = counted(
            photos[:place] + photos[place + 1 :], beliefs[:place] + beliefs[place + 1 :]
        )
        assert {term: number for term, number in left.photos.items() if number} == never.photos
        for term in left.sums:
            assert np.array_equal(left.share(term), never.share(term))


@settings(max_examples=30)
@given(albums, st.integers(1, 4), st.randoms())
def test_what_is_counted_in_pieces_and_in_any_order_is_the_same(
    album: Shown, pieces: int, shuffle: Random
) -> None:
    photos = [photo_of(*shown) for shown, _ in album]
    beliefs: list[ByCluster] = [
        {term: np.full(len(photo.centers), 0.3) for term in terms}
        for photo, (_, terms) in zip(photos, album, strict=True)
    ]
    order = list(range(len(photos)))
    shuffle.shuffle(order)
    cut = [order[start::pieces] for start in range(pieces)]
    merged = TagColors.merge(
        counted([photos[n] for n in piece], [beliefs[n] for n in piece]) for piece in cut
    )
    whole = counted(photos, beliefs)
    assert merged.photos == whole.photos
    for term in whole.sums:
        assert np.array_equal(merged.share(term), whole.share(term))


# PLSA beside the same equations, written as loops.

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
    """Give p(t | w, d) for the terms of each photo, and the likelihood round by round."""
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
    judged = []
    for photo, mine in zip(photos, own, strict=True):
        mixing = {topic: 1 / len(mine) for topic in mine}
        for _ in range(iterations):
            parts = responsible(photo, mixing, topics)
            mixing = {
                topic: sum(photo[word] * parts[topic][word] for word in photo) for topic in mine
            }
        judged.append({topic: parts[topic] for topic in mine[:-1]})
    return judged, likelihoods


@given(album=albums.filter(len), iterations=st.integers(1, 12))
def test_plsa_is_its_equations_and_the_likelihood_never_falls(
    album: Shown, iterations: int
) -> None:
    photos, labels = [photo_of(*shown) for shown, _ in album], [terms for _, terms in album]
    shares = [belief_in(photo, photo.counts.counts / photo.counts.total) for photo in photos]
    expected, likelihoods = plsa_in_loops(shares, labels, iterations)
    beliefs = reviewed(Plsa(iterations), photos, labels)
    for photo, belief, wanted in zip(photos, beliefs, expected, strict=True):
        for term, weights in belief.items():
            assert belief_in(photo, weights) == pytest.approx(wanted[term], abs=1e-6)
    assert all(after >= before - 1e-9 for before, after in pairwise(likelihoods))
