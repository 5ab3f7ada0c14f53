"""The denoising methods by the names that params.yaml gives them.

Besides those listed here, a method is a plug-in's: another distribution registers a subclass of
`folkhue.learning.denoising.base.Denoiser` as an entry point. To add one to folkhue itself, write
the subclass in a module of its own and register it here. Its name, and its parameters, are keys of
the section ``denoise`` of params.yaml; the tests compare both, and run every registered method.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from folkhue._utils.plug_ins import DENOISING, load_plug_in, plug_ins
from folkhue._utils.text import did_you_mean
from folkhue.errors import ParamsError

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
"""Names of all methods of folkhue's own."""


def denoiser_class(method: str) -> type[Denoiser]:
    """Import the estimator of a method.

    Parameters
    ----------
    method : str
        One of `METHODS`, or the name of a plug-in.

    Raises
    ------
    ValueError
        If there is no such method.
    ParamsError
        If a plug-in cannot be imported, or is no `Denoiser`.
    """
    if method not in _CLASSES:
        return _plugged(method)
    module, name = _CLASSES[method]
    found: type[Denoiser] = getattr(import_module(f"folkhue.learning.denoising.{module}"), name)
    return found


def _plugged(method: str) -> type[Denoiser]:
    from folkhue.learning.denoising.base import Denoiser

    others = plug_ins(DENOISING)
    if method not in others:
        known = ", ".join([*METHODS, *others])
        raise ValueError(f"expected a denoising method ({known}), got {method!r}")
    found = load_plug_in(DENOISING, method)
    if not (isinstance(found, type) and issubclass(found, Denoiser)):
        raise ParamsError(
            f"the denoising method {method!r} is a plug-in, whose entry point has to refer to a "
            f"subclass of {Denoiser.__module__}.Denoiser; it refers to {others[method].value}"
        )
    return found


def make_denoiser(method: str, options: Mapping[str, Any]) -> Denoiser:
    """Make the estimator of a method.

    Parameters
    ----------
    method : str
        As for `denoiser_class`.
    options : mapping
        The keys of the section ``denoise``. Those that are parameters of the method are set, and so
        is what ``parameters`` maps to values. With ``unshade``, pixels in the light weigh more; see
        `folkhue.learning.denoising.shading`.

    Raises
    ------
    ParamsError
        If the method has no such parameter.
    """
    estimator = denoiser_class(method)()
    names, own = estimator.get_params(), options.get("parameters", {})
    for name in own:
        if name not in names or name in options:
            hint = did_you_mean(name, [each for each in names if each not in options] or ["none"])
            raise ParamsError(f"denoise.parameters.{name}: unknown parameter {name!r}; {hint}")
    estimator.set_params(**{name: options[name] for name in names if name in options}, **own)
    if not options["unshade"]:
        return estimator
    from folkhue.learning.denoising.shading import Unshaded

    return Unshaded(estimator)
