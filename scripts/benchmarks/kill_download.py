"""Kill the download stage at random moments, let it go on, and compare with an undisturbed run.

A Flickr on this machine (tests/flickr_server) has every other photograph go wrong once or twice
and every ninth be gone or mislabeled. Each run starts in an empty folder, is killed with SIGKILL
up to three times, each time somewhere between its start and the time that an undisturbed run
takes, and is then continued until it is done. After every kill each photograph that is there must
be whole, and in the end all files must be the same as those of the undisturbed run.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
import random
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tests"))

from flickr_server import Faults, FlickrServer, sampler  # noqa: E402
from flickr_server.server import KEY, SECRET  # noqa: E402

KINDS = ("429", "503", "html", "truncated", "short", "slow", "reset")
SEARCH = {"photos": 12, "uploaded_to": "2024-01-01", "licenses": []}
MADE = ("data/photos.csv", "data/ATTRIBUTION.md", "data/photos/*")


def main() -> None:
    """Print how each run went."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--photos", type=int, default=90)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pack", type=int, default=0, help="photographs in a shard")
    options = parser.parse_args()
    kills = compare(options.runs, options.photos, options.seed, options.pack)
    print(
        f"{options.runs} runs, {kills} kills: every list and every photograph the same as "
        "undisturbed, none ever half there"
    )


def compare(runs: int, photos: int, seed: int, pack: int = 0) -> int:
    """Compare killed runs with an undisturbed one; give how often they were killed."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        port, wanted, seconds = undisturbed(place / "undisturbed", photos, pack)
        print(f"undisturbed: {len(wanted) - 2} files of photographs in {seconds:.1f} s", flush=True)
        moments = random.Random(seed)
        kills = 0
        for run in range(runs):
            project = place / str(run)
            with server(photos, port) as flickr:
                prepare(project, flickr.url, pack, **SEARCH)
                for _ in range(3):
                    kills += killed_after(project, moments.uniform(0.3, seconds))
                    check_whole(project)
                finish(project)
            found = made(project)
            names = wanted.keys() | found.keys()
            different = [name for name in names if wanted.get(name) != found.get(name)]
            if different:
                sys.exit(f"run {run}: {', '.join(sorted(different)[:5])} differ")
            if (run + 1) % 10 == 0:
                print(f"{run + 1} runs, {kills} kills", flush=True)
    return kills


def server(photos: int, port: int = 0) -> FlickrServer:
    """Make a server on which all sorts of things go wrong."""
    pictures = sampler(ROOT / "data/sampler/photos.csv")
    pictures = pictures[:: max(1, len(pictures) // photos)]
    faults = Faults(
        calls=("503", "html"),
        photos={p.id: (KINDS[n % 7], KINDS[(n + 3) % 7]) for n, p in enumerate(pictures[::2])},
        forever={p.id: ("placeholder", "404", "type")[n % 3] for n, p in enumerate(pictures[::9])},
        overlap=3,
    )
    return FlickrServer(pictures, faults, port)


def undisturbed(project: Path, photos: int, pack: int) -> tuple[int, dict[str, bytes], float]:
    """Run once to the end; give the port, what was made, and the seconds."""
    with server(photos) as flickr:
        prepare(project, flickr.url, pack, **SEARCH)
        start = time.perf_counter()
        finish(project)
        port = int(flickr.address.rpartition(":")[2])
        return port, made(project), time.perf_counter() - start


def prepare(project: Path, url: str, pack: int = 0, **of_flickr: Any) -> None:
    """Make a folder in which the download stage runs, with the project's own code."""
    project.mkdir(parents=True)
    for name in ("scripts", "src", "golden"):
        (project / name).symlink_to(ROOT / name)
    (project / "data").mkdir()
    (project / "data/sampler").symlink_to(ROOT / "data/sampler")
    yaml = YAML()
    params = yaml.load(ROOT / "params.yaml")
    download = params["download"]
    download["source"], download["pack"] = "flickr", pack
    download["flickr"].update(url=url, calls_per_hour=10**7, **of_flickr)
    download["web"].update(http=True, private_addresses=True, first_wait=0.02)
    yaml.dump(params, project / "params.yaml")


def start(project: Path) -> subprocess.Popen[str]:
    """Start the download stage."""
    keys = {"FLICKR_API_KEY": KEY, "FLICKR_API_SECRET": SECRET}
    return subprocess.Popen(
        [sys.executable, "scripts/stages/download.py"],
        cwd=project,
        env={**os.environ, **keys, "PYTHONPATH": "src:scripts"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def killed_after(project: Path, seconds: float) -> bool:
    """Start, and kill after a while; tell whether it was still running."""
    with start(project) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            return True
    return False


def finish(project: Path) -> None:
    """Run to the end."""
    with start(project) as process:
        said, _ = process.communicate()
    if process.returncode:
        sys.exit(f"the download stage failed:\n{said}")


def check_whole(project: Path) -> None:
    """Exit if a photograph or a list is half there."""
    for path in (project / "data/photos").glob("[!.]*"):
        for name, content in photographs(path):
            if hashlib.sha256(content).hexdigest()[:20] != name.partition(".")[0]:
                sys.exit(f"{path}: {name} is half there")
    if (project / "data/photos.csv").exists():
        with (project / "data/photos.csv").open(encoding="utf-8", newline="") as file:
            if any(None in row or None in row.values() for row in csv.DictReader(file)):
                sys.exit(f"{project}/data/photos.csv is half there")


def photographs(path: Path) -> Iterator[tuple[str, bytes]]:
    """Give the name and the contents of a photograph, or of all that are in a shard."""
    if path.suffix != ".tar":
        yield path.name, path.read_bytes()
        return
    with tarfile.open(path) as file:
        for member in file.getmembers()[::2]:
            contents = file.extractfile(member)
            yield member.name, contents.read() if contents else b""


def made(project: Path) -> dict[str, bytes]:
    """Read what the stage made."""
    found = [path for pattern in MADE for path in project.glob(pattern)]
    return {str(path.relative_to(project)): path.read_bytes() for path in found}


if __name__ == "__main__":
    main()
