"""The kinds of classifiers, by name.

Besides those in `KINDS`, a kind is a plug-in's, or the dotted path of any estimator. To add one to
folkhue itself, add a line to `KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from folkhue._utils.plug_ins import load_plug_in, plug_ins
from folkhue._utils.text import did_you_mean, short_repr
from folkhue.errors import ParamsError


@dataclass(frozen=True)
class Kind:
    """A kind of classifier: its estimator, and the input that this expects.

    Attributes
    ----------
    path : str
        Dotted name of the estimator's class, which is imported when needed.
    scaled : bool
        Whether it expects standardized input.
    defaults : mapping
        Parameters that differ from scikit-learn's.
    degree : int
        Degree of the polynomial features of the coordinates.
    slow : bool
        Whether predicting all 2**24 colors takes most of an hour.
    weighted : bool
        Whether it is fitted to colors with weights in a time that many millions of them allow. The
        others get pixels that are drawn by the weights. A tree, though it takes weights, counts
        rows to say how many a leaf must have.
    names_most_probable : bool
        Whether it predicts the most probable class, if it has probabilities. `SVC` fits them
        apart from its decisions.
    """

    path: str
    scaled: bool = True
    defaults: Mapping[str, Any] = field(default_factory=dict)
    degree: int = 1
    slow: bool = False
    weighted: bool = False
    names_most_probable: bool = True

    @property
    def estimator(self) -> type[Any]:
        """The estimator's class."""
        module, _, name = self.path.rpartition(".")
        estimator: type[Any] = getattr(import_module(module), name)
        return estimator


KINDS: dict[str, Kind] = {
    "logistic": Kind("sklearn.linear_model.LogisticRegression", defaults={"max_iter": 1000}),
    "quadratic": Kind(
        "sklearn.linear_model.LogisticRegression", defaults={"max_iter": 1000}, degree=2
    ),
    "naive_bayes": Kind("sklearn.naive_bayes.GaussianNB", weighted=True),
    "sgd": Kind("sklearn.linear_model.SGDClassifier"),
    "knn": Kind("sklearn.neighbors.KNeighborsClassifier", scaled=False, slow=True),
    "tree": Kind("sklearn.tree.DecisionTreeClassifier", scaled=False),
    "forest": Kind("sklearn.ensemble.RandomForestClassifier", scaled=False),
    "svm": Kind("sklearn.svm.SVC", slow=True, names_most_probable=False),
    "boosting": Kind("sklearn.ensemble.HistGradientBoostingClassifier", scaled=False),
    "mlp": Kind("sklearn.neural_network.MLPClassifier"),
    "density": Kind(
        "folkhue.learning.classifiers.density.DensityClassifier", scaled=False, weighted=True
    ),
}
"""Name → kind of classifier. A name in params.yaml is one of these, or gives one as ``kind``."""

BLEND = "blend"
"""The kind that averages the probabilities of others, which its key ``of`` lists."""

GROUP = "folkhue.classifiers"
"""The group of entry points by which other distributions add kinds: a `Kind` or an estimator."""

_SLOW = (
    "sklearn.gaussian_process.GaussianProcessClassifier",
    "sklearn.neighbors.RadiusNeighborsClassifier",
    "sklearn.semi_supervised.LabelPropagation",
    "sklearn.semi_supervised.LabelSpreading",
    "sklearn.svm.NuSVC",
)
"""Of scikit-learn's other classifiers, those that compare each color with the training pixels."""


def find_kind(name: str) -> Kind:
    """Find a kind by its name.

    Parameters
    ----------
    name : str
        A key of `KINDS`, the name of a plug-in, or the dotted path of an estimator, such as
        ``sklearn.ensemble.ExtraTreesClassifier``. About such an estimator nothing is known: it gets
        standardized input and no weights.

    Raises
    ------
    ParamsError
        If there is none of this name, or the plug-in cannot be imported.
    """
    if name in KINDS:
        return KINDS[name]
    others = plug_ins(GROUP)
    if name in others:
        return _plugged(name)
    if "." in name:
        return Kind(name, slow=name in _SLOW, names_most_probable=False)
    hint = did_you_mean(name, [*KINDS, BLEND, *others])
    raise ParamsError(
        f"unknown classifier {short_repr(name)}; {hint} (any estimator can be given by its path, "
        "such as sklearn.ensemble.ExtraTreesClassifier)"
    )


def _plugged(name: str) -> Kind:
    found = load_plug_in(GROUP, name)
    if isinstance(found, Kind):
        return found
    return Kind(type_name(found), names_most_probable=False)


def type_name(estimator: Any) -> str:
    """Return the dotted path of a class where it is defined, by which files know it.

    Examples
    --------
    >>> type_name(Kind)
    'folkhue.learning.classifiers.kinds.Kind'
    """
    name = getattr(estimator, "__qualname__", type(estimator).__qualname__)
    return f"{getattr(estimator, '__module__', '?')}.{name}"


def full_name(name: str) -> str:
    """Return where the class of a kind, or of a dotted path, is defined, by which files know it.

    If there is none, or it cannot be imported, the name itself.

    Examples
    --------
    >>> full_name("sklearn.ensemble.ExtraTreesClassifier"), full_name("no.such.Type")
    ('sklearn.ensemble._forest.ExtraTreesClassifier', 'no.such.Type')
    """
    try:
        found = find_kind(name).estimator
    except (ParamsError, ImportError, AttributeError, ValueError):
        return name
    return type_name(found) if isinstance(found, type) else name


def kinds_of(classifiers: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield the names of the kinds of classifiers and of the members of blends.

    Examples
    --------
    >>> list(kinds_of({"tree": {}, "both": {"kind": "blend", "of": {"svm": {}}}}))
    ['tree', 'blend', 'svm']
    """
    for name, options in classifiers.items():
        kind = str(options.get("kind", name))
        yield kind
        if kind == BLEND:
            yield from kinds_of(options.get("of", {}))


def own_estimators(is_wanted: Callable[[Kind], bool]) -> tuple[type[Any], ...]:
    """Return the estimators of some of folkhue's kinds, for `isinstance`."""
    return tuple(kind.estimator for kind in KINDS.values() if is_wanted(kind))


def estimators(is_wanted: Callable[[Kind], bool]) -> tuple[type[Any], ...]:
    """Return the estimators of some of all kinds that are known, for `isinstance`."""
    others = [*map(find_kind, _SLOW), *_described_by_plug_ins()]
    return (*own_estimators(is_wanted), *(kind.estimator for kind in others if is_wanted(kind)))


def _described_by_plug_ins() -> Iterator[Kind]:
    """Yield the kinds that plug-ins describe; what cannot be imported made no classifier here."""
    for name in plug_ins(GROUP):
        with suppress(ParamsError):
            yield _plugged(name)
