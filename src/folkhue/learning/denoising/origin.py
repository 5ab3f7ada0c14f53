"""Where photographs come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Origin:
    """Where a photograph comes from, and how much it counts.

    Attributes
    ----------
    source : str
        Such as a shop or a collection, whose photographs are alike.
    weights : mapping of str to float
        Term → how much the photograph counts among those of this term, above 0. Without an
        entry: 1.
    """

    source: str = ""
    weights: Mapping[str, float] = field(default_factory=dict)


UNKNOWN = Origin()
"""The origin of a photograph that counts the same as all others."""
