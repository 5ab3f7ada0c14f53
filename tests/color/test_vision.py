"""Simulated color vision."""

import numpy as np
import pytest
from coloraide.everything import ColorAll as Color

from folkhue.color.notation import to_hex
from folkhue.color.vision import VISIONS, simulate


@pytest.mark.parametrize("vision", VISIONS)
def test_simulations_agree_with_coloraide(vision: str, rng: np.random.Generator) -> None:
    colors = rng.integers(0, 256, (300, 3), np.uint8)
    for rgb, seen in zip(colors.tolist(), simulate(colors, vision).tolist(), strict=True):
        filtered = Color(to_hex(rgb)).filter(vision, method="machado", out_space="srgb")
        expected = [255 * min(max(value, 0), 1) for value in filtered[:3]]
        assert seen == pytest.approx(expected, abs=0.5 + 1e-6)


@pytest.mark.parametrize("vision", VISIONS)
def test_grays_stay_as_they_are(vision: str) -> None:
    grays = np.arange(256, dtype=np.uint8)[:, None].repeat(3, 1)
    assert np.array_equal(simulate(grays, vision), grays)


@pytest.mark.parametrize(
    ("vision", "one", "other"),
    [
        ("protan", (255, 127, 14), (44, 160, 44)),
        ("deutan", (214, 39, 40), (44, 160, 44)),
        ("tritan", (0, 114, 178), (0, 158, 115)),
    ],
)
def test_each_brings_its_own_colors_closer(
    vision: str, one: tuple[int, ...], other: tuple[int, ...]
) -> None:
    pair = np.array([one, other], np.uint8)
    apart = {name: float(np.linalg.norm(np.ptp(simulate(pair, name), 0))) for name in VISIONS}
    assert min(apart, key=lambda name: apart[name]) == vision


def test_another_vision_is_an_error() -> None:
    with pytest.raises(ValueError, match="vision: expected protan or deutan or tritan, got 'mono'"):
        simulate(np.zeros(3, np.uint8), "mono")
