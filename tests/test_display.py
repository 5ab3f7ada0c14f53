"""Every public type shows itself in a notebook, and those with shares have a plot."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from conftest import ROOT
from PIL import Image

import folkhue
from folkhue.errors import MissingExtraError
from folkhue.images.histogram import ColorHistogram
from folkhue.palettes.palette import Palette
from folkhue.search.hits import Hit
from folkhue.table.color_table import default_table

BEE = ROOT / "golden/photos/european-honey-bee.jpg"
TABLE = default_table()
HOSTILE = "<script>"


@cache
def bee() -> folkhue.Photo:
    return folkhue.read_photo(BEE).thin(5_000)


def huge() -> folkhue.Photo:
    """A photograph of a hundred million pixels, which takes no memory."""
    shape = (10_000, 10_000)
    rgb = np.broadcast_to(np.array([200, 54, 43], np.uint8), (*shape, 3))
    return folkhue.Photo(rgb, np.broadcast_to(np.True_, shape))


def hostile_palette() -> Palette:
    rgb = np.array([(30, 60, 90), (250, 1, 2)], np.uint8)
    return Palette.from_colors(rgb, [3, 1], TABLE, title=HOSTILE, labels=["", HOSTILE])


@cache
def clip() -> folkhue.Timeline:
    """Two photographs, each for two seconds."""
    paths = (BEE, ROOT / "golden/photos/backpack.jpg")
    frames = [Image.open(path).convert("RGB").resize((64, 48)) for path in paths]
    with TemporaryDirectory() as folder:
        path = Path(folder, "slides.webp")
        frames[0].save(path, save_all=True, append_images=frames[1:], duration=2000)
        return folkhue.video_colors(path, k=3)


# What is shown, and what of it has to be there.
SHOWN: dict[str, tuple[Callable[[], Any], tuple[str, ...]]] = {
    "ColorTable": (lambda: TABLE, ("color table of 11 names", "purple", "#802ea0")),
    "ColorTerm": (lambda: folkhue.ColorTerm("red", (1, 2, 3)), ("red", "#010203")),
    "Harmony": (lambda: folkhue.Harmony(0.81, (0.2, 0.9)), ("harmony 81 %", "20 %, 90 %")),
    "NameCounts": (lambda: TABLE.counts(bee().rgb), ("purple", "44 %", "#802ea0")),
    "NameMap": (lambda: folkhue.NameMap.from_photo(bee(), TABLE), ('alt="name map, ', "purple 4")),
    "NamedColor": (
        lambda: folkhue.name_colors(["#c8362b"])[0],
        ("#c8362b", "82 % sure", "or orange 18 %"),
    ),
    "Palette": (hostile_palette, ("&lt;script&gt;", "#1e3c5a", "75 %", "dark blue")),
    "PaletteColor": (lambda: hostile_palette().colors[1], ("&lt;script&gt;", "#fa0102", "25 %")),
    "Photo": (bee, ('alt="photograph, JPEG, 640 × 506 pixels"',)),
    "PictureColor": (lambda: folkhue.picture_color(bee()), ("purple", "because of")),
    "Timeline": (
        clip,
        ("slides.webp, 4.0 s, 2 scenes", 'alt="frames of', "purple", "2.0 to 4.0 s"),
    ),
    "Vocabulary": (lambda: folkhue.Vocabulary.of({"red": ["rouge"], "blue": []}), ("rouge",)),
    "named colors": (lambda: folkhue.name_colors(["teal", "plum"]), ("#008080", "#dda0dd")),
    "suggestions": (lambda: folkhue.suggest(["#1e3cc8"], add=2, alternatives=2), ("#",)),
    "histogram": (lambda: ColorHistogram.from_photo(bee()), ("pixels", " %", "#")),
    "no histogram": (lambda: ColorHistogram.from_pixels(np.zeros((0, 3), np.uint8)), ("0 pixels",)),
    "hit": (lambda: Hit(BEE, 0.5, {"purple": 0.44}), ("european-honey-bee.jpg, 50 %", "alt=")),
    "lost hit": (lambda: Hit(Path(HOSTILE), 0.5, {}), ("&lt;script&gt;: cannot be read",)),
    "huge photo": (huge, ("10,000 × 10,000 pixels",)),
    "empty photo": (lambda: folkhue.Photo(*(np.zeros((0, 3, n), np.uint8) for n in (3, 1))), ()),
    "empty palette": (lambda: Palette(()), ("no colors",)),
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_notebook_shows(name: str) -> None:
    make, expected = SHOWN[name]
    html = make()._repr_html_().replace("\N{NO-BREAK SPACE}", " ")
    assert html == make()._repr_html_().replace("\N{NO-BREAK SPACE}", " ")
    assert [text for text in expected if text not in html] == []
    assert HOSTILE not in html
    assert len(html) < 150_000
    assert html.count("<img") == html.count('<img alt="')


def test_no_public_type_is_missing() -> None:
    types = {name for name in folkhue.__all__ if inspect.isclass(getattr(folkhue, name))}
    assert types - set(SHOWN) == {"FolkhueError", "NameClassifier"}
    # The diagram is scikit-learn's.
    assert hasattr(folkhue.NameClassifier, "_repr_mimebundle_")


PLOTTED: dict[str, tuple[Callable[[], Any], int]] = {
    "palette": (hostile_palette, 2),
    "histogram": (lambda: ColorHistogram.from_photo(bee()), 12),
    "counts": (lambda: TABLE.counts(np.array([[200, 20, 30]], np.uint8)), 1),
    "name map": (lambda: folkhue.NameMap.from_photo(bee(), TABLE), 11),
    "picture": (lambda: folkhue.picture_color(bee(), reasons=0), 7),
    "table": (lambda: TABLE, 0),
    "clip": (clip, 0),
    "photo": (bee, 0),
    "huge photo": (huge, 0),
    "empty palette": (lambda: Palette((), title="$x$"), 0),
}


@pytest.mark.parametrize("name", PLOTTED)
def test_a_plot_is_drawn_into_the_axes_given(name: str) -> None:
    from matplotlib import pyplot

    make, bars = PLOTTED[name]
    given = pyplot.figure().add_subplot()
    assert make().plot(ax=given) is given
    given.figure.canvas.draw()
    assert len(given.patches) == bars
    assert bars or given.images or given.collections or not len(make())
    new = make().plot()
    assert new is not given
    assert new.figure is not given.figure
    pyplot.close("all")


def test_bars_have_the_shares_and_colors() -> None:
    from matplotlib import pyplot

    ax = hostile_palette().plot()
    assert [bar.get_width() for bar in ax.patches] == [0.75, 0.25]
    colors = [[round(255 * part) for part in bar.get_facecolor()[:3]] for bar in ax.patches]
    assert colors == [[30, 60, 90], [250, 1, 2]]
    assert [label.get_text() for label in ax.get_yticklabels()][1] == "<script>  #fa0102"
    assert ax.yaxis_inverted()
    pyplot.close("all")


def test_without_matplotlib_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setattr("folkhue._utils.extras._is_installed", lambda name: name != "matplotlib")
    with pytest.raises(MissingExtraError, match=r'a plot needs .*pip install "folkhue\[names\]"'):
        TABLE.plot()


def test_showing_loads_nothing_heavy() -> None:
    code = (
        "import folkhue, numpy, sys;"
        "pixels = numpy.zeros((2, 2, 3), 'u1');"
        "photo = folkhue.Photo(pixels, pixels[..., 0] == 0); table = folkhue.load();"
        "shown = [photo, table, folkhue.NameMap.from_photo(photo, table), folkhue.palette(photo)];"
        "[each._repr_html_() for each in shown]; print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "folkhue._utils.display" in loaded
    assert not {"sklearn", "cv2", "pandas", "IPython", "matplotlib.pyplot"} & loaded
