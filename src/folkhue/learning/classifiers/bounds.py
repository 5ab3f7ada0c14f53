"""Ranges of the numbers among a classifier's options.

scikit-learn checks types and signs, but accepts a hundred billion trees, and fits until memory
or patience ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from folkhue._utils.text import short_repr
from folkhue.errors import ParamsError

SMALLEST, LARGEST = 1e-12, 1e9
"""Of all numbers but 0, with either sign, whose key is not in `BOUNDS`."""

MAX_ITEMS = 100
"""Items of a list or mapping."""

MAX_LAYERS = 10

BOUNDS: Mapping[str, tuple[float, float]] = {
    "C": (1e-9, 1e9),
    "alpha": (0, 1e6),
    "batch_size": (1, 1_000_000),
    "bins": (2, 64),
    "blur": (0.01, 64),
    "cache_size": (1, 10_000),
    "coef0": (-1e6, 1e6),
    "degree": (0, 20),
    "eta0": (0, 1e6),
    "gamma": (1e-9, 1e9),
    "hidden_layer_sizes": (1, 1_000),
    "learning_rate": (1e-9, 1e3),
    "learning_rate_init": (1e-9, 1e3),
    "leaf_size": (1, 1_000_000),
    "max_bins": (2, 255),
    "max_depth": (1, 1_000),
    "max_fun": (1, 1_000_000),
    "max_iter": (1, 100_000),
    "max_leaf_nodes": (2, 1_000_000),
    "max_pixels": (1, 100_000_000),
    "n_estimators": (1, 100_000),
    "n_iter_no_change": (1, 100_000),
    "n_jobs": (-1_024, 1_024),
    "n_neighbors": (1, 1_000_000),
    "p": (1, 100),
    "power_t": (-100, 100),
    "random_state": (0, 2**32 - 1),
    "spread": (0, 1),
    "var_smoothing": (0, 1e6),
    "verbose": (0, 100),
}
"""Key → the lowest and the highest number allowed, which may be the item of a list."""


def check_bounds(where: str, options: Mapping[str, Any]) -> None:
    """Check that every number among a classifier's options is in its range.

    Parameters
    ----------
    where : str
        The key of params.yaml that holds the options.
    options : mapping

    Raises
    ------
    ParamsError
        If one is not; the message names the key and the range.
    """
    for key, value in options.items():
        place = f"{where}.{key}"
        if key == "hidden_layer_sizes" and isinstance(value, list) and len(value) > MAX_LAYERS:
            raise ParamsError(f"{place}: expected at most {MAX_LAYERS} layers, got {len(value)}")
        for number in _items(place, value):
            _check(place, number, BOUNDS.get(key))


def _items(place: str, value: Any) -> list[Any]:
    """List the items of a list or mapping, or a value alone."""
    parts = value if isinstance(value, list | tuple) else [value]
    parts = [*value.values()] if isinstance(value, Mapping) else parts
    if len(parts) > MAX_ITEMS:
        raise ParamsError(f"{place}: expected at most {MAX_ITEMS} items, got {len(parts)}")
    return list(parts)


def _check(place: str, value: Any, bounds: tuple[float, float] | None) -> None:
    low, high = bounds or (-LARGEST, LARGEST)
    if isinstance(value, bool):
        right = bounds is None  # else it would count as 0 or 1
    elif isinstance(value, int | float):
        right = low <= value <= high and (bounds is not None or not 0 < abs(value) < SMALLEST)
    else:
        right = True
    if not right:
        raise ParamsError(
            f"{place}: expected a number from {low:,.15g} to {high:,.15g}, got {short_repr(value)}"
        )
