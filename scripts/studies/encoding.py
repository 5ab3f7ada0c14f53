"""Measure how few bytes names of pixels take: scripts/python scripts/studies/encoding.py.

Ratios are to raw RGB, three bytes a pixel, one for each golden photograph.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import folkhue
from folkhue.images.photo import Photo
from folkhue.learning.evaluation.golden import read_golden
from folkhue.table.color_table import ColorTable
from folkhue.table.name_map import NameMap

ENCODERS: dict[str, Callable[[NameMap], bytes]] = {"WebP": NameMap.to_webp, "PNG": NameMap.to_png}


@dataclass
class Encoding:
    """What came of one way of encoding, photograph by photograph.

    Attributes
    ----------
    ratios : list of float
        Bytes of raw RGB to bytes encoded.
    changed : list of float
        Share of the pixels, from 0 to 1, that smoothing gave another name.
    pixels : int
        Of all photographs.
    seconds : float
        Spent on smoothing and encoding.
    """

    ratios: list[float]
    changed: list[float]
    pixels: int = 0
    seconds: float = 0.0

    def add(self, named: NameMap, encode: Callable[[NameMap], bytes], smooth: bool) -> None:
        """Encode one photograph."""
        start = time.perf_counter()
        encoded = named.despeckled() if smooth else named
        size = len(encode(encoded))
        self.seconds += time.perf_counter() - start
        self.pixels += named.names.size
        self.ratios.append(3 * named.names.size / size)
        self.changed.append(float((encoded.names != named.names).mean()))

    def __str__(self) -> str:
        median, least, most = statistics.median(self.ratios), min(self.ratios), max(self.ratios)
        return (
            f"1/{median:6.1f}   1/{least:6.1f}   1/{most:6.1f}   "
            f"{100 * statistics.median(self.changed):6.2f} %   {100 * max(self.changed):6.2f} %   "
            f"{1e6 * self.seconds / self.pixels:6.3f}"
        )


def encodings(photos: Iterable[Photo], table: ColorTable) -> dict[str, Encoding]:
    """Encode photographs in every way there is."""
    ways = [(kind, smooth) for kind in ENCODERS for smooth in (False, True)]
    found = {_called(*way): Encoding([], []) for way in ways}
    for photo in photos:
        named = NameMap.from_photo(photo, table)
        for kind, smooth in ways:
            found[_called(kind, smooth)].add(named, ENCODERS[kind], smooth)
    return found


def _called(kind: str, smooth: bool) -> str:
    return f"{kind}, smoothed" if smooth else kind


def main() -> None:
    """Print a line for each way of encoding the golden photographs."""
    golden = read_golden(Path("golden"))
    print(f"names of {len(golden)} golden photographs, to raw RGB")
    print(f"{'':16}   median      least       most    changed       most    s/Mpx")
    for way, encoding in encodings((photo.read() for photo in golden), folkhue.load()).items():
        print(f"{way:16} {encoding}")


if __name__ == "__main__":
    main()
