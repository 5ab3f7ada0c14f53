import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkhue.errors import TrainingError
from folkhue.learning.split import assign_folds, hash_names, hold_out, split_groups


def hashes_by_term(rows: list[tuple[int, str]], seed: int) -> dict[str, np.ndarray]:
    terms = {term for _, term in rows}
    return {t: hash_names((f"p{n}" for n, term in rows if term == t), seed) for t in terms}


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.sampled_from(["red", "green", "blue"])),
        min_size=1,
        max_size=80,
        unique=True,
    ),
    st.integers(0, 3),
)
def test_every_term_has_groups_on_both_sides(rows: list[tuple[int, str]], seed: int) -> None:
    groups = hashes_by_term(rows, seed)
    if any(len(hashes) < 2 for hashes in groups.values()):
        with pytest.raises(TrainingError, match="has one photograph, "):
            split_groups(groups, 0.2)
        return
    try:
        test = split_groups(groups, 0.2)
    except TrainingError as error:
        assert "only ones of other terms" in str(error)  # noqa: PT017
        return
    items = [*groups.items()][::-1]
    again = {term: np.concatenate([hashes[::-1], hashes]) for term, hashes in items}
    assert np.array_equal(test, split_groups(again, 0.2))
    for hashes in groups.values():
        assert 0 < np.isin(hashes, test).sum() < len(hashes)


def test_groups_that_are_the_only_ones_of_several_terms_cannot_be_split() -> None:
    rows = [(n, t) for t, photos in {"a": (1, 2), "b": (2, 3), "c": (1, 3)}.items() for n in photos]
    with pytest.raises(TrainingError, match="cannot be split into training and test"):
        split_groups(hashes_by_term(rows, 0), 0.2)


def test_the_share_is_met_and_an_added_group_moves_few() -> None:
    hashes = hash_names((f"p{number}" for number in range(100)), 0)
    assert len(split_groups({"red": hashes}, 0.2)) == 20
    moved = np.setxor1d(split_groups({"red": hashes}, 0.2), split_groups({"red": hashes[:99]}, 0.2))
    assert len(moved) <= 2
    assert set(split_groups({"red": hashes}, 0.2)) <= set(hashes)


def test_photographs_of_one_picture_are_on_one_side() -> None:
    """Those without a term are held out only with others of their picture."""
    groups = [f"p{number // 3}" for number in range(90)]
    labels = [("red",), (), ("red", "blue")] * 20 + [()] * 30
    held_out = hold_out(iter(groups), labels, 0.25, seed=0)
    assert held_out.tolist() == [some for some in held_out[::3].tolist() for _ in range(3)]
    assert held_out.sum() == 3 * 5
    assert not held_out[60:].any()
    assert held_out.tolist() != hold_out(groups, labels, 0.25, seed=1).tolist()


def test_each_picture_is_in_one_fold_and_the_first_is_the_held_out_split() -> None:
    """Of 60 photographs of 20 pictures two are of two colors, and four of none."""
    groups = [f"p{n // 3}" for n in range(60)]
    labels = [("red", "blue") if n < 6 else ("red", "blue")[n % 2 :][:1] for n in range(56)]
    labels += [()] * 4
    folds = assign_folds(iter(groups), labels, 5, seed=0)
    assert set(folds) == {-1, 0, 1, 2, 3, 4}
    by_group = {group: {*folds[[g == group for g in groups]]} for group in groups}
    assert all(len(some) == 1 for some in by_group.values())
    assert by_group["p19"] == {-1}, "it has no color"
    assert {*folds[56:57]} == by_group["p18"] != {-1}, "others of its picture have one"
    for term in ("red", "blue"):
        assert set(folds[[term in some for some in labels]]) == {0, 1, 2, 3, 4}
    assert np.array_equal(folds == 0, hold_out(groups, labels, 1 / 5, seed=0))
    assert folds.tolist() != assign_folds(groups, labels, 5, seed=1).tolist()


def test_more_folds_than_pictures_of_a_term() -> None:
    labels = [("red",)] * 9 + [("blue",)] * 3
    with pytest.raises(TrainingError, match="4 folds are too many: 'blue' has one photograph"):
        assign_folds(map(str, range(12)), labels, 4, seed=0)
