"""Damaged files of DVC itself, as a run leaves that is killed while it writes one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from stages.outputs import PIPELINES

RUNNING = Path(".dvc/tmp/rwlock")
RUNS = Path(".dvc/cache/runs")


def damages(home: Path) -> Iterator[str]:
    """Describe each damaged file that would stop DVC in a folder, and what to do about it."""
    if not _has_git(home):
        yield (
            "there is no git repository here, which DVC wants to be told: run `make repro`, which "
            "does, or `dvc config --local core.no_scm true`"
        )
    for lock in (folder / "dvc.lock" for folder in PIPELINES):
        if (home / lock).is_file() and not is_lock((home / lock).read_bytes()):
            yield (
                f"{lock} is empty or damaged, as if a run was killed while writing it; restore it, "
                f"and start again: git checkout {lock} (or, if git does not have it, rm {lock})"
            )
    if (home / RUNNING).is_file() and not isinstance(_json(home / RUNNING), dict):
        yield (
            f"{RUNNING} is damaged, as if a run was killed while writing it; if no other DVC runs "
            f"here, remove it, and start again: rm {RUNNING}"
        )
    if any(_is_cut_off(path.read_bytes()) for path in _records(home / RUNS)):
        yield (
            f"{RUNS} is damaged, where DVC records earlier runs; remove it, and start again: "
            f"rm -r {RUNS}"
        )


def _has_git(home: Path) -> bool:
    """Whether there is a git repository, or DVC knows that there is none."""
    config = home / ".dvc/config.local"
    if config.is_file() and "no_scm" in config.read_text("utf-8", "replace"):
        return True
    return any((folder / ".git").exists() for folder in (home.absolute(), *home.absolute().parents))


def is_lock(contents: bytes) -> bool:
    """Whether these are the contents of dvc.lock, as DVC writes them."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        lock = YAML(typ="safe").load(contents)
    except (YAMLError, ValueError):
        return False
    if not isinstance(lock, Mapping) or not {"schema"} <= lock.keys() <= {"schema", "stages"}:
        return False
    stages = lock.get("stages", {})
    return isinstance(stages, Mapping) and all(map(_is_stage, stages.values()))


def _is_stage(stage: Any) -> bool:
    if not isinstance(stage, Mapping) or "cmd" not in stage:
        return False
    listed = [stage.get("deps", []), stage.get("outs", [])]
    return all(
        isinstance(entries, list)
        and all(isinstance(entry, Mapping) and "path" in entry for entry in entries)
        for entries in listed
    )


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return None


def _records(folder: Path) -> Iterator[Path]:
    """List the records of runs: files in folders in folders."""
    return (path for path in folder.glob("*/*/*") if path.is_file())


def _is_cut_off(record: bytes) -> bool:
    """Whether a record lacks the outputs, which come last; DVC skips those that are empty."""
    return bool(record) and b"\nouts:" not in record
