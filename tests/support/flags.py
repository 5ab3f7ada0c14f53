"""A folder of photographs whose shares of colors are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

RED, WHITE, BLUE = (214, 39, 40), (250, 250, 250), (40, 96, 214)
FLAGS = {
    "a/red.png": (10, 0, 0),
    "a/reddish.png": (8, 2, 0),
    "b/thirds.png": (4, 3, 3),
    "b/white.png": (0, 10, 0),
    "blue.png": (0, 1, 9),
}
"""Photographs, and how many of ten rows are red, white and blue."""


def make_flags(folder: Path) -> Path:
    """Fill a folder with flags, a transparent image and a web page."""
    for name, rows in FLAGS.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        colors = np.repeat(np.array([RED, WHITE, BLUE], np.uint8), rows, axis=0)
        Image.fromarray(np.repeat(colors[:, None], 6, axis=1)).save(folder / name)
    Image.fromarray(np.zeros((4, 4, 4), np.uint8)).save(folder / "glass.png")
    (folder / "page.jpg").write_text("<html>404</html>")
    return folder
