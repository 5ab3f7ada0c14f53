"""Every command and option: of folkhue, of the golden set's tool, of make, and all scripts."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import typer
from typer.main import get_command

from folkhue.cli import app
from golden.__main__ import parser
from release.reference.markdown import block, code, table

Row = tuple[str, str]


def of_folkhue() -> str:
    """Describe the commands of ``folkhue``."""
    group: Any = get_command(app)
    return "\n\n".join(
        part for name, command in group.commands.items() for part in _command(name, command)
    )


def _command(name: str, command: Any) -> Iterator[str]:
    context = typer.Context(command, info_name=f"folkhue {name}")
    yield f"### {code(f'folkhue {name}')}"
    yield block(command.get_usage(context).removeprefix("Usage: "), "text")
    yield from _paragraphs(command.help)
    records = [each.get_help_record(context) for each in command.get_params(context)]
    yield table(("argument or option", "meaning"), (_row(*record) for record in records if record))


def _paragraphs(text: str) -> Iterator[str]:
    """Set the examples of a help text as code, neighbors in one block."""
    examples: list[str] = []
    for paragraph in re.split(r"\n\n+", text):
        if paragraph.startswith("    "):
            examples.append(paragraph.strip())
            continue
        if examples:
            yield block("\n".join(examples), "sh")
            examples = []
        yield paragraph
    if examples:
        yield block("\n".join(examples), "sh")


def _row(name: str, text: str) -> Row:
    return code(re.sub(r" range>", ">", name)), re.sub(r"  (\[.*\])$", _plain, text)


def _plain(found: re.Match[str]) -> str:
    return f" {code(found[1])}"


class _Recorder(argparse.ArgumentParser):
    """A parser that remembers its arguments; it and those of its commands are in `made`."""

    made: ClassVar[list[_Recorder]]

    def __init__(self, *args: Any, **options: Any) -> None:
        self.rows: list[Row] = []
        super().__init__(*args, **{**options, "add_help": False})
        self.made.append(self)

    def add_argument(self, *names: Any, **options: Any) -> Any:
        """Remember an argument, and add it."""
        self.rows.append((code(", ".join(names)), options.get("help", "")))
        return super().add_argument(*names, **options)


def of_golden() -> str:
    """Describe the commands of ``scripts/golden``."""

    class Recorder(_Recorder):
        made: ClassVar[list[_Recorder]] = []

    parser(Recorder)
    top, *commands = Recorder.made
    parts = [_arguments(top)]
    for command in commands:
        parts += [f"### {code(command.prog)}", _sentence(command.description)]
        parts += [_arguments(command)] * bool(command.rows)
    return "\n\n".join(parts)


def _arguments(command: _Recorder) -> str:
    return table(("argument or option", "meaning"), command.rows)


def _sentence(text: str | None) -> str:
    return f"{(text or '')[:1].upper()}{(text or '')[1:]}."


def of_make(makefile: str) -> str:
    """Describe the targets of the Makefile."""
    found = re.findall(r"^([\w-]+):.*?##\s*(.+)$", makefile, re.M)
    return table(("target", "what it does"), [(code(f"make {name}"), text) for name, text in found])


def of_scripts(folder: Path) -> str:
    """List the scripts that one can run, with the first line of each docstring."""
    texts = {
        path: path.read_text("utf-8")
        for path in sorted({*folder.glob("*/*.py"), *folder.glob("stages/*/*.py")})
    }
    rows = [
        (code(path.relative_to(folder.parent).as_posix()), _purpose(text))
        for path, text in texts.items()
        if 'if __name__ == "__main__":' in text
    ]
    return table(("script", "what it does"), rows)


def _purpose(text: str) -> str:
    return (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]
