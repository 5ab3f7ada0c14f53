"""Fetch pictures with transparent surroundings from packages, and list them in a manifest.

    scripts/python scripts/release/fetch_cut_outs.py FOLDER

The network of subjects is trained on them (`ship_subject.py FOLDER/photos.csv`). They are read from
packages of Debian and npm with a free license; `apt-get`, `dpkg-deb` and `npm` must be there. What
is fetched already is not fetched again.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from folkhue._utils.atomic import atomic_write
from folkhue._utils.progress import progress
from folkhue.learning.split import seeded_hash

MAX_PICTURES = 1500
"""Of one package."""

MAX_FAMILY = 2
"""Pictures of one folder whose names differ in numbers only, such as views of an object."""

MIN_SIDE = 48
"""Smaller pictures are left out."""

MIN_TRANSPARENT = 0.05
"""Share of a picture that is transparent."""


@dataclass(frozen=True)
class Package:
    """A package with pictures.

    Attributes
    ----------
    source : str
        ``deb:NAME`` or ``npm:NAME``.
    license : str
        Of the pictures, as the package states it.
    """

    source: str
    license: str

    @property
    def name(self) -> str:
        """The name in its registry."""
        return self.source.split(":", 1)[1]

    @property
    def folder(self) -> str:
        """The name as a folder."""
        return re.sub(r"\W+", "-", self.source)

    def extract(self, to: Path) -> None:
        """Fetch and unpack."""
        with tempfile.TemporaryDirectory() as temporary:
            if self.source.startswith("deb:"):
                _run("apt-get", "-qq", "download", self.name, cwd=temporary)
                _run("dpkg-deb", "-x", _only(Path(temporary), "*.deb"), str(to))
            else:
                _run("npm", "pack", "--silent", self.name, cwd=temporary)
                shutil.unpack_archive(_only(Path(temporary), "*.tgz"), to)


PACKAGES = (
    Package("npm:@lobehub/fluent-emoji-3d", "MIT"),
    Package("deb:openclipart-png", "public domain"),
    Package("deb:tuxpaint-stamps-default", "GPL-2+ and others"),
    Package("deb:endless-sky-data", "CC BY-SA 4.0 and others"),
    Package("deb:wesnoth-1.16-data", "GPL-2+ and CC BY-SA 4.0"),
    Package("deb:freedroidrpg-data", "GPL-2+"),
    Package("deb:scratch", "GPL-2 and CC BY-SA 2.0"),
    Package("deb:pysiogame", "GPL-3+ and others"),
    Package("deb:unknown-horizons", "GPL-2+ and CC BY-SA 3.0"),
    Package("deb:naev-data", "GPL-3 and CC BY-SA"),
)


def main() -> None:
    """Fetch all packages; write the manifest."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    rows = []
    with progress("packages", len(PACKAGES)) as advance:
        for package in PACKAGES:
            pictures = folder / package.folder
            if not pictures.is_dir():
                gather(package, pictures)
            rows += [row_of(package, path, folder) for path in sorted(pictures.iterdir())]
            advance(1)
    with atomic_write(folder / "photos.csv") as path:
        pd.DataFrame(rows).to_csv(path, index=False)
    print(f"{len(rows):,} pictures of {len(PACKAGES)} packages: {folder / 'photos.csv'}")


def gather(package: Package, to: Path) -> None:
    """Copy the pictures of a package that can be used to a folder, which is complete or absent."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=to.parent) as temporary:
        package.extract(Path(temporary, "package"))
        chosen = Path(temporary, "chosen")
        chosen.mkdir()
        for path in sample(Path(temporary, "package")):
            inside = path.relative_to(Path(temporary, "package"))
            copy = chosen / "_".join(inside.parts[-3:]).replace(" ", "-")
            if not copy.exists():  # else the same name in another folder, mostly another size
                shutil.copyfile(path, copy)
        chosen.rename(to)


def sample(package: Path) -> list[Path]:
    """Choose pictures, few of each family: always the same of the same version of a package."""
    families: dict[str, int] = {}
    chosen: list[Path] = []
    paths = [path for path in package.rglob("*") if path.suffix.lower() in (".png", ".webp")]
    for path in sorted(paths, key=lambda path: seeded_hash(0, str(path.relative_to(package)))):
        family = re.sub(r"\d+", "", str(path.relative_to(package)))
        if families.get(family, 0) < MAX_FAMILY and len(chosen) < MAX_PICTURES and is_cut_out(path):
            families[family] = families.get(family, 0) + 1
            chosen.append(path)
    return sorted(chosen)


def is_cut_out(path: Path) -> bool:
    """Tell whether a picture is large enough and partly transparent."""
    try:
        with Image.open(path) as picture:
            if min(picture.size) < MIN_SIDE or not picture.has_transparency_data:
                return False
            alpha = np.asarray(picture.convert("RGBA"))[..., 3]
    except (OSError, ValueError, Image.DecompressionBombError):
        return False
    return bool(MIN_TRANSPARENT <= np.mean(alpha < 16) <= 1 - MIN_TRANSPARENT)


def row_of(package: Package, path: Path, folder: Path) -> dict[str, str]:
    """Describe a picture as manifests do."""
    return {
        "id": f"{package.folder}_{path.name}",
        "path": str(path.relative_to(folder)),
        "source": package.source,
        "license": package.license,
    }


def _run(*command: str, cwd: str | None = None) -> None:
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL)


def _only(folder: Path, pattern: str) -> str:
    (found,) = folder.glob(pattern)
    return str(found)


if __name__ == "__main__":
    main()
