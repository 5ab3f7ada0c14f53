"""Outputs that differ from those recorded in dvc.lock, though nothing that decides them changed."""

from __future__ import annotations

import platform
from collections.abc import Collection
from pathlib import PurePath
from typing import Any

from repro.dvc_lock import Stage, Stages, hashes, read_stages


def differences(before: bytes, after: bytes) -> str:
    """Describe what two versions of dvc.lock tell; an empty text if nothing differs.

    Parameters
    ----------
    before, after : bytes
        Contents of dvc.lock; `before` may be empty.
    """
    if before == after or not before:
        return ""
    found = unexplained(read_stages(before), read_stages(after))
    if not found:
        return ""
    listed = "".join(f"  {path}\n" for path in found)
    return (
        "With the same code, parameters and photographs, these differ from what dvc.lock "
        f"recorded before:\n{listed}{reason(platform.machine())}\n"
    )


def reason(machine: str) -> str:
    """Explain why outputs may differ on a machine of this kind."""
    if machine in ("x86_64", "AMD64"):
        return (
            "Likely reasons are other versions of libraries than those of requirements.txt, "
            "another C library and, of what JAX trains, a processor with other instructions."
        )
    return (
        f"Processors of the kind {machine} round the last digits otherwise than x86-64, on which "
        "dvc.lock was made."
    )


def unexplained(old: Stages, new: Stages) -> list[str]:
    """List outputs whose hash changed, of stages for which nothing that decides them changed."""
    made = [path for stage in new.values() for path in hashes(stage, "outs")]
    explained = {name for name in new if given(new[name], made) != given(old.get(name, {}), made)}
    while True:
        remade = [path for name in explained for path in hashes(new[name], "outs")]
        reading = {name for name, stage in new.items() if reads(stage, remade)}
        if reading <= explained:
            break
        explained |= reading
    return [
        path
        for name in new
        if name not in explained
        for path, md5 in hashes(new[name], "outs").items()
        if hashes(old[name], "outs").get(path) != md5
    ]


def given(stage: Stage, made: Collection[str]) -> Any:
    """Return what decides a stage's outputs, apart from the outputs of other stages."""
    sources = {path: md5 for path, md5 in hashes(stage, "deps").items() if path not in made}
    return stage.get("cmd"), sources, stage.get("params")


def reads(stage: Stage, paths: Collection[str]) -> bool:
    """Whether a stage depends on one of these paths, or on a folder that holds one."""
    return any(
        PurePath(path).is_relative_to(dep) for dep in hashes(stage, "deps") for path in paths
    )
