"""Measure the npm package in Node.js: scripts/python scripts/benchmarks/npm_package.py.

Shown are megapixels per second on all golden photographs, one after another, and on noise; and the
size of the package without tables, packed, and in the example, as Vite builds it; ``make node``
installs that.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import numpy as np

from folkhue.images.photo import read_photo

HOME = Path(__file__).parents[2]
TOOLS = HOME / "tests/js/node_modules"


def main() -> None:
    """Pack the package, and measure it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pack(folder)
        files = pictures(folder)
        program = HOME / "scripts/benchmarks/npm_package.mjs"
        subprocess.run(["node", program, folder / "package", *files], check=True)
        sizes(folder)


def pack(folder: Path) -> None:
    """Pack the package, and unpack it again."""
    source = HOME / "packages/js"
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder)]
    subprocess.run(command, cwd=source, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(next(folder.glob("*.tgz"))) as packed:
        packed.extractall(folder, filter="data")


def pictures(folder: Path) -> list[Path]:
    """Write golden photographs and noise as RGBA."""
    photos = [read_photo(path).rgb for path in sorted((HOME / "golden/photos").iterdir())]
    every = np.concatenate([photo.reshape(-1, 3) for photo in photos])
    noise = np.random.default_rng(0).integers(0, 256, every.shape, np.uint8)
    files = []
    for title, rgb in {"photographs": every, "noise": noise}.items():
        opaque = np.full((len(rgb), 1), 255, np.uint8)
        files.append(folder / title)
        files[-1].write_bytes(np.hstack([rgb, opaque]).tobytes())
    return files


def sizes(folder: Path) -> None:
    """Print the size of the package without tables, and of an app built with it."""
    app = folder / "app"
    shutil.copytree(HOME / "packages/js/example", app)
    (app / "node_modules").mkdir()
    shutil.copytree(folder / "package", app / "node_modules/folkhue")
    (app / "node_modules/vite").symlink_to(TOOLS / "vite")
    subprocess.run([TOOLS / ".bin/vite", "build", "--logLevel", "error"], cwd=app, check=True)
    scripts = sum(path.stat().st_size for path in (app / "dist").rglob("*.js"))
    shutil.rmtree(folder / "package/tables")
    with tarfile.open(folder / "small.tgz", "w:gz") as packed:
        packed.add(folder / "package", "package")
    size = (folder / "small.tgz").stat().st_size
    print(f"without tables: {size:,} bytes packed; the example by Vite: {scripts:,} bytes")


if __name__ == "__main__":
    main()
