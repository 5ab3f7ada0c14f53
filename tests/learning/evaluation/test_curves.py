import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from folkhue.learning.evaluation.curves import (
    ALL,
    STEPS,
    CurvesByName,
    ScoredColors,
    coverage_curves,
)

TERMS = ("red", "green", "blue")


@pytest.fixture(scope="module")
def colors() -> ScoredColors:
    """Colors that are mostly named rightly; none is blue."""
    rng = np.random.default_rng(1)
    actual = rng.integers(2, size=3000)
    scores = rng.random((3000, 3)) + 0.6 * np.eye(3)[actual]
    probabilities = scores / scores.sum(axis=1, keepdims=True)
    return ScoredColors(TERMS, actual, probabilities, rng.integers(1, 5, 3000))


def test_curves_go_from_corner_to_corner_in_some_hundred_points(colors: ScoredColors) -> None:
    found = CurvesByName.from_colors(colors)
    for table in (found.roc, found.precision_recall):
        assert table["name"].unique().tolist() == ["red", "green"], "none is blue"
        assert table.groupby("name").size().between(STEPS // 2, STEPS + 1).all()
        for _, points in table.groupby("name"):
            x = points.iloc[:, 1]
            assert x.is_monotonic_increasing
            assert (x.iloc[0], x.iloc[-1]) == (0, 1)
    for _, points in found.roc.groupby("name"):
        y = points["true_positive_rate"]
        assert y.is_monotonic_increasing
        assert (y.iloc[0], y.iloc[-1]) == (0, 1)


def test_areas_are_those_of_all_points_with_their_weights(colors: ScoredColors) -> None:
    found = CurvesByName.from_colors(colors)
    for row in found.areas.itertuples():
        index = TERMS.index(row.name)
        given = colors.actual == index, colors.probabilities[:, index]
        assert row.roc_auc == pytest.approx(roc_auc_score(*given, sample_weight=colors.weights))
        assert row.average_precision == pytest.approx(
            average_precision_score(*given, sample_weight=colors.weights)
        )
        points = found.roc[found.roc["name"] == row.name]
        drawn = np.trapezoid(points["true_positive_rate"], points["false_positive_rate"])
        assert drawn == pytest.approx(row.roc_auc, abs=0.002)


def test_the_whole_coverage_has_the_accuracy_and_the_surest_are_right_more_often(
    colors: ScoredColors,
) -> None:
    table = coverage_curves(colors)
    predicted = colors.probabilities.argmax(axis=1)
    correct = predicted == colors.actual
    taken = {ALL: correct | True} | {n: predicted == i for i, n in enumerate(TERMS)}
    for name, points in table.groupby("name"):
        assert points["coverage"].is_monotonic_increasing
        last, of_name = points.iloc[-1], taken[str(name)]
        accuracy = np.average(correct[of_name], weights=colors.weights[of_name])
        assert (last["coverage"], last["accuracy"]) == pytest.approx((1, accuracy))
    every = table[table["name"] == ALL]
    sure = every[every["coverage"].between(0.1, 0.3)]["accuracy"]
    assert sure.mean() > every["accuracy"].iloc[-1] + 0.05
    weighted, repeated = colors, np.repeat(np.arange(3000), colors.weights)
    alike = ScoredColors(
        TERMS, weighted.actual[repeated], weighted.probabilities[repeated], np.ones(len(repeated))
    )
    pd.testing.assert_frame_equal(coverage_curves(alike), table)


@pytest.mark.parametrize(
    ("sure", "actual", "points"),
    [
        ([0.9, 0.9, 0.6], [0, 1, 0], [(2 / 3, 1 / 2), (1, 2 / 3)]),  # equals are taken together
        ([0.6, 0.9], [1, 0], [(1 / 2, 1), (1, 1 / 2)]),
        ([0.8], [0], [(1, 1)]),
        ([], [], []),
    ],
)
def test_the_surest_are_taken_first(
    sure: list[float], actual: list[int], points: list[tuple[float, float]]
) -> None:
    probabilities = np.array([[each, 1 - each] for each in sure]).reshape(-1, 2)
    colors = ScoredColors(TERMS[:2], np.array(actual, int), probabilities, np.ones(len(sure)))
    table = coverage_curves(colors)
    found = table.loc[table["name"] == ALL, ["coverage", "accuracy"]].to_numpy().tolist()
    assert np.allclose(np.array(found).reshape(-1, 2), np.array(points).reshape(-1, 2))
