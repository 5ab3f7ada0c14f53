"""Designs with masked colors, and guesses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from folkhue.errors import TrainingError
from folkhue.harmonies.model import load_harmony_model
from folkhue.harmonies.network import PaletteNetwork
from folkhue.learning.harmonies.designs import Guesser, masked_once, parse_designs


def network() -> PaletteNetwork:
    """Return the shipped one, for three segments."""
    shipped = load_harmony_model().network
    segments = {
        name: np.repeat(shipped.weights[name], 3, axis=0)
        for name in ("segments", "queries", "prior")
    }
    return replace(shipped, weights={**shipped.weights, **segments})


@pytest.mark.parametrize(
    ("line", "design"),
    [
        ("8_7_8 6_7_8 ; ; 15_8_8", ((2168, 1656), (), (3976,))),
        ('"8_7_8 ; [MASK] ;"', ((2168,), (-1,), ())),
        ('" ; [mask] 0_0_0"\n', ((), (-1, 0))),
        ("15_15_15", ((4095,),)),
    ],
)
def test_lines_are_parsed(line: str, design: tuple[tuple[int, ...], ...]) -> None:
    assert [*parse_designs(["", line, '""'])] == [design]


@pytest.mark.parametrize(
    "line", ["8_7", "8_7_16", "a ; b", "1_1_1 ; ; ; 2_2_2", ";;", "[MASK]_1", "1_1_1 " * 61]
)
def test_other_lines_are_refused_by_number(line: str) -> None:
    with pytest.raises(TrainingError, match=r"^line 2: expected"):
        [*parse_designs(["1_1_1", line])]


def test_ten_different_words_are_guessed_for_each_design() -> None:
    lines = ["8_7_8 [MASK] ; 1_8_8 ; 15_8_8", "[MASK]", "15_8_8 ; 0_15_0 ; [MASK] [MASK]"]
    designs = [*parse_designs(lines)]
    together = [*Guesser(network()).guesses(designs)]
    assert [len({*words}) for words in together] == [10, 10, 10]
    for design, words in zip(designs, together, strict=True):
        assert [*Guesser(network()).guesses([design])] == [words]
    with pytest.raises(TrainingError, match="one has none"):
        [*Guesser(network()).guesses([((5,),)])]


def test_each_color_is_masked_once() -> None:
    assert [*masked_once(((1, 2), (), (3,)))] == [
        (1, ((-1, 2), (), (3,))),
        (2, ((1, -1), (), (3,))),
        (3, ((1, 2), (), (-1,))),
    ]
