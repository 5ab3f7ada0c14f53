"""``folkhue classify CLIP``: shares over time, scenes, and a picture of both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from folkhue.cli.console import print_lines, print_note, printing_each
from folkhue.cli.inputs import Input, LeftOut, for_each
from folkhue.cli.outputs import check_outputs, write_json

if TYPE_CHECKING:
    from folkhue.table.color_table import ColorTable
    from folkhue.video.timeline import Timeline

_PICTURES = (".png", ".svg", ".jpg", ".jpeg", ".webp")
_TABLES = (".csv", ".parquet", ".jsonl")
_SUMMARY = ".json"
_IN_FOLDER = (".csv", ".png", _SUMMARY)

_MAX_SHOWN = 12  # scenes that are printed
_MISSING = 0.05  # part of a clip that may be missing without a word


def clips_among(inputs: Sequence[Input], fps: float | None) -> bool:
    """Return whether the inputs are clips; with `fps`, animated images are clips, too.

    Raises
    ------
    FolkhueError
        If some are, and others are not.
    """
    from folkhue.errors import FolkhueError
    from folkhue.video import ANIMATION_SUFFIXES, VIDEO_SUFFIXES

    known = VIDEO_SUFFIXES | (ANIMATION_SUFFIXES if fps else frozenset())
    are_clips = [Path(each.path).suffix.lower() in known for each in inputs]
    other = next(
        (each.title for each, is_clip in zip(inputs, are_clips, strict=True) if not is_clip), ""
    )
    if other and any(are_clips):
        clip = inputs[are_clips.index(True)].path
        raise FolkhueError(f"{clip} is a clip, {other} is not; classify clips by themselves")
    if other and fps:
        raise FolkhueError(f"--fps: it is for clips and animated images; {other} is none")
    return any(are_clips)


def classify_clips(
    inputs: Sequence[Input],
    out: Path | None,
    table: str,
    fps: float | None,
    json: bool,
    force: bool,
    left_out: LeftOut,
) -> None:
    """Measure clips, print the shares of each and its scenes, and write what `out` says."""
    from folkhue.table.color_table import load
    from folkhue.video.timeline import FPS

    names = load(table)
    check_outputs(_files(inputs, out), force=force)

    def work(image: Input) -> tuple[Input, Timeline]:
        found = _measured(image.path, names, fps or FPS)
        for file in _files([image], out):
            _write(file, found, names)
        return image, found

    with printing_each(json, _described, partial(_print, names=names)) as show:
        for_each(inputs, work, show, left_out, title="clips")


def _files(inputs: Sequence[Input], out: Path | None) -> list[Path]:
    """List the files to write: one, or for a folder three for each clip."""
    from folkhue.errors import FolkhueError

    if out is None:
        return []
    suffix = out.suffix.lower()
    if suffix in (*_PICTURES, *_TABLES, _SUMMARY):
        if len(inputs) > 1:
            raise FolkhueError(f"--out {out}: several clips need a folder, as --out {out.stem}/")
        return [out]
    if suffix:
        known = ", ".join((*_TABLES, *_PICTURES, _SUMMARY))
        raise FolkhueError(f"--out {out}: of clips, expected a folder or a file in {known}")
    return [out / f"{image.stem}{each}" for image in inputs for each in _IN_FOLDER]


def _measured(path: str, table: ColorTable, fps: float) -> Timeline:
    from folkhue.video.timeline import video_colors

    bar = _Bar()
    try:
        return video_colors(path, table, fps=fps, seen=bar)
    finally:
        bar.end()


class _Bar:
    """Shows how many seconds of a clip are done."""

    def __init__(self) -> None:
        self._done = 0
        self._context: AbstractContextManager[Callable[[int], None]] | None = None

    def __call__(self, time: float, seconds: float) -> None:
        from folkhue._utils.progress import progress

        if self._context is None:
            self._context = progress("seconds", round(seconds) or None)
            self._advance = self._context.__enter__()
        self._advance(int(time) - self._done)
        self._done = int(time)

    def end(self) -> None:
        """Remove the bar."""
        if self._context:
            self._context.__exit__(None, None, None)


def _write(file: Path, timeline: Timeline, table: ColorTable) -> None:
    """Write a table, a picture or a summary, by the suffix."""
    file.parent.mkdir(parents=True, exist_ok=True)
    suffix = file.suffix.lower()
    if suffix == _SUMMARY:
        write_json(file, timeline.as_dict())
    elif suffix in _TABLES:
        from folkhue.batch.results import write_table

        kinds: dict[str, type] = dict.fromkeys(timeline.row_names, float)
        write_table(file, kinds | {"dominant": str, "scene": int}, timeline.rows())
    else:
        from folkhue.render.barcode import barcode
        from folkhue.render.pictures import write_scene

        write_scene(file, barcode(timeline, table))


def _described(found: tuple[Input, Timeline]) -> dict[str, Any]:
    image, timeline = found
    return {"path": image.path, **timeline.as_dict()}


def _print(found: tuple[Input, Timeline], names: ColorTable) -> None:
    """Print the shares in the whole clip, and the palette of each scene."""
    from folkhue.cli.console import print_shares
    from folkhue.cli.drawing import palette_lines
    from folkhue.render.barcode import clock
    from folkhue.render.name_swatches import swatch_by_name

    image, timeline = found
    print_shares(
        f"{image.title}, {clock(timeline.seconds)}", timeline.shares(), swatch_by_name(names)
    )
    if timeline.missing >= _MISSING * (timeline.seconds + timeline.missing):
        whole = clock(timeline.seconds + timeline.missing)
        print_note(f"{image.title}: no more can be read; the file says that it lasts {whole}")
    for number, scene in enumerate(timeline.scenes[:_MAX_SHOWN], 1):
        heading = f"scene {number}, {clock(scene.start)} to {clock(scene.end)}"
        print_lines(*palette_lines(scene.palette, heading, long=False))
    if (more := len(timeline.scenes) - _MAX_SHOWN) > 0:
        print_lines(f"and {more:,} more scenes; --json and --out scenes.json have all")
