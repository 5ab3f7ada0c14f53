"""The command line: in this process, and as it is installed."""

from __future__ import annotations

import subprocess
import sys
from contextlib import chdir, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest.mock import patch

from typer import testing
from typer.main import get_command
from typer.testing import CliRunner, Result

from folkhue.cli import app

EXECUTABLE = Path(sys.executable).parent / "folkhue"


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments: object, folder: Path | None = None, stdin: bytes | None = None) -> Done:
    """Run a command in this process; an exception that it does not expect is raised."""
    with chdir(folder) if folder else nullcontext():
        result = invoke(*arguments, stdin=stdin)
    return Done(result.exit_code, result.stdout, result.stderr)


def invoke(*arguments: object, stdin: bytes | None = None) -> Result:
    """Run a command in this process; an exception that it does not expect is raised."""
    with patch.object(testing, "_get_command", _command):
        result = CliRunner().invoke(app, [*map(str, arguments)], prog_name="folkhue", input=stdin)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


_command = cache(get_command)  # reading the options of all commands takes longer than most runs


def run_installed(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the installed command in a process of its own."""
    how = {"capture_output": True, "text": True, "check": False} | options
    return subprocess.run([str(EXECUTABLE), *map(str, arguments)], **how)  # type: ignore[call-overload,no-any-return]
