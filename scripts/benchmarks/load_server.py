"""Measure a server under load, on this machine: scripts/python scripts/benchmarks/load_server.py.

Photographs of a megapixel are sent to a server, and decoded by one process for each processor for
comparison. wrk (``apt-get install wrk``) sends the requests, as clients in Python would take a
tenth of the processors' time. ``--soak 300`` sends all kinds of requests for 300 s.
"""

from __future__ import annotations

import argparse
import http.client
import io
import multiprocessing
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.fuzz_kinds.base import GOLDEN
from benchmarks.fuzz_server import PATHS, images, request
from benchmarks.mutations import ANY
from benchmarks.served import Served, served
from folkhue.images.photo import read_photo
from folkhue.server.work import REDUCED_PIXELS
from folkhue.table.color_table import load

SIDE = 1000


def photographs(number: int = 8) -> list[bytes]:
    """Make photographs of a megapixel, each from nine golden ones in their resolution."""
    paths = sorted((GOLDEN / "photos").iterdir())
    made = []
    for first in range(number):
        sheet = Image.new("RGB", (SIDE, SIDE))
        for place in range(9):
            photo = Image.open(paths[(9 * first + place) % len(paths)]).convert("RGB")
            part = photo.crop((0, 0, min(334, photo.width), min(334, photo.height)))
            sheet.paste(part.resize((334, 334)), (333 * (place % 3), 333 * (place // 3)))
        buffer = io.BytesIO()
        sheet.save(buffer, "JPEG", quality=88)
        made.append(buffer.getvalue())
    return made


def _decode(photos: list[bytes], seconds: float, counted: multiprocessing.Queue[int]) -> None:
    for photo in photos:
        Image.open(io.BytesIO(photo)).load()
    done, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        Image.open(io.BytesIO(photos[done % len(photos)])).load()
        done += 1
    counted.put(done)


def decoding_rate(photos: list[bytes], seconds: float) -> float:
    """Return photographs per second, decoded by one process for each processor."""
    context = multiprocessing.get_context("spawn")
    counted: multiprocessing.Queue[int] = context.Queue()
    processes = [
        context.Process(target=_decode, args=(photos, seconds, counted))
        for _ in range(len(os.sched_getaffinity(0)))
    ]
    for each in processes:
        each.start()
    total = sum(counted.get() for _ in processes)
    for each in processes:
        each.join()
    return total / seconds


@dataclass
class Answers:
    """Answers that clients got.

    Attributes
    ----------
    seconds : list of float
        Latencies of the answers with status 200.
    statuses : Counter
    """

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def row(self, title: str, rate: float) -> str:
        """Describe it."""
        ordered = sorted(self.seconds)
        p99 = ordered[int(0.99 * (len(ordered) - 1))]
        refused = 1 - self.statuses[200] / self.statuses.total()
        return (
            f"{title:34} {rate:7.1f}/s  p50 {1000 * statistics.median(ordered):6.0f} ms  "
            f"p99 {1000 * p99:6.0f} ms  refused {100 * refused:4.1f} %"
        )


def load_clients(
    server: Served, photos: list[bytes], path: str, clients: int, seconds: float
) -> Answers:
    """Let clients send requests continuously; after a refusal they wait a tenth of a second."""
    answers, until = Answers(), time.monotonic() + seconds

    def send(first: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        number = first
        while time.monotonic() < until:
            began = time.monotonic()
            line.request("POST", path, photos[number % len(photos)], {"Content-Type": "image/jpeg"})
            answer = line.getresponse()
            answer.read()
            answers.statuses[answer.status] += 1
            if answer.status == 200:
                answers.seconds.append(time.monotonic() - began)
            else:
                time.sleep(0.1)
            number += 1

    threads = [threading.Thread(target=send, args=(number,)) for number in range(clients)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return answers


POST = """
local requests, number = {}, 0
function init(arguments)
  for place, path in ipairs(arguments) do
    local file = io.open(path, "rb")
    requests[place] = wrk.format("POST", nil, {["Content-Type"] = "image/jpeg"}, file:read("*a"))
    file:close()
  end
end
function request()
  number = number % #requests + 1
  return requests[number]
end
"""
"""Script for wrk: post files in turn."""


def rate(server: Served, path: str, photos: list[bytes], seconds: int) -> float:
    """Return answers per second to eight connections; all must have status 200."""
    with tempfile.TemporaryDirectory() as folder:
        (script := Path(folder, "post.lua")).write_text(POST)
        for number, photo in enumerate(photos):
            Path(folder, f"{number}.jpg").write_bytes(photo)
        files = sorted(map(str, Path(folder).glob("*.jpg")))
        command = ["wrk", "-t1", "-c8", f"-d{seconds}", "-s", str(script), server.url + path, "--"]
        said = subprocess.run([*command, *files], stdout=subprocess.PIPE, text=True, check=True)
    found = re.search(r"Requests/sec: +([0-9.]+)", said.stdout)
    if not found or "Non-2xx" in said.stdout or "Socket errors" in said.stdout:
        raise RuntimeError(f"not all requests got a 200:\n{said.stdout}")
    return float(found[1])


def differences(photos: list[bytes]) -> list[float]:
    """Return, for each photograph, the maximum change of a share by decoding at a reduced size."""
    table, found = load("basic11"), []
    for photo in photos:
        few, every = (read_photo(photo, min_pixels=enough) for enough in (REDUCED_PIXELS, None))
        shares = [table.counts(each.rgb).fractions for each in (few, every)]
        found.append(float(np.abs(shares[0] - shares[1]).max()))
    return found


PATHS_OF_RATES = {
    "shares": "/v1/classify?palette=false",
    "shares of every pixel": "/v1/classify?palette=false&exact=true",
    "shares and palette": "/v1/classify",
    "palette": "/v1/palette",
}


@contextmanager
def versions(against: Path | None) -> Iterator[dict[str, Served]]:
    """Run this version of the server and, for comparison, that of another clone."""
    with ExitStack() as stack:
        found = {}
        if against is not None:
            environment = {"PYTHONPATH": str(against.resolve() / "src")}
            started = served("--per-client", "1000", environment=environment)
            found["before"] = stack.enter_context(started)
        found["now"] = stack.enter_context(served("--per-client", "1000"))
        yield found


def rates(seconds: int, against: Path | None) -> None:
    """Compare a server, or two versions of it, with decoding only, alternating five times."""
    photos = photographs()
    print(f"{len(photos)} photographs, {sum(map(len, photos)) // len(photos) // 1000} kB each")
    with versions(against) as servers:
        for server in servers.values():
            for path in PATHS_OF_RATES.values():
                rate(server, path, photos, 1)
        ratios: dict[tuple[str, str], list[float]] = {}
        for _ in range(5):
            bare = decoding_rate(photos, seconds)
            for title, path in PATHS_OF_RATES.items():
                for version, server in servers.items():
                    found = rate(server, path, photos, seconds) / bare
                    ratios.setdefault((title, version), []).append(found)
            print(f"decoding only: {bare:.0f}/s")
        for title in PATHS_OF_RATES:
            medians = {each: statistics.median(ratios[title, each]) for each in servers}
            row = (f"{version} {median:.2f}" for version, median in medians.items())
            print(f"{title}: {', '.join(row)} of decoding only (median of 5)")
        for version, server in servers.items():
            answers = load_clients(server, photos, "/v1/classify", 128, 2 * seconds)
            rate_ = len(answers.seconds) / (2 * seconds)
            print(answers.row(f"shares and palette, 128 clients, {version}", rate_))
    off = [100 * each for each in differences(photos)]
    mean = statistics.mean(off)
    print(f"maximum change of a share without exact: mean {mean:.2f} %, at most {max(off):.2f} %")


def soak(seconds: float) -> None:
    """Send all kinds of requests for a while, and print memory."""
    photos, damaged = photographs(), images()
    with served("--patience", "5") as server:
        until, dice = time.monotonic() + seconds, random.Random(0)
        statuses: Counter[int] = Counter()

        def send(seed: int) -> None:
            own = random.Random(seed)
            line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
            while time.monotonic() < until:
                good = own.random() < 0.7
                image = own.choice(photos if good else damaged)
                image = image if good else own.choice(ANY)(image, damaged, own)
                body, content_type = request(image, own)
                try:
                    line.request("POST", own.choice(PATHS), body, {"Content-Type": content_type})
                    if own.random() < 0.02:
                        line.close()  # does not wait for the answer
                        continue
                    answer = line.getresponse()
                    answer.read()
                    statuses[answer.status] += 1
                except (OSError, http.client.HTTPException):
                    line.close()

        threads = [threading.Thread(target=send, args=(dice.random(),)) for _ in range(8)]
        for each in threads:
            each.start()
        memory = []
        while time.monotonic() < until:
            memory.append(server.memory() >> 20)
            time.sleep(max(1.0, seconds / 30))
        for each in threads:
            each.join()
    print(f"{statuses.total():,} answers in {seconds:g} s: {dict(sorted(statuses.items()))}")
    print("memory, MB:", *memory)


def main() -> None:
    """Measure rates, or soak."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=4, help="of each measurement")
    parser.add_argument(
        "--soak", type=float, default=0.0, help="seconds to send all kinds of requests"
    )
    parser.add_argument(
        "--against", type=Path, help="folder of another clone, whose server is measured beside"
    )
    options = parser.parse_args()
    if options.soak:
        soak(options.soak)
    elif shutil.which("wrk"):
        rates(options.seconds, options.against)
    else:
        sys.exit("wrk is missing; apt-get install wrk")


if __name__ == "__main__":
    main()
