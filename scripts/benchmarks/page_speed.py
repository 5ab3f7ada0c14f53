"""Measure how fast the page names pixels: in Chromium, on one thread, in the page itself.

The pixels are those of the golden photographs, repeated as often as needed.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import sync_playwright

from folkhue.images.files import photographs_in
from folkhue.images.photo import read_photo
from folkhue.server.site import TABLES, write_site

MEASURE = """async ([name, times]) => {
  const bytes = Uint8Array.from(atob(folkhue.tables[name]), letter => letter.charCodeAt(0));
  const began = performance.now();
  const table = await folkhue.read(bytes);
  const loaded = performance.now() - began;
  const file = document.querySelector("#given").files[0];
  const pixels = new Uint8ClampedArray(await file.arrayBuffer());
  const names = new Uint8Array(pixels.length / 4), painted = new Uint8ClampedArray(pixels.length);
  const timed = work => Array.from({length: times}, () => {
    const began = performance.now();
    work();
    return names.length / 1000 / (performance.now() - began);
  });
  return {
    loaded,
    naming: timed(() => table.names(pixels, names)),
    painting: timed(() => table.paint(names, pixels, painted)),
    counting: timed(() => table.shares(names, pixels)),
  };
}"""


def main() -> None:
    """Print megapixels per second, and the time to load a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--pixels", type=float, default=12e6, help="number of pixels to name at a time"
    )
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--photos", type=Path, default=Path("golden/photos"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        write_site(folder)
        pixels = Path(folder) / "pixels"
        pixels.write_bytes(_pixels(given.photos, int(given.pixels)).tobytes())
        for name, found in _measured(Path(folder), pixels, given.times).items():
            print(f"{name}: loaded in {found.pop('loaded'):.0f} ms")
            for what, speeds in found.items():
                typical = statistics.median(speeds)
                print(f"  {what:9} {typical:6.0f} Mpx/s ({min(speeds):.0f} to {max(speeds):.0f})")


def _pixels(photos: Path, number: int) -> np.ndarray:
    every = [read_photo(path).rgb.reshape(-1, 3) for path in photographs_in(photos)]
    rgb = np.resize(np.concatenate(every), (number, 3))
    return np.column_stack([rgb, np.full(number, 255, np.uint8)])


def _measured(site: Path, pixels: Path, times: int) -> dict[str, dict[str, Any]]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--headless", "--no-sandbox"]
        )
        page = chromium.new_page()
        page.goto((site / "index.html").as_uri())
        page.evaluate(
            """() => { const input = document.createElement("input");
            Object.assign(input, {type: "file", id: "given"}); document.body.append(input); }"""
        )
        page.locator("#given").set_input_files(str(pixels))
        return {name: page.evaluate(MEASURE, [name, times]) for name in TABLES}


if __name__ == "__main__":
    main()
