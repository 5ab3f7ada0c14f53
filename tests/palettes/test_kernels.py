"""What numba compiles finds the palettes that NumPy finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

import folkhue
from folkhue.images.photo import Photo
from folkhue.palettes import backend, clustering, quantize
from folkhue.palettes.points import MAX_POINTS, Points

Array = np.ndarray


@contextmanager
def compiled(monkeypatch: pytest.MonkeyPatch, *, numba: bool) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(backend, "is_numba_used", lambda: numba)
        yield


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], list]:
    """Call a function with each implementation."""

    def call(function: Callable[[], object]) -> list:
        found = []
        for numba in (False, True):
            with compiled(monkeypatch, numba=numba):
                found.append(function())
        return found

    return call


def _noise(shape: tuple[int, ...], low: int = 0, high: int = 256) -> Array:
    return np.random.default_rng(3).integers(low, high, (*shape, 3)).astype(np.uint8)


def _gradient() -> Array:
    ramp = np.arange(256, dtype=np.uint8)
    return np.stack([*np.meshgrid(ramp, ramp), np.full((256, 256), 77, np.uint8)], axis=-1)


PICTURES = {
    "noise": _noise((150, 200)),
    "few bins, each with all of its colors": _noise((200, 200), 16, 48),
    "gradient": _gradient(),
    "most of a bin has one color": np.where(_noise((120, 120)) < 128, 130, _noise((120, 120))),
    "flat": np.full((90, 90, 3), (12, 200, 40), np.uint8),
    "fewer colors than points": _noise((90, 90), 100, 110),
    "ends of the cube": np.where(_noise((100, 100)) < 128, np.uint8(0), np.uint8(255)),
    "small": _noise((8, 8)),
}


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
def test_points_are_the_same(both: Callable, picture: Array) -> None:
    opaque = np.ones(picture.shape[:2], bool)
    opaque[:3] = False
    one, other = both(lambda: Points.from_photos([Photo(picture, opaque)]))
    for field in ("means", "weights", "top", "top_weights"):
        assert np.array_equal(getattr(one, field), getattr(other, field)), field


def test_some_pictures_have_more_colors_than_points() -> None:
    several = [len(np.unique(each.reshape(-1, 3), axis=0)) for each in PICTURES.values()]
    assert min(several) <= MAX_POINTS < max(several)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), points=st.integers(1, 60), axes=st.integers(3, 4))
def test_medians_differ_by_rounding_alone(seed: int, points: int, axes: int) -> None:
    dice = np.random.default_rng(seed)
    places, weights = (
        100 * dice.random((points, axes)),
        1 + dice.integers(0, 9, points).astype(float),
    )
    centers = 100 * dice.random((int(dice.integers(1, 6)), axes))
    accents = dice.random(len(centers)) < 0.3
    with pytest.MonkeyPatch.context() as patch:
        found = []
        for numba in (False, True):
            with compiled(patch, numba=numba):
                found.append(clustering.medians(places, weights, centers, accents))
    assert np.allclose(*found, atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), points=st.integers(1, 80))
def test_weighted_medians_are_those_of_sorted_values(seed: int, points: int) -> None:
    from folkhue.palettes.kernels_numba import weighted_medians

    dice = np.random.default_rng(seed)
    values = dice.integers(0, 12, (points, 3)).astype(float)  # many are equal
    weights = dice.integers(1, 9, points).astype(float)
    groups = dice.integers(0, 3, points)
    sizes = np.bincount(groups, weights, 3)
    held = np.flatnonzero(sizes)
    found = weighted_medians(values, weights, np.searchsorted(held, groups), sizes[held] / 2)
    for row, group in enumerate(held):
        for axis in range(3):
            own, heavy = values[groups == group, axis], weights[groups == group]
            order = np.argsort(own)
            place = np.searchsorted(heavy[order].cumsum(), sizes[group] / 2)
            assert found[row, axis] == own[order][place]


HOW = ({}, {"emphasis": "accent"}, {"method": "median-cut", "k": 12}, {"k": "auto"}, {"k": 40})


@pytest.mark.parametrize("how", HOW, ids=str)
def test_palettes_are_the_same(both: Callable, how: dict) -> None:
    for name in ("parrot", "backpack"):
        photo = folkhue.read_photo(ROOT / f"golden/photos/{name}.jpg")
        one, other = both(lambda photo=photo: folkhue.palette(photo, **how))
        assert [color.rgb for color in one] == [color.rgb for color in other]
        assert np.allclose(one.shares, other.shares)


def test_distinct_colors_stay_distinct(both: Callable) -> None:
    points = Points.from_photos([Photo(_gradient(), np.ones((256, 256), bool))])
    for colors, _ in both(lambda: quantize.quantize(points, 24)):
        assert len(np.unique(colors, axis=0)) == len(colors)
