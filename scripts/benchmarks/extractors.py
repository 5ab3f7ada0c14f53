"""Tools that give palettes, each in a process of its own; see rivals.py."""

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

HERE = Path(__file__).parent
OTHERS = HERE.parent / ".venv-rivals/bin/python"
OURS = ("folkhue", "decoding")
"""What runs in this environment; everything else in that of scripts/benchmarks/rivals.txt."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What a tool gives for an image.

    Attributes
    ----------
    colors : ndarray of uint8, shape (n, 3)
        The most important first; none if it failed.
    seconds : float
        From the path to the palette.
    error : str
        What it raised, if it did.
    """

    colors: NDArray[np.uint8]
    seconds: float
    error: str

    @classmethod
    def of(cls, answered: dict[str, Any]) -> Answer:
        """Read an answer of rivals.py."""
        colors = np.array(answered.get("colors", []), np.uint8).reshape(-1, 3)
        return cls(colors, answered.get("seconds", np.nan), answered.get("error", ""))


class Extractor:
    """A tool that waits for images in a process of its own."""

    def __init__(self, tool: str) -> None:
        self.tool = tool
        python = sys.executable if tool in OURS else str(OTHERS)
        if not Path(python).is_file():
            sys.exit(f"{python} is missing: make .venv-rivals/.complete sets it up")
        self.process = subprocess.Popen(
            [python, "-P", str(HERE / "rivals.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def ask(self, path: Path, colors: int) -> None:
        """Ask for the palette of an image; it is given by `answer`."""
        assert self.process.stdin
        question = {"tool": self.tool, "path": str(path), "k": colors}
        with suppress(BrokenPipeError):  # that it has ended is its answer
            print(json.dumps(question), file=self.process.stdin, flush=True)

    def answer(self) -> Answer:
        """Wait for what was asked for."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        return Answer.of(json.loads(line or '{"error": "the process ended"}'))

    def palette(self, path: Path, colors: int) -> Answer:
        """Ask and wait."""
        self.ask(path, colors)
        return self.answer()

    @property
    def peak(self) -> float:
        """The most memory that it has had so far, in megabytes."""
        return peak_memory(self.process.pid)

    def stop(self) -> None:
        """End the process."""
        with suppress(BrokenPipeError):
            self.process.communicate()


@contextmanager
def extractors(tools: Sequence[str], warm: Path) -> Iterator[dict[str, Extractor]]:
    """Start tools, let each give a palette of a photograph once, and end them afterwards."""
    with ExitStack() as open_till_the_end:
        started = {}
        for tool in tools:
            started[tool] = extractor = Extractor(tool)
            open_till_the_end.callback(extractor.stop)
            extractor.palette(warm, 6)
        yield started


def palettes_of(tools: Mapping[str, Extractor], path: Path, colors: int) -> dict[str, Answer]:
    """Ask all tools at the same time, where time does not matter."""
    for extractor in tools.values():
        extractor.ask(path, colors)
    return {tool: extractor.answer() for tool, extractor in tools.items()}
