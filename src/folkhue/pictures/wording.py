"""Features in words, for people who read why a picture has its color."""

from __future__ import annotations

import re
from collections.abc import Callable

from folkhue._utils.text import percent

_CHANNELS = {"l": "L*", "a": "a*", "b": "b*"}
_STATISTICS = {
    "mean": "mean {} of the subject",
    "std": "deviation of {} in the subject",
    "median": "median {} of the subject",
    "middle": "median {} of the middle of the subject",
}
_MOMENTS = {"mean": "mean {} of the picture", "std": "deviation of {} in the picture"}
_SPACES = {
    "rgb": ("red", "green", "blue"),
    "hsv": ("hue", "saturation", "value"),
    "lab": ("L*", "a*", "b*"),
}
_RANKS = ("the most frequent color", "the second color", "the third color", "the fourth color")
_ENDS = {
    "top": "the subject begins at {} of the height",
    "bottom": "the subject ends at {} of the height",
    "left": "the subject begins at {} of the width",
    "right": "the subject ends at {} of the width",
    "height": "the height of the subject is {} of its width and height",
    "share": "the subject is {} of the picture",
}


def feature_in_words(feature: str, value: float) -> str:
    """Say what a feature of a picture is.

    Parameters
    ----------
    feature : str
        From `folkhue.pictures.features.feature_names`.
    value : float

    Examples
    --------
    >>> feature_in_words("subject_blue", 0.52)
    '52 % of the subject is blue'
    >>> feature_in_words("subject_b_mean", -31.42)
    'mean b* of the subject: -31.4'
    """
    for pattern, words in _WORDS:
        if found := pattern.fullmatch(feature):
            return words(value, *found.groups())
    return f"{feature}: {value:.1f}"


def _statistic(value: float, channel: str, what: str) -> str:
    return f"{_STATISTICS[what].format(_CHANNELS[channel])}: {value:.1f}"


def _moment(value: float, channel: str, space: str, what: str) -> str:
    name = _SPACES[space][space.index(channel)]
    return f"{_MOMENTS[what].format(name)}, in 8 bits: {value:.1f}"


def _share(place: str, like: str = "") -> Callable[..., str]:
    return lambda value, term: f"{percent(value)} of {place} is {like}{term}"


def _probability(value: float, term: str) -> str:
    return f"the subject's colors are {term} with a probability of {percent(value)}"


def _level(value: float, level: str, term: str) -> str:
    high = 20 * int(level)
    return f"{percent(value)} of the subject is {term} of L* {high - 20} to {high}"


def _cell(value: float, row: str, column: str, color: str) -> str:
    share = percent(16 * value)  # each cell counts a sixteenth
    return f"{share} of row {row}, column {column} of the subject's box is like {color}"


def _pair(value: float, one: str, other: str) -> str:
    if one == other:
        return f"{percent(value)} of neighbors are both {one}"
    return f"{percent(value)} of neighbors are {one} and {other}"


def _color(value: float, rank: str, what: str) -> str:
    color = _RANKS[int(rank) - 1]
    if what == "share":
        return f"{color} is {percent(value)} of the subject"
    return f"{_CHANNELS[what]} of {color}: {value:.1f}"


def _end(value: float, what: str) -> str:
    return _ENDS[what].format(percent(value))


def _profile(value: float, side: str, place: str) -> str:
    where = f"{'row' if side == 'row' else 'column'} {place} of 8"
    return f"{percent(value)} of {where} of the subject's box is the subject"


_WORDS: list[tuple[re.Pattern[str], Callable[..., str]]] = [
    (re.compile(pattern), words)
    for pattern, words in (
        (r"subject_([lab])_(mean|std|median|middle)", _statistic),
        (r"([rgb])_(rgb)_(mean|std)", _moment),
        (r"([hsv])_(hsv)_(mean|std)", _moment),
        (r"([lab])_(lab)_(mean|std)", _moment),
        (r"color([1-4])_([lab]|share)", _color),
        (r"shape_(row|column)([1-8])", _profile),
        (rf"shape_({'|'.join(_ENDS)})", _end),
        (r"share_(.+)", _share("the picture")),
        (r"subject_(.+)", _share("the subject")),
        (r"probability_(.+)", _probability),
        (r"border_(.+)", _share("the border")),
        (r"center_(.+)", _share("the middle")),
        (r"level([1-5])_(.+)", _level),
        (r"word_(#.+)", _share("the subject", "like ")),
        (r"word_(.+)", _share("the subject")),
        (r"cell([1-4])([1-4])_(.+)", _cell),
        (r"cell_(.+)", lambda value, term: f"where {term} is in the subject's box"),
        (r"pair_(.+)_(.+)", _pair),
    )
]
"""Pattern of features → function that says what they are, given their value and the groups."""
