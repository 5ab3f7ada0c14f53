"""Photographs on the command line: files, folders and standard input, one after another."""

from __future__ import annotations

import errno
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

import typer

from folkhue.cli.console import (
    LEFT_OUT,
    print_error,
    print_note,
    reason_of,
    report_errors,
)

STANDARD_INPUT = "-"
"""In place of the path of a file; `./-` is a file of that name."""

Item = TypeVar("Item")
Result = TypeVar("Result")

_MAX_TOLD = 20  # what is left out beyond is only counted


@dataclass(frozen=True)
class Input:
    """A file on the command line or in a folder there, or standard input.

    Attributes
    ----------
    path : str
        As given, or the folder as given and the path within it; `STANDARD_INPUT`.
    stem : str
        For the names of outputs: unlike those of the others.
    """

    path: str
    stem: str

    @cached_property
    def source(self) -> str | bytes:
        """The path of a file; the contents of standard input.

        Raises
        ------
        FolkhueError
            If there is nothing to read on standard input.
        """
        return read_standard_input() if self.path == STANDARD_INPUT else self.path

    @property
    def title(self) -> str:
        """What to call it."""
        return "standard input" if self.path == STANDARD_INPUT else self.path

    @property
    def name(self) -> str:
        """The name of the file, for titles in other files."""
        from folkhue._utils.text import printable

        return "standard input" if self.path == STANDARD_INPUT else printable(Path(self.path).name)


class LeftOut:
    """Tells what is left out and why: the first ones at once, the others by their number."""

    def __init__(self) -> None:
        self._kinds: Counter[str] = Counter()

    def add(self, reason: str, code: str = "") -> None:
        """Tell one; `code` is that of an `folkhue.errors.ImageError`."""
        self._kinds[code] += 1
        if self._kinds.total() <= _MAX_TOLD:
            print_error(reason)

    def end(self) -> None:
        """Tell how many more there were.

        Raises
        ------
        typer.Exit
            With status 1, if there were any.
        """
        from folkhue.batch.outcome import in_words

        total = self._kinds.total()
        if total > _MAX_TOLD:
            codes = [f"{n:,} × {in_words(code)}" for code, n in self._kinds.most_common() if code]
            kinds = f": {', '.join(codes)}" if codes else ""
            print_error(f"{total:,} left out, of which {_MAX_TOLD} are listed{kinds}")
        if total:
            raise typer.Exit(LEFT_OUT)


def find_inputs(
    arguments: Sequence[str], left_out: LeftOut, more_suffixes: Collection[str] = ()
) -> list[Input]:
    """List the photographs on the command line and in its folders, each once.

    Parameters
    ----------
    arguments : sequence of str
        Paths of files and folders, or `STANDARD_INPUT`.
    left_out : LeftOut
        Is told of folders without photographs.
    more_suffixes : collection of str
        Of files in folders that are photographs for this command, too.

    Raises
    ------
    FolkhueError
        If there is none at all, or standard input is given twice.
    """
    from folkhue.batch.runner import find_photos
    from folkhue.errors import BatchError
    from folkhue.images.formats import SUFFIXES

    check_standard_input(arguments)
    suffixes = {*SUFFIXES, *more_suffixes}
    paths: dict[str, None] = {}
    others: Counter[str] = Counter()
    problems = []
    for argument in arguments:
        try:
            paths |= dict.fromkeys(find_photos([argument], others, suffixes))
        except BatchError as error:
            problems.append(error)
    if not paths:
        raise problems[0]
    others.pop(".xmp", None)  # sidecars of photographs
    tell_skipped(others)
    for problem in problems:
        left_out.add(str(problem), "without photographs")
    return as_inputs(list(paths))


def as_inputs(paths: Iterable[str]) -> list[Input]:
    """Give every path a name for its outputs: its stem, numbered if it is not unique."""
    taken: set[str] = set()
    inputs = []
    for path in paths:
        own = "stdin" if path == STANDARD_INPUT else Path(path).stem
        stem, number = own, 2
        while stem in taken:
            stem, number = f"{own}-{number}", number + 1
        taken.add(stem)
        inputs.append(Input(path, stem))
    return inputs


def check_standard_input(paths: Sequence[str]) -> None:
    """Check that standard input is used only once.

    Raises
    ------
    FolkhueError
    """
    from folkhue.errors import FolkhueError

    if list(paths).count(STANDARD_INPUT) > 1:
        raise FolkhueError("-, standard input, can be read only once; save one of them as a file")


def read_standard_input() -> bytes:
    """Read all of standard input.

    Raises
    ------
    FolkhueError
        If it is closed, a terminal, empty, or longer than a file may be.
    """
    from folkhue._utils.regular_file import MAX_BYTES
    from folkhue.errors import FolkhueError

    how = "send it a file, as in: folkhue palette - < photo.jpg"
    if sys.stdin is None:
        raise FolkhueError(f"standard input is closed; {how}")
    if sys.stdin.isatty():
        raise FolkhueError(f"standard input is a terminal; {how}")
    contents = sys.stdin.buffer.read(MAX_BYTES + 1)
    if not contents:
        raise FolkhueError(f"standard input is empty; {how}")
    if len(contents) > MAX_BYTES:
        raise FolkhueError(f"standard input is longer than the {MAX_BYTES:,} bytes that are read")
    return contents


def for_each(
    items: Sequence[Item],
    work: Callable[[Item], Result | None],
    show: Callable[[Result], None],
    left_out: LeftOut | None = None,
    title: str = "photographs",
) -> None:
    """Compute a result of every item, and show it; leave out those with errors.

    If there are several, a bar below the results says how many are done.

    Raises
    ------
    typer.Exit
        With status 1 at the end, if any were left out; with 2 at once if packages are missing or
        the disk is full, as no other would do better.
    """
    left_out = left_out or LeftOut()
    for item in each_counted(items, title):
        if (result := attempt(partial(work, item), left_out)) is not None:
            show(result)
    left_out.end()


def each_counted(items: Sequence[Item], title: str = "photographs") -> Iterable[Item]:
    """Return the items; a bar counts them if there are several."""
    if len(items) < 2:
        return items
    from folkhue._utils.progress import counted

    return counted(items, title, len(items))


def attempt(work: Callable[[], Result | None], left_out: LeftOut) -> Result | None:
    """Return a result, or None after an error, which is told."""
    from folkhue.errors import FolkhueError, MissingExtraError

    with report_errors():
        try:
            return work()
        except MissingExtraError:
            raise
        except (FolkhueError, OSError) as error:
            if is_disk_full(error):
                raise
            left_out.add(reason_of(error), getattr(error, "code", ""))
            return None


def is_disk_full(error: BaseException) -> bool:
    """Return whether nothing more can be written."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


def tell_skipped(others: Counter[str]) -> None:
    """Tell of files in folders that are, by their suffix, no photographs."""
    from folkhue._utils.text import counted

    if total := others.total():
        kinds = ", ".join(f"{number:,} × {suffix}" for suffix, number in others.most_common(5))
        more = ", …" if len(others) > 5 else ""
        print_note(f"skipped {counted(total, 'other file')} in folders ({kinds}{more})")
