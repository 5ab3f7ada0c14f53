"""How long stages take: what they took here the last time, or what they typically take."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from statistics import fmean
from typing import Any

from folkhue._utils.atomic import atomic_write

PHOTO_LIST, PICTURE_LIST = Path("data/photos.csv"), Path("data/pictures/photos.csv")

DURATIONS = Path(".dvc/tmp/folkhue-durations.json")
"""Stage, as DVC names it → seconds that it took here the last time."""

TYPICAL = Path(__file__).with_name("typical_durations.json")
"""The same on another machine, and how many photographs are listed there, by stage."""

PER_PHOTO = {
    **dict.fromkeys(("download", "denoise", "held_out", "sample", "baseline"), PHOTO_LIST),
    **dict.fromkeys(("pictures/dvc.yaml:download", "pictures/dvc.yaml:features"), PICTURE_LIST),
}
"""Stages whose time grows with the number of photographs → where these are listed."""

SHORTEST = 1.0
"""Seconds that any stage takes; also one of which nothing is known."""

DOUBT = 10.0
"""Seconds of stages by which two machines are compared only in part, as chance decides as much."""


@dataclass(frozen=True)
class Durations:
    """What is known of the time that stages take.

    Attributes
    ----------
    known : mapping of str to float
        Stage → seconds that it took here.
    typical : mapping of str to float
        Stage → seconds that it takes elsewhere.
    growth : mapping of str to float
        Stage → how many times as many photographs there are here.
    """

    known: Mapping[str, float]
    typical: Mapping[str, float]
    growth: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def read(cls, known: Path = DURATIONS) -> Durations:
        """Read what is known here, and what is typical."""
        typical = read_json(TYPICAL)
        growth = growths(typical["photographs"], listed())
        return cls(seconds(read_json(known)), typical["seconds"], growth)

    def expected(self, stage: str) -> float:
        """Return how many seconds a stage takes, by what is known."""
        if stage in self.known:
            return self.known[stage]
        return self._slowness * self._elsewhere(stage)

    def with_took(self, took: Mapping[str, float]) -> Durations:
        """Add what stages took in a run."""
        return Durations({**self.known, **took}, self.typical, self.growth)

    def write(self, path: Path = DURATIONS) -> None:
        """Keep what is known here for the next run."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as temporary:
            temporary.write_text(json.dumps(dict(self.known)))

    @cached_property
    def _slowness(self) -> float:
        """How much longer stages take here than elsewhere."""
        both = self.known.keys() & self.typical
        took = {stage: self.known[stage] for stage in both}
        return ratio(took, {stage: self._elsewhere(stage) for stage in both})

    def _elsewhere(self, stage: str) -> float:
        """Return what a stage takes elsewhere with as many photographs as here."""
        group, _, member = stage.partition("@")
        alike = [took for name, took in self.typical.items() if name.startswith(f"{group}@")]
        other = fmean(alike) if member and alike else SHORTEST
        took = self.typical.get(stage, other) * self.growth.get(stage, 1.0)
        return max(took, SHORTEST)


def ratio(took: Mapping[str, float], expected: Mapping[str, float]) -> float:
    """Compare what stages took with what was expected; few seconds say little.

    >>> ratio({}, {}), ratio({"train": 50}, {"train": 20})
    (1.0, 2.0)
    """
    return (DOUBT + sum(took.values())) / (DOUBT + sum(expected.values()))


def seconds(content: Any) -> dict[str, float]:
    """Take numbers by name; nothing of what is damaged."""
    try:
        return {str(name): float(took) for name, took in content.items()}
    except (AttributeError, TypeError, ValueError):
        return {}


def listed() -> dict[str, int]:
    """Count the photographs that are listed here for each of the stages of `PER_PHOTO`."""
    numbers = {path: _rows(path) for path in {*PER_PHOTO.values()} if path.is_file()}
    return {stage: numbers[path] for stage, path in PER_PHOTO.items() if path in numbers}


def growths(there: Mapping[str, int], here: Mapping[str, int]) -> dict[str, float]:
    """Compare numbers of photographs by stage, where both are known.

    >>> growths({"download": 1000, "denoise": 1000}, {"denoise": 60, "sample": 60})
    {'denoise': 0.06}
    """
    return {stage: here[stage] / there[stage] for stage in there if stage in here}


def _rows(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


def read_json(path: Path) -> Any:
    """Read JSON; None if it is not there, or damaged."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


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
