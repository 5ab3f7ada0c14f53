"""The tutorial: what its reader does, and a project in which that can be done."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from release.copying import copy_parts
from release.documents import Example, examples

PAGE = Path("docs/tutorial/index.md")

COPIED = (
    *("scripts", "src", "golden", "data/sampler", "params.yaml", "dvc.yaml"),
    *("Makefile", "requirements.txt", "pyproject.toml"),
    *(".gitignore", ".dvcignore", ".dvc/config", ".dvc/.gitignore", ".dvc/plots"),
)
"""What the tutorial needs of the project."""

SET_UP = "git clone"
"""How the example begins that sets up the project, which is done otherwise here."""


def copy_project(source: Path, folder: Path) -> None:
    """Copy what the tutorial needs, into a git repository of its own with the same environment."""
    copy_parts(source, folder, COPIED)
    _borrow_environment(folder / ".venv")
    identity = ("-c", "user.name=tutorial", "-c", "user.email=tutorial@example.org")
    for command in (("init", "-q"), ("add", "--all"), ("commit", "-qm", "start")):
        subprocess.run(["git", *identity, *command], cwd=folder, check=True)


def _borrow_environment(folder: Path) -> None:
    """Make an environment of the packages of this one, which make takes to be complete."""
    folder.mkdir()
    for part in Path(sys.prefix).iterdir():
        (folder / part.name).symlink_to(part)
    stamp = folder / ".complete"
    stamp.unlink(missing_ok=True)
    stamp.touch()


def steps(page: Path) -> list[Example]:
    """List what the reader does after the set-up."""
    return [example for example in examples(page) if not example.code.startswith(SET_UP)]
