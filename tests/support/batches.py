"""What a batch of photographs looks at."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from pathlib import Path

import pytest

from folkhue.batch import runner as batch
from folkhue.batch.results import Outcome
from folkhue.batch.runner import classified


def watched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """List the names of the files that are classified from now on."""
    seen: list[str] = []

    def watching(paths: Iterable[Path], *rest: object, jobs: int) -> Generator[Outcome, None, None]:
        paths = list(paths)
        seen.extend(Path(path).name for path in paths)
        return classified(paths, *rest, jobs=jobs)

    monkeypatch.setattr(batch, "classified", watching)
    return seen
