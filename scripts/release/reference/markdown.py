"""Pieces of Markdown that the reference consists of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], numbers: int = 0) -> str:
    """Draw a table, with a number of columns aligned right; `|` in cells is escaped."""
    words = len(columns) - numbers
    lines = [_row(columns), f"|{'---|' * words}{'---:|' * numbers}"]
    return "\n".join([*lines, *(_row(row) for row in rows)])


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def code(text: str) -> str:
    """Set a text in a fixed-width font."""
    return f"`{text}`"


def choice(items: Sequence[str]) -> str:
    """Join items as alternatives: `a`, `b` or `c`."""
    *most, last = map(code, items)
    return f"{', '.join(most)} or {last}" if most else last


def block(text: str, language: str) -> str:
    """Show lines as they are."""
    return f"```{language}\n{text}\n```"
