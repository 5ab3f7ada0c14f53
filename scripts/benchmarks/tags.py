"""Time keywords in photographs: scripts/python scripts/benchmarks/tags.py [NUMBER].

NUMBER copies of the embedded photographs, 1,000 unless said otherwise, get the names of their
colors as keywords by ``folkhue tag``; then the same again, which changes nothing; and all is
removed. Pixels are compared before and after.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

HOME = Path(__file__).parents[2]
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff"}

RUNS = {
    "show what would be written": (),
    "write": ("--write",),
    "write again: nothing changes": ("--write",),
    "remove": ("--remove", "--write"),
}


def main() -> None:
    """Copy photographs, and run the command several times."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    found = sorted(path for part in ("data/sampler", "golden") for path in (HOME / part).rglob("*"))
    sources = [path for path in found if path.suffix.lower() in SUFFIXES]
    with tempfile.TemporaryDirectory() as folder:
        for place in range(number):
            source = sources[place % len(sources)]
            Path(folder, f"{place:05}{source.suffix}").write_bytes(source.read_bytes())
        before = digests(Path(folder))
        for title, options in RUNS.items():
            start = time.perf_counter()
            run = [sys.executable, "-m", "folkhue", "tag", folder, *options]
            done = subprocess.run(run, capture_output=True, text=True, check=False)
            seconds = time.perf_counter() - start
            print(f"{title}: {seconds:.1f} s; {done.stdout.splitlines()[-1]}", done.stderr)
            print("  pixels are the same" if digests(Path(folder)) == before else "  PIXELS DIFFER")


def digests(folder: Path) -> dict[str, str]:
    """Return a digest of the pixels of each photograph."""
    found = {}
    for path in sorted(folder.iterdir()):
        with Image.open(path) as image:
            found[path.name] = hashlib.sha256(image.tobytes()).hexdigest()
    return found


if __name__ == "__main__":
    main()
