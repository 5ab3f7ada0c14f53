import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from folkhue.table.name_counts import NameCounts

TERMS = ("red", "green", "blue")
NAMES = arrays(
    np.uint8,
    array_shapes(min_dims=2, max_dims=2, max_side=9),
    elements=st.sampled_from([0, 1, 2, 255]),
)


@given(NAMES, st.data())
def test_names_are_counted_under_a_mask(names: np.ndarray, data: st.DataObject) -> None:
    mask = data.draw(st.one_of(st.none(), arrays(bool, names.shape)))
    counts = NameCounts.from_names(names, TERMS, mask)
    shown = names if mask is None else names[mask]
    assert counts.counts.tolist() == [(shown == name).sum() for name in (0, 1, 2, 255)]
    assert counts.total == shown.size


@given(NAMES)
def test_shares_are_ranked_and_sum_to_one(names: np.ndarray) -> None:
    counts = NameCounts.from_names(names, TERMS)
    shares = counts.shares()
    assert sum(shares.values()) == pytest.approx(1)
    assert list(shares.values()) == sorted(shares.values(), reverse=True)
    assert min(shares.values()) > 0
    assert shares.keys() <= {*TERMS, "unnamed"}
    assert next(iter(shares)) == counts.dominant
    assert counts.fractions.tolist() == [shares.get(label, 0) for label in counts.labels]


@given(NAMES, NAMES)
def test_counts_add_up(one: np.ndarray, other: np.ndarray) -> None:
    both = np.append(one, other)[None]
    total = NameCounts.from_names(one, TERMS) + NameCounts.from_names(other, TERMS)
    assert np.array_equal(total.counts, NameCounts.from_names(both, TERMS).counts)


@pytest.mark.parametrize(
    ("counts", "shares", "dominant"),
    [
        ([0, 0, 0, 0], {}, None),
        ([0, 0, 0, 5], {"unnamed": 1.0}, "unnamed"),
        ([1, 2, 1, 0], {"green": 0.5, "red": 0.25, "blue": 0.25}, "green"),
        ([2, 2, 0, 4], {"unnamed": 0.5, "red": 0.25, "green": 0.25}, "unnamed"),
        ([1, 0, 1, 0], {"red": 0.5, "blue": 0.5}, "red"),
    ],
)
def test_ties_are_in_the_order_of_the_terms(
    counts: list[int], shares: dict[str, float], dominant: str | None
) -> None:
    found = NameCounts(TERMS, np.array(counts))
    assert list(found.shares().items()) == list(shares.items())
    assert found.dominant == dominant


def test_no_pixels_have_no_shares() -> None:
    empty = NameCounts.empty(TERMS)
    assert (empty.total, empty.shares(), empty.fractions.tolist()) == (0, {}, [0, 0, 0, 0])
