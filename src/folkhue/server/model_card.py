"""What a color table's model card says, as JSON types."""

from __future__ import annotations

import re
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from folkhue.table.color_table import SHIPPED, ColorTable

_SOURCE = re.compile(r"^\| ([^|]+) \| ([\d,]+) \|$", re.M)
_SCORE = re.compile(r"^\| ([^|]+) \| [^|]+ \| [\d.]+ \| ([\d.]+) \(([\d.]+)–([\d.]+)\) \|$", re.M)
_COMMIT = re.compile(r"commit ([0-9a-f]{7,40}) of (\d{4}-\d\d-\d\d)")


def describe_model(name: str, table: ColorTable) -> dict[str, Any]:
    """Describe how, and on what, a table was trained, and how accurate it is.

    Parameters
    ----------
    name : str
        Of a table in the package, or the path of another, which has no card.
    table : ColorTable

    Returns
    -------
    dict
        See `folkhue.server.schemas.Model`.
    """
    card = _card(name)
    commit = _COMMIT.search(card or "")
    return {
        "table": name,
        "version": version("folkhue"),
        "license": "MIT",
        "terms": list(table.terms),
        "training": table.metadata,
        "commit": commit[1] if commit else None,
        "trained": commit[2] if commit else None,
        "learned_from": [
            {"kind": what, "photographs": int(value.replace(",", ""))}
            for what, value in _SOURCE.findall(card or "")
        ],
        "measured": [
            {"on": what, "percent": float(percent), "low": float(low), "high": float(high)}
            for what, percent, low, high in _SCORE.findall(card or "")
        ],
        "card": card,
    }


def _card(name: str) -> str | None:
    if name not in SHIPPED:
        return None
    return (files("folkhue") / "data" / f"{name}.md").read_text("utf-8")
