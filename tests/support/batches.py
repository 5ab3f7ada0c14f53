"""What a batch of photographs looks at."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Any

import pytest
from threadpoolctl import threadpool_info

from folkhue.batch import resume
from folkhue.batch.outcome import Outcome
from folkhue.batch.workers import classify_photos


class TellingThreads(type(Path())):  # type: ignore[misc]
    """A photograph whose worker writes next to it how many threads multiply matrices there."""

    def __reduce__(self) -> tuple[Callable[[str], Path], tuple[str]]:
        return tell_threads, (str(self),)


def tell_threads(path: str) -> Path:
    """Write the number of threads of each BLAS in this process."""
    pools = [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]
    Path(f"{path}.threads").write_text(str(pools), "utf-8")
    return Path(path)


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
