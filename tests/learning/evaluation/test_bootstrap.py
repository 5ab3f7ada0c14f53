import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from folkhue.learning.evaluation.bootstrap import (
    N_RESAMPLES,
    GroupedConfusion,
    bootstrap_weights,
    paired_difference,
)

TERMS = ("red", "green", "blue")
COUNTS = arrays(
    np.int64, st.tuples(st.integers(1, 6), st.just(3), st.just(3)), elements=st.integers(0, 9)
)


def photographs(*right_of_ten: int) -> GroupedConfusion:
    """Ten red pixels per photograph, of which so many are predicted red, the others green."""
    counts = np.zeros((len(right_of_ten), 3, 3), np.int64)
    counts[:, 0, 0] = right_of_ten
    counts[:, 0, 1] = 10 - np.array(right_of_ten)
    return GroupedConfusion(TERMS, np.arange(len(counts)).astype(str), counts)


def test_without_examples_the_interval_is_all() -> None:
    assert photographs().summary(0)["interval"] == [0.0, 1.0]


@given(COUNTS)
def test_intervals_lie_between_0_and_1_and_are_repeatable(counts: np.ndarray) -> None:
    found = GroupedConfusion(TERMS, np.arange(len(counts)).astype(str), counts)
    low, high = found.summary(3)["interval"]
    assert 0 <= low <= high <= 1
    assert [low, high] == found.summary(3)["interval"]


def test_whole_photographs_are_resampled() -> None:
    """Half of the photographs all right, half all wrong: the interval is that of 20 coins."""
    low, high = photographs(*[10] * 10, *[0] * 10).summary(0)["interval"]
    assert (low, high) == (pytest.approx(0.3, abs=0.051), pytest.approx(0.7, abs=0.051))
    weights = bootstrap_weights(np.array([0] * 15 + [1] * 5), 0)
    assert weights.shape == (N_RESAMPLES, 20)
    assert set(weights[:, :15].sum(axis=1)) == {15}
    assert set(weights[:, 15:].sum(axis=1)) == {5}
    assert weights.max() > 1


def test_groups_of_parts_are_put_together_in_order() -> None:
    whole = photographs(1, 2, 3)
    parts = [GroupedConfusion(TERMS, whole.groups[[n]], whole.counts[[n]]) for n in (2, 0)]
    merged = GroupedConfusion.merge(parts)
    assert merged.groups.tolist() == ["0", "2"]
    assert np.array_equal(merged.counts, whole.counts[[0, 2]])


def test_equal_groups_share_their_resamples() -> None:
    weights = bootstrap_weights(np.array([0, 1, 1]), 5)
    assert bootstrap_weights(np.array([0, 1, 1]), 5) is weights
    assert not np.array_equal(bootstrap_weights(np.array([0, 1, 1]), 6), weights)
    with pytest.raises(ValueError, match="read-only"):
        weights[0] = 0


def test_resamples_without_a_term_are_left_out() -> None:
    """Three photographs of twenty hold green, called red: no resample may leave that out."""
    counts = np.zeros((20, 3, 3), np.int64)
    counts[:, 0, 0] = 1
    counts[17:, 1, 0] = 1
    found = GroupedConfusion(TERMS, np.arange(20).astype(str), counts)
    assert found.total.balanced_accuracy == 0.5
    assert found.summary(0)["interval"] == [0.5, 0.5]
    assert found.summary(0)["enough"]
    assert 0.9 * N_RESAMPLES < len(found.bootstrap(0)) < N_RESAMPLES


@pytest.mark.parametrize(
    ("photographs_of", "enough"),
    [
        ([10, 0, 0], True),
        ([9, 0, 0], False),
        ([4, 3, 3], True),
        ([50, 2, 50], False),
        ([50, 1, 50], False),
        ([1, 1, 1], False),
        ([2, 0, 0], False),
    ],
)
@pytest.mark.parametrize("right", [0, 1, 2])
def test_few_photographs_say_nothing(photographs_of: list[int], enough: bool, right: int) -> None:
    """However right the classifier is, and however equal the photographs are."""
    counts = np.zeros((sum(photographs_of), 3, 3), np.int64)
    terms = np.repeat(np.arange(3), photographs_of)
    counts[np.arange(len(terms)), terms, right if right < 2 else terms] = 5
    found = GroupedConfusion(TERMS, np.arange(len(terms)).astype(str), counts)
    summary = found.summary(0)
    assert summary["groups"] == len(terms)
    assert summary["enough"] == enough
    assert (summary["interval"] == [0.0, 1.0]) != enough
    assert (paired_difference(found, found, 0)["interval"] == [-1.0, 1.0]) != enough


def test_groups_of_one_term_each_are_resampled_term_by_term() -> None:
    """Three greens among a hundred reds: both names are in every resample."""
    counts = np.zeros((103, 3, 3), np.int64)
    counts[:100, 0, 0] = 1
    counts[100, 1, 1] = counts[101, 1, 0] = counts[102, 1, 0] = 1
    found = GroupedConfusion(TERMS, np.arange(103).astype(str), counts)
    assert len(found.bootstrap(0)) == N_RESAMPLES
    assert found.summary(0)["interval"] == [0.5, 1.0]


def test_only_equal_examples_are_compared() -> None:
    ours = photographs(2, 4, 6)
    with pytest.raises(ValueError, match="tested on the same examples"):
        paired_difference(ours, photographs(2, 4), 0)
    with pytest.raises(ValueError, match="tested on the same examples"):
        paired_difference(ours, GroupedConfusion(TERMS, np.array(["a", "b", "c"]), ours.counts), 0)


def test_equal_photographs_have_an_interval_of_no_width() -> None:
    assert photographs(*[8] * 10).summary(0)["interval"] == [pytest.approx(0.8), pytest.approx(0.8)]


def test_a_small_but_consistent_difference_is_found() -> None:
    """The scores vary widely between photographs, their difference does not."""
    ours, theirs = photographs(*range(1, 11)), photographs(*range(10))
    found = paired_difference(ours, theirs, 0)
    assert found["difference"] == pytest.approx(0.1)
    assert found["interval"] == [pytest.approx(0.1), pytest.approx(0.1)]
    mixed = paired_difference(photographs(*[2, 6] * 5), photographs(*[4, 3] * 5), 0)
    assert mixed["interval"][0] < 0 < mixed["interval"][1]
    opposite = paired_difference(theirs, ours, 0)
    assert opposite["interval"] == [pytest.approx(-0.1), pytest.approx(-0.1)]
