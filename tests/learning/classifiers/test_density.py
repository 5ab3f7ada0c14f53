import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.ndimage import gaussian_filter, map_coordinates

from folkhue.color.spaces import SPACES
from folkhue.errors import ParamsError
from folkhue.learning.classifiers import build
from folkhue.learning.classifiers.density import DensityClassifier, effective_number

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


@pytest.mark.parametrize(
    "options",
    [
        *({"bins": 1}, {"bins": 2.5}, {"blur": 0}, {"blur": -1.0}),
        *({"spread": -0.01}, {"spread": 1.01}, {"spread": float("nan")}),
    ],
)
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


# Priors.


@pytest.mark.parametrize("options", [{}, {"spread": 0}, {"spread": 0.0}])
def test_without_spread_densities_are_blurred_shares_of_pixels(
    options: dict[str, float], rng: np.random.Generator
) -> None:
    """Bit for bit, as tables say that they can be made again."""
    X, y = rng.uniform(0, 1, (400, 2)), rng.integers(0, 3, 400)
    X[:, 0] *= 1 + y
    weights = rng.uniform(0.1, 3, 400)
    found = DensityClassifier(bins=9, blur=0.7, **options).fit(X, y, weights).densities_
    low, high = X.min(axis=0), X.max(axis=0)
    row, column = np.rint((X - low) / ((high - low) / 8)).astype(int).T
    for label in range(3):
        sums = np.zeros((9, 9))
        np.add.at(sums, (row[y == label], column[y == label]), weights[y == label])
        shares = sums / sums.sum()
        expected = gaussian_filter(shares, 0.7)
        for factor, weight in ((2.5, 0.2), (10, 0.02)):
            expected = expected + weight * gaussian_filter(shares, factor * 0.7)
        assert (found[..., label] == expected + 1e-12).all()


def wide_and_narrow(**options: float) -> DensityClassifier:
    """Fit a class of the numbers up to 120, and one of those from there to 160, evenly."""
    X = np.concatenate([np.linspace(0, 120, 3000), np.linspace(120, 160, 3000)])[:, None]
    return DensityClassifier(bins=64, **options).fit(X, np.repeat(["wide", "narrow"], 3000))


def test_a_wide_class_gains_at_its_border() -> None:
    numbers = np.linspace(0, 160, 1601)[:, None]
    wide = [
        (wide_and_narrow(spread=spread).predict(numbers) == "wide").sum() / 10
        for spread in (0, 0.25, 0.5, 1)
    ]
    assert wide == sorted(set(wide))
    assert wide[0] < 119
    assert wide[-1] == pytest.approx(120, abs=1)


def test_with_spread_1_even_densities_are_equal() -> None:
    """Equal priors make the narrow class 3 times as dense as the wide one."""

    def ratio(spread: float) -> float:
        densities = wide_and_narrow(spread=spread).densities_
        narrow = densities[55, 0] / densities[30, 1]  # classes are in the order of the alphabet
        return float(narrow)

    assert ratio(0) == pytest.approx(120 / 40, rel=0.1)
    assert ratio(0.5) == pytest.approx((ratio(0) * ratio(1)) ** 0.5)
    assert ratio(1) == pytest.approx(1, rel=0.15)


@given(spread=st.floats(0, 1), width=st.integers(1, 14))
def test_classes_of_the_same_width_keep_equal_priors(spread: float, width: int) -> None:
    X = np.concatenate([np.arange(width), 30 - np.arange(width)])[:, None]
    density = DensityClassifier(bins=31, spread=spread).fit(X, np.repeat([0, 1], width))
    assert density.predict_proba([[15]])[0] == pytest.approx([0.5, 0.5])


@given(spread=st.floats(0, 1))
def test_more_pixels_of_the_same_colors_do_not_raise_the_prior(spread: float) -> None:
    X, y = np.arange(30.0)[:, None], np.repeat(["wide", "narrow"], [20, 10])
    once = DensityClassifier(bins=30, spread=spread).fit(X, y)
    weighted = DensityClassifier(bins=30, spread=spread).fit(X, y, np.where(y == "wide", 9, 1))
    assert weighted.densities_ == pytest.approx(once.densities_)


@pytest.mark.parametrize(
    ("density", "expected"),
    [
        ([1], 1),
        ([0, 7, 0], 1),
        ([1, 1], 2),
        ([0.5] * 12, 12),
        ([3, 1], 1.7547654),  # exp(3/4 ln 4/3 + 1/4 ln 4)
        ([[0, 1], [1, 1]], 3),
    ],
)
def test_the_effective_number_of_bins(density: list[float], expected: float) -> None:
    assert effective_number(np.array(density, float)) == pytest.approx(expected)


@given(
    arrays(float, st.integers(1, 30), elements=st.floats(0.01, 100)),
    st.integers(0, 5),
    st.floats(0.1, 10),
)
def test_the_effective_number_lies_between_1_and_the_number_of_bins(
    density: np.ndarray, empty: int, factor: float
) -> None:
    found = effective_number(density)
    assert 1 - 1e-9 <= found <= len(density) + 1e-9
    scaled = np.concatenate([density * factor, np.zeros(empty)])
    assert effective_number(scaled) == pytest.approx(found)
