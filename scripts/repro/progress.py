"""What a run of DVC does, how far it is, and how long it will take."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

TYPICAL_SECONDS = 1.0
"""How long a stage takes of which nothing is known."""

SECONDS = {
    "denoise": 4.0,
    "train@blend": 6.0,
    "train@forest": 5.0,
    "train@mlp": 3.0,
    "evaluate@knn": 2.5,
    "evaluate@svm": 4.0,
    "baseline": 7.0,
    "fit": 6.0,
    "compile": 12.0,
    "recolor": 2.5,
    "agreement": 2.5,
    "report": 4.0,
    "pictures/dvc.yaml:features": 4.0,
    "pictures/dvc.yaml:explore": 7.0,
    "pictures/dvc.yaml:search@boosting": 25.0,
    "pictures/dvc.yaml:search@forest": 8.0,
    "pictures/dvc.yaml:search@mlp": 6.0,
    "pictures/dvc.yaml:search@distilled": 25.0,
    "pictures/dvc.yaml:evaluate": 18.0,
    "pictures/dvc.yaml:report": 3.0,
    "harmonies/dvc.yaml:train@attention": 30.0,
    "harmonies/dvc.yaml:train@lstm": 30.0,
    "harmonies/dvc.yaml:evaluate": 10.0,
}
"""How long stages take on two cores, until this machine has run them."""

_RUNNING = re.compile(r"Running stage '(.+)':")
_NOISE = re.compile(r"> scripts/stage |Updating lock file|$")
_SKIPPED = re.compile(r"Stage '(.+)' (?:didn't change|is cached)")


@dataclass
class Progress:
    """The stages that a run has met so far, of all stages.

    Attributes
    ----------
    stages : mapping of str to str
        Name of every stage in dvc.yaml → what it does.
    known : dict of str to float
        Stage → seconds that it took the last time.
    """

    stages: Mapping[str, str]
    known: dict[str, float]
    clock: Callable[[], float] = time.monotonic
    met: set[str] = field(default_factory=set)
    took: dict[str, float] = field(default_factory=dict)
    _running: str = ""
    _since: float = 0.0

    def line(self, printed: str) -> str | None:
        """Follow a line that DVC prints; return what to show instead, None for nothing.

        The start of a stage tells how far the run is; what DVC does for itself is left out.
        """
        if skipped := _SKIPPED.match(printed):
            self.met.add(skipped[1])
        if running := _RUNNING.match(printed):
            self.start(running[1])
            return f"Running stage '{running[1]}' ({self.place()}): {self.stages[running[1]]}"
        return None if _NOISE.match(printed) else printed

    def start(self, stage: str) -> None:
        """Note that a stage begins, and so how long the one before took."""
        self.stop()
        self._running, self._since = stage, self.clock()
        self.met.add(stage)

    def stop(self) -> None:
        """Note how long the stage that is running took."""
        if self._running:
            self.took[self._running] = self.clock() - self._since
        self._running = ""

    def place(self) -> str:
        """Say which stage this is, of how many, and how long the run may still take."""
        return f"{len(self.met)} of {len(self.stages)}, about {duration(self.remaining())} left"

    def remaining(self) -> float:
        """Estimate how many seconds this and all further stages take if none is skipped."""
        ahead = self.stages.keys() - self.met | {self._running}
        return self.pace() * sum(map(self.expected, ahead))

    def pace(self) -> float:
        """Return how much longer the stages of this run took than expected."""
        expected = sum(map(self.expected, self.took))
        return sum(self.took.values()) / expected if expected else 1.0

    def expected(self, stage: str) -> float:
        """Return how many seconds a stage takes, by what is known."""
        return self.known.get(stage, SECONDS.get(stage, TYPICAL_SECONDS))


def duration(seconds: float) -> str:
    """Write a duration, such as ``1 min 20 s``.

    >>> duration(3.2), duration(83), duration(7200)
    ('3 s', '1 min 23 s', '2 h 0 min')
    """
    whole = max(round(seconds), 1)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def read_durations(path: Path) -> dict[str, float]:
    """Read how long stages took; nothing if the file is not there or damaged."""
    try:
        return {str(name): float(took) for name, took in json.loads(path.read_text()).items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
