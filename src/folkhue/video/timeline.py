"""The colors of a clip over time, and those of its scenes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from folkhue._utils.display import Swatch, bars, card, line, picture, swatches
from folkhue._utils.extras import require
from folkhue._utils.plotting import axes_for, name_patches
from folkhue._utils.text import counted, percent
from folkhue.color.notation import to_hex
from folkhue.color.vocabulary import swatch_by_name
from folkhue.palettes.palette import Palette, palette_from_points
from folkhue.palettes.points import Points
from folkhue.table.color_table import ColorTable, default_table
from folkhue.table.name_counts import NameCounts
from folkhue.video.frames import Clip, Frame, open_clip
from folkhue.video.scenes import MIN_SECONDS, coarse_histogram, is_cut

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

FPS = 2.0
"""Frames a second that are looked at, unless another number is given."""

COLUMN_HEIGHT = 120
"""Pixels of a column that stands for a frame."""

_PALETTE_PIXELS = 1 << 14  # of a frame that count for the palette of its scene
_MILLION = 1_000_000
_MAX_SHOWN = 12  # scenes that a notebook shows

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scene:
    """A part of a clip whose colors do not change all at once.

    Attributes
    ----------
    start, end : float
        In seconds.
    shares : dict of str to float
        Share of each name, from 0 to 1, the largest first.
    palette : Palette
    """

    start: float
    end: float
    shares: dict[str, float]
    palette: Palette

    def as_dict(self) -> dict[str, Any]:
        """Return the scene as JSON types."""
        return {
            "start": round(self.start, 3),
            "end": round(self.end, 3),
            "shares": {name: round(share, 6) for name, share in self.shares.items()},
            "palette": self.palette.as_dict()["colors"],
        }


@dataclass(frozen=True, eq=False)
class Timeline:
    """The colors of a clip.

    Attributes
    ----------
    title : str
        Name of the file.
    seconds : float
        Its length.
    labels : tuple of str
        The names and, last, "unnamed".
    times : ndarray of float64, shape (frames,)
        When each frame that was looked at is shown, in seconds.
    fractions : ndarray of float64, shape (frames, labels)
        Shares of the names in each frame, from 0 to 1.
    columns : ndarray of uint8, shape (`COLUMN_HEIGHT`, frames, 3)
        Each frame as one column: the mean colors of its rows.
    scenes : tuple of Scene
        They follow each other from the start to the end.
    missing : float
        Seconds at the end that the file says it has, but that could not be read.
    """

    title: str
    seconds: float
    labels: tuple[str, ...]
    times: Floats
    fractions: Floats
    columns: NDArray[np.uint8]
    scenes: tuple[Scene, ...]
    missing: float = 0.0

    @property
    def durations(self) -> Floats:
        """How long each frame stands for the clip, in seconds; shape (frames,)."""
        return np.diff(self.times, append=max(self.seconds, float(self.times[-1])))

    def shares(self) -> dict[str, float]:
        """Return the shares of names in the whole clip, the largest first."""
        return _shares(self.labels, self.fractions, self.durations)

    def rows(self) -> list[tuple[Any, ...]]:
        """Return a row for each frame: time, shares, the name of most pixels, number of the scene.

        Scenes are counted from 1.
        """
        starts = [scene.start for scene in self.scenes]
        numbers = np.searchsorted(starts, self.times + 1e-9, side="right")
        return [
            (round(time, 3), *(round(share, 6) for share in row), self.labels[most], number)
            for time, row, most, number in zip(
                self.times.tolist(),
                self.fractions.tolist(),
                self.fractions.argmax(axis=1).tolist(),
                numbers.tolist(),
                strict=True,
            )
        ]

    @property
    def row_names(self) -> tuple[str, ...]:
        """Names of the columns of `rows`."""
        return ("time", *self.labels, "dominant", "scene")

    def to_dataframe(self) -> pd.DataFrame:
        """Return `rows` as a DataFrame with the index ``time``.

        Raises
        ------
        MissingExtraError
            If pandas is not installed.
        """
        require("train", "Timeline.to_dataframe", "pandas")
        import pandas

        return pandas.DataFrame(self.rows(), columns=[*self.row_names]).set_index("time")

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the shares of names over time by Matplotlib, stacked, each in its swatch.

        Parameters
        ----------
        ax : Axes, optional
            Where to draw; those of a new figure if absent.

        Returns
        -------
        Axes

        Raises
        ------
        MissingExtraError
            If Matplotlib is not installed.
        """
        ax = axes_for(ax, width=9.6)
        names = [name for name in self.labels if name in self.shares()]
        swatches = swatch_by_name(names)
        colors = [swatches[name] for name in names]
        # Each frame lasts until the next one.
        times = np.append(self.times, self.seconds)
        columns = [self.labels.index(name) for name in names]
        shares = np.vstack([self.fractions, self.fractions[-1:]])[:, columns]
        ax.stackplot(times, shares.T, colors=[*map(to_hex, colors)], step="post")
        ax.set_xlim(0, self.seconds)
        ax.set_ylim(0, 1)
        ax.set_xlabel("seconds")
        ax.set_title(self.title, parse_math=False)
        name_patches(ax, names, colors)
        return ax

    def _repr_html_(self) -> str:
        shares = self.shares()
        shown = picture(Image.fromarray(self.columns), f"frames of {self.title}, side by side")
        scenes = (
            line(f"{scene.start:.1f} to {scene.end:.1f} s")
            + swatches(Swatch(each.rgb, (percent(each.share), each.hex)) for each in scene.palette)
            for scene in self.scenes[:_MAX_SHOWN]
        )
        more = len(self.scenes) - _MAX_SHOWN
        last = line(f"and {more:,} more scenes") if more > 0 else ""
        title = f"{self.title}, {self.seconds:.1f} s, {counted(len(self.scenes), 'scene')}"
        return card(title, shown, bars(shares, swatch_by_name(shares)), *scenes, last)

    def as_dict(self) -> dict[str, Any]:
        """Return the whole, without the single frames, as JSON types."""
        return {
            "seconds": round(self.seconds, 3),
            "frames": len(self.times),
            "shares": {name: round(share, 6) for name, share in self.shares().items()},
            "scenes": [scene.as_dict() for scene in self.scenes],
        }


def _shares(labels: tuple[str, ...], fractions: Floats, weights: Floats) -> dict[str, float]:
    """Return means of shares, weighted by how long each lasts."""
    lasting = weights if weights.sum() > 0 else np.ones_like(weights)
    counts = np.rint(_MILLION * np.average(fractions, axis=0, weights=lasting)).astype(np.int64)
    return NameCounts(labels[:-1], counts).shares()


def video_colors(
    path: str | Path,
    table: ColorTable | None = None,
    *,
    fps: float = FPS,
    k: int = 6,
    seen: Callable[[float, float], None] | None = None,
) -> Timeline:
    """Measure the shares of color names over a clip, and find its scenes and their palettes.

    Frames are read one by one, so that memory does not grow with the length of the clip, but for
    a few hundred bytes a frame that is looked at.

    Parameters
    ----------
    path : path or str
        A video that OpenCV reads, or an animated GIF, WebP or PNG.
    table : ColorTable, optional
        Names the pixels; that of `folkhue.load` if absent.
    fps : float
        Frames a second that are looked at, above 0. Those of more than 250,000 pixels are reduced.
    k : int
        Number of colors of a scene's palette.
    seen : callable, optional
        Gets the time of each frame that was looked at, and the length that the file says, in
        seconds; 0 if it says none.

    Returns
    -------
    Timeline

    Raises
    ------
    ImageError
        If there is no such file, it is no clip, or none of its frames can be decoded.
    MissingExtraError
        If OpenCV is not installed.
    ValueError
        If `fps` is not above 0, or `k` is not from 1 to 256.
    """
    if not fps > 0:
        raise ValueError(f"fps: expected frames a second above 0, got {fps}")
    if not 1 <= k <= 256:
        raise ValueError(f"k: expected 1 to 256, got {k}")
    collected = _Collector(table or default_table(), k)
    with open_clip(path) as clip:
        for frame in clip.frames(fps):
            collected.add(frame)
            if seen:
                seen(frame.time, clip.said)
    return collected.timeline(Path(path).name, clip)


@dataclass
class _Collector:
    """Adds up frames; of a scene, only what its palette needs is kept."""

    table: ColorTable
    k: int
    times: list[float] = field(default_factory=list)
    fractions: list[Floats] = field(default_factory=list)
    columns: list[NDArray[np.uint8]] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    palettes: list[Palette] = field(default_factory=list)
    _points: Points = field(default_factory=lambda: Points.from_photos([]))
    _histogram: Floats | None = None

    def add(self, frame: Frame) -> None:
        """Add the next frame."""
        histogram = coarse_histogram(frame.photo)
        if self._is_new_scene(frame.time, histogram):
            self._end_scene()
            self.starts.append(len(self.times))
        self._histogram = histogram
        self.times.append(frame.time)
        self.fractions.append(self.table.counts(frame.photo.rgb, frame.photo.opaque).fractions)
        self.columns.append(_column(frame.photo.rgb))
        thin = frame.photo.thin(_PALETTE_PIXELS)
        self._points = self._points.merged(Points.from_photos([thin]).normalized())

    def _is_new_scene(self, time: float, histogram: Floats) -> bool:
        if self._histogram is None or time - self.times[self.starts[-1]] < MIN_SECONDS:
            return False
        return is_cut(self._histogram, histogram)

    def _end_scene(self) -> None:
        found = palette_from_points(self._points, self.k, table=self.table)
        self.palettes.append(found.ordered("share"))
        self._points = Points.from_photos([])

    def timeline(self, title: str, clip: Clip) -> Timeline:
        """Return what was collected."""
        self._end_scene()
        labels = NameCounts.empty(self.table.terms).labels
        times, fractions = np.array(self.times), np.array(self.fractions)
        end = max(clip.seconds, self.times[-1])
        durations = np.diff(times, append=end)
        bounds = [*self.starts, len(times)]
        scenes = tuple(
            Scene(
                0.0 if first == 0 else self.times[first],
                end if stop == len(times) else self.times[stop],
                _shares(labels, fractions[first:stop], durations[first:stop]),
                palette,
            )
            for first, stop, palette in zip(bounds, bounds[1:], self.palettes, strict=False)
        )
        columns = np.stack(self.columns, axis=1)
        missing = max(0.0, clip.said - end)
        return Timeline(title, end, labels, times, fractions, columns, scenes, missing)


def _column(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the mean colors of a frame's rows, as a column of `COLUMN_HEIGHT` pixels."""
    means = rgb.mean(axis=1)
    at = (np.arange(COLUMN_HEIGHT) + 0.5) * len(means) / COLUMN_HEIGHT
    column: NDArray[np.uint8] = np.rint(means[at.astype(np.intp)]).astype(np.uint8)
    return column
