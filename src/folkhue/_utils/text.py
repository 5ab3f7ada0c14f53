"""Numbers and names as people read them."""

from __future__ import annotations


def percent(share: float) -> str:
    """Write a share as people read it: "62 %", "0.4 %", "< 0.1 %"."""
    if 0 < share < 0.001:
        return "< 0.1 %"
    return f"{100 * share:.1f} %" if share < 0.0095 else f"{100 * share:.0f} %"
