"""The installed command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def run(*arguments: object, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    executable = Path(sys.executable).parent / "folkhue"
    command = [str(executable), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
