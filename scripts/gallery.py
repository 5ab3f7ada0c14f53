"""Make the pictures of the gallery by the very commands that stand above them."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

PAGE = Path("docs/gallery/README.md")


def commands(page: str) -> list[list[str]]:
    """Find the commands of folkhue in the code of a page, as lists of arguments."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [shlex.split(line) for line in lines if line.startswith("folkhue ")]


def main() -> None:
    """Run them all; end with the status of the first that fails."""
    folder = Path(sys.executable).parent
    for program, *arguments in commands(PAGE.read_text("utf-8")):
        done = subprocess.run([str(folder / program), *arguments], check=False)
        if done.returncode:
            sys.exit(done.returncode)


if __name__ == "__main__":
    main()
