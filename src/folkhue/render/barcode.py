"""A color barcode: a clip from left to right, its frames, its names and the palettes of scenes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from folkhue.render.legend import legend
from folkhue.render.name_swatches import swatch_by_name
from folkhue.render.pictures.scene import Box, Line, Picture, Rectangle, Scene, Shape, Text
from folkhue.render.pictures.typesetting import fitted
from folkhue.render.theme import BACKGROUND, BORDER, FOREGROUND, MUTED
from folkhue.table.color_table import ColorTable
from folkhue.video.timeline import Scene as ClipScene
from folkhue.video.timeline import Timeline

WIDTH = 1600
MARGIN = 40
_INNER = WIDTH - 2 * MARGIN
_FRAMES, _NAMES, _PALETTES, _GAP = 200, 260, 110, 12  # heights
_TITLE, _SMALL = 26, 16
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)  # seconds between two ticks
_MAX_TICKS = 12


def barcode(timeline: Timeline, table: ColorTable) -> Scene:
    """Draw the colors of a clip.

    From top to bottom: each frame as a column; the shares of names, in their swatches; the palette
    of each scene; the time; and a legend with the shares in the whole clip.
    """
    top = MARGIN + _TITLE + _GAP
    frames = (MARGIN, top, MARGIN + _INNER, top + _FRAMES)
    names = (MARGIN, frames[3] + _GAP, MARGIN + _INNER, frames[3] + _GAP + _NAMES)
    palettes = names[3] + _GAP
    axis = palettes + _PALETTES
    key = legend(timeline.shares(), table, _INNER)
    bottom = axis + 44
    shapes: list[Shape] = [
        Text((MARGIN, MARGIN + _TITLE - 6), fitted(timeline.title, _TITLE, _INNER), _TITLE),
        Picture(frames, Image.fromarray(timeline.columns[:, _frame_at_each_pixel(timeline)])),
        Picture(names, Image.fromarray(_stacked(timeline, table))),
        *(shape for scene in timeline.scenes for shape in _palette(scene, timeline, palettes)),
        *_outline(names),
        *_outline((MARGIN, palettes, MARGIN + _INNER, axis)),
        *_ticks(timeline, axis),
        Picture((MARGIN, bottom, MARGIN + key.width, bottom + key.height), key),
    ]
    height = bottom + key.height + MARGIN
    title = f"Colors of {timeline.title} over {clock(timeline.seconds)}"
    return Scene(WIDTH, height, tuple(shapes), title=title)


def clock(seconds: float) -> str:
    """Write a time as minutes and seconds, or with hours.

    Examples
    --------
    >>> clock(75.4), clock(3600)
    ('1:15', '1:00:00')
    """
    minutes, whole = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{whole:02}" if hours else f"{minutes}:{whole:02}"


def _frame_at_each_pixel(timeline: Timeline) -> NDArray[np.intp]:
    """Return the frame that is shown at each column of the picture."""
    times = (np.arange(_INNER) + 0.5) / _INNER * timeline.seconds
    return np.searchsorted(timeline.times, times, side="right").clip(1) - 1


def _stacked(timeline: Timeline, table: ColorTable) -> NDArray[np.uint8]:
    """Draw the names of each frame on top of each other, as high as their shares."""
    swatches = swatch_by_name(table)
    colors = np.array([swatches.get(each, BACKGROUND) for each in timeline.labels], np.uint8)
    upto = timeline.fractions[_frame_at_each_pixel(timeline)].cumsum(axis=1)
    heights = (np.arange(_NAMES) + 0.5) / _NAMES
    # Rounding may leave the last name's end below 1.
    at = (heights[:, None, None] > upto[None, :, :-1]).sum(axis=2)
    stacked: NDArray[np.uint8] = colors[at]
    return stacked


def _outline(box: Box) -> list[Shape]:
    """Draw a thin border, without which white ends nowhere."""
    left, top, right, bottom = box
    corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
    return [Line(start, end, BORDER, 1) for start, end in pairwise(corners)]


def _x(time: float, timeline: Timeline) -> float:
    return MARGIN + _INNER * time / max(timeline.seconds, 1e-9)


def _palette(scene: ClipScene, timeline: Timeline, top: float) -> list[Shape]:
    """Draw the palette of a scene, each color as high as its share, with a gap to the next one."""
    left, right = round(_x(scene.start, timeline)), round(_x(scene.end, timeline))
    right = max(left + 1, right - 2)
    shapes: list[Shape] = []
    upto = 0.0
    for color in scene.palette:
        below = upto + color.share
        box = (left, round(top + upto * _PALETTES), right, round(top + below * _PALETTES))
        shapes.append(Rectangle(box, color.rgb))
        upto = below
    return shapes


def _ticks(timeline: Timeline, top: float) -> list[Shape]:
    step = next((each for each in _STEPS if timeline.seconds / each <= _MAX_TICKS), _STEPS[-1])
    shapes: list[Shape] = []
    for number in range(int(timeline.seconds / step) + 1):
        x = _x(number * step, timeline)
        shapes.append(Line((x, top + 4), (x, top + 10), FOREGROUND))
        anchor = "start" if number == 0 else "middle"
        if x <= MARGIN + _INNER - 10 or number == 0:
            shapes.append(Text((x, top + 28), clock(number * step), _SMALL, MUTED, anchor))
    return shapes
