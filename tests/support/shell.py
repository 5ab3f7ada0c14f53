"""The commands of documents, without a process for each run of folkhue."""

from __future__ import annotations

import re
import shlex
from contextlib import chdir
from dataclasses import replace
from pathlib import Path

from support.command_line import invoke

from release.documents import DocumentError, Example, run_commands

_PLAIN = re.compile(r"""folkhue (?:[^'"|<>&;$*`\\\n]|"[^"$`\\\n]*"|'[^'\n]*')+""")
"""A line that starts one command, with words that no shell changes."""


def run_here(example: Example, folder: Path) -> str:
    """Run folkhue in this process and all other lines in bash, each by itself; return the output.

    An example without a plain line of folkhue's is run in bash as a whole.
    """
    lines = example.code.splitlines()
    if not any(_PLAIN.fullmatch(line) for line in lines):
        return run_commands(example, folder)
    printed = ""
    for line in lines:
        if not _PLAIN.fullmatch(line):
            printed += run_commands(replace(example, code=line), folder)
            continue
        with chdir(folder):
            result = invoke(*shlex.split(line)[1:])
        printed += result.output
        if result.exit_code:
            raise DocumentError(f"{example}: status {result.exit_code}\n{line}\n{printed}")
    return printed
