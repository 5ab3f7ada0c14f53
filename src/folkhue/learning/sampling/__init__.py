"""Training and test pixels: the held-out split, and bottom-k samples of weighted pixels."""

from folkhue.learning.sampling.bottom_k import PixelSample, bottom_k, sample_pixels

__all__ = ["PixelSample", "bottom_k", "sample_pixels"]
