"""Draw the pixels of held-out photographs, the same whatever is trained and measured.

They depend neither on how training photographs are denoised and sampled, nor on the classifiers;
see `folkhue.learning.held_out`.
"""

from __future__ import annotations

from folkhue._utils.atomic import atomic_write
from folkhue.learning.denoising.training_photos import TrainingPhotos
from folkhue.learning.held_out import held_out_pixels, read_colors
from stages.outputs import check_output
from stages.params import Params
from stages.stage import CLUSTERS, PHOTO_LIST, TEST, run


def main(params: Params) -> None:
    """Split the photographs, draw pixels of those that are held out, and write them."""
    check_output(PHOTO_LIST)
    listed, terms, seed = TrainingPhotos(PHOTO_LIST), params.terms.names, params.seed
    labels = listed.labels(terms)
    held_out = listed.split(labels, params.sample.test_share, seed)
    with read_colors(listed, len(labels), CLUSTERS) as photos:
        tagged, weights = listed.tagged(held_out), CLUSTERS / "weights.parquet"
        pixels = held_out_pixels(photos, labels, tagged, held_out, terms, seed, weights)
    with atomic_write(TEST) as temporary:
        pixels.to_parquet(temporary, index=False)
    print(f"{pixels['count'].sum():,} pixels of {pixels['photo'].nunique():,} photographs")


if __name__ == "__main__":
    run(main)
