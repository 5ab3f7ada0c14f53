"""Install what requirements.txt lists, and this project, into the environment that runs this.

pip works on two halves at the same time, as it mostly waits or unpacks. What is installed is
compiled by all processors, which pip does not, and without the tests of packages. Needs nothing but
Python, as nothing else is there yet.
"""

from __future__ import annotations

import compileall
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

REQUIREMENTS = Path("requirements.txt")
PACKAGES = Path(sysconfig.get_path("purelib"))
TESTS = re.compile(f"{re.escape(os.sep)}tests{re.escape(os.sep)}")
SECONDS = 0.25
"""Between looks at how far pip is."""

_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--no-compile")
_FETCHED = re.compile(r"^\s*(?:Downloading|Using cached) (\S+\.(?:whl|gz|zip))(?: |$)", re.M)


class Line:
    """A line that says how far something is: drawn anew in a terminal, else printed at its end."""

    def __init__(self) -> None:
        self.live = sys.stdout.isatty()

    def show(self, text: str) -> None:
        """Show a text in place of the one before, in a terminal."""
        if self.live:
            width = os.get_terminal_size().columns
            print(f"\r\x1b[K{text[: width - 1]}", end="", flush=True)

    def end(self, text: str) -> None:
        """Print a text that stays."""
        self.show("")
        print(text, flush=True)


def main() -> None:
    """Install, then compile."""
    begun, line = time.monotonic(), Line()
    pip, *halves = parts(REQUIREMENTS.read_text("utf-8"))
    # None is to replace the pip that runs the other, so it comes first.
    install([pip], lambda fetched, installed: line.show("installing pip"))
    number = sum(map(len, halves))

    def tell(fetched: int, installed: int) -> None:
        line.show(f"{fetched} of {number} packages fetched, {installed} installed")

    install(halves, tell)
    line.show(f"{number} packages installed; installing folkhue")
    run([[*_PIP, "--no-deps", "--no-build-isolation", "--editable", "."]])
    compile_files([*PACKAGES.rglob("*.py")], lambda done, total: line.show(compiled(done, total)))
    line.end(f"{number} packages installed in {time.monotonic() - begun:.0f} s.")


def parts(requirements: str) -> list[list[str]]:
    """Divide requirements: pip, and two halves of all others."""
    entries = re.findall(r"^\S.*\n(?:[ \t].*\n)*", requirements, re.M)
    others = [entry for entry in entries if not entry.startswith("pip==")]
    return [[entry for entry in entries if entry not in others], others[::2], others[1::2]]


def install(parts: Sequence[Iterable[str]], tell: Callable[[int, int], None]) -> None:
    """Install requirements, each part by a pip of its own.

    Parameters
    ----------
    parts : sequence of iterable of str
    tell : callable
        Called now and then with how many packages have been fetched and installed.
    """
    before = installed()
    with tempfile.TemporaryDirectory() as folder:
        commands = []
        for number, part in enumerate(parts):
            path = Path(folder, f"{number}.txt")
            path.write_text("".join(part), "utf-8")
            commands.append([*_PIP, "--no-deps", "--require-hashes", "--requirement", str(path)])
        run(commands, lambda said: tell(fetched(said), installed() - before))


def run(commands: Sequence[Sequence[str]], tell: Callable[[str], None] = lambda said: None) -> None:
    """Run commands at the same time; stop with what one of them says if it fails.

    Parameters
    ----------
    commands : sequence of sequence of str
    tell : callable
        Called now and then with what all of them have said so far.
    """
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, str(number)) for number in range(len(commands))]
        started = [start(*each) for each in zip(commands, paths, strict=True)]
        while any(process.poll() is None for process in started):
            tell("".join(path.read_text("utf-8", "replace") for path in paths))
            time.sleep(SECONDS)
        for process, path in zip(started, paths, strict=True):
            if process.returncode:
                sys.exit(f"\n{path.read_text('utf-8', 'replace')}")


def start(command: Sequence[str], path: Path) -> subprocess.Popen[bytes]:
    """Start a command that writes all it says to a file, at once."""
    with path.open("wb") as file:
        environment = os.environ | {"PYTHONUNBUFFERED": "1"}
        return subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, env=environment)


def fetched(said: str) -> int:
    """Count the packages that pip has fetched, by what it says."""
    return len({*_FETCHED.findall(said)})


def installed() -> int:
    """Count the packages that are whole: pip writes the list of a package's files last."""
    return sum(1 for _ in PACKAGES.glob("*.dist-info/RECORD"))


def compile_files(files: Sequence[Path], tell: Callable[[int, int], None]) -> None:
    """Compile files; those that are no Python 3 stay as they are."""
    wanted = [str(path) for path in files if not TESTS.search(str(path))]
    with ProcessPoolExecutor() as pool:
        for done, _ in enumerate(pool.map(compile_file, wanted, chunksize=32), 1):
            tell(done, len(wanted))


def compile_file(path: str) -> bool:
    """Compile a file, quietly."""
    return bool(compileall.compile_file(path, quiet=2))


def compiled(done: int, total: int) -> str:
    """Say how many files are compiled.

    >>> compiled(512, 11064)
    '512 of 11,064 files compiled'
    """
    return f"{done:,} of {total:,} files compiled"


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nstopped; run it again to continue")
