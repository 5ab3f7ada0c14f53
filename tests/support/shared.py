"""What is made once for all workers of pytest."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Let the first worker that needs a folder make it; return the folder, which is to be read.

    Parameters
    ----------
    factory : pytest.TempPathFactory
    name : str
    make : callable
        Makes the folder, which is not there yet; may also leave files beside it.
    """
    base = factory.getbasetemp()
    home = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared" / name
    home.mkdir(parents=True, exist_ok=True)
    folder, done = home / name, home / "done"
    with (home / "lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            done.touch()
    return folder
