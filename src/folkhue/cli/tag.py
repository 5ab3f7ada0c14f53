"""``folkhue tag``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from folkhue.cli.console import print_lines, printing_each, report_errors
from folkhue.cli.inputs import STANDARD_INPUT, Input, LeftOut, find_inputs
from folkhue.cli.options import ImagesArgument, JobsOption, JsonOption, TableOption
from folkhue.table import DEFAULT_TABLE

if TYPE_CHECKING:
    from folkhue.tagging.exiftool import ExifTool
    from folkhue.tagging.tagger import Named, Plan

_INTERRUPTED = "stopped; every file is whole. Run the same command again to go on"


def tag(
    images: ImagesArgument,
    min_share: Annotated[
        str,
        typer.Option(
            metavar="SHARE",
            help="Minimum share of a name's pixels, such as 10% or 0.1.",
        ),
    ] = "10%",
    write: Annotated[
        bool,
        typer.Option("--write", help="Write keywords. Without it, they are shown only."),
    ] = False,
    remove: Annotated[
        bool, typer.Option("--remove", help="Remove all keywords that folkhue wrote.")
    ] = False,
    sidecar: Annotated[
        bool,
        typer.Option(
            "--sidecar", help="Write to sidecars (photo.jpg.xmp), and leave photographs alone."
        ),
    ] = False,
    table: TableOption = DEFAULT_TABLE,
    json: JsonOption = False,
    jobs: JobsOption = None,
) -> None:
    """Write color names into photographs as keywords, to search for them elsewhere.

    digiKam, Lightroom, PhotoPrism, Immich and others then find photographs by
    a plain word, such as red. First look at what would be written:

        folkhue tag holidays/

        folkhue tag holidays/ --write

        folkhue tag holidays/ --min-share 25% --write

    Everything else in the files stays, keywords of your own included, and not
    one pixel changes. A second run writes nothing; one with other options only
    what differs. To undo it all:

        folkhue tag holidays/ --remove --write

    Keywords go into JPEG, PNG, WebP and TIFF; for others, such as HEIC and raw
    photographs, and files that may not be written to, into a sidecar beside
    them. It needs exiftool. A photograph that cannot be read or written
    is told on standard error; the others are done, and the exit status is 1.
    """
    from folkhue.tagging.exiftool import ExifTool
    from folkhue.tagging.places import RAW_SUFFIXES
    from folkhue.tagging.tagger import GROUP, plan_keywords

    least = _parse_share(min_share)
    left_out, summary = LeftOut(), _Summary(write)
    inputs = find_inputs(images, left_out, RAW_SUFFIXES)
    _check_files(inputs)
    paths = list({Path(each.path).resolve(): each.path for each in reversed(inputs)}.values())[::-1]
    with (
        report_errors(interrupted=_INTERRUPTED),
        printing_each(json, _described, _print) as show,
    ):
        exiftool = ExifTool()
        named = _named(paths, exiftool, table, least, jobs, remove=remove)
        plans = plan_keywords(named, exiftool, sidecar=sidecar)
        while group := list(islice(plans, GROUP)):
            _finish(group, exiftool if write else None, show, left_out, summary)
        if not json:
            print_lines(str(summary))
    left_out.end()


def _check_files(inputs: Sequence[Input]) -> None:
    from folkhue.errors import FolkhueError

    if any(each.path == STANDARD_INPUT for each in inputs):
        raise FolkhueError("-, standard input, has no file to write to; save it as a file")


def _parse_share(text: str) -> float:
    """Read a share such as "10%" or "0.1"."""
    from folkhue.errors import FolkhueError

    number, is_percent = text.strip().removesuffix("%").strip(), text.strip().endswith("%")
    try:
        share = float(number) / (100 if is_percent else 1)
    except ValueError:
        share = 0.0
    if not 0 < share <= 1:
        hint = f"; for {number} percent, write {number}%" if share > 1 and not is_percent else ""
        raise FolkhueError(
            f"--min-share {text}: expected a share above 0 %, at most 100 %, as 10% or 0.1{hint}"
        )
    return share


def _named(
    paths: Sequence[str],
    exiftool: ExifTool,
    table: str,
    min_share: float,
    jobs: int | None,
    *,
    remove: bool,
) -> Iterator[Named]:
    """Name photographs, or none of them, to remove all names; a bar says how many are done."""
    from folkhue._utils.processors import usable_processors
    from folkhue._utils.progress import counted
    from folkhue.tagging.names import names_of
    from folkhue.tagging.tagger import Named

    if remove:
        return counted((Named(path) for path in paths), "photographs", len(paths))
    return names_of(paths, exiftool, table, min_share=min_share, jobs=jobs or usable_processors())


class _Summary:
    """How many photographs changed."""

    def __init__(self, writes: bool) -> None:
        self._writes = writes
        self.total = self.changed = 0

    def __str__(self) -> str:
        from folkhue._utils.text import counted

        verb = "changed" if self._writes else "would change"
        hint = "" if self._writes or not self.changed else "; add --write to write the keywords"
        return f"{counted(self.total, 'photograph')}, {self.changed:,} {verb}{hint}"


def _finish(
    plans: Sequence[Plan],
    exiftool: ExifTool | None,
    show: Callable[[Plan], None],
    left_out: LeftOut,
    summary: _Summary,
) -> None:
    """Show plans, carried out if there is an exiftool to do that."""
    from folkhue.tagging.tagger import apply_plans

    failed = apply_plans(plans, exiftool) if exiftool else [""] * len(plans)
    for plan, failure in zip(plans, failed, strict=True):
        summary.total += 1
        if problem := failure or plan.problem:
            left_out.add(failure or f"{plan.path}: {problem}")
            continue
        summary.changed += bool(plan.edits)
        show(plan)


def _print(plan: Plan) -> None:
    """Print what changes; nothing if nothing does."""
    for edit in plan.edits:
        signs = [f"+ {name}" for name in edit.change.names_added()]
        signs += [f"− {name}" for name in edit.change.names_removed()]
        print_lines(f"{_shown(plan, edit.file)}: {', '.join(signs) or 'other fields'}")


def _shown(plan: Plan, file: Path) -> str:
    """Return the path of a file as that of its photograph was given."""
    given = Path(plan.path)
    return str(file if given.is_symlink() else given.with_name(file.name))


def _described(plan: Plan) -> dict[str, Any]:
    files = [
        {
            "file": _shown(plan, edit.file),
            "added": edit.change.names_added(),
            "removed": edit.change.names_removed(),
        }
        for edit in plan.edits
    ]
    return {"path": plan.path, "names": [*plan.names], "files": files}
