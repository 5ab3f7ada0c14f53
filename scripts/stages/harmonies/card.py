"""The card of a model of harmonies: what it was trained on, how, and how good it is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from folkhue.learning.harmonies.training import Recipe
from stages.harmonies.params import Params

TEXT = """# Harmonies

A model that completes palettes, and tells how well the colors of one go together.

**Training data.** {train:,} palettes of {files}, with the words that people gave them, where there
are some. {aside:,} others were kept aside; no training palette shares four of five colors with one
of them.

**Training.** Each color of a palette is predicted from the others, as one of the bins of CIELAB
that are 16 wide in 8 bits. {layers} layers of attention, each {width} wide, read the colors as a
set. {epochs} epochs, seed {seed}. Weights are rounded to 8 bits: {size:.0f} kB.

**Evaluation.** Of each palette kept aside, each color is hidden in turn. Right among the first
guesses, %:

| | 1 | 3 | 5 | 10 |
|---|---:|---:|---:|---:|
{scores}

The mean chroma of first suggestions is {first:.2f} times that of the hidden colors; that of the
first ten is {chroma:.2f} times it.

**Limitations.** People shared these palettes on the web, mostly of five colors, with English
words. That colors are often seen together does not mean that everybody can tell them apart, or
read one on the other.
"""


def model_card(metrics: Mapping[str, Any], recipe: Recipe, params: Params) -> str:
    """Describe a model in Markdown."""
    scores, numbers = metrics["scores"], metrics["palettes"]
    return TEXT.format(
        train=numbers["train"],
        aside=numbers["validation"],
        files=" and ".join(f"`{Path(file).name}`" for file in params.data.files),
        layers=recipe.shape.layers,
        width=recipe.shape.width,
        epochs=recipe.epochs,
        seed=params.seed,
        size=metrics["size"] / 1000,
        scores="\n".join(_row(name, each) for name, each in scores.items()),
        first=scores["suggestions"]["chroma_first"],
        chroma=scores["suggestions"]["chroma"],
    )


def _row(name: str, scores: Mapping[str, float]) -> str:
    return (
        f"| {name} | " + " | ".join(f"{100 * scores[f'top_{n}']:.1f}" for n in (1, 3, 5, 10)) + " |"
    )
