"""Which file of the project imports which, read from the source without running it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "src/folkhue"
_BASES = (ROOT / "src", ROOT / "scripts")
_DOTTED = re.compile(r"folkhue(\.\w+)+")


def reached_from(script: Path) -> set[Path]:
    """List every file of the project that a script imports, directly or through others.

    Imports inside functions count, too. `script` itself is not in the set.
    """
    reached, waiting = {script}, [script]
    while waiting:
        new = imported_by(waiting.pop()) - reached
        reached |= new
        waiting += new
    return reached - {script}


@cache
def imported_by(path: Path) -> frozenset[Path]:
    """List the files of the project that one file imports."""
    modules = (name for node in ast.walk(ast.parse(path.read_text("utf-8"))) for name in _of(node))
    files = {file for name in modules if (file := file_of(name)) is not None}
    return frozenset(files - {path})


def file_of(module: str) -> Path | None:
    """Find the file of a module of the project; None for any other module."""
    for base in _BASES:
        path = base.joinpath(*module.split("."))
        for file in (path.with_suffix(".py"), path / "__init__.py"):
            if file.is_file() and file != LIBRARY / "__init__.py":
                return file
    return None


def _of(node: ast.AST) -> Iterator[str]:
    """Name the modules that a statement may import."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Constant) and _DOTTED.fullmatch(str(node.value)):
        # A registry imports it when it is needed.
        yield from (str(node.value), str(node.value).rpartition(".")[0])
