"""What every denoising method guarantees, and what each one does."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from joblib import parallel_config
from sklearn.base import clone
from support.clustered_photos import (
    BLUE,
    GRAY,
    GREEN,
    RED,
    WHITE,
    Color,
    Terms,
    by_color,
    datasets,
    photo_of,
    tagged_photos,
    with_another,
)

from folkhue.images.histogram import ColorHistogram
from folkhue.learning.denoising.base import ColorWeights, Denoiser
from folkhue.learning.denoising.clustered_dataset import ClusteredDataset, Shard
from folkhue.learning.denoising.clustering import ClusteredPhoto, cluster_histogram
from folkhue.learning.denoising.lift import ClusterLift
from folkhue.learning.denoising.posterior import TermPosterior
from folkhue.learning.denoising.registry import METHODS, denoiser_class, make_denoiser
from folkhue.learning.denoising.shading import Unshaded
from stages.params import Denoise

every_method = pytest.mark.parametrize("method", METHODS)


def denoise(
    method: str | Denoiser, photos: Iterable[ClusteredPhoto], labels: Iterable[Sequence[str]]
) -> list[ColorWeights]:
    """Weigh training photographs."""
    denoiser = denoiser_class(method)() if isinstance(method, str) else method
    return list(denoiser.fit_transform(photos, labels))


def kept(photo: ClusteredPhoto, weights: np.ndarray) -> set[Color]:
    return {color for color, weight in by_color(photo, weights).items() if weight > 0.5}


def as_lists(weights: Sequence[ColorWeights]) -> list[dict[str, list[float]]]:
    return [{term: some.tolist() for term, some in by_term.items()} for by_term in weights]


# Guarantees of every method.


@pytest.mark.slow
@every_method
@settings(max_examples=40)
@given(dataset=datasets)
def test_every_term_weighs_every_color_from_0_to_1(
    method: str, dataset: list[tuple[ClusteredPhoto, Terms]]
) -> None:
    photos, labels = [photo for photo, _ in dataset], [terms for _, terms in dataset]
    denoiser = denoiser_class(method)()
    for found in (
        denoise(denoiser, photos, labels),
        list(denoiser.transform(photos, labels)),
    ):
        assert [tuple(by_term) for by_term in found] == labels
        for photo, by_term in zip(photos, found, strict=True):
            for weights in by_term.values():
                assert weights.shape == (len(photo.counts),)
                assert ((weights >= 0) & (weights <= 1)).all()


@every_method
@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_photographs_does_not_matter(method: str, seed: int) -> None:
    photos, labels = with_another(photo_of((RED, 20), (BLUE, 15), (GREEN, 60)), "red", "blue")
    order = np.random.default_rng(seed).permutation(len(photos))
    shuffled = denoise(method, [photos[n] for n in order], [labels[n] for n in order])
    in_order = denoise(method, photos, labels)
    assert as_lists(shuffled) == as_lists([in_order[n] for n in order])


@every_method
def test_fitting_again_gives_the_same_weights(method: str) -> None:
    photos, labels = tagged_photos()
    denoiser = denoiser_class(method)()
    once, again, cloned = (
        as_lists(denoise(some, photos, labels)) for some in (denoiser, denoiser, clone(denoiser))
    )
    assert once == again == cloned


@every_method
def test_a_photograph_without_terms_has_no_weights(method: str) -> None:
    assert denoise(method, *tagged_photos())[-4:] == [{}] * 4


@every_method
def test_a_dataset_may_be_empty(method: str) -> None:
    assert denoise(method, [], []) == []


@every_method
@pytest.mark.parametrize("pixels", [1, 1000])
def test_a_photograph_of_one_color_keeps_it(method: str, pixels: int) -> None:
    photos, labels = with_another(photo_of((RED, pixels)), "red")
    ((weight,),) = denoise(method, photos, labels)[-1].values()
    assert weight > 0.5


@every_method
@pytest.mark.parametrize("missing", ["a label", "a photograph"])
def test_there_must_be_as_many_labels_as_photographs(method: str, missing: str) -> None:
    photos, labels = tagged_photos()
    photos, labels = (photos, labels[:-1]) if missing == "a label" else (photos[:-1], labels)
    with pytest.raises(ValueError, match=r"zip|as many labels"):
        denoise(method, photos, labels)


@pytest.mark.slow
@every_method
def test_two_workers_on_shards_give_the_weights_of_one_on_a_list(
    method: str, tmp_path: Path
) -> None:
    photos, labels = with_another(photo_of((RED, 20), (BLUE, 15), (GREEN, 60)), "red", "blue")
    starts = range(0, len(photos), 5)
    shards = [Shard.write(tmp_path / f"{n}.npz", photos[n : n + 5]) for n in starts]
    with parallel_config(n_jobs=2):
        found = denoise(method, ClusteredDataset(tuple(shards)), labels)
    assert as_lists(found) == as_lists(denoise(method, photos, labels))


@every_method
def test_photographs_outside_the_training_data_are_weighed_too(method: str) -> None:
    denoiser = denoiser_class(method)().fit(*tagged_photos())
    red, blue = photo_of((RED, 30), (GREEN, 20)), photo_of((BLUE, 30), (GREEN, 20))
    of_red, of_blue = denoiser.transform([red, blue], [("red",), ("blue",)])
    assert RED in kept(red, of_red["red"])
    assert BLUE in kept(blue, of_blue["blue"])


# The registry.


def options_of(method: str, *, unshade: bool = False) -> Denoise:
    """Return the section denoise of params.yaml."""
    return Denoise(
        method=method,
        space="lab",
        sharpness=1.5,
        smoothing=12.0,
        background="source",
        unshade=unshade,
        source_saturation=None,
        min_lift=1.25,
        rounds=5,
        iterations=7,
        **dict.fromkeys(("max_pixels", "clusters", "pictures"), 3),
    )


@every_method
def test_every_parameter_is_an_option_of_params_yaml(method: str) -> None:
    options = options_of(method)
    denoiser = make_denoiser(method, dict(options))
    assert type(denoiser) is denoiser_class(method)
    given = {name: getattr(options, name) for name in denoiser.get_params()}
    assert denoiser.get_params() == given


@every_method
def test_every_method_can_weigh_pixels_in_the_light_more(method: str) -> None:
    options = options_of(method, unshade=True)
    denoiser = make_denoiser(method, dict(options))
    assert isinstance(denoiser, Unshaded)
    plain = make_denoiser(method, dict(options_of(method)))
    assert type(denoiser.denoiser) is type(plain)
    assert denoiser.denoiser.get_params() == plain.get_params()


def test_params_yaml_allows_every_method() -> None:
    assert set(get_args(Denoise.model_fields["method"].annotation)) == set(METHODS)


def test_an_unknown_method_is_named() -> None:
    with pytest.raises(ValueError, match=r"expected .*posterior.*, got 'kmean'"):
        denoiser_class("kmean")


@pytest.mark.parametrize(
    ("method", "parameter", "value"),
    [
        ("kmeans", "min_lift", -1.0),
        ("kmeans", "rounds", 0),
        ("plsa", "iterations", 0),
        ("posterior", "sharpness", -0.1),
        ("posterior", "sharpness", float("nan")),
        ("color_posterior", "sharpness", -0.1),
        ("color_posterior", "sharpness", float("nan")),
    ],
)
def test_fit_refuses_a_parameter_out_of_range(method: str, parameter: str, value: float) -> None:
    denoiser = denoiser_class(method)().set_params(**{parameter: value})
    with pytest.raises(ValueError, match=rf"expected {parameter} to be at least \d, got {value}"):
        denoiser.fit([], [])


# Methods that compare photographs.


@pytest.mark.parametrize("method", ["kmeans", "posterior"])
def test_a_small_thing_is_kept_and_its_background_dropped(method: str) -> None:
    photos, labels = tagged_photos()
    weights = denoise(method, photos, labels)
    found = [
        (term, kept(photo, by_term[term]))
        for photo, by_term in zip(photos, weights, strict=True)
        for term in by_term
    ]
    assert found == [("red", {RED})] * 4 + [("blue", {BLUE})] * 4


@pytest.mark.parametrize("method", ["kmeans", "plsa", "posterior", "color_posterior"])
def test_of_two_terms_each_gets_its_own_color(method: str) -> None:
    both = photo_of((RED, 20), (BLUE, 20), (GREEN, 60))
    weights = denoise(method, *with_another(both, "red", "blue"))[-1]
    red, blue = by_color(both, weights["red"]), by_color(both, weights["blue"])
    assert max(red, key=red.__getitem__) == RED
    assert max(blue, key=blue.__getitem__) == BLUE
    assert red[BLUE] < 0.2 > blue[RED]


@pytest.mark.parametrize(
    ("method", "limit"),
    [("kmeans", 0.1), ("posterior", 0.2), ("plsa", 0.6), ("color_posterior", 0.4)],
)
@pytest.mark.parametrize("background", [GRAY, GREEN])
def test_things_weigh_more_than_their_background(
    method: str, limit: float, background: Color, rng: np.random.Generator
) -> None:
    """Noisy things, small or large, before the same noisy background in every photograph."""
    things = {"red": RED, "blue": BLUE, "yellow": (240, 210, 40)}
    labels = [(term,) for term in things] * 8
    photos = []
    for (term,) in labels:
        size = rng.integers(20, 200)
        parts = np.array([things[term], background]).repeat([size, 400 - size], axis=0)
        noisy = (parts + rng.normal(0, 9, parts.shape)).clip(0, 255).astype(np.uint8)
        photos.append(cluster_histogram(ColorHistogram.from_pixels(noisy), 6, "lab", 0))
    in_thing, behind = [], []
    for photo, (term,), weights in zip(
        photos, labels, denoise(method, photos, labels), strict=True
    ):
        to_thing, to_background = (
            np.linalg.norm(photo.counts.colors.astype(float) - color, axis=1)
            for color in (things[term], background)
        )
        in_thing.append(weights[term][to_thing < to_background].mean())
        behind.append(weights[term][to_thing > to_background].mean())
    assert np.mean(in_thing) > 0.9
    assert np.mean(behind) < limit


@pytest.mark.parametrize("denoiser", [ClusterLift(rounds=1), TermPosterior()])
def test_a_training_photograph_is_not_evidence_for_itself(denoiser: Denoiser) -> None:
    """All else that is white is tagged red: were the photograph's own pixels counted, they win."""
    photos, labels = tagged_photos()
    photos, labels = photos[:8], labels[:8]  # without those of white and green
    photos += [photo_of((RED, 20), (WHITE, 10)), photo_of((WHITE, 30))]
    labels += [("red",), ("blue",)]
    (left_out,) = denoise(denoiser, photos, labels)[-1].values()
    (counted,) = list(denoiser.transform(photos, labels))[-1].values()
    assert left_out[0] < 0.01
    assert counted[0] == 1


# One method each.


def test_none_keeps_every_pixel_and_largest_one_cluster() -> None:
    photo = photo_of((RED, 5), (GREEN, 9))
    (everything,) = denoise("none", [photo], [("red",)])
    (largest,) = denoise("largest", [photo], [("red",)])
    assert by_color(photo, everything["red"]) == {RED: 1, GREEN: 1}
    assert by_color(photo, largest["red"]) == {RED: 0, GREEN: 1}


def test_lift_keeps_nothing_of_a_photograph_that_does_not_show_its_term() -> None:
    odd = photo_of((GREEN, 10), (WHITE, 30))
    weights = denoise("kmeans", *with_another(odd, "red"))
    assert not weights[-1]["red"].any()
    assert weights[0]["red"].any()


@pytest.mark.parametrize(
    ("min_lift", "expected"),
    [(1.9, {RED, BLUE}), (2.1, {RED}), (3.9, {RED}), (0.4, {RED, BLUE, GREEN})],
)
def test_min_lift_is_a_ratio_of_likelihoods(min_lift: float, expected: set[Color]) -> None:
    """Under the term red is four times as frequent as elsewhere, blue twice, green half."""
    photos = [photo_of((RED, 40), (BLUE, 20), (GREEN, 40)) for _ in range(6)]
    photos += [photo_of((RED, 10), (BLUE, 10), (GREEN, 80)) for _ in range(6)]
    weights = denoise(ClusterLift(min_lift, 1), photos, [("red",)] * 6 + [("green",)] * 6)
    assert kept(photos[0], weights[0]["red"]) == expected


def test_if_no_cluster_reaches_min_lift_the_best_is_kept() -> None:
    photos = [photo_of((RED, 40), (GREEN, 60)) for _ in range(6)]
    photos += [photo_of((RED, 30), (GREEN, 70)) for _ in range(6)]
    weights = denoise(ClusterLift(5, 1), photos, [("red",)] * 6 + [("green",)] * 6)
    assert kept(photos[0], weights[0]["red"]) == {RED}
    assert kept(photos[6], weights[6]["green"]) == {GREEN}


def test_a_cluster_frequent_under_two_terms_of_a_photograph_goes_to_the_better_one() -> None:
    purple = (120, 30, 150)
    shown = {
        "red": photo_of((purple, 50), (GREEN, 50)),
        "blue": photo_of((purple, 20), (BLUE, 30), (GREEN, 50)),
        **{term: photo_of((GREEN, 50)) for term in ("green", "white", "gray")},
    }
    photos, labels = [*shown.values()] * 5, [(term,) for term in shown] * 5
    photos.append(photo_of((purple, 20), (BLUE, 20)))
    alone = denoise(ClusterLift(rounds=1), photos, [*labels, ("blue",)])[-1]
    both = denoise(ClusterLift(rounds=1), photos, [*labels, ("red", "blue")])[-1]
    assert kept(photos[-1], alone["blue"]) == {purple, BLUE}
    assert kept(photos[-1], both["red"]) == {purple}
    assert kept(photos[-1], both["blue"]) == {BLUE}


def test_a_second_round_counts_only_what_the_first_one_kept() -> None:
    """Green is as frequent under red and blue until the grass behind red things is dropped."""
    photos, labels = tagged_photos()
    one, two = (ClusterLift(rounds=rounds).fit(photos, labels) for rounds in (1, 2))
    (green,) = np.flatnonzero(photo_of((GREEN, 1)).bins == photos[0].bins)
    bin_of_green = photos[0].bins[green]
    assert one.histograms_[-1].sums["red"][bin_of_green] > 0
    assert two.histograms_[-1].sums["red"][bin_of_green] == 0


def test_the_best_cluster_of_the_best_term_has_the_weight_1() -> None:
    photos, labels = tagged_photos()
    highest = [
        weights.max()
        for by_term in denoise("posterior", photos, labels)
        for weights in by_term.values()
    ]
    assert highest == [1] * 8


def test_a_color_that_fits_another_term_weighs_little() -> None:
    photos = [photo_of((color, 50), (GRAY, 50)) for color in (RED, GREEN, BLUE) for _ in range(4)]
    photos += [photo_of((GREEN, 90), (RED, 10))]
    labels = [(term,) for term in ("red", "green", "blue") for _ in range(4)]
    weights = denoise("posterior", photos, [*labels, ("red",)])[-1]["red"]
    assert by_color(photos[-1], weights) == {RED: 1, GREEN: pytest.approx(0, abs=0.01)}


def test_higher_sharpness_lowers_weights_as_a_power() -> None:
    photos, labels = tagged_photos()
    weights = [
        denoise(TermPosterior(sharpness), photos, labels)[0]["red"]
        for sharpness in (0, 0.5, 1, 2, 8)
    ]
    assert weights[0].tolist() == [1, 1]
    assert all((less <= more).all() for more, less in pairwise(weights))
    assert weights[1] ** 4 == pytest.approx(weights[3])


def test_the_posterior_by_hand() -> None:
    """One color each: p(c | t) is the share of a bin under the term."""
    photos = [photo_of((RED, 3), (WHITE, 1)), photo_of((RED, 1), (WHITE, 3))]
    denoiser = TermPosterior(1).fit(photos, [("red",), ("white",)])
    weights = denoiser.weigh(photos[0], ("red",))
    # P(red | RED) = 3/4, P(red | WHITE) = 1/4. Among the terms: (3/4) / (3/4) and (1/4) / (3/4);
    # among the clusters: (3/4) / (3/4) and (1/4) / (3/4).
    assert by_color(photos[0], weights["red"]) == {
        RED: pytest.approx(1),
        WHITE: pytest.approx(1 / 9, rel=0.02),
    }
