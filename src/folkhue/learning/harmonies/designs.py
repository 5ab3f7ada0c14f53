"""Designs of several palettes, as the words of the paper on multi-palette color recommendation.

A line is a design: the colors of its pictures, shapes and texts, separated by semicolons. A color
is a bin of CIELAB, such as ``8_7_8``; ``[MASK]`` is one that is to be guessed.

References
----------
Q. Qiu, X. Wang, M. Otani, Y. Iwazaki, "Color Recommendation for Vector Graphic Documents based on
Multi-Palette Representation", WACV 2023.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkhue.errors import TrainingError
from folkhue.harmonies.bins import SIDE, bin_centers, bin_codes
from folkhue.harmonies.network import PaletteNetwork, Questions

MASK = "[MASK]"
"""Stands for a color that is to be guessed."""

SEGMENTS = 3
"""Pictures, shapes and texts."""

MAX_COLORS = 60
"""Colors of a design."""

_MASKED = -1
_WORD = re.compile(r"(\d{1,2})_(\d{1,2})_(\d{1,2})")
_ROWS = 256  # that are guessed at once

Design = tuple[tuple[int, ...], ...]
"""In each segment, the codes of its colors; -1 for one that is masked."""


def parse_designs(lines: Iterable[str]) -> Iterator[Design]:
    """Parse lines, with or without quotes; blank ones are left out.

    Raises
    ------
    TrainingError
        If a line has other words, more segments, or no color; the message tells its number.
    """
    for number, line in enumerate(lines, 1):
        text = line.strip().strip('"').strip()
        if not text:
            continue
        try:
            yield _parsed(text)
        except ValueError as error:
            raise TrainingError(f"line {number}: {error}") from error


def _parsed(text: str) -> Design:
    parts = text.split(";")
    if len(parts) > SEGMENTS:
        raise ValueError(f"expected at most {SEGMENTS} segments, got {len(parts)}")
    design = tuple(tuple(map(_code, part.split())) for part in parts)
    if not 1 <= sum(map(len, design)) <= MAX_COLORS:
        raise ValueError(f"expected 1 to {MAX_COLORS} colors, got {sum(map(len, design))}")
    return design


def _code(word: str) -> int:
    if word.upper() == MASK:
        return _MASKED
    found = _WORD.fullmatch(word)
    places = [int(place) for place in found.groups()] if found else [SIDE]
    if max(places) >= SIDE:
        raise ValueError(f"expected words such as 8_7_8, or {MASK}, got {word[:20]!r}")
    return int(bin_codes(places))


@dataclass(frozen=True)
class Guesser:
    """Guesses the masked colors of designs.

    Attributes
    ----------
    network : PaletteNetwork
        Of three segments.
    """

    network: PaletteNetwork

    def guesses(self, designs: Sequence[Design], number: int = 10) -> Iterator[list[str]]:
        """Yield the most probable words for the first masked color of each design.

        Raises
        ------
        TrainingError
            If a design has none.
        """
        words = ["_".join(map(str, places)) for places in self.network.bins.tolist()]
        for start in range(0, len(designs), _ROWS):
            likely = self._likely(designs[start : start + _ROWS])
            for row in np.argsort(-likely, axis=1, kind="stable")[:, :number]:
                yield [words[place] for place in row]

    def _likely(self, designs: Sequence[Design]) -> NDArray[np.float64]:
        length = max(sum(map(len, design)) for design in designs)
        codes = np.full((len(designs), length), _MASKED)
        segments, wanted = np.zeros_like(codes), np.zeros((len(designs), 1), np.int64)
        for row, design in enumerate(designs):
            flat = [(code, place) for place, part in enumerate(design) for code in part]
            codes[row, : len(flat)], segments[row, : len(flat)] = zip(*flat, strict=True)
            masked = [place for code, place in flat if code == _MASKED]
            if not masked:
                raise TrainingError(f"expected {MASK} in each design; one has none")
            wanted[row] = masked[0]
        places = np.stack(np.unravel_index(codes.clip(0), (SIDE,) * 3), axis=-1)
        seen = (codes != _MASKED)[:, None]
        questions = Questions(bin_centers(places), segments, seen, wanted)
        return self.network.log_probabilities(questions)[:, 0]


def masked_once(design: Design) -> Iterator[tuple[int, Design]]:
    """Yield the design with each of its colors masked, and the code of that color."""
    for segment, part in enumerate(design):
        for place, code in enumerate(part):
            hidden = (*part[:place], _MASKED, *part[place + 1 :])
            yield code, (*design[:segment], hidden, *design[segment + 1 :])
