"""Reading dvc.lock, which records the hash of every file that a stage read or wrote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Stage = Mapping[str, Any]
Stages = Mapping[str, Stage]


def read_stages(lock: bytes) -> Stages:
    """Read the stages from the contents of dvc.lock."""
    from ruamel.yaml import YAML

    stages: Stages = YAML(typ="safe").load(lock)["stages"]
    return stages


def hashes(stage: Stage, key: str) -> dict[str, str]:
    """Return the hashes of a stage's ``deps`` or ``outs`` by their paths."""
    return {entry["path"]: entry.get("md5", "") for entry in stage.get(key, ())}
