"""What a batch of photographs looks at."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any

import pytest

from folkhue.batch import resume
from folkhue.batch.outcome import Outcome
from folkhue.batch.workers import classify_photos


def watched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """List the names of the files that are classified from now on."""
    seen: list[str] = []

    def watching(
        paths: Iterable[Path], table: Path | None, **options: Any
    ) -> Generator[Outcome, None, None]:
        paths = list(paths)
        seen.extend(Path(path).name for path in paths)
        return classify_photos(paths, table, **options)

    monkeypatch.setattr(resume, "classify_photos", watching)
    return seen
