"""Charts drawn with matplotlib, as files that do not depend on its version or on a display."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def pyplot() -> Any:
    """Import matplotlib's pyplot with the backend that draws to files."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    return plt


def write_figure(figure: Any, path: Path) -> None:
    """Write a figure to a PNG file, and close it."""
    # Without the software's version in it, the same figure gives the same file.
    figure.savefig(path, format="png", dpi=110, metadata={"Software": None})
    pyplot().close(figure)
