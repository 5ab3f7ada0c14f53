"""Suggestions: colors that complete a palette, and how well the colors of one go together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.display import ShownList, Swatch, card, line, swatches
from folkhue._utils.text import percent
from folkhue.color.notation import rgb_of, to_hex
from folkhue.color.spaces import Floats, to_lab
from folkhue.errors import ColorError
from folkhue.harmonies.drawing import drawn_sets
from folkhue.harmonies.model import HarmonyModel, load_harmony_model
from folkhue.harmonies.schemes import scheme_colors

Method = Literal["learned", "complement", "split-complement", "triad", "square", "analogous"]

METHODS: tuple[Method, ...] = get_args(Method)
"""How colors are found: by the network, or by a scheme."""

MAX_COLORS = 32
"""Colors of a palette that is completed."""

MAX_ADDED, MAX_ALTERNATIVES = 8, 50
"""Colors to add, and answers."""

MIN_DISTANCE = 5.0
"""In CIELAB, of colors of one palette, and of the answers if one color is added."""

MIN_CHANGE = 10.0
"""If several are added: each answer has a color that is so far from all colors of each other."""

Color = str | Sequence[int]
"""As CSS writes it, or red, green and blue from 0 to 255."""


@dataclass(frozen=True)
class Suggestion:
    """Colors to add to a palette.

    Attributes
    ----------
    given, added : tuple of (int, int, int)
        sRGB, 0 to 255.
    harmony : float
        Of all of them; see `Harmony.score`.
    """

    given: tuple[tuple[int, int, int], ...]
    added: tuple[tuple[int, int, int], ...]
    harmony: float

    @property
    def colors(self) -> list[str]:
        """The added colors as ``#rrggbb``."""
        return [*map(to_hex, self.added)]

    @property
    def palette(self) -> list[str]:
        """The given colors, as they are, and the added ones."""
        return [*map(to_hex, self.given), *self.colors]

    def as_dict(self) -> dict[str, Any]:
        """Return the suggestion as JSON types."""
        return {
            "colors": self.colors,
            "palette": self.palette,
            "harmony": round(self.harmony, 4),
        }


@dataclass(frozen=True)
class Harmony:
    """How well the colors of a palette go together.

    Attributes
    ----------
    score : float
        From 0 to 1: the share of the palettes that people made, of as many colors, in which
        colors follow less from each other than here.
    fits : tuple of float
        For each color, the share of the colors in such palettes that follow less from the others
        of their palette. The lowest is the color that fits least.
    """

    score: float
    fits: tuple[float, ...]

    def _repr_html_(self) -> str:
        fits = ", ".join(map(percent, self.fits))
        return card(f"harmony {percent(self.score)}", line(f"each color fits: {fits}"))


class _Colors(list[str]):
    """Colors as ``#rrggbb``, which a notebook shows."""

    def _repr_html_(self) -> str:
        return card("", swatches(map(Swatch, _tuples(_array(self)), [(each,) for each in self])))


def suggest(
    colors: Iterable[Color],
    add: int = 1,
    alternatives: int = 10,
    seed: int = 0,
    *,
    words: str = "",
    method: Method = "learned",
    model: HarmonyModel | None = None,
) -> list[list[str]]:
    """Suggest colors that complete a palette.

    Parameters
    ----------
    colors : iterable of str or of sequence of int
        The colors that are there: at most 32, or none. Each as CSS writes it, or as red, green
        and blue from 0 to 255. Their order does not matter.
    add : int
        Number of colors to add, 1 to 8.
    alternatives : int
        Number of answers, 1 to 50.
    seed : int
        Of the random numbers with which several colors are drawn. If one is added, all colors are
        compared, and the seed does not matter.
    words : str
        What the palette is about, such as "autumn forest". Words that the model does not know do
        not count.
    method : str
        "learned", or a classic scheme: "complement", "split-complement", "triad", "square" or
        "analogous".
    model : HarmonyModel, optional
        The shipped one if absent.

    Returns
    -------
    list of list of str
        The best answer first. Each is `add` colors as ``#rrggbb``, without the given ones. Fewer
        answers than `alternatives` only if a scheme has no more. In no answer are two colors, or
        an added and a given one, closer than 5 in CIELAB. Of two answers of one color, neither
        are they; each answer of several colors has one that is at least 10 from all colors of
        each other answer.

    Raises
    ------
    ColorError
        If one of `colors` is none, or there are too many.
    ValueError
        If another argument has none of the values above.

    Examples
    --------
    >>> len(suggest(["#1e3cc8", "#f4b942"], add=3, alternatives=5))
    5
    """
    found = suggestions(colors, add, alternatives, seed, words=words, method=method, model=model)
    return ShownList[Any](_Colors(each.colors) for each in found)


def suggestions(
    colors: Iterable[Color],
    add: int = 1,
    alternatives: int = 10,
    seed: int = 0,
    *,
    words: str = "",
    method: str = "learned",
    model: HarmonyModel | None = None,
) -> list[Suggestion]:
    """Suggest colors as `suggest` does, and tell the harmony of the palette with them."""
    given = _array(colors)
    _check(add, alternatives, seed, method)
    known = model or load_harmony_model()
    if method == "learned":
        found = _learned(given, add, alternatives, seed, words, known)
    else:
        found = _by_scheme(given, add, alternatives, method)
    return [
        Suggestion(_tuples(given), _tuples(added), _score(np.concatenate([given, added]), known))
        for added in found
    ]


def harmony(
    colors: Iterable[Color], *, words: str = "", model: HarmonyModel | None = None
) -> Harmony:
    """Tell how well the colors of a palette go together, as a model has learned it from palettes.

    Parameters
    ----------
    colors : iterable of str or of sequence of int
        At least two, and at most 32; see `suggest`.
    words : str
        What the palette is about.
    model : HarmonyModel, optional

    Raises
    ------
    ColorError
        If one is no color, or there are too few or too many.

    Examples
    --------
    >>> ordinary = harmony(["#2e4057", "#048ba8", "#16db93", "#efea5a", "#f29e4c"])
    >>> ordinary.score > harmony(["#ff0000", "#00ff00", "#4b0082", "#80461b", "#ff69b4"]).score
    True
    """
    rgb = _array(colors)
    if len(rgb) < 2:
        raise ColorError(f"expected at least two colors, got {len(rgb)}")
    known = model or load_harmony_model()
    fits = known.fits(to_lab(rgb)[None], words)[0]
    shares = known.percentiles("color_levels", fits, len(rgb))
    score = float(known.percentiles("palette_levels", fits.mean(), len(rgb)))
    return Harmony(score, tuple(shares.tolist()))


def _learned(
    given: NDArray[np.uint8],
    add: int,
    alternatives: int,
    seed: int,
    words: str,
    model: HarmonyModel,
) -> list[NDArray[np.uint8]]:
    if add == 1:
        likely = model.log_probabilities(to_lab(given)[None], words)[0]
        return [*most_probable(likely, given, alternatives, model)[:, None]]
    drawn = drawn_sets(model, to_lab(given), add, alternatives, seed, words, MIN_DISTANCE)
    return [*islice(_different(drawn, model), alternatives)]


def most_probable(
    likely: Floats, given: NDArray[np.uint8], number: int, model: HarmonyModel
) -> NDArray[np.uint8]:
    """Choose single colors to add, the best first.

    Parameters
    ----------
    likely : ndarray of float, shape (bins,)
        Logarithms of the probabilities of bins.
    given : ndarray of uint8, shape (n, 3)
    number : int
    model : HarmonyModel

    Returns
    -------
    ndarray of uint8, shape (number, 3)
    """
    order = np.argsort(-likely, kind="stable")
    return np.stack([*islice(_distinct(model.swatches[order], given), number)])


def _by_scheme(
    given: NDArray[np.uint8], add: int, alternatives: int, scheme: str
) -> list[NDArray[np.uint8]]:
    if not len(given):
        raise ColorError(f"{scheme}: expected a color to start from")
    single = (color[None] for color in scheme_colors(given, scheme))
    colors = [*islice(_distinct(single, given), add * alternatives)]
    whole = range(0, len(colors) - add + 1, add)
    return [np.stack(colors[place : place + add]) for place in whole]


def _distinct(
    choices: Iterable[NDArray[np.uint8]], given: NDArray[np.uint8]
) -> Iterator[NDArray[np.uint8]]:
    """Yield the first color of each choice that is close neither to a given one nor to one before.

    A choice of which all colors are close to one is left out.
    """
    present = to_lab(given)
    for colors in choices:
        lab = to_lab(colors)
        apart = _distances(lab[:, None], present).min(axis=1, initial=np.inf)
        if (far := apart >= MIN_DISTANCE).any():
            place = int(far.argmax())
            present = np.concatenate([present, lab[[place]]])
            yield colors[place]


def _different(
    drawn: Iterable[NDArray[np.int64]], model: HarmonyModel
) -> Iterator[NDArray[np.uint8]]:
    """Leave out sets of bins of which each color is close to one of a set before."""
    before: list[Floats] = []
    for places in drawn:
        lab = model.swatches_lab[places]
        changes = [_distances(lab[:, None], other).min(axis=1).max() for other in before]
        if min(changes, default=np.inf) >= MIN_CHANGE:
            before.append(lab)
            yield model.swatches[places, 0]


def _distances(one: Floats, other: Floats) -> Floats:
    return np.asarray(np.sqrt(((one - other) ** 2).sum(axis=-1)))


def _score(rgb: NDArray[np.uint8], model: HarmonyModel) -> float:
    if len(rgb) < 2:
        return 1.0
    fits = model.fits(to_lab(rgb)[None])[0].mean()
    return float(model.percentiles("palette_levels", fits, len(rgb)))


def _check(add: int, alternatives: int, seed: int, method: str) -> None:
    for what, value, most in (
        ("add", add, MAX_ADDED),
        ("alternatives", alternatives, MAX_ALTERNATIVES),
    ):
        if not 1 <= value <= most:
            raise ValueError(f"{what}: expected 1 to {most}, got {value}")
    if not 0 <= seed < 1 << 32:
        raise ValueError(f"seed: expected 0 to {(1 << 32) - 1}, got {seed}")
    if method not in METHODS:
        raise ValueError(f"method: expected {' or '.join(METHODS)}, got {method!r}")


def _array(colors: Iterable[Color]) -> NDArray[np.uint8]:
    rgb = [rgb_of(color) for color in islice(colors, MAX_COLORS + 1)]
    if len(rgb) > MAX_COLORS:
        raise ColorError(f"expected at most {MAX_COLORS} colors, got more")
    return np.array(rgb, np.uint8).reshape(-1, 3)


def _tuples(rgb: NDArray[np.uint8]) -> tuple[tuple[int, int, int], ...]:
    return tuple((red, green, blue) for red, green, blue in rgb.tolist())
