"""What editors and notebooks offer: public names, arguments, and the words that options take."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

import folkhue
from folkhue.color.vocabulary import PRESETS
from folkhue.harmonies.schemes import SCHEMES
from folkhue.images.color_space import GAMUTS
from folkhue.palettes.palette import ORDERS, WEIGHTS
from folkhue.palettes.quantize import EMPHASES, METHODS
from folkhue.table.color_table import SHIPPED


@pytest.fixture(scope="module")
def offered() -> Callable[[str], set[str]]:
    """What a notebook offers after a text, in which `table` and `color` are values."""
    from IPython.core.completer import IPCompleter, provisionalcompleter

    values = {
        "folkhue": folkhue,
        "table": folkhue.load(),
        "color": folkhue.name_colors(["teal"])[0],
    }
    completer = IPCompleter(namespace=values, global_namespace={})

    def offer(text: str) -> set[str]:
        with provisionalcompleter():
            found = [*completer.completions(text, len(text))]
        return {each.text.removeprefix(".") for each in found}

    return offer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("folkhue.pal", {"palette", "palettes_of"}),
        ("folkhue.", set(folkhue.__all__) - {"__version__"}),
        ("folkhue.palette('bee.jpg', em", {"emphasis="}),
        ("folkhue.shares_of('photos', jo", {"jobs="}),
        (
            "color.",
            {"as_dict", "confidence", "description", "hex", "name", "nearest", "neighbors", "rgb"},
        ),
        (
            "table.",
            {
                *(
                    "bins",
                    "confidence",
                    "counts",
                    "load",
                    "lut",
                    "metadata",
                    "plot",
                    "predict",
                    "using",
                ),
                *("probabilities", "recolor", "save", "shares", "swatches", "terms", "using"),
            },
        ),
    ],
)
def test_only_what_is_public_is_offered(
    text: str, expected: set[str], offered: Callable[[str], set[str]]
) -> None:
    assert offered(text) == expected


def test_every_argument_has_a_name() -> None:
    for name in folkhue.__all__:
        value = getattr(folkhue, name)
        for each in (value, *(vars(value).values() if inspect.isclass(value) else ())):
            if inspect.isfunction(each) and not each.__name__.startswith("__"):
                kinds = {p.kind for p in inspect.signature(each).parameters.values()}
                assert inspect.Parameter.VAR_KEYWORD not in kinds, (name, each)


def words(function: Callable[..., Any], name: str) -> set[object]:
    """List the words that the type of a parameter names."""
    hint = get_type_hints(function, vars(inspect.getmodule(function)) | TYPES)[name]
    parts = [hint] if get_origin(hint) is Literal else get_args(hint)
    return {word for part in parts if get_origin(part) is Literal for word in get_args(part)}


# Types that modules import for type checkers only.
TYPES = {"Axes": object, "TextColor": object, "Role": object}


@pytest.mark.parametrize(
    ("function", "name", "expected"),
    [
        (folkhue.palette, "method", METHODS),
        (folkhue.palette, "emphasis", EMPHASES),
        (folkhue.palette, "sort", ORDERS),
        (folkhue.palette, "weigh", WEIGHTS),
        (folkhue.palette, "gamut", GAMUTS),
        (folkhue.palette, "k", ["auto"]),
        (folkhue.Palette.ordered, "by", ORDERS),
        (folkhue.read_photo, "gamut", GAMUTS),
        (folkhue.load, "path", SHIPPED),
        (folkhue.suggest, "method", ["learned", *SCHEMES]),
        (folkhue.Vocabulary.of, "names", PRESETS),
    ],
)
def test_types_name_the_words_that_options_take(
    function: Callable[..., Any], name: str, expected: Any
) -> None:
    assert words(function, name) == set(expected)
