"""Documents that show commands, Python and parameters, and what these print.

A page is Markdown. Its blocks ``sh`` (commands), ``python`` (with prompts or without) and ``yaml``
(keys of params.yaml) are what its reader does; a block ``text`` after one of the former is what it
prints, in which … stands for anything. `follow` does what a page says, and compares.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

LANGUAGES = ("sh", "python", "yaml")
OUTPUT = "text"

_NUMBER = r"\d+(?:\.\d+)?"


class DocumentError(Exception):
    """What a page says does not work, or prints something else."""


@dataclass(frozen=True)
class Example:
    """A block that the reader of a page runs.

    Attributes
    ----------
    place : str
        The page, and the line in it.
    language : str
        One of `LANGUAGES`.
    code : str
    output : str or None
        What the page says it prints; None if it says nothing.
    """

    place: str
    language: str
    code: str
    output: str | None = None

    def __str__(self) -> str:
        return self.place


def examples(page: Path, text: str | None = None) -> list[Example]:
    """List the examples of a page, in order."""
    parsed = MarkdownIt().parse(page.read_text("utf-8") if text is None else text)
    blocks = [token for token in parsed if token.type == "fence" and token.map]
    found = []
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        if block.info.strip() not in LANGUAGES:
            continue
        first, end = block.map or (0, 0)
        follows = after is not None and after.map is not None and after.map[0] <= end + 1
        output = after.content if after and follows and after.info.strip() == OUTPUT else None
        found.append(Example(f"{page.name}:{first + 1}", block.info.strip(), block.content, output))
    return found


def follow(
    examples: Iterable[Example],
    folder: Path,
    *,
    tolerance: float = 0,
    watch: Callable[[Example, str], None] = lambda example, printed: None,
    shell: Callable[[Example, Path], str] | None = None,
) -> None:
    """Do what a page says in a folder, and compare what that prints with what the page says.

    Parameters
    ----------
    examples : iterable of Example
    folder : path
        The project, with ``.venv``.
    tolerance : float
        How much numbers may differ.
    watch : callable
        Called with each example and what it printed.
    shell : callable, optional
        Runs the commands of an example in a folder, and returns what they print; `run_commands` by
        default.

    Raises
    ------
    DocumentError
        If something fails, or prints something else.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    for example in examples:
        printed = _run(example, folder, names, shell or run_commands)
        watch(example, printed)
        if example.output is not None:
            compare(example, printed, tolerance)


_OF_MAKE = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")


def _run(
    example: Example, folder: Path, names: dict[str, Any], shell: Callable[[Example, Path], str]
) -> str:
    if example.language == "sh":
        return shell(example, folder)
    if example.language == "yaml":
        set_parameters(example.code, folder / "params.yaml")
        return ""
    with contextlib.chdir(folder):
        return run_python(example, names)


def run_commands(example: Example, folder: Path) -> str:
    """Run commands in bash, in the current environment; return what they print."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    # Run by make, as the tests are, another make would say that it enters a folder.
    inherited = {name: value for name, value in os.environ.items() if name not in _OF_MAKE}
    done = subprocess.run(
        ["bash", "-euc", example.code],
        cwd=folder,
        env={**inherited, "PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    printed = done.stdout.decode(errors="replace")
    if done.returncode:
        raise DocumentError(f"{example}: status {done.returncode}\n{example.code}\n{printed}")
    return printed


def run_python(example: Example, names: dict[str, Any]) -> str:
    """Run Python with the variables of the examples before; return what it prints.

    If it is written with prompts, what follows them is compared with what is printed.
    """
    printed = io.StringIO()
    if ">>> " not in example.code:
        with contextlib.redirect_stdout(printed):
            exec(compile(example.code, example.place, "exec"), names)
        return printed.getvalue()
    code = example.code.replace("…", doctest.ELLIPSIS_MARKER)
    test = doctest.DocTestParser().get_doctest(code, names, example.place, None, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False)
    runner.run(test, out=printed.write, clear_globs=False)
    names.update(test.globs)
    if runner.summarize(verbose=False).failed:
        raise DocumentError(f"{example}\n{printed.getvalue()}")
    return ""


def set_parameters(code: str, file: Path) -> None:
    """Set keys in params.yaml; below the name of a stage, a key replaces what it held before."""
    from ruamel.yaml import YAML

    yaml = YAML()
    parameters = yaml.load(file.read_text("utf-8"))
    for key, value in yaml.load(code).items():
        if isinstance(value, dict):
            parameters[key].update(value)
        else:
            parameters[key] = value
    with file.open("w", encoding="utf-8") as stream:
        yaml.dump(parameters, stream)


def compare(example: Example, printed: str, tolerance: float = 0) -> None:
    """Compare what a page says is printed with what is.

    Blanks at the end of lines may differ; with a tolerance, so may numbers, and their alignment.

    Raises
    ------
    DocumentError
        If they differ.
    """
    wanted, got = _trimmed(example.output or ""), _trimmed(printed)
    found = re.fullmatch(_pattern(wanted, exact=not tolerance), got)
    if not found or _largest_difference(wanted, found.groups()) > tolerance:
        raise DocumentError(f"{example} says\n{wanted}\n\nbut this is printed:\n{got}")


def _pattern(text: str, exact: bool) -> str:
    """Write a regular expression for a text, in which … stands for anything; numbers are groups."""
    parts = []
    for part in re.split(rf"(…|{_NUMBER}|[ ]+)", text):
        if part == "…":
            parts.append("(?s:.*?)")
        elif re.fullmatch(_NUMBER, part):
            parts.append(f"({_NUMBER})")
        else:
            parts.append(" +" if part.startswith(" ") and not exact else re.escape(part))
    return "".join(parts)


def _largest_difference(wanted: str, numbers: Iterable[str]) -> float:
    pairs = zip(re.findall(_NUMBER, wanted), numbers, strict=True)
    return max((abs(float(one) - float(other)) for one, other in pairs), default=0.0)


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines())
