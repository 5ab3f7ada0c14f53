"""The 18 moments are those that OpenCV computes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from folkhue.errors import MissingExtraError
from folkhue.pictures.moments import MOMENT_NAMES, color_moments

CONVERSIONS = {"rgb": None, "hsv": cv2.COLOR_RGB2HSV, "lab": cv2.COLOR_RGB2LAB}

RNG = np.random.default_rng(5)
PICTURES = {
    "noise": RNG.integers(0, 256, (40, 60, 3)).astype(np.uint8),
    "dark reds": RNG.integers(0, (90, 20, 20), (31, 7, 3)).astype(np.uint8),
    "a pixel": np.array([[[12, 200, 77]]], np.uint8),
    "one color": np.full((9, 11, 3), (255, 0, 128), np.uint8),
    "gray levels": np.repeat(np.arange(256, dtype=np.uint8)[:, None, None], 3, axis=2),
    "every other column": RNG.integers(0, 256, (8, 20, 3)).astype(np.uint8)[:, ::2],
}


def test_their_names_are_those_of_the_original() -> None:
    assert [*MOMENT_NAMES] == [
        *("r_rgb_mean", "r_rgb_std", "g_rgb_mean", "g_rgb_std", "b_rgb_mean", "b_rgb_std"),
        *("h_hsv_mean", "h_hsv_std", "s_hsv_mean", "s_hsv_std", "v_hsv_mean", "v_hsv_std"),
        *("l_lab_mean", "l_lab_std", "a_lab_mean", "a_lab_std", "b_lab_mean", "b_lab_std"),
    ]


@pytest.mark.parametrize("space", CONVERSIONS)
@pytest.mark.parametrize("name", PICTURES)
def test_each_is_the_mean_or_the_deviation_of_a_channel(name: str, space: str) -> None:
    rgb, conversion = np.ascontiguousarray(PICTURES[name]), CONVERSIONS[space]
    channels = rgb if conversion is None else cv2.cvtColor(rgb, conversion)
    found = dict(zip(MOMENT_NAMES, color_moments(PICTURES[name]).tolist(), strict=True))
    for channel, values in zip(space, channels.reshape(-1, 3).T.astype(float), strict=True):
        assert found[f"{channel}_{space}_mean"] == pytest.approx(values.mean(), abs=1e-9)
        assert found[f"{channel}_{space}_std"] == pytest.approx(values.std(), abs=1e-5)


@pytest.mark.parametrize("name", PICTURES)
def test_a_list_of_pixels_has_the_moments_of_their_picture(name: str) -> None:
    rgb = PICTURES[name]
    assert np.array_equal(color_moments(rgb), color_moments(rgb.reshape(-1, 3)))


def test_without_opencv_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("folkhue._utils.extras.find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"color moments .* pip install .folkhue\[fast\]"):
        color_moments(PICTURES["a pixel"])
