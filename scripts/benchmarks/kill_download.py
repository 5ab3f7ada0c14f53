"""Kill the download stage at random moments, resume it, and compare with an undisturbed run.

    scripts/python scripts/benchmarks/kill_download.py [--runs N] [--photos N] [--pack N]

On a Flickr on this machine (tests/flickr_server), every second photograph fails twice, and every
ninth is gone or mislabeled. Each run starts in an empty folder, is killed with SIGKILL up to
three times, at moments between its start and the time that an undisturbed run takes, and is then
resumed until it is done. After every kill, each photograph that is there must be complete; in the
end, all files must be those of the undisturbed run.
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
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tests"))

from flickr_server import Faults, FlickrServer, sampler  # noqa: E402
from flickr_server.server import KEY, SECRET  # noqa: E402

MAX_KILLS = 3
"""How often a run is killed, unless it is done earlier."""

FAULTS = ("429", "503", "html", "truncated", "short", "slow", "reset")
SEARCH = {"photos": 12, "uploaded_to": "2024-01-01", "licenses": []}
OUTPUTS = ("data/photos.csv", "data/ATTRIBUTION.md", "data/photos/*")


def main() -> None:
    """Print how the runs went."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--photos", type=int, default=90)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--pack", type=int, default=0, help="photographs per shard; 0 leaves them as files"
    )
    options = parser.parse_args()
    kills = compare(options.runs, options.photos, options.seed, options.pack)
    print(
        f"{options.runs} runs, {kills} kills: all lists and photographs are those of the "
        "undisturbed run, and none was ever incomplete"
    )


def compare(runs: int, photos: int, seed: int, pack: int = 0) -> int:
    """Compare killed runs with an undisturbed one; return the number of kills."""
    rng = random.Random(seed)
    kills = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        port, expected, seconds = run_undisturbed(folder / "undisturbed", photos, pack)
        print(f"undisturbed: {len(expected)} files in {seconds:.1f} s", flush=True)
        for run in range(runs):
            moments = [rng.uniform(0.3, seconds) for _ in range(MAX_KILLS)]
            with faulty_server(photos, port) as server:
                project = make_project(folder / str(run), server.url, pack, **SEARCH)
                kills += run_killed(project, moments)
            check_same(run, expected, outputs(project))
            if (run + 1) % 10 == 0:
                print(f"{run + 1} runs, {kills} kills", flush=True)
    return kills


def faulty_server(photos: int, port: int = 0) -> FlickrServer:
    """Make a server with faults of every kind."""
    pictures = sampler(ROOT / "data/sampler/photos.csv")
    pictures = pictures[:: max(1, len(pictures) // photos)]
    faults = Faults(
        calls=("503", "html"),
        photos={p.id: (FAULTS[n % 7], FAULTS[(n + 3) % 7]) for n, p in enumerate(pictures[::2])},
        forever={p.id: ("placeholder", "404", "type")[n % 3] for n, p in enumerate(pictures[::9])},
        overlap=3,
    )
    return FlickrServer(pictures, faults, port)


def run_undisturbed(project: Path, photos: int, pack: int) -> tuple[int, dict[str, bytes], float]:
    """Run the stage once; return the server's port, the outputs, and the seconds."""
    with faulty_server(photos) as server:
        make_project(project, server.url, pack, **SEARCH)
        start = time.perf_counter()
        run_stage(project)
        port = int(server.address.rpartition(":")[2])
        return port, outputs(project), time.perf_counter() - start


def run_killed(project: Path, moments: list[float]) -> int:
    """Kill the stage after so many seconds each time, then run it; return the number of kills."""
    kills = 0
    for seconds in moments:
        kills += kill_after(project, seconds)
        check_complete(project)
    run_stage(project)
    return kills


def make_project(project: Path, url: str, pack: int = 0, **search: Any) -> Path:
    """Make a folder in which the download stage runs, with this project's code."""
    project.mkdir(parents=True)
    for name in ("scripts", "src", "golden"):
        (project / name).symlink_to(ROOT / name)
    (project / "data").mkdir()
    (project / "data/sampler").symlink_to(ROOT / "data/sampler")
    yaml = YAML()
    params = yaml.load(ROOT / "params.yaml")
    download = params["download"]
    download["source"], download["pack"] = "flickr", pack
    download["flickr"].update(url=url, calls_per_hour=10**7, **search)
    download["web"].update(http=True, private_addresses=True, first_wait=0.02)
    yaml.dump(params, project / "params.yaml")
    return project


def start_stage(project: Path) -> subprocess.Popen[str]:
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


def kill_after(project: Path, seconds: float) -> bool:
    """Start the stage and kill it; return whether it was still running."""
    with start_stage(project) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            return True
    return False


def run_stage(project: Path) -> None:
    """Run the stage to its end."""
    with start_stage(project) as process:
        printed, _ = process.communicate()
    if process.returncode:
        sys.exit(f"the download stage failed:\n{printed}")


def check_complete(project: Path) -> None:
    """Exit if a photograph or the list is incomplete."""
    for path in (project / "data/photos").glob("[!.]*"):
        for name, contents in photographs(path):
            if hashlib.sha256(contents).hexdigest()[:20] != name.partition(".")[0]:
                sys.exit(f"{path}: {name} is incomplete")
    if (project / "data/photos.csv").exists():
        with (project / "data/photos.csv").open(encoding="utf-8", newline="") as file:
            if any(None in row or None in row.values() for row in csv.DictReader(file)):
                sys.exit(f"{project}/data/photos.csv is incomplete")


def photographs(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and contents of a photograph, or of each in a shard."""
    if path.suffix != ".tar":
        yield path.name, path.read_bytes()
        return
    with tarfile.open(path) as file:
        for member in file.getmembers()[::2]:
            contents = file.extractfile(member)
            yield member.name, contents.read() if contents else b""


def outputs(project: Path) -> dict[str, bytes]:
    """Read the outputs of the stage."""
    found = [path for pattern in OUTPUTS for path in project.glob(pattern)]
    return {str(path.relative_to(project)): path.read_bytes() for path in found}


def check_same(run: int, expected: Mapping[str, bytes], found: Mapping[str, bytes]) -> None:
    """Exit if the files of a run differ from the expected ones."""
    names = expected.keys() | found.keys()
    different = sorted(name for name in names if expected.get(name) != found.get(name))
    if different:
        sys.exit(f"run {run}: {', '.join(different[:5])} differ from the undisturbed run")


if __name__ == "__main__":
    main()
