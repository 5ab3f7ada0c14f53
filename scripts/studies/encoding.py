"""Measure the compression of name maps: scripts/python scripts/studies/encoding.py.

Ratios compare with raw RGB, three bytes a pixel; there is one for each golden photograph.
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
    """Measurements of one way of encoding, for each photograph.

    Attributes
    ----------
    ratios : list of float
        Bytes of raw RGB, divided by bytes encoded.
    changed : list of float
        Share of the pixels, from 0 to 1, that despeckling gave another name.
    pixels : int
        In all photographs.
    seconds : float
        For despeckling and encoding.
    """

    ratios: list[float]
    changed: list[float]
    pixels: int = 0
    seconds: float = 0.0

    def add(self, named: NameMap, encode: Callable[[NameMap], bytes], despeckle: bool) -> None:
        """Encode one photograph."""
        start = time.perf_counter()
        encoded = named.despeckled() if despeckle else named
        size = len(encode(encoded))
        self.seconds += time.perf_counter() - start
        self.pixels += named.names.size
        self.ratios.append(3 * named.names.size / size)
        self.changed.append(float((encoded.names != named.names).mean()))

    def __str__(self) -> str:
        median, low, high = statistics.median(self.ratios), min(self.ratios), max(self.ratios)
        return (
            f"1/{median:6.1f}   1/{low:6.1f}   1/{high:6.1f}   "
            f"{100 * statistics.median(self.changed):6.2f} %   {100 * max(self.changed):6.2f} %   "
            f"{1e6 * self.seconds / self.pixels:6.3f}"
        )


def encodings(photos: Iterable[Photo], table: ColorTable) -> dict[str, Encoding]:
    """Encode photographs by every encoder, despeckled and not."""
    ways = [(kind, despeckle) for kind in ENCODERS for despeckle in (False, True)]
    found = {_title(*way): Encoding([], []) for way in ways}
    for photo in photos:
        named = NameMap.from_photo(photo, table)
        for kind, despeckle in ways:
            found[_title(kind, despeckle)].add(named, ENCODERS[kind], despeckle)
    return found


def _title(kind: str, despeckle: bool) -> str:
    return f"{kind}, despeckled" if despeckle else kind


def main() -> None:
    """Print a line for each way of encoding the golden photographs."""
    golden = read_golden(Path("golden"))
    print(f"names of {len(golden)} golden photographs, to raw RGB")
    print(f"{'':16}   median      least       most    changed       most    s/Mpx")
    for way, encoding in encodings((photo.read() for photo in golden), folkhue.load()).items():
        print(f"{way:16} {encoding}")


if __name__ == "__main__":
    main()
