"""Numbers of params.yaml that must lie in a range."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from annotated_types import Ge, GroupedMetadata, Le
from pydantic import AllowInfNan, ValidationError, WrapValidator


@dataclass(frozen=True)
class Range(GroupedMetadata):
    """The lowest and the highest number allowed: ``Annotated[int, Range(1, 64)]``.

    Attributes
    ----------
    low, high : float
        Whole numbers if the values are.
    """

    low: float
    high: float

    def __iter__(self) -> Iterator[Any]:
        """Return what pydantic checks, and the one message for all that can be wrong."""
        yield Ge(self.low)
        yield Le(self.high)
        if isinstance(self.low, float):
            yield AllowInfNan(False)
        kind = "a number" if isinstance(self.low, float) else "a whole number"
        yield WrapValidator(partial(_check, f"{kind} from {self.low:,.15g} to {self.high:,.15g}"))


def _check(expected: str, value: Any, convert: Callable[[Any], Any]) -> Any:
    try:
        if not isinstance(value, bool):  # which would count as 0 or 1
            return convert(value)
    except ValidationError:
        pass
    raise ValueError(f"expected {expected}")
