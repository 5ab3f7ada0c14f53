"""Palette tools, each in a process of its own; see rivals.py."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.growth import peak_memory
from benchmarks.rivals import TOOLS

HERE = Path(__file__).parent
OTHERS = HERE.parents[1] / ".venv-rivals/bin/python"
OURS = ("folkhue", "folkhue, accents", "decoding")
"""Tools that run in this environment; others run in that of scripts/benchmarks/rivals.txt."""

IN_NODE = {
    "Color Thief, JS": "``getPalette(path, { colorCount: k })``, of npm's colorthief.",
    "node-vibrant": "``Vibrant.from(path).getPalette()``, which has six colors at most.",
}
"""Tools of rivals.mjs → their calls."""

CALLS = {tool: call.__doc__ or "" for tool, call in TOOLS.items()} | IN_NODE
"""Tool → its call, of all tools."""


@dataclass(frozen=True, eq=False)
class Answer:
    """The palette that a tool returns for an image.

    Attributes
    ----------
    colors : ndarray of uint8, shape (n, 3)
        The most important first; empty if the tool failed.
    seconds : float
        Time from the path to the palette.
    error : str
        The exception that it raised; empty if there was none.
    """

    colors: NDArray[np.uint8]
    seconds: float
    error: str

    @classmethod
    def from_json(cls, answered: dict[str, Any]) -> Answer:
        """Take an answer of rivals.py."""
        colors = np.array(answered.get("colors", []), np.uint8).reshape(-1, 3)
        return cls(colors, answered.get("seconds", np.nan), answered.get("error", ""))


class Extractor:
    """A tool in a process of its own."""

    def __init__(self, tool: str) -> None:
        self.tool = tool
        if tool not in OURS and not OTHERS.is_file():
            sys.exit(f"{OTHERS} is missing: make .venv-rivals/.complete sets it up")
        python = sys.executable if tool in OURS else str(OTHERS)
        in_python, in_node = [python, "-P", f"{HERE}/rivals.py"], ["node", f"{HERE}/rivals.mjs"]
        self.process = subprocess.Popen(
            in_node if tool in IN_NODE else in_python,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def request(self, path: Path, colors: int) -> None:
        """Request the palette of an image; `answer` returns it."""
        assert self.process.stdin
        question = {"tool": self.tool, "path": str(path), "k": colors}
        with suppress(BrokenPipeError):  # `answer` reports that the process ended
            print(json.dumps(question), file=self.process.stdin, flush=True)

    def answer(self) -> Answer:
        """Wait for the palette that was requested."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        return Answer.from_json(json.loads(line or '{"error": "the process ended"}'))

    def palette(self, path: Path, colors: int) -> Answer:
        """Request a palette and wait for it."""
        self.request(path, colors)
        return self.answer()

    @property
    def peak(self) -> float:
        """Peak memory of the process, in megabytes."""
        return peak_memory(self.process.pid)

    def stop(self) -> None:
        """End the process."""
        with suppress(BrokenPipeError):
            self.process.communicate()


@contextmanager
def extractors(tools: Sequence[str], warm: Path) -> Iterator[dict[str, Extractor]]:
    """Start tools and warm them up with a photograph; stop them at the end."""
    with ExitStack() as stack:
        started = {}
        for tool in tools:
            started[tool] = extractor = Extractor(tool)
            stack.callback(extractor.stop)
            extractor.palette(warm, 6)
        yield started


def palettes_of(tools: Mapping[str, Extractor], path: Path, colors: int) -> dict[str, Answer]:
    """Request palettes of an image from all tools at once, without regard to time."""
    for extractor in tools.values():
        extractor.request(path, colors)
    return {tool: extractor.answer() for tool, extractor in tools.items()}
