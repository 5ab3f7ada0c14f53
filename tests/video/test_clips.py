"""Clips: shares over time, scenes, pictures, and files that are none."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from support.command_line import run

from folkhue.errors import ImageError
from folkhue.render.barcode import barcode, clock
from folkhue.render.pictures.raster import to_image
from folkhue.table.color_table import default_table
from folkhue.video.scenes import is_cut
from folkhue.video.timeline import Timeline, video_colors

RED, GREEN, BLUE, BLACK = (220, 30, 30), (40, 160, 60), (30, 60, 200), (0, 0, 0)
FPS = 10

Shots = Sequence[tuple[tuple[int, int, int], float]]


def write_clip(path: Path, shots: Shots, size: tuple[int, int] = (64, 48)) -> Path:
    """Write shots of one color each, of a number of seconds."""
    coding = "MJPG" if path.suffix == ".avi" else "mp4v"
    out = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*coding), FPS, size)
    assert out.isOpened()
    for color, seconds in shots:
        frame = np.full((*size[::-1], 3), color[::-1], np.uint8)
        for _ in range(round(seconds * FPS)):
            out.write(frame)
    out.release()
    return path


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    return write_clip(folder / "clip.mp4", ((RED, 4), (BLUE, 2), (GREEN, 2)))


def _bounds(timeline: Timeline) -> list[tuple[float, float]]:
    return [(round(scene.start, 3), round(scene.end, 3)) for scene in timeline.scenes]


@pytest.mark.parametrize("name", ["a.mp4", "a.avi", "a.mkv"])
def test_shares_and_scenes_of_a_clip(tmp_path: Path, name: str) -> None:
    path = write_clip(tmp_path / name, ((RED, 4), (BLUE, 2), (GREEN, 2)))
    found = video_colors(path)
    assert found.seconds == pytest.approx(8, abs=0.2)
    assert found.shares() == pytest.approx({"red": 0.5, "blue": 0.25, "green": 0.25}, abs=0.02)
    assert _bounds(found) == [(0, 4), (4, 6), (6, pytest.approx(8, abs=0.2))]
    assert [[*scene.shares] for scene in found.scenes] == [["red"], ["blue"], ["green"]]
    for scene, color in zip(found.scenes, (RED, BLUE, GREEN), strict=True):
        [main] = scene.palette
        assert np.abs(np.array(main.rgb) - color).max() < 12
    assert found.missing < 0.2


@pytest.mark.parametrize(("fps", "frames"), [(0.5, 4), (1, 8), (2, 16), (5, 40), (1000, 80)])
def test_as_many_frames_as_wanted_are_looked_at(clip: Path, fps: float, frames: int) -> None:
    found = video_colors(clip, fps=fps)
    assert len(found.times) == frames
    assert (np.diff(found.times) > 0).all()
    assert found.durations.sum() == pytest.approx(found.seconds)
    assert found.fractions.sum(axis=1) == pytest.approx(1)
    assert found.columns.shape == (120, frames, 3)
    assert all(one.end == other.start for one, other in pairwise(found.scenes))
    assert found.scenes[0].start == 0
    assert found.scenes[-1].end == found.seconds


def test_short_flashes_are_no_scenes(tmp_path: Path) -> None:
    shots = ((RED, 3), (BLUE, 0.5), (RED, 3))
    found = video_colors(write_clip(tmp_path / "a.mp4", shots), fps=5)
    assert len(found.scenes) <= 3
    assert all(scene.end - scene.start >= 0.99 for scene in found.scenes)


def test_large_frames_are_reduced(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", ((RED, 0.5),), size=(1280, 720))
    assert video_colors(path).shares() == {"red": 1}


def test_an_animation_is_a_clip_if_frames_are_wanted(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (40, 30), color) for color in (RED, BLUE)]
    path = tmp_path / "a.gif"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=[3000, 1000])
    found = video_colors(path, fps=10)
    assert found.shares() == {"red": 0.75, "blue": 0.25}
    assert _bounds(found) == [(0, 3), (3, 4)]
    assert run("classify", path).stdout.count("%") == 1
    assert "scene 2, 0:03 to 0:04" in run("classify", path, "--fps", 10).stdout


def test_the_command_prints_and_writes(clip: Path, tmp_path: Path) -> None:
    done = run("classify", clip, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].endswith("clip.mp4, 0:08")
    assert "50 %  red" in lines[1]
    assert "scene 3, 0:06 to 0:08" in lines
    written = {path.suffix: path for path in (tmp_path / "out").iterdir()}
    assert written.keys() == {".csv", ".png", ".json"}
    with written[".csv"].open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 16
    assert {row["scene"]: row["dominant"] for row in rows} == {
        "1": "red",
        "2": "blue",
        "3": "green",
    }
    described = json.loads(written[".json"].read_text("utf-8"))
    assert described["frames"] == 16
    assert [scene["palette"][0]["name"] for scene in described["scenes"]] == [
        "red",
        "blue",
        "green",
    ]
    [printed] = json.loads(run("classify", clip, "--json").stdout)
    assert printed == {"path": str(clip), **described}
    assert run("classify", clip, "--out", tmp_path / "out").returncode == 0  # replaces its own


def test_a_barcode_shows_names_over_time(clip: Path) -> None:
    table = default_table()
    picture = np.asarray(to_image(barcode(video_colors(clip), table)))
    row = picture[40 + 26 + 12 + 200 + 12 + 130]  # in the middle of the names
    swatches = dict(zip(table.terms, table.swatches, strict=True))
    for time, name in ((0.5, "red"), (3.5, "red"), (4.5, "blue"), (7.5, "green")):
        assert tuple(row[round(40 + 1520 * time / 8)].tolist()) == swatches[name]


@pytest.mark.parametrize("suffix", [".svg", ".webp", ".jpg", ".parquet", ".jsonl"])
def test_other_formats(clip: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"out{suffix}"
    assert run("classify", clip, "--out", out).returncode == 0
    assert out.stat().st_size > 100


def _half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def test_a_clip_that_is_cut_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.avi", ((RED, 6), (BLUE, 6)))
    _half(path)
    done = run("classify", path)
    assert done.returncode == 0, done.stderr
    assert "red" in done.stdout
    assert "a.avi: no more can be read; the file says that it lasts 0:12" in done.stderr


BAD = {
    "gone": (None, "cannot be read (No such file or directory)"),
    "empty": (b"", "not a video that OpenCV reads"),
    "a page": (b"<html>404</html>", "not a video that OpenCV reads"),
    "noise": (bytes(range(256)) * 40, "not a video that OpenCV reads"),
}


@pytest.mark.parametrize(("contents", "reason"), BAD.values(), ids=BAD)
def test_what_is_no_clip_costs_one_row(
    clip: Path, tmp_path: Path, contents: bytes | None, reason: str, capfd: pytest.CaptureFixture
) -> None:
    path = tmp_path / "a.mp4"
    if contents is not None:
        path.write_bytes(contents)
    done = run("classify", path, clip)
    assert done.returncode == 1
    assert reason in done.stderr
    assert "clip.mp4, 0:08" in done.stdout
    assert capfd.readouterr().err == ""  # OpenCV says nothing by itself


def test_a_pipe_is_no_clip(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.mp4")
    with pytest.raises(ImageError, match="a named pipe"):
        video_colors(tmp_path / "a.mp4")


def test_a_clip_whose_index_is_cut_off(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", ((RED, 4),))
    _half(path)
    with pytest.raises(ImageError, match="or cut off"):
        video_colors(path)


REFUSED = {
    "photographs, too": (("golden/photos/parrot.jpg",), "classify clips by themselves"),
    "context": (("--context",), "--context: it is for photographs"),
    "a kind of file": (("--out", "a.xlsx"), "expected a folder or a file in .csv"),
    "no frames": (("--fps", "0"), "--fps"),
}


@pytest.mark.parametrize(("options", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_go_with_clips(clip: Path, options: tuple[str, ...], reason: str) -> None:
    done = run("classify", clip, *options)
    assert done.returncode == 2
    assert reason in done.stderr


def test_photographs_have_no_frame_rate() -> None:
    done = run("classify", "photo.jpg", "--fps", 2)
    assert done.returncode == 2
    assert "--fps: it is for clips and animated images" in done.stderr


@pytest.mark.parametrize(("how", "reason"), [({"fps": 0}, "fps: expected"), ({"k": 0}, "k: exp")])
def test_bad_arguments(clip: Path, how: dict, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        video_colors(clip, **how)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=2, max_size=64))
def test_nothing_is_cut_from_itself(shares: list[float]) -> None:
    histogram = np.array(shares) / max(1e-9, sum(shares))
    assert not is_cut(histogram, histogram)
    assert is_cut(np.eye(2)[0], np.eye(2)[1])


@pytest.mark.parametrize(
    ("seconds", "written"), [(0, "0:00"), (59.6, "1:00"), (3599, "59:59"), (36610, "10:10:10")]
)
def test_times(seconds: float, written: str) -> None:
    assert clock(seconds) == written
