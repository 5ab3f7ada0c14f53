"""Measure clips: scripts/python scripts/benchmarks/video.py [--minutes 1 10] [--keep FOLDER].

Clips of 1280 × 720 pixels are made from golden photographs, over which a camera pans and zooms,
each for some seconds. Shown are the frames decoded per second, how many times as fast as it plays a
clip is done, the peak memory of the command, which should not grow with the length of the clip, and
how many of the cuts were found.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np

from folkhue.images.photo import read_photo

HOME = Path(__file__).parents[2]
SIZE, FPS = (1280, 720), 25
SHOT = (3.0, 8.0)
"""Seconds of the shortest and of the longest shot."""


def make_clip(path: Path, seconds: float, seed: int = 0) -> list[float]:
    """Write a clip of shots of golden photographs; return when each shot begins."""
    dice = np.random.default_rng(seed)
    photos = sorted((HOME / "golden/photos").iterdir())
    out = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), FPS, SIZE)
    starts, frames = [], 0
    while frames < seconds * FPS:
        starts.append(frames / FPS)
        photo = read_photo(photos[int(dice.integers(len(photos)))]).rgb
        number = min(round(dice.uniform(*SHOT) * FPS), round(seconds * FPS) - frames)
        first, last = _view(photo.shape, dice), _view(photo.shape, dice)
        for step in np.linspace(0, 1, number):
            left, top, width = (1 - step) * first + step * last
            turned = np.array([[width / SIZE[0], 0, left], [0, width / SIZE[0], top]])
            flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
            shown = cv2.warpAffine(photo, turned, SIZE, flags=flags, borderMode=cv2.BORDER_REFLECT)
            out.write(np.ascontiguousarray(shown[..., ::-1]))
        frames += number
    out.release()
    return starts


def _view(shape: tuple[int, ...], dice: np.random.Generator) -> np.ndarray:
    """Choose left, top and width of a part of a photograph."""
    height, width = shape[:2]
    wide = dice.uniform(0.5, 0.9) * min(width, height * SIZE[0] / SIZE[1])
    high = wide * SIZE[1] / SIZE[0]
    return np.array([dice.uniform(0, width - wide), dice.uniform(0, height - high), wide])


def main() -> None:
    """Make clips, and measure the command on them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, nargs="+", default=(1, 10), help="of clips")
    parser.add_argument("--keep", type=Path, help="folder for the clips and their pictures")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = options.keep or Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        for minutes in options.minutes:
            clip = home / f"{minutes:g}-minutes.mp4"
            cuts = make_clip(clip, 60 * minutes)[1:]
            measure(clip, home / "out", cuts)


def measure(clip: Path, out: Path, cuts: list[float]) -> None:
    """Run the command on a clip."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "folkhue", "classify", str(clip), "--out", str(out)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        sys.exit(f"folkhue classify {clip} failed")
    process.returncode = 0
    found = json.loads((out / f"{clip.stem}.json").read_text("utf-8"))
    starts = [scene["start"] for scene in found["scenes"][1:]]
    right = sum(any(0 <= start - cut <= 0.55 for start in starts) for cut in cuts)
    print(
        f"{clip.name}: {found['seconds'] * FPS / seconds:.0f} frames per second, "
        f"{found['seconds'] / seconds:.1f} × as fast as it plays, {usage.ru_maxrss / 1024:.0f} MB; "
        f"{right} of {len(cuts)} cuts found, {len(starts) - right} others"
    )


if __name__ == "__main__":
    main()
