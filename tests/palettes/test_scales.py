"""Shade scales from 50 to 950."""

import numpy as np
import pytest

from folkhue.color.spaces import to_oklch
from folkhue.palettes.scales import STEPS, shade_scale, shade_scales

VALUES = np.arange(0, 256, 15, np.uint8)
GRID = np.stack(np.meshgrid(VALUES, VALUES, VALUES), axis=-1).reshape(-1, 3)


def test_shades_get_darker_and_differ_for_colors_everywhere() -> None:
    shades, own = shade_scales(GRID)
    lightness, chroma, _ = np.moveaxis(to_oklch(shades), -1, 0)
    assert np.diff(lightness).max() < -0.01
    assert shades[np.arange(len(GRID)), own].tolist() == GRID.tolist()
    assert (chroma - to_oklch(GRID)[:, 1:2]).max() < 0.005


def test_shades_keep_the_hue() -> None:
    shades, _ = shade_scales(GRID)
    _, chroma, hue = np.moveaxis(to_oklch(shades), -1, 0)
    turned = (hue - to_oklch(GRID)[:, 2:] + 180) % 360 - 180
    assert np.abs(turned[chroma > 0.05]).max() < 3


def test_shades_of_grays_are_grays() -> None:
    grays = np.arange(256).repeat(3).reshape(-1, 3)
    shades, _ = shade_scales(grays)
    assert (shades == shades[..., :1]).all()


@pytest.mark.parametrize(
    ("rgb", "own", "lightest", "darkest"),
    [
        ((255, 255, 255), 50, (255, 255, 255), (34, 34, 34)),
        ((0, 0, 0), 950, (247, 247, 247), (0, 0, 0)),
        ((210, 66, 51), 600, (254, 244, 242), (71, 1, 0)),
        ((0, 0, 255), 700, (243, 247, 255), (0, 16, 102)),
        ((255, 255, 0), 50, (255, 255, 0), (36, 36, 0)),
    ],
)
def test_scales_of_known_colors(
    rgb: tuple[int, int, int], own: int, lightest: tuple[int, ...], darkest: tuple[int, ...]
) -> None:
    scale = shade_scale(rgb)
    assert tuple(scale.colors) == STEPS
    assert (scale.own, scale.colors[own]) == (own, rgb)
    assert (scale.colors[50], scale.colors[950]) == (lightest, darkest)


def test_no_colors_have_no_shades() -> None:
    assert shade_scales(np.empty((0, 3)))[0].shape == (0, len(STEPS), 3)
