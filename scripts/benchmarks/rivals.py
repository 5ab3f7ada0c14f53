"""Make palettes with several packages, to compare them. Input and output are JSON lines.

A request is ``{"tool": "colorthief", "path": "photo.jpg", "k": 6}``. The answer has ``seconds``
from the path to the palette and ``colors``, the most important first, or the ``error`` that the
tool raised. This script runs in an environment that has the tool; folkhue is one of the tools.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from importlib import import_module
from typing import Any

Colors = list[tuple[int, ...]]


def folkhue(path: str, k: int) -> Colors:
    """``folkhue.palettes.palette.palette(path, k)``."""
    colors: Colors = import_module("folkhue.palettes.palette").palette(path, k).rgb.tolist()
    return colors


def folkhue_accents(path: str, k: int) -> Colors:
    """``folkhue.palettes.palette.palette(path, k, emphasis="accent")``."""
    make = import_module("folkhue.palettes.palette").palette
    colors: Colors = make(path, k, emphasis="accent").rgb.tolist()
    return colors


def decoding(path: str, k: int) -> Colors:
    """``folkhue.images.photo.read_photo(path)``, without a palette."""
    import_module("folkhue.images.photo").read_photo(path)
    return []


def extcolors(path: str, k: int) -> Colors:
    """``extcolors.extract_from_path(path, limit=k)``."""
    found, _ = import_module("extcolors").extract_from_path(path, limit=k)
    return [rgb for rgb, _ in found]


def colorthief(path: str, k: int) -> Colors:
    """``ColorThief(path).get_palette(k)``."""
    colors: Colors = import_module("colorthief").ColorThief(path).get_palette(k)
    return colors


def haishoku(path: str, k: int) -> Colors:
    """``Haishoku.getPalette(path)[:k]``, of eight."""
    found = import_module("haishoku.haishoku").Haishoku.getPalette(path)
    return [rgb for _, rgb in found][:k]


def pylette(path: str, k: int) -> Colors:
    """``extract_colors(path, palette_size=k)``, which is k-means in RGB."""
    found = import_module("pylette").extract_colors(path, palette_size=k)
    return [color.rgb for color in found.colors]


def pylette_oklab(path: str, k: int) -> Colors:
    """``extract_colors(path, palette_size=k, mode="OKLab")``."""
    found = import_module("pylette").extract_colors(path, palette_size=k, mode="OKLab")
    return [color.rgb for color in found.colors]


def modern_colorthief(path: str, k: int) -> Colors:
    """``modern_colorthief.get_palette(path, k)``."""
    colors: Colors = import_module("modern_colorthief").get_palette(path, k)
    return colors


TOOLS: dict[str, Callable[[str, int], Colors]] = {
    "folkhue": folkhue,
    "folkhue, accents": folkhue_accents,
    "decoding": decoding,
    "extcolors": extcolors,
    "colorthief": colorthief,
    "haishoku": haishoku,
    "Pylette": pylette,
    "Pylette, OKLab": pylette_oklab,
    "modern_colorthief": modern_colorthief,
}
"""Name → function from a path and a number to colors; its docstring is the call."""


def answer(tool: str, path: str, k: int) -> dict[str, Any]:
    """Make a palette with a tool, and time it."""
    start = time.perf_counter()
    try:
        colors = TOOLS[tool](path, k)
    except BaseException as error:  # panics of Rust are no Exceptions
        return {"error": f"{type(error).__name__}: {error}"}
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "colors": [[int(value) for value in rgb] for rgb in colors]}


def main() -> None:
    """Answer requests until the input ends."""
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        with redirect_stdout(sys.stderr):
            answered = answer(**json.loads(line))
        print(json.dumps(answered), flush=True)


if __name__ == "__main__":
    main()
