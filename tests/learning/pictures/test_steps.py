"""Steps before a classifier: what scikit-learn asks of them, and what they compute."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.decomposition import PCA
from sklearn.utils.estimator_checks import parametrize_with_checks

from folkhue.learning.pictures.steps import BalancedScaler, Components, ShareRoots


@parametrize_with_checks([ShareRoots(), BalancedScaler(), Components(5)])
def test_it_is_a_transformer_of_scikit_learn(estimator: Any, check: Any) -> None:
    check(estimator)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0, 0.25, 1], [0, 0.5, 1]),
        ([0, 0, 0], [0, 0, 0]),
        ([1, 1, 1], [1, 1, 1]),
        ([0, 0.25, 1.01], [0, 0.25, 1.01]),
        ([-0.01, 0.25, 1], [-0.01, 0.25, 1]),
        ([30, 100, 255], [30, 100, 255]),
    ],
)
def test_only_columns_from_zero_to_one_get_roots(
    values: list[float], expected: list[float]
) -> None:
    table = np.column_stack([values, np.array(values) - 5])
    assert ShareRoots().fit_transform(table).T.tolist() == [expected, table[:, 1].tolist()]


def test_a_share_below_zero_that_comes_later_is_zero() -> None:
    roots = ShareRoots().fit([[0.0], [1.0]])
    assert roots.transform([[-0.1], [0.81], [4]]).tolist() == [[0], [0.9], [2]]


shares = arrays(float, st.tuples(st.integers(2, 9), st.integers(1, 4)), elements=st.floats(0, 1))


@given(shares)
def test_shares_are_centered_and_keep_their_scale(values: np.ndarray) -> None:
    scaled = BalancedScaler().fit_transform(values)
    assert scaled.mean(axis=0) == pytest.approx(0, abs=1e-9)
    assert scaled == pytest.approx(values - values.mean(axis=0))


@given(shares)
def test_squares_of_other_features_sum_to_one(values: np.ndarray) -> None:
    """On average, and if all vary; the last column is one of shares, and does not count."""
    others = np.round(values, 2) * 100 - 200.1
    scaled = BalancedScaler().fit_transform(np.column_stack([others, values[:, 0] * 0]))
    varies = others.min(axis=0) < others.max(axis=0)
    assert (scaled**2).sum(axis=1).mean() == pytest.approx(varies.mean(), abs=1e-9)


@pytest.mark.parametrize("shape", [(40, 8), (6, 20), (2, 1), (30, 3)])
def test_components_are_principal(shape: tuple[int, int]) -> None:
    values = np.random.default_rng(0).normal(size=shape) * np.arange(1, shape[1] + 1) ** 2
    values -= values.mean(axis=0)
    found = Components(3).fit(values)
    number = min(3, *shape)
    assert found.transform(values).shape == (len(values), number)
    assert found.get_feature_names_out().tolist() == [f"components{each}" for each in range(number)]
    expected = PCA(number, svd_solver="full").fit(values).components_.T
    cosines = (found.codes_ * found.steps_ * expected).sum(axis=0)
    varied = min(number, len(values) - 1)  # two points lie on a line
    assert np.abs(cosines[:varied]) == pytest.approx(1, abs=0.02)


def test_coefficients_fit_in_a_byte_and_their_largest_is_positive() -> None:
    values = np.random.default_rng(1).normal(size=(30, 12))
    found = Components(4).fit(values - values.mean(axis=0))
    assert found.codes_.dtype == np.int8
    assert found.steps_.dtype == np.float32
    assert found.codes_.max(axis=0).tolist() == [31] * 4
    assert found.codes_.min() >= -31


def test_features_that_do_not_vary_have_components_too() -> None:
    found = Components(2).fit_transform(np.zeros((5, 3)))
    assert found.tolist() == [[0, 0]] * 5
