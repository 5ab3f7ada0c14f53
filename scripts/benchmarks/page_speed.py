"""Measure how fast the page names pixels, and how long it stands still when a photograph is opened.

In Chromium. The pixels are those of the golden photographs, repeated as often as needed: as raw
pixels, named on one thread, and as a JPEG, opened as people open it, by the worker and without it.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Playwright, sync_playwright

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

WATCH = """() => {
  window.frames = [];
  let last = performance.now();
  const tick = () => {
    const now = performance.now();
    frames.push(now - last);
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}"""
WITHOUT_WORKER = "delete window.Worker"
PARTS = (".filter button", ".swatches li")
"""What the page shows when a photograph is opened."""


def main() -> None:
    """Print megapixels per second, the time to load a table, and the longest frame."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--pixels", type=float, default=12e6, help="number of pixels to name at a time"
    )
    parser.add_argument(
        "--opened", type=float, default=24e6, help="number of pixels of the JPEG that is opened"
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
        jpeg = _jpeg(given.photos, int(given.opened), Path(folder) / "large.jpg")
        for how, script in (("with", ""), ("without", WITHOUT_WORKER)):
            longest = [_longest_frame(Path(folder), jpeg, script) for _ in range(3)]
            print(
                f"longest frame when a JPEG of {given.opened / 1e6:.0f} Mpx is opened, {how} "
                f"the worker: {statistics.median(longest):.0f} ms ({min(longest):.0f} to "
                f"{max(longest):.0f})"
            )


def _pixels(photos: Path, number: int) -> np.ndarray:
    every = [read_photo(path).rgb.reshape(-1, 3) for path in photographs_in(photos)]
    rgb = np.resize(np.concatenate(every), (number, 3))
    return np.column_stack([rgb, np.full(number, 255, np.uint8)])


def _jpeg(photos: Path, number: int, path: Path) -> Path:
    width = int((1.5 * number) ** 0.5)
    pixels = _pixels(photos, width * (number // width))[:, :3]
    Image.fromarray(pixels.reshape(-1, width, 3)).save(path, quality=90)
    return path


def _longest_frame(site: Path, photo: Path, script: str) -> float:
    with sync_playwright() as playwright:
        page = _chromium(playwright).new_page()
        page.add_init_script(script)
        page.goto((site / "index.html").as_uri())
        page.wait_for_load_state("networkidle")
        page.evaluate(WATCH)
        page.locator("#pick").set_input_files(str(photo))
        for part in PARTS:
            page.locator(part).first.wait_for(timeout=120_000)
        page.wait_for_timeout(1000)
        return float(page.evaluate("Math.max(...frames)"))


def _chromium(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(
        executable_path=shutil.which("chromium"), args=["--headless", "--no-sandbox"]
    )


def _measured(site: Path, pixels: Path, times: int) -> dict[str, dict[str, Any]]:
    with sync_playwright() as playwright:
        page = _chromium(playwright).new_page()
        page.goto((site / "index.html").as_uri())
        page.evaluate(
            """() => { const input = document.createElement("input");
            Object.assign(input, {type: "file", id: "given"}); document.body.append(input); }"""
        )
        page.locator("#given").set_input_files(str(pixels))
        return {name: page.evaluate(MEASURE, [name, times]) for name in TABLES}


if __name__ == "__main__":
    main()
