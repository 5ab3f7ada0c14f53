"""Untrained classifiers from the options of params.yaml, checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from folkhue._utils.text import did_you_mean, short_repr
from folkhue.color.spaces import SPACES
from folkhue.errors import ParamsError
from folkhue.learning.classifiers.bounds import check_bounds
from folkhue.learning.classifiers.foreign import Parameters, check_foreign, construct
from folkhue.learning.classifiers.kinds import BLEND, KINDS, Kind, find_kind

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator, ClassifierMixin
    from sklearn.pipeline import Pipeline

_OWN_KEYS = ("kind", "space", "max_pixels")
_BLEND_KEYS = ("of", "kind", "max_pixels")


def build(name: str, options: Mapping[str, Any], seed: int) -> Pipeline:
    """Make an untrained classifier of RGB triples.

    Parameters
    ----------
    name : str
        Its name in params.yaml.
    options : mapping
        ``kind`` (see `find_kind`, or "blend"; default `name`), ``space`` (color space,
        default "rgb"), ``max_pixels`` (see `train`); all others are parameters of the
        estimator. For a blend, ``of`` maps names to the options of its members.
    seed : int

    Raises
    ------
    ParamsError
        If the kind, the space or a parameter is unknown, or a value is out of range.
    """
    where = f"train.classifiers.{name}"
    kind_name = str(options.get("kind", name))
    kind = None if kind_name == BLEND else _find_kind(where, kind_name)
    _check_max_pixels(where, options.get("max_pixels"))
    check_bounds(where, {key: value for key, value in options.items() if key != "of"})
    if kind is None:
        return _build_blend(name, options, seed)
    return _build_pipeline(where, kind, options, seed)


def _find_kind(where: str, name: str) -> Kind:
    try:
        kind = find_kind(name)
        if name not in KINDS:
            check_foreign(kind.path)
    except ParamsError as error:
        raise ParamsError(f"{where}: {error}") from error
    return kind


def _build_pipeline(where: str, kind: Kind, options: Mapping[str, Any], seed: int) -> Pipeline:
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import PolynomialFeatures, StandardScaler

    from folkhue.learning.classifiers.color_space import ColorSpace

    space = str(options.get("space", "rgb"))
    if space not in SPACES:
        raise ParamsError(f"{where}.space: {_unknown('color space', space, SPACES)}")
    steps: list[tuple[str, BaseEstimator]] = [("space", ColorSpace(space))]
    if kind.degree > 1:
        steps.append(("polynomials", PolynomialFeatures(kind.degree, include_bias=False)))
    if kind.scaled:
        steps.append(("scale", StandardScaler()))
    steps.append(("classify", _build_estimator(where, kind, options, seed)))
    return Pipeline(steps)


def _build_estimator(
    where: str, kind: Kind, options: Mapping[str, Any], seed: int
) -> ClassifierMixin:
    known = Parameters.of(kind.estimator)
    given = {key: value for key, value in options.items() if key not in _OWN_KEYS}
    for key in given:
        if not known.accept(key, _OWN_KEYS):
            raise ParamsError(
                f"{where}.{key[:80]}: {_unknown('parameter', key, [*known.names, *_OWN_KEYS])}"
            )
    if "random_state" in known.names:
        given.setdefault("random_state", seed)
    parameters = {**kind.defaults, **given}
    if kind in KINDS.values():
        _check_parameters(where, kind.estimator(**parameters))
        return kind.estimator(**parameters)
    return construct(where, kind.estimator, parameters)


def _check_parameters(where: str, estimator: ClassifierMixin) -> None:
    """Let an estimator check its parameters, by fitting it to no examples.

    scikit-learn has no public way to check parameters alone. But `fit` checks them first:
    it raises a TypeError for a parameter, or else a ValueError as there are no examples.
    """
    try:
        estimator.fit(np.empty((0, 3)), np.empty(0, int))
    except (TypeError, ParamsError) as error:
        reason = str(error)
        raise ParamsError(f"{where}: {reason[:300]}{'…' * (len(reason) > 300)}") from error
    except ValueError:
        return


def _build_blend(name: str, options: Mapping[str, Any], seed: int) -> Pipeline:
    from folkhue.learning.classifiers.blend import Blend

    where = f"train.classifiers.{name}"
    for key in options:
        if key not in _BLEND_KEYS:
            raise ParamsError(f"{where}.{key[:80]}: {_unknown('parameter', key, _BLEND_KEYS)}")
    members = options.get("of")
    if not isinstance(members, Mapping) or not members:
        raise ParamsError(f"{where}.of: list the classifiers to average, such as {{mlp: {{}}}}")
    reserved = Blend([]).get_params(deep=False)
    for member in members:
        if "__" in str(member) or member in reserved:
            raise ParamsError(
                f"{where}.of: a member cannot be named {short_repr(member)}: use a name without "
                f"'__' that is none of {', '.join(reserved)}"
            )
    # Equal members differ by their seed.
    built = [
        (str(member), _build_member(name, member, options_, seed + number))
        for number, (member, options_) in enumerate(members.items())
    ]
    return _sharing_space(built)


def _sharing_space(members: Sequence[tuple[str, Pipeline]]) -> Pipeline:
    """Blend members; if all are in the same color space, convert colors to it once."""
    from sklearn.pipeline import Pipeline

    from folkhue.learning.classifiers.blend import Blend

    spaces = {getattr(member[0], "space", None) for _, member in members}  # none: another blend
    if len(spaces) > 1 or None in spaces:
        return Pipeline([("classify", Blend(members, voting="soft"))])
    rest = [(name, member[1:]) for name, member in members]
    return Pipeline([("space", members[0][1][0]), ("classify", Blend(rest, voting="soft"))])


def _build_member(name: str, member: str, options: Any, seed: int) -> Pipeline:
    where = f"train.classifiers.{name}"
    if not isinstance(options, Mapping):
        raise ParamsError(f"{where}.of.{member}: expected its parameters, such as {{}}")
    if "max_pixels" in options:
        raise ParamsError(
            f"{where}.of.{member}.max_pixels: all members are trained on the same pixels; limit "
            f"them by {where}.max_pixels"
        )
    pipeline = build(f"{name}.of.{member}", {"kind": member, **options}, seed)
    if not hasattr(pipeline, "predict_proba"):
        raise ParamsError(f"{where}.of.{member}: has no probabilities to average")
    return pipeline


def _check_max_pixels(where: str, limit: Any) -> None:
    if limit is not None and (type(limit) is not int or limit < 1):
        raise ParamsError(
            f"{where}.max_pixels: expected a whole number from 1, got {short_repr(limit)}"
        )


def _unknown(what: str, name: str, known: Collection[str]) -> str:
    return f"unknown {what} {short_repr(name)}; {did_you_mean(str(name), known)}"
