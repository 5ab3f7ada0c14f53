"""Amounts of a color in queries: fuzzy ranges of shares, and the words for them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Amount:
    """A fuzzy range of shares: a trapezoidal membership function.

    Parameters
    ----------
    low, high : float
        A share between them matches fully. From 0 to 1, or from -1 to 1 for a difference.
    below, above : float
        Widths of the ramps: a share that is so far below `low`, or above `high`, does not match
        at all.
    """

    low: float
    high: float
    below: float
    above: float

    def __str__(self) -> str:
        if self.low <= 0:
            return f"≤ {exact_percent(self.high)}"
        if self.high >= 1:
            return f"≥ {exact_percent(self.low)}"
        return f"{100 * self.low:.3g}–{exact_percent(self.high)}"

    @property
    def widened(self) -> Amount:
        """The same range with ramps that end at the shares 0 and 1."""
        return Amount(self.low, self.high, self.low or 1.0, 1 - self.high or 1.0)


def at_least(low: float) -> Amount:
    """Ask for at least a share; without any of the color, nothing matches."""
    return Amount(low, 1, min(_NEAR, low) or _NEAR, 1)


def at_most(high: float) -> Amount:
    """Ask for at most a share."""
    return Amount(0, high, 1, _NEAR)


def between(low: float, high: float) -> Amount:
    """Ask for a share in a range."""
    return Amount(low, high, min(_FAR, low) or _FAR, _FAR)


def about(share: float) -> Amount:
    """Ask for a share within five percent points."""
    return between(max(0.0, share - _NEAR), min(1.0, share + _NEAR))


def exact_percent(share: float) -> str:
    """Write a share with three digits: "28.3 %"."""
    return f"{100 * share:.3g} %"


_NEAR, _FAR = 0.05, 0.10  # around a percentage: what matches fully, and the ramps beyond

NONE = Amount(0, 0.02, 1, 0.08)
FEW = Amount(0, 0.10, 1, 0.15)
ACCENT = Amount(0.003, 0.08, 0.003, 0.12)
MINOR = Amount(0.02, 0.30, 0.02, 0.20)
SOME = Amount(0.10, 0.40, 0.08, 0.20)
MUCH = Amount(0.50, 1, 0.48, 1)
MOST = Amount(0.75, 1, 0.50, 1)
LIKELY = Amount(1, 1, 0.90, 1)  # of a picture: the more probable, the better
ALL = Amount(0.95, 1, 0.25, 1)
MORE = Amount(0.10, 1, 0.10, 1)
PRESENT = Amount(0.05, 1, 0.05, 1)

AMOUNTS: dict[str, Amount] = {
    **dict.fromkeys(("no", "not", "without", "zero", "not any", "without any"), NONE),
    **dict.fromkeys(("hardly any", "almost no", "not much", "not a lot of", "not many"), FEW),
    **dict.fromkeys(("non dominant", "not mostly", "not mainly", "not predominantly"), MINOR),
    **dict.fromkeys(("some",), SOME),
    **dict.fromkeys(("much", "lots of", "a lot of", "plenty of"), MUCH),
    **dict.fromkeys(("mostly", "most", "mainly", "largely", "predominantly", "primarily"), MOST),
    **dict.fromkeys(("only", "all", "entirely", "nothing but"), ALL),
}
"""Words for amounts → ranges; after L. A. Zadeh, "A computational approach to fuzzy
quantifiers in natural languages", Computers & Mathematics with Applications 9 (1), 1983."""

STANDINGS: dict[str, Amount] = {
    **dict.fromkeys(("dominant", "dominates", "is dominant", "is the main color"), MOST),
    **dict.fromkeys(
        (
            f"{start}not {word}"
            for start in ("", "but ", ", ", ", but ", "is ", "is there but ")
            for word in ("dominant", "dominating", "the main color", "too much")
        ),
        MINOR,
    ),
}
"""What may be said after a color → range: "red, but not dominant"."""

FRACTIONS = {
    "half": 1 / 2,
    "a half": 1 / 2,
    "a third": 1 / 3,
    "two thirds": 2 / 3,
    "a quarter": 1 / 4,
    "three quarters": 3 / 4,
    "½": 1 / 2,
    "⅓": 1 / 3,
    "⅔": 2 / 3,
    "¼": 1 / 4,
    "¾": 3 / 4,
}
"""Words for fractions; they may replace a percentage."""

SMALL = ("little", "small", "tiny", "subtle", "slight", "minor")
"""Before a color, they mean an accent of it: "a little red"."""

ACCENTS = tuple(
    f"{noun}{ending}"
    for noun in (
        *("accent", "bit", "dash", "detail", "dot", "flourish", "highlight", "hint", "pop"),
        *("speck", "splash", "spot", "touch", "trace"),
    )
    for ending in (("", "es") if noun.endswith("sh") or noun == "touch" else ("", "s"))
)
"""Before a color or after it, they mean an accent: "a touch of red", "red details"."""
