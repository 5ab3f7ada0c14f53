"""Make the pictures of the README's gallery with the commands that the README shows."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

PAGE = Path("README.md")


def commands(page: str) -> list[list[str]]:
    """Find the folkhue commands in the section on the gallery, as lists of arguments."""
    _, _, section = page.partition("\n## Gallery\n")
    section, _, _ = section.partition("\n## ")
    blocks = re.findall(r"^```sh\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [shlex.split(line) for line in lines if "folkhue " in line]


def main() -> None:
    """Run the commands; exit with the status of the first that fails."""
    for command in commands(PAGE.read_text("utf-8")):
        done = subprocess.run(command, check=False)
        if done.returncode:
            sys.exit(done.returncode)


if __name__ == "__main__":
    main()
