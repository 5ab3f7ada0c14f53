"""What is known of a table, and what it says of colors."""

from __future__ import annotations

import re
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue.color.vocabulary import UNNAMED, UNNAMED_NAME
from folkhue.palettes.modifiers import describe
from folkhue.palettes.palette import hex_of
from folkhue.table.color_table import SHIPPED, ColorTable

_NEIGHBORS = 3
_RARELY = 0.01  # probability below which a name is no neighbor


def described(name: str, table: ColorTable) -> dict[str, Any]:
    """Tell how, and on what, a table was trained, and how well it does."""
    card = _card(name)
    rows = dict(re.findall(r"^\| (.+?) \| ([\d.,]+(?: \([\d.]+–[\d.]+\))?) \|$", card or "", re.M))
    photographs: dict[str, str] = {}
    scores: dict[str, str] = {}
    for what, value in rows.items():
        (scores if "(" in value else photographs)[what] = value
    commit = re.search(r"commit ([0-9a-f]{7,40}) of (\d{4}-\d\d-\d\d)", card or "")
    return {
        "table": name,
        "version": version("folkhue"),
        "license": "MIT",
        "terms": list(table.terms),
        "training": table.metadata,
        "commit": commit[1] if commit else None,
        "trained": commit[2] if commit else None,
        "learned_from": [
            {"kind": kind, "photographs": int(number.replace(",", ""))}
            for kind, number in photographs.items()
            if kind not in table.terms
        ],
        "measured": [_score(what, value) for what, value in scores.items()],
        "card": card,
    }


def _card(name: str) -> str | None:
    if name not in SHIPPED:
        return None
    return (files("folkhue") / "data" / f"{name}.md").read_text("utf-8")


def _score(what: str, value: str) -> dict[str, Any]:
    percent, low, high = map(float, re.findall(r"[\d.]+", value))
    return {"on": what, "percent": percent, "low": low, "high": high}


def terms(name: str, table: ColorTable) -> dict[str, Any]:
    """List the names of a table, and what stands for them."""
    pairs = zip(table.terms, table.swatches, strict=True)
    listed = [{"name": term, "hex": hex_of(rgb), "rgb": list(rgb)} for term, rgb in pairs]
    return {"table": name, "terms": listed}


def parsed(color: str | list[int]) -> list[int]:
    """Read a color as it is written: ``#rrggbb``, ``#rgb``, or three numbers."""
    if not isinstance(color, str):
        return color
    digits = color.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    return list(bytes.fromhex(digits))


def named(rgb: NDArray[np.uint8], table: ColorTable) -> list[dict[str, Any]]:
    """Name colors, uint8 (n, 3), and tell what else people call them."""
    index = table.predict(rgb)
    names = [table.terms[i] if i != UNNAMED else UNNAMED_NAME for i in index.tolist()]
    probable = table.probabilities()[table.bins(rgb)]
    rows = zip(
        rgb.tolist(),
        names,
        table.confidence(rgb).tolist(),
        describe(rgb, names, table),
        probable,
        strict=True,
    )
    return [
        {
            "hex": hex_of(color),
            "rgb": color,
            "name": name,
            "confidence": round(confidence, 4),
            "description": description,
            "neighbors": _neighbors(name, probabilities, table),
        }
        for color, name, confidence, description, probabilities in rows
    ]


def _neighbors(
    name: str, probabilities: NDArray[np.float32], table: ColorTable
) -> list[dict[str, Any]]:
    ranked = np.argsort(-probabilities, kind="stable")
    others = [
        {"name": table.terms[i], "probability": round(float(probabilities[i]), 4)}
        for i in ranked
        if table.terms[i] != name and probabilities[i] >= _RARELY
    ]
    return others[:_NEIGHBORS]
