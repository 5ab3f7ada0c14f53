import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import map_coordinates

from folkhue.color.spaces import SPACES
from folkhue.errors import ParamsError
from folkhue.learning.classifiers import build
from folkhue.learning.classifiers.density import DensityClassifier

DARK, LIGHT = (60, 60, 60), (200, 200, 200)


def around(color: tuple[int, int, int], number: int, seed: int = 0) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, 8, (number, 3))
    return (np.array(color) + noise).clip(0, 255)


def fitted(dark: int = 500, light: int = 500, **options: float) -> DensityClassifier:
    X = np.concatenate([around(DARK, dark), around(LIGHT, light, 1)])
    y = np.array(["dark"] * dark + ["light"] * light)
    return DensityClassifier(**options).fit(X, y)


def test_each_class_is_called_by_its_name() -> None:
    assert fitted().predict([DARK, LIGHT]).tolist() == ["dark", "light"]


def test_a_class_of_more_pixels_has_no_more_colors() -> None:
    """Densities are compared as if all classes had the same number of pixels."""
    grays = np.repeat(np.arange(256.0)[:, None], 3, axis=1)
    one, other = fitted(500, 500).predict(grays), fitted(500, 20_000).predict(grays)
    assert abs((one == "dark").sum() - (other == "dark").sum()) <= 8


@pytest.mark.parametrize(
    ("color", "name"), [((0, 0, 0), "dark"), ((255, 255, 255), "light"), ((0, 90, 0), "dark")]
)
def test_a_color_that_was_never_seen_is_called_as_those_nearest_by(
    color: tuple[int, int, int], name: str
) -> None:
    assert fitted().predict([color]).tolist() == [name]


@given(
    points=st.lists(st.tuples(*[st.floats(-50, 300)] * 3), min_size=1, max_size=20),
    bins=st.integers(2, 12),
    blur=st.floats(0.3, 3),
)
def test_probabilities_are_positive_and_sum_to_1(
    points: list[tuple[float, float, float]], bins: int, blur: float
) -> None:
    found = fitted(50, 50, bins=bins, blur=blur).predict_proba(points)
    assert found.shape == (len(points), 2)
    assert (found > 0).all()
    assert found.sum(axis=1) == pytest.approx(1)


def test_probabilities_do_not_leap_between_neighboring_colors() -> None:
    grays = np.repeat(np.arange(60, 201.0)[:, None], 3, axis=1)
    assert np.abs(np.diff(fitted(bins=16).predict_proba(grays)[:, 0])).max() < 0.1


@pytest.mark.parametrize("space", SPACES)
def test_it_learns_in_every_color_space(space: str) -> None:
    X = np.concatenate([around(DARK, 300), around(LIGHT, 300, 1)]).astype(np.uint8)
    y = np.repeat([0, 1], 300)
    pipeline = build("density", {"space": space, "bins": 12}, 0).fit(X, y)
    assert pipeline.predict(np.array([DARK, LIGHT], np.uint8)).tolist() == [0, 1]


@pytest.mark.parametrize("options", [{"bins": 1}, {"bins": 2.5}, {"blur": 0}, {"blur": -1.0}])
def test_what_is_out_of_range_is_named(options: dict[str, float]) -> None:
    (name,) = options
    with pytest.raises(ParamsError, match=f"classifiers.density.{name}: |'{name}' parameter"):
        build("density", options, 0)
    with pytest.raises(ParamsError, match=f"'{name}' parameter"):
        DensityClassifier(**options).fit([], [])


@pytest.mark.parametrize("axes", [1, 3, 4])
def test_between_the_centers_of_bins_densities_are_interpolated(
    axes: int, rng: np.random.Generator
) -> None:
    """As scipy does, one class after the other; beyond the last centers they stay the same."""
    X, y = rng.normal(size=(300, axes)), rng.integers(0, 3, 300)
    density = DensityClassifier(bins=5).fit(X, y)
    points = 1.5 * rng.normal(size=(400, axes))
    places = ((points - X.min(axis=0)) / np.ptp(X, axis=0)).clip(0, 1).T * 4
    each = [map_coordinates(density.densities_[..., label], places, order=1) for label in range(3)]
    expected = np.stack(each, axis=1) / np.sum(each, axis=0)[:, None]
    assert density.predict_proba(points) == pytest.approx(expected)
