"""The classifiers of pictures/params.yaml, each with the grid of parameters to try."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from folkhue.learning.pictures.candidates import CANDIDATES, Candidate
from stages.pictures.params import Params


def candidates_of(params: Params) -> dict[str, Candidate]:
    """Return the classifiers to compare, by their names."""
    return {
        name: replace(CANDIDATES[name], grid={key: _tuples(grid[key]) for key in grid})
        for name, grid in params.search.models.items()
    }


def _tuples(values: list[Any]) -> list[Any]:
    """Make tuples of lists: scikit-learn wants sizes of layers so."""
    return [tuple(value) if isinstance(value, list) else value for value in values]
