"""Sample the pixels of the golden set's regions."""

from __future__ import annotations

from folkhue._utils.atomic import atomic_write
from folkhue.learning.evaluation.golden import read_golden, region_pixels
from stages.params import Params
from stages.stage import REGIONS, run


def main(params: Params) -> None:
    """Read the labels, rasterize them and sample pixels."""
    golden = read_golden(params.evaluate.golden, params.terms)
    pixels = region_pixels(golden, params.evaluate.max_pixels, params.seed)
    with atomic_write(REGIONS) as temporary:
        pixels.to_parquet(temporary, index=False)
    regions = sum(len(photo.regions) for photo in golden)
    print(f"{len(golden)} photographs, {regions} regions, {len(pixels):,} pixels")


if __name__ == "__main__":
    run(main)
