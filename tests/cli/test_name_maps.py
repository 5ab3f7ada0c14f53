"""``folkhue encode`` and ``folkhue decode``."""

import shutil
from pathlib import Path

import numpy as np
from PIL import Image
from support.command_line import run

import folkhue


def test_names_are_encoded_and_decoded(astronaut: Path, tmp_path: Path) -> None:
    shutil.copyfile(astronaut, tmp_path / "a.jpg")
    done = run("encode", "a.jpg", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    size = (tmp_path / "names/a.webp").stat().st_size
    ratio = round(3 * 512 * 512 / size)
    assert done.stdout == f"names/a.webp: {size:,} bytes, 1/{ratio} of raw RGB\n"
    done = run("decode", "names/a.webp", "--as", "npy", "--out", "out", folder=tmp_path)
    assert done.stdout.splitlines()[1:] == run("classify", astronaut).stdout.splitlines()[1:]
    table, photo = folkhue.load(), folkhue.read_photo(astronaut)
    assert np.array_equal(np.load(tmp_path / "out/a.npy"), table.predict(photo.rgb))
    run("decode", "names/a.webp", "--out", "out", folder=tmp_path)
    painted = np.asarray(Image.open(tmp_path / "out/a.png"))
    assert np.array_equal(painted, table.recolor(photo.rgb))


def test_smoothing_reports_the_share_of_changed_pixels(astronaut: Path, tmp_path: Path) -> None:
    done = run("encode", astronaut, "--smooth", "--to", "png", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "% of pixels changed" in done.stdout
    assert (tmp_path / "astronaut.png").exists()


def test_other_files_are_refused_and_nothing_is_overwritten(
    astronaut: Path, tmp_path: Path
) -> None:
    shutil.copyfile(astronaut, tmp_path / "a.jpg")
    done = run("decode", "a.jpg", folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "a.jpg: not a name map" in done.stderr
    assert run("encode", "a.jpg", "--out", ".", folder=tmp_path).returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["a.jpg"]
