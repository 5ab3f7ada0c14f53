"""What a photograph is of, as a soft mask, by a fully convolutional network.

The network sees the whole photograph at 96 × 96 pixels. A guided filter brings its mask to the
size of the photograph, along the edges there.

References
----------
O. Ronneberger, P. Fischer, T. Brox, "U-Net: Convolutional Networks for Biomedical Image
Segmentation", MICCAI 2015; K. He, J. Sun, "Fast Guided Filter", arXiv:1505.00996, 2015.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue.images.photo import Photo
from folkhue.networks.encoder_decoder import Layers, forward
from folkhue.networks.frame import frame_of
from folkhue.networks.guided_filter import enlarged_mask
from folkhue.networks.weights_file import NetworkFile

KIND = "subject"
"""What files of this network say that they are for."""

SIDE = 96
"""Rows and columns of the frame that the network sees, and of its mask."""

INPUTS = 3
"""Channels of the frame: those of sRGB."""

OUTPUTS = 4
"""Channels of the result: four pixels of the mask, in a square."""

_MEAN, _SCALE = 0.45, 4.0


def inputs_of(frame: Any) -> Any:
    """Scale sRGB from 0 to 255, shape (..., 3), to about -2 to 2."""
    return (frame / 255 - _MEAN) * _SCALE


def tiled(found: Any) -> Any:
    """Lay out squares of four: (..., height, width, 4) → (..., 2 height, 2 width)."""
    *batch, height, width, _ = found.shape
    squares = found.reshape(*batch, height, width, 2, 2).swapaxes(-3, -2)
    return squares.reshape(*batch, 2 * height, 2 * width)


def subject_mask(photo: Photo, weights: str | Path | None = None) -> NDArray[np.float32]:
    """Estimate what a photograph is of.

    Parameters
    ----------
    photo : Photo
        Of any size; one of 100 megapixels takes no more memory than itself and the mask.
    weights : path or str, optional
        A file that the pipeline wrote; the one inside folkhue if absent.

    Returns
    -------
    ndarray of float32, shape (height, width)
        How likely a pixel belongs to a subject, from 0 to 1; 0 where it is transparent.

    Raises
    ------
    TableError
        If the file cannot be used.
    """
    return subject_mask_by(photo, _layers(weights))


def subject_mask_by(photo: Photo, layers: Layers) -> NDArray[np.float32]:
    """Do what `subject_mask` does, by the layers of a network."""
    frame = frame_of(photo, SIDE).rgb
    mask = enlarged_mask(frame_mask(frame, layers), frame, photo.rgb)
    mask[~photo.opaque] = 0
    return mask


def is_shipped() -> bool:
    """Tell whether folkhue has a network of its own here, so that `subject_mask` needs no file."""
    return (files("folkhue") / "data" / f"{KIND}.npz").is_file()


def frame_mask(frame: NDArray[np.uint8], layers: Layers) -> NDArray[np.float64]:
    """Run the network on a frame of `frame_of`; a mask of the same height and width, 0 to 1."""
    logits = tiled(forward(layers, inputs_of(frame.astype(np.float64))))
    return np.asarray(1 / (1 + np.exp(-logits)))


def _layers(weights: str | Path | None) -> Layers:
    return _shipped() if weights is None else NetworkFile.load(weights, KIND).layers


@cache
def _shipped() -> Layers:
    with as_file(files("folkhue") / "data" / f"{KIND}.npz") as path:
        return NetworkFile.load(path, KIND).layers
