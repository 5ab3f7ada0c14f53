"""Estimators of other packages: their import, and which parameters they take."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import Any

from folkhue._utils.text import did_you_mean, short_repr
from folkhue.errors import ParamsError
from folkhue.learning.classifiers.kinds import BLEND, KINDS, kinds_of

_NEEDED = ("fit", "predict", "get_params")


def check_foreign(path: str) -> None:
    """Import an estimator, and check that it is a class of classifiers.

    Parameters
    ----------
    path : str
        Its dotted path.

    Raises
    ------
    ParamsError
        If it cannot be imported, or is something else.
    """
    module, _, name = path.rpartition(".")
    try:
        found = import_module(module)
    # Whatever a module raises when it is imported; a name without a module is a ValueError.
    except Exception as error:
        raise ParamsError(
            f"{short_repr(path)} cannot be imported ({type(error).__name__}: {error}); install its "
            "package into this environment, or correct the path"
        ) from error
    if not hasattr(found, name):
        public = [each for each in dir(found) if each[:1].isupper()]
        raise ParamsError(f"{module} has no {short_repr(name)}; {did_you_mean(name, public)}")
    _check_class(path, getattr(found, name))


def _check_class(path: str, found: Any) -> None:
    if not isinstance(found, type):
        raise ParamsError(f"{path} is no class of estimators, but {short_repr(found)}")
    lacking = [name for name in _NEEDED if not callable(getattr(found, name, None))]
    if lacking:
        raise ParamsError(
            f"{path} has no {', '.join(lacking)}: a classifier needs {', '.join(_NEEDED)}; derive "
            "it from scikit-learn's ClassifierMixin and BaseEstimator"
        )


@dataclass(frozen=True)
class Parameters:
    """The parameters of an estimator's constructor.

    Attributes
    ----------
    names : collection of str
    open : bool
        Whether it takes others, too, as those of XGBoost and skorch do.
    """

    names: Collection[str]
    open: bool

    @classmethod
    def of(cls, estimator: type[Any]) -> Parameters:
        """Read them from the signature and, as some take more, from `get_params`."""
        signature = inspect.signature(estimator).parameters.values()
        named = [each.name for each in signature if each.kind not in _VARIADIC]
        is_open = any(each.kind is inspect.Parameter.VAR_KEYWORD for each in signature)
        try:
            names = [*estimator().get_params()]
        except Exception:  # it cannot be made without arguments
            names = []
        return cls([*dict.fromkeys([*names, *named])], is_open)

    def accept(self, key: str, others: Collection[str] = ()) -> bool:
        """Whether the constructor takes a key; if it takes any, one that is no slip of the pen."""
        if key in self.names:
            return True
        return self.open and not get_close_matches(key, [*self.names, *others], n=1, cutoff=0.8)


_VARIADIC = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)


def construct(where: str, estimator: type[Any], parameters: Mapping[str, Any]) -> Any:
    """Make an estimator.

    Raises
    ------
    ParamsError
        If its constructor refuses the parameters.
    """
    try:
        return estimator(**parameters)
    except Exception as error:
        raise ParamsError(f"{where}: {type(error).__name__}: {str(error)[:300]}") from error


def is_foreign(name: str, options: Mapping[str, Any]) -> bool:
    """Whether a classifier, or a member of a blend, is none of folkhue's kinds."""
    return not {*kinds_of({name: options})} <= {*KINDS, BLEND}
