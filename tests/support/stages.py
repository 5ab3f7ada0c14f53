"""Folders with stages of their own, which the project's scripts run."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from support.project import ROOT

LAUNCHERS = ("stage", "pinned", "python", "repro")
"""What of scripts/ starts stages."""


def make_stages(folder: Path, stages: Mapping[str, str]) -> Path:
    """Make a folder in which scripts/stage runs these scripts, given by their names; return it."""
    (folder / ".venv").symlink_to(sys.prefix)
    (folder / "scripts/stages").mkdir(parents=True)
    for name in LAUNCHERS:
        (folder / "scripts" / name).symlink_to(ROOT / "scripts" / name)
    for name, text in stages.items():
        (folder / f"scripts/stages/{name}.py").write_text(text, "utf-8")
    return folder
