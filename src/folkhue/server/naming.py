"""Names of single colors, as JSON types."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue.color.notation import to_hex
from folkhue.color.vocabulary import UNNAMED, UNNAMED_NAME
from folkhue.palettes.modifiers import describe
from folkhue.table.color_table import ColorTable

_MAX_NEIGHBORS = 3
_MIN_PROBABILITY = 0.01  # a less probable name is not listed as a neighbor


def parse_color(color: str | list[int]) -> list[int]:
    """Parse a color: ``#rrggbb``, ``#rgb`` or three numbers.

    Examples
    --------
    >>> parse_color("#fd0")
    [255, 221, 0]
    """
    if not isinstance(color, str):
        return color
    digits = color.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    return list(bytes.fromhex(digits))


def name_colors(rgb: NDArray[np.uint8], table: ColorTable) -> list[dict[str, Any]]:
    """Name colors, and list other names that are probable.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (n, 3)
    table : ColorTable

    Returns
    -------
    list of dict
        Of each color; see `folkhue.server.schemas.Named`.
    """
    names = [
        table.terms[index] if index != UNNAMED else UNNAMED_NAME
        for index in table.predict(rgb).tolist()
    ]
    rows = zip(
        rgb.tolist(),
        names,
        table.confidence(rgb).tolist(),
        describe(rgb, names, table),
        table.probabilities()[table.bins(rgb)],
        strict=True,
    )
    return [
        {
            "hex": to_hex(color),
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
        {"name": table.terms[index], "probability": round(float(probabilities[index]), 4)}
        for index in ranked
        if table.terms[index] != name and probabilities[index] >= _MIN_PROBABILITY
    ]
    return others[:_MAX_NEIGHBORS]


def list_terms(name: str, table: ColorTable) -> dict[str, Any]:
    """List the terms of a table and their swatches.

    Parameters
    ----------
    name : str
        Of the table.
    table : ColorTable
    """
    pairs = zip(table.terms, table.swatches, strict=True)
    terms = [{"name": term, "hex": to_hex(rgb), "rgb": list(rgb)} for term, rgb in pairs]
    return {"table": name, "terms": terms}
