"""How many of the photographs that were wanted there are, and why the others are missing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from folkhue.datasets.record import Status

_COPIES = (Status.SAME_FILE, Status.NEAR_DUPLICATE)
_NEITHER = (Status.OK, Status.PENDING, *_COPIES)
_WRONG = "wrong in the service's answers"


@dataclass(frozen=True)
class Coverage:
    """How many photographs of a color were wanted, and what became of them.

    Attributes
    ----------
    name : str
        Of the color term, or "all".
    target : int or None
        How many were to be found; all, if None.
    wanted : int
        The target or, if there were fewer, all that there were, without copies: the photographs
        of which they are copies are counted.
    listed, kept : int
    missing : mapping of str to int
        Why photographs were not kept → how many.
    """

    name: str
    target: int | None
    wanted: int
    listed: int
    kept: int
    missing: Mapping[str, int]

    @classmethod
    def of(
        cls, name: str, counts: Mapping[Status, int], wrong: int = 0, target: int | None = None
    ) -> Coverage:
        """Compute the coverage of a color.

        Parameters
        ----------
        name : str
        counts : mapping of Status to int
            Its listed photographs.
        wrong : int
            Results of a search that were no photographs with all that is required.
        target : int, optional

        Examples
        --------
        >>> Coverage.of("red", {Status.OK: 7, Status.FAILED: 84, Status.SAME_FILE: 1}).wanted
        91
        """
        listed = sum(counts.values())
        there = listed + wrong - sum(counts.get(status, 0) for status in _COPIES)
        missing = {status.value: n for status, n in counts.items() if status not in _NEITHER}
        return cls(
            name,
            target,
            there if target is None else min(there, target),
            listed,
            counts.get(Status.OK, 0),
            {**missing, **({_WRONG: wrong} if wrong else {})},
        )

    def is_short(self, share: float) -> bool:
        """Return whether less than a share of the wanted photographs, rounded down, is there."""
        return self.kept < math.floor(share * self.wanted + 1e-9)

    def __str__(self) -> str:
        """Tell the numbers, and why photographs are missing."""
        reasons = sorted(self.missing.items(), key=lambda item: (-item[1], item[0]))
        why = ", ".join(f"{number} {reason}" for reason, number in reasons)
        wanted = self.wanted if self.target is None else self.target
        told = f"{self.name}: {self.kept} of {wanted} wanted, {self.listed} listed"
        return f"{told}: {why}" if why else told
