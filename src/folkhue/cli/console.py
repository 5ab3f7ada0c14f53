"""Print results and errors, and end when they cannot be printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

import typer

if TYPE_CHECKING:
    from folkhue.cli.drawing import Swatches

Result = TypeVar("Result")

LEFT_OUT, CANNOT_RUN, INTERRUPTED = 1, 2, 130
"""Exit status if something was left out, if nothing could be done, and after Ctrl-C."""

INTERRUPTED_TABLE = "stopped; run the same command again to resume a table"
"""Message after Ctrl-C, where results are kept in a journal."""

_BROKEN_PIPE = 141  # as of a program that the signal SIGPIPE ends
_GIVEN_BYTES = "the given bytes"  # how the library calls what has no path


@contextmanager
def report_errors(status: int = CANNOT_RUN, interrupted: str = "stopped") -> Iterator[None]:
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
    except BrokenPipeError:  # nobody reads what is printed, which is no error; see `printing`
        raise
    except (FolkhueError, OSError) as error:
        print_error(reason_of(error))
        code = CANNOT_RUN if isinstance(error, MissingExtraError) else status
        raise typer.Exit(code) from error
    except KeyboardInterrupt as error:
        print_error(interrupted)
        raise typer.Exit(INTERRUPTED) from error


def reason_of(error: BaseException) -> str:
    """Return the message of an error, without the number of an error of the system."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    text = str(error)
    if text.startswith(_GIVEN_BYTES):
        return f"standard input{text.removeprefix(_GIVEN_BYTES)}"
    return text


def print_error(reason: object) -> None:
    """Print an error."""
    _print_to_stderr("error: ", "red", str(reason))


def print_note(text: str) -> None:
    """Print what is no error, but no result either."""
    _print_to_stderr("note: ", "dim", text)


def print_lines(*lines: Any) -> None:
    """Print text, which is not wrapped, and tables."""
    from rich.table import Table
    from rich.text import Text

    from folkhue._utils.progress import PlainConsole
    from folkhue._utils.text import printable

    console = PlainConsole(stderr=False)
    for line in lines:
        shown = Text(printable(line)) if isinstance(line, str) else line
        with printing():
            console.print(shown, soft_wrap=not isinstance(line, Table))


def print_shares(title: str, shares: Mapping[str, float], swatches: Swatches) -> None:
    """Print the shares of names in an image as bars."""
    from folkhue.cli.drawing import bold, share_bars

    body = share_bars(shares, swatches) if shares else "  every pixel is transparent"
    print_lines(bold(title), body)


class JsonArray:
    """Prints a JSON array, an item as soon as it is there; a context manager.

    The array is complete whatever ends the block.
    """

    def __enter__(self) -> JsonArray:
        self._before = "["
        return self

    def add(self, item: Mapping[str, Any]) -> None:
        """Print an item."""
        text = json_text(item).replace("\n", "\n  ")
        with printing():
            print(f"{self._before}\n  {text}", end="", flush=True)
        self._before = ","

    def __exit__(self, *_: object) -> None:
        with printing():
            print("[]" if self._before == "[" else "\n]", flush=True)


@contextmanager
def printing_each(
    json: bool, as_dict: Callable[[Result], Mapping[str, Any]], as_text: Callable[[Result], None]
) -> Iterator[Callable[[Result], None]]:
    """Yield a function that prints a result at once.

    Parameters
    ----------
    json : bool
        Whether results are items of a JSON array.
    as_dict : callable
        Describes a result as JSON types.
    as_text : callable
        Prints a result for people.
    """
    if not json:
        yield as_text
        return
    with JsonArray() as array:
        yield lambda result: array.add(as_dict(result))


def print_json(items: Iterable[Mapping[str, Any]]) -> None:
    """Print a JSON array."""
    with JsonArray() as array:
        for item in items:
            array.add(item)


def json_text(value: Any) -> str:
    """Write JSON types as JSON, in ASCII."""
    import json

    return json.dumps(_valid(value), indent=2)


def _valid(value: Any) -> Any:
    """Make all texts valid Unicode: names of files, and what palette files say."""
    from folkhue._utils.text import valid_unicode

    if isinstance(value, str):
        return valid_unicode(value)
    if isinstance(value, Mapping):
        return {_valid(key): _valid(each) for key, each in value.items()}
    return [_valid(each) for each in value] if isinstance(value, list | tuple) else value


@contextmanager
def printing() -> Iterator[None]:
    """End the command if standard output cannot be written, without a word if nobody reads it."""
    try:
        yield
    except BrokenPipeError as error:
        _discard_output()
        raise SystemExit(_BROKEN_PIPE) from error
    except OSError as error:
        _discard_output()
        print_error(f"cannot write to standard output ({error.strerror})")
        raise SystemExit(CANNOT_RUN) from error


def _discard_output() -> None:
    """Let what is still buffered go nowhere, as Python would try again to write it."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print_to_stderr(label: str, style: str, text: str) -> None:
    from rich.text import Text

    from folkhue._utils.progress import error_console
    from folkhue._utils.text import printable

    with suppress(OSError):  # then there is nowhere to say it
        line = Text.assemble((label, style), printable(text))
        error_console().print(line, soft_wrap=True)
