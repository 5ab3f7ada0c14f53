"""The site of the documentation, built once."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.project import ROOT
from support.shared import made_once


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site as `make docs` does."""

    def make(folder: Path) -> None:
        makefile = (ROOT / "Makefile").read_text("utf-8")
        [options] = re.findall(r"sphinx-build (.+) docs docs/_build/html$", makefile, re.M)
        one = options.replace("--jobs auto ", "")  # several each read all modules
        command = [sys.executable, "-m", "sphinx", *one.split(), "docs", str(folder)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    return made_once(tmp_path_factory, "site", make)
