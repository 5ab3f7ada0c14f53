"""The download stage killed, and on a full disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Project

from benchmarks import kill_download
from folkhue.datasets.photo_list import kept_photos


@pytest.mark.slow
@pytest.mark.parametrize("pack", [0, 7])
def test_killed_at_random_moments_it_gives_the_same_result(pack: int) -> None:
    """One run of the fifty that ``scripts/benchmarks/kill_download.py`` does."""
    assert kill_download.compare(runs=1, photos=50, seed=1, pack=pack) > 0


SMALL_DISK = """
mount -t tmpfs -o size=250k tmpfs data || exit 77
python scripts/stages/download.py; echo "first: $?"
cd data/photos
for file in *.*; do case $(sha256sum $file) in ${file%.*}*) ;; *) echo half: $file ;; esac; done
ls | wc -l
cd ../..
mount -o remount,size=50m data
python scripts/stages/download.py; echo "second: $?"
cp data/photos.csv $OUT
"""


@pytest.mark.slow
def test_after_a_full_disk_it_continues_when_there_is_space(
    project: Project, tmp_path: Path
) -> None:
    """A file system in memory, too small for the photographs and then made larger."""
    for name in ("src", "scripts"):
        (project.folder / name).symlink_to(ROOT / name)
    elsewhere = tmp_path / "elsewhere"
    shutil.move(project.folder / "data/sampler", elsewhere)
    shutil.rmtree(project.folder / "data")
    (project.folder / "data").mkdir()
    project.edit(
        "params.yaml",
        ("source: sampler", "source: manifest"),
        ("path: data/sampler/photos.csv", f"path: {elsewhere}/photos.csv"),
        ("path: data/sampler/photos\n", f"path: {elsewhere}\n"),
    )
    script = SMALL_DISK.replace("python", sys.executable)
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script],
        cwd=project.folder,
        env={**os.environ, "PYTHONPATH": "src:scripts", "OUT": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 77 or "unshare failed" in done.stderr:
        pytest.skip("only root of a name space may make a small disk, and this machine has none")
    assert "Traceback" not in done.stderr
    assert "is full; make room and run it again" in done.stderr
    second = done.stdout.partition("first: 1\n")[2]
    assert "half" not in second
    assert 0 < int(second.split()[0]) < 48
    assert "48 photographs, 0 left out" in second
    assert "second: 0" in second
    assert len(list(kept_photos(tmp_path / "photos.csv"))) == 48
