"""The nearest names of CSS and XKCD."""

import sys
from collections.abc import Iterator

import numpy as np
import pytest
from matplotlib.colors import XKCD_COLORS
from PIL import ImageColor

from folkhue.color import known_names
from folkhue.color.difference import ciede2000
from folkhue.color.known_names import nearest_names
from folkhue.color.spaces import to_lab

COARSE = ("barf", "booger", "poo", "poop", "puke", "shit", "snot", "vomit")


def colors_of(*codes: str) -> np.ndarray:
    return np.array([ImageColor.getrgb(code) for code in codes], np.uint8)


CASES = {
    "#000080": ("navy 0.0", "deep blue 1.9"),
    "#c8362b": ("firebrick 6.2", "reddish 4.6"),
    "#029386": ("darkcyan 5.7", "teal 0.0"),
    "#00ffff": ("cyan 0.0", "cyan 0.0"),
    "#ff00ff": ("magenta 0.0", "bright magenta 3.1"),
    "#808080": ("gray 0.0", "medium grey 2.4"),
    "#7f5e00": ("olive 15.6", "muddy brown 3.7"),  # the survey has a ruder one
}


def test_the_nearest_names_are_given_with_their_differences() -> None:
    found = nearest_names(colors_of(*CASES))
    told = [tuple(f"{each.name} {each.difference:.1f}" for each in row.values()) for row in found]
    assert dict(zip(CASES, told, strict=True)) == CASES
    assert [*found[0]] == ["css", "xkcd"]
    assert found[0]["css"].rgb == (0, 0, 128)
    assert found[1]["css"].as_dict() == {"name": "firebrick", "difference": 6.21}


def test_none_of_a_list_is_nearer(rng: np.random.Generator) -> None:
    lists = {
        "css": {name: name for name in ImageColor.colormap},
        "xkcd": {
            key.removeprefix("xkcd:"): code
            for key, code in XKCD_COLORS.items()
            if not {*COARSE, "diarrhea", "piss"} & {*key.removeprefix("xkcd:").split()}
        },
    }
    colors = rng.integers(0, 256, (200, 3), np.uint8)
    found = nearest_names(colors)
    for source, listed in lists.items():
        labs = to_lab(np.array([ImageColor.getrgb(code) for code in listed.values()], np.uint8))
        least = ciede2000(to_lab(colors)[:, None], labs).min(axis=1)
        assert [row[source].difference for row in found] == pytest.approx(least.tolist())
        assert {row[source].name for row in found} <= {*listed}


@pytest.fixture
def without_matplotlib(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    known_names._xkcd.cache_clear()
    monkeypatch.setitem(sys.modules, "matplotlib.colors", None)
    yield
    known_names._xkcd.cache_clear()


@pytest.mark.usefixtures("without_matplotlib")
def test_without_the_list_of_the_survey_there_are_names_of_css_only() -> None:
    [found] = nearest_names(colors_of("#000080"))
    assert [*found] == ["css"]
    assert nearest_names(np.zeros((0, 3), np.uint8)) == []
