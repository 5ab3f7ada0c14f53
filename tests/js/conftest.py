"""The npm package as `npm pack` makes it, and photographs as bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT

from folkhue.images.photo import Photo, read_photo

TOOLS = ROOT / "tests/js/node_modules"


def run_js(*command: object, folder: Path, given: str = "") -> str:
    """Run a program of Node.js: the one on PATH, or that in the environment of the tests."""
    paths = [str(TOOLS / ".bin"), os.environ["PATH"], str(Path(sys.executable).parent)]
    done = subprocess.run(
        [*map(str, command)],
        cwd=folder,
        input=given,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": os.pathsep.join(paths)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `npm pack` makes of a copy of the package, beside the sources that it copies."""
    home = tmp_path_factory.mktemp("npm")
    skipped = shutil.ignore_patterns("core", "tables", "node_modules", "*.tgz", "LICENSE")
    shutil.copytree(ROOT / "packages/js", home / "packages/js", ignore=skipped)
    for name in ("src", "LICENSE"):
        (home / name).symlink_to(ROOT / name)
    run_js("npm", "pack", "--silent", "--offline", folder=home / "packages/js")
    [found] = (home / "packages/js").glob("folkhue-*.tgz")
    return found


@pytest.fixture(scope="session")
def package(archive: Path) -> Path:
    """The unpacked package."""
    with tarfile.open(archive) as packed:
        packed.extractall(archive.parent, filter="data")
    return archive.parent / "package"


@dataclass(frozen=True)
class Raw:
    """A photograph, and the file of its bytes, RGBA."""

    path: Path
    photo: Photo
    size: tuple[int, int]


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[Raw]:
    """All golden photographs."""
    folder, found = tmp_path_factory.mktemp("raw"), []
    for path in sorted((ROOT / "golden/photos").iterdir()):
        photo = read_photo(path)
        height, width = photo.opaque.shape
        alpha = np.where(photo.opaque, 255, 0).astype(np.uint8)
        (folder / path.stem).write_bytes(np.dstack([photo.rgb, alpha]).tobytes())
        found.append(Raw(folder / path.stem, photo, (width, height)))
    return found
