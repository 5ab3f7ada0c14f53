"""How many processors there are."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from pathlib import Path


def usable_processors(root: Path = Path("/")) -> int:
    """Return the number of processors that this process may use.

    As many as it may be scheduled on; in a container with a quota of processor time, no more
    than the quota keeps busy, rounded up.

    Parameters
    ----------
    root : Path
        Folder that contains ``proc/`` and ``sys/``.
    """
    quotas = [*_quotas(root)]
    return max(1, min([_schedulable(), *map(math.ceil, quotas)]))


def _schedulable() -> int:
    if hasattr(os, "sched_getaffinity"):  # not on all systems
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _quotas(root: Path) -> Iterator[float]:
    """Yield the quotas of this process's control groups, in processors."""
    for line in ["0::/", *_read(root / "proc/self/cgroup").splitlines()]:
        _, _, rest = line.partition(":")
        controllers, _, group = rest.partition(":")
        mounted = root / "sys/fs/cgroup"
        if not controllers:
            for mount in (mounted, mounted / "unified"):
                for folder in _with_parents(mount, group):
                    yield from _quota(_read(folder / "cpu.max").split())
        elif "cpu" in controllers.split(","):
            for mount in {mounted / "cpu", mounted / controllers}:
                for folder in _with_parents(mount, group):
                    names = ("cpu.cfs_quota_us", "cpu.cfs_period_us")
                    yield from _quota([_read(folder / name).strip() for name in names])


def _with_parents(mount: Path, group: str) -> Iterator[Path]:
    """Yield the folders of a group and of those around it, whose quotas hold, too."""
    parts = [part for part in group.split("/") if part not in ("", "..")]
    for length in range(len(parts) + 1):
        yield mount.joinpath(*parts[:length])


def _quota(words: list[str]) -> Iterator[float]:
    """Yield microseconds per period as processors; nothing if there is no limit, as by "max"."""
    if len(words) == 2 and all(word.isdecimal() and int(word) for word in words):
        yield int(words[0]) / int(words[1])


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
