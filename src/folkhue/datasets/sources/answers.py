"""Answers of services that are searched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from folkhue._utils.untrusted_json import Fields, JsonError, parse_json
from folkhue.datasets.http import TransientError

Result = TypeVar("Result")


@dataclass(frozen=True)
class Page:
    """A page of results.

    Attributes
    ----------
    pages : int
        Number of pages that there are.
    photos : list
        JSON of any kind.
    """

    pages: int
    photos: Sequence[object]


def read_answer(contents: bytes, read: Callable[[Fields], Result]) -> Result:
    """Read an answer in JSON.

    Parameters
    ----------
    contents : bytes
    read : callable
        Given the `Fields` of the answer; its result is returned.

    Raises
    ------
    TransientError
        If the answer is not of the kind expected: the next may be. Its cause is the `JsonError`.
    """
    try:
        return read(Fields(parse_json(contents, lenient=True), "the answer"))
    except JsonError as error:
        raise TransientError(f"no JSON of the kind expected: {error}") from error
