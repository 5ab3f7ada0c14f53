"""Colors that look alike with another color vision."""

import numpy as np
import pytest

from folkhue.color.notation import parse_hex
from folkhue.palettes.confusable import ALIKE, APART
from folkhue.palettes.palette import Palette
from folkhue.table.color_table import default_table

SAFE = {
    "Okabe and Ito": "000000 e69f00 56b4e9 009e73 f0e442 0072b2 d55e00 cc79a7",
    "Tol's bright": "4477aa ee6677 228833 ccbb44 66ccee aa3377 bbbbbb",
    "Tol's vibrant": "ee7733 0077bb 33bbee ee3377 cc3311 009988 bbbbbb",
    "Tol's muted": "cc6677 332288 ddcc77 117733 88ccee 882255 44aa99 999933 aa4499 dddddd",
    "Tol's light": "77aadd ee8866 eedd88 ffaabb 99ddff 44bb99 bbcc33 aaaa00 dddddd",
    "IBM": "648fff 785ef0 dc267f fe6100 ffb000",
    "Petroff's six": "5790fc f89c20 e42536 964a8b 9c9ca1 7a21dd",
    "Petroff's ten": "3f90da ffa90e bd1f01 94a4a2 832db6 a96b59 e76300 b9ac70 717581 92dadd",
}
"""Published palettes for all kinds of color vision."""


def palette(codes: str) -> Palette:
    rgb = np.array([parse_hex(code) for code in codes.split()], np.uint8)
    return Palette.from_colors(rgb, np.ones(len(rgb)), default_table())


@pytest.mark.parametrize("name", SAFE)
def test_palettes_for_all_visions_get_no_warning(name: str) -> None:
    assert palette(SAFE[name]).confusable() == ()


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ("ff7f0e 2ca02c d62728", {("#ff7f0e", "#2ca02c"): {"protan": 1.6},
                                  ("#2ca02c", "#d62728"): {"deutan": 5.0}}),
        ("9c855c cc6b5c", {("#9c855c", "#cc6b5c"): {"protan": 5.8, "deutan": 2.8}}),
        ("5f9cd6 2ea9c1", {("#5f9cd6", "#2ea9c1"): {"tritan": 4.1}}),
        ("986d48 907162", {}),  # similar with any vision: 9.2, and 6.0 with tritan
        ("777777 787878 ffffff", {}),  # alike with any
        ("c8202c", {}),
    ],
)  # fmt: skip
def test_colors_that_look_alike(
    codes: str, expected: dict[tuple[str, str], dict[str, float]]
) -> None:
    found = palette(codes).confusable()
    told = {
        (each.one.hex, each.other.hex): {n: round(d, 1) for n, d in each.visions.items()}
        for each in found
    }
    assert told == expected
    assert all(each.distance >= APART > ALIKE > min(each.visions.values()) for each in found)


def test_every_pair_of_many_colors_is_checked(rng: np.random.Generator) -> None:
    rgb = np.unique(rng.integers(0, 256, (256, 3), np.uint8), axis=0)
    found = Palette.from_colors(rgb, np.ones(len(rgb)), default_table()).confusable()
    assert len({(each.one, each.other) for each in found}) == len(found) > 100
    assert Palette(()).confusable() == ()
