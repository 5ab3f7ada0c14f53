"""The denoising methods by the names that params.yaml gives them.

To add one, write a subclass of `folkhue.learning.denoising.base.Denoiser` in a module of its own
and register it here. Its name, and its parameters, are keys of the section ``denoise`` of
params.yaml; the tests compare both, and run every registered method.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from folkhue.learning.denoising.base import Denoiser

_CLASSES = {
    "none": ("keep_all", "KeepAll"),
    "largest": ("largest", "LargestCluster"),
    "kmeans": ("lift", "ClusterLift"),
    "plsa": ("plsa", "PLSA"),
    "posterior": ("posterior", "TermPosterior"),
    "color_posterior": ("color_posterior", "ColorPosterior"),
}

METHODS = tuple(_CLASSES)
"""Names of all methods."""


def denoiser_class(method: str) -> type[Denoiser]:
    """Import the estimator of a method.

    Parameters
    ----------
    method : str
        One of `METHODS`.

    Raises
    ------
    ValueError
        If there is no such method.
    """
    if method not in _CLASSES:
        raise ValueError(f"expected a denoising method ({', '.join(METHODS)}), got {method!r}")
    module, name = _CLASSES[method]
    found: type[Denoiser] = getattr(import_module(f"folkhue.learning.denoising.{module}"), name)
    return found


def make_denoiser(method: str, options: Mapping[str, Any]) -> Denoiser:
    """Make the estimator of a method, with those of the options that are its parameters.

    With the option ``unshade``, pixels in the light weigh more; see
    `folkhue.learning.denoising.shading`.
    """
    estimator = denoiser_class(method)()
    names = estimator.get_params()
    estimator.set_params(**{name: options[name] for name in names})
    if not options["unshade"]:
        return estimator
    from folkhue.learning.denoising.shading import Unshaded

    return Unshaded(estimator)
