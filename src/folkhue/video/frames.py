"""Frames of a clip, one after another, at a rate that is enough for colors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageSequence

from folkhue._utils.extras import require
from folkhue._utils.regular_file import check_file
from folkhue.errors import ImageError
from folkhue.images.c_stderr import can_be_silent, silent
from folkhue.images.photo import MAX_PIXELS, Photo, read_photo
from folkhue.video import VIDEO_SUFFIXES

FRAME_PIXELS = 250_000
"""Larger frames are reduced to about so many pixels, each the mean of several."""

_SOON = 1e-6  # seconds that do not matter
_FRAME_SECONDS = 0.1  # of a frame of an animation that says 0, as browsers show it


@dataclass(frozen=True, eq=False)
class Frame:
    """A frame that is looked at.

    Attributes
    ----------
    time : float
        When it is shown, in seconds from the start.
    photo : Photo
    """

    time: float
    photo: Photo


class _Shown(NamedTuple):
    """When and how long a frame is shown, and what decodes it; None, if that fails."""

    time: float
    seconds: float
    read: Callable[[], Photo | None]


class Clip:
    """A clip that is being read; see `open_clip`.

    Attributes
    ----------
    said : float
        Its length in seconds, as the file says; 0 if it does not.
    seconds : float
        Its length as found; 0 until all frames were read.
    """

    def __init__(self, path: Path, said: float, shown: Iterator[_Shown]) -> None:
        self.path, self.said, self.seconds, self._shown = path, said, 0.0, shown

    def frames(self, fps: float) -> Iterator[Frame]:
        """Yield frames, at most `fps` a second, the first always.

        Raises
        ------
        ImageError
            If there is none.
        """
        due, end = 0.0, 0.0
        for shown in self._shown:
            end = shown.time + shown.seconds
            if shown.time + _SOON < due:
                continue
            photo = shown.read()
            if photo is None:  # damaged; the next one may not be
                continue
            yield Frame(shown.time, photo)
            due = max(due, shown.time - 1 / fps) + 1 / fps
        self.seconds = end
        if not due:
            raise ImageError(f"{self.path}: a clip without frames that can be decoded", "damaged")


@contextmanager
def open_clip(path: str | Path) -> Iterator[Clip]:
    """Open a clip, or an animated image.

    Parameters
    ----------
    path : path or str
        A video that OpenCV reads, or an animated GIF, WebP or PNG.

    Raises
    ------
    ImageError
        If there is no such file, or it is no clip.
    MissingExtraError
        If OpenCV is not installed.
    """
    path = Path(path)
    try:
        check_file(path)
    except OSError as error:
        raise ImageError(f"{path}: cannot be read ({error.strerror})", "missing") from error
    with (_video if path.suffix.lower() in VIDEO_SUFFIXES else _animation)(path) as clip:
        yield clip


@contextmanager
def _video(path: Path) -> Iterator[Clip]:
    require("fast", "reading a clip", "cv2")
    import cv2

    with _quiet():
        capture = cv2.VideoCapture(str(path.resolve()), cv2.CAP_FFMPEG)
        try:
            if not capture.isOpened():
                raise ImageError(
                    f"{path}: not a video that OpenCV reads, or cut off; if a player shows it, "
                    "convert it, as by: ffmpeg -i IN -c:v libx264 OUT.mp4",
                    "not_an_image",
                )
            size = capture.get(cv2.CAP_PROP_FRAME_WIDTH) * capture.get(cv2.CAP_PROP_FRAME_HEIGHT)
            if size > MAX_PIXELS:
                raise ImageError(f"{path}: frames of {size:,.0f} pixels", "too_many_pixels")
            rate = capture.get(cv2.CAP_PROP_FPS) or 25.0
            seconds = max(0.0, capture.get(cv2.CAP_PROP_FRAME_COUNT)) / rate
            yield Clip(path, seconds, _grabbed(capture, 1 / rate))
        finally:
            capture.release()


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep OpenCV, and the libraries in it, from printing warnings."""
    from cv2.utils import logging

    before = logging.getLogLevel()
    logging.setLogLevel(logging.LOG_LEVEL_SILENT)
    try:
        with silent() if can_be_silent() else nullcontext():
            yield
    finally:
        logging.setLogLevel(before)


def _grabbed(capture: Any, seconds: float) -> Iterator[_Shown]:
    """Yield frames; most need not be converted from how they are stored."""
    import cv2

    def read() -> Photo | None:
        done, pixels = capture.retrieve()
        return _photo(pixels) if done else None

    while capture.grab():
        yield _Shown(capture.get(cv2.CAP_PROP_POS_MSEC) / 1000, seconds, read)


def _photo(bgr: NDArray[np.uint8]) -> Photo:
    import cv2

    height, width = bgr.shape[:2]
    factor = (FRAME_PIXELS / (height * width)) ** 0.5
    if factor < 1:
        size = max(1, round(width * factor)), max(1, round(height * factor))
        bgr = np.asarray(cv2.resize(bgr, size, interpolation=cv2.INTER_AREA), np.uint8)
    return read_photo(bgr, order="bgr")


@contextmanager
def _animation(path: Path) -> Iterator[Clip]:
    read_photo(path)  # says what is wrong with it, if anything is
    with Image.open(path) as image:
        yield Clip(path, 0.0, _turned(image))


def _turned(image: Image.Image) -> Iterator[_Shown]:
    time = 0.0
    for frame in ImageSequence.Iterator(image):
        frame.load()
        seconds = frame.info.get("duration", 0) / 1000 or _FRAME_SECONDS
        yield _Shown(time, seconds, partial(read_photo, frame.convert("RGBA")))
        time += seconds
