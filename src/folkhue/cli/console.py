"""Print results and errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from folkhue.cli.drawing import Swatches


@contextmanager
def report_errors(status: int = 2, interrupted: str = "stopped") -> Iterator[None]:
    """Print expected errors of folkhue and of the disk, and exit.

    Parameters
    ----------
    status : int
        Exit status after an error; it is 2 if packages are missing, as no photograph will
        do better, and 130 after Ctrl-C.
    interrupted : str
        Message after Ctrl-C.
    """
    from folkhue.errors import FolkhueError, MissingExtraError

    try:
        yield
    except (FolkhueError, OSError) as error:
        print_error(error)
        raise typer.Exit(2 if isinstance(error, MissingExtraError) else status) from error
    except KeyboardInterrupt as error:
        print_error(interrupted)
        raise typer.Exit(130) from error


def print_error(reason: object) -> None:
    """Print an error."""
    from rich.console import Console
    from rich.text import Text

    Console(stderr=True).print(Text.assemble(("error: ", "red"), str(reason)), soft_wrap=True)


def print_lines(*lines: Any) -> None:
    """Print text, which is not wrapped, and tables."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, markup=False)
    for line in lines:
        console.print(line, soft_wrap=not isinstance(line, Table))


def print_shares(title: object, shares: Mapping[str, float], swatches: Swatches) -> None:
    """Print the shares of names in an image as bars."""
    from folkhue.cli.drawing import bold, share_bars

    body = share_bars(shares, swatches) if shares else "  every pixel is transparent"
    print_lines(bold(str(title)), body)


def print_json(value: Any) -> None:
    """Print JSON types."""
    import json

    print(json.dumps(value, indent=2))
