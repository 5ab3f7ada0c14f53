"""Plain colors that people know by name, and what they would accept as a name of eleven or eight.

Primaries, CSS's basic sixteen and the names of X11 that most people know. The names were accepted
by hand, from what the words mean in dictionaries and how the colors look on a screen: several
where people differ, such as pink and purple for orchid. This is a test and nothing else: nothing
is trained or tuned on it.

A color that a shipped table fails is in `FAILING`, and must then fail. To see all failures of new
tables: ``pytest tests/table/test_corners.py --runxfail``.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PIL import ImageColor
from support.tables import shipped

from folkhue.color.vocabulary import PRESETS
from folkhue.table.color_table import SHIPPED

CORNERS = """
black            black            | black
white            white            | white
gray             gray             | black white
silver           gray             | white
lightgray        gray             | white
darkgray         gray             | black white
dimgray          gray             | black white
gainsboro        gray white       | white
whitesmoke       white            | white
snow             white            | white
ivory            white            | white
ghostwhite       white            | white
linen            white            | white
beige            white yellow     | white yellow
slategray        gray blue        | blue black

red              red              | red
crimson          red              | red
firebrick        red brown        | red
darkred          red brown        | red
maroon           red brown        | red
orangered        red orange       | red orange
tomato           red orange       | red orange
coral            orange pink      | orange
salmon           pink orange      | orange red
lightsalmon      orange pink      | orange
indianred        red pink brown   | red

orange           orange           | orange
darkorange       orange           | orange
sandybrown       orange brown     | orange
gold             yellow           | yellow
goldenrod        yellow orange brown | yellow orange
yellow           yellow           | yellow
khaki            yellow           | yellow
lemonchiffon     yellow white     | yellow white
palegoldenrod    yellow           | yellow

brown            brown red        | red
saddlebrown      brown            | orange red
sienna           brown            | orange red
chocolate        brown orange     | orange
peru             brown            | orange
tan              brown            | orange yellow white
burlywood        brown orange yellow | orange yellow

green            green            | green
lime             green            | green
limegreen        green            | green
darkgreen        green            | green
forestgreen      green            | green
seagreen         green            | green
springgreen      green            | green
lightgreen       green            | green
palegreen        green            | green
chartreuse       green            | green
greenyellow      green yellow     | green yellow
yellowgreen      green yellow     | green yellow
olive            green brown      | green
olivedrab        green            | green
darkolivegreen   green            | green
aquamarine       green blue       | green blue
honeydew         white green      | white green
mintcream        white            | white

teal             blue green       | blue green
darkcyan         blue green       | blue green
turquoise        blue green       | blue green
lightseagreen    blue green       | blue green
aqua             blue             | blue
cyan             blue             | blue
lightcyan        blue white       | blue white

blue             blue             | blue
mediumblue       blue             | blue
darkblue         blue             | blue
navy             blue             | blue
midnightblue     blue             | blue
royalblue        blue             | blue
dodgerblue       blue             | blue
deepskyblue      blue             | blue
cornflowerblue   blue             | blue
steelblue        blue             | blue
skyblue          blue             | blue
lightskyblue     blue             | blue
lightblue        blue             | blue
powderblue       blue             | blue
aliceblue        white blue       | white blue
azure            white blue       | white blue
slateblue        blue purple      | blue purple

indigo           purple           | purple
purple           purple           | purple
rebeccapurple    purple           | purple
blueviolet       purple           | purple
darkviolet       purple           | purple
darkorchid       purple           | purple
mediumpurple     purple           | purple
darkmagenta      purple           | purple
orchid           purple pink      | purple
violet           purple pink      | purple
plum             purple pink      | purple
thistle          purple pink gray | purple white
lavender         purple white blue | purple white blue
fuchsia          pink purple      | purple
magenta          pink purple      | purple

pink             pink             | red purple
lightpink        pink             | red purple
hotpink          pink             | red purple
deeppink         pink             | red purple
palevioletred    pink             | red purple
mediumvioletred  pink purple red  | purple red
mistyrose        pink white       | white red
"""
"""CSS's name of a color, what eleven basic terms may call it, and what eight may."""

FAILING = {
    "basic8": "",
    "basic11": "salmon peru",
    "sampler8": "slategray lightblue powderblue",
    "sampler11": "salmon sienna peru lightblue powderblue",
}
"""Shipped table → colors that it gives a name people would not accept."""


def accepted() -> Iterator[tuple[str, dict[str, set[str]]]]:
    """List the colors, each with the accepted names of both vocabularies."""
    for line in CORNERS.split("\n"):
        if line:
            first, eight = line.split("|")
            name, *eleven = first.split()
            yield name, {"basic11": {*eleven}, "basic8": {*eight.split()}}


def cases() -> Iterator[object]:
    for table in FAILING:
        for name, names in accepted():
            fails = name in FAILING[table].split()
            marks = [pytest.mark.xfail(strict=True)] if fails else []
            yield pytest.param(table, name, names[SHIPPED[table]], marks=marks)


@pytest.mark.parametrize(("table", "color", "names"), [*cases()])
def test_plain_colors_get_a_name_that_people_accept(
    table: str, color: str, names: set[str]
) -> None:
    loaded = shipped(table)
    found = loaded.terms[loaded.predict(np.array(ImageColor.getrgb(color)[:3], np.uint8))]
    assert found in names


def test_the_list_is_of_colors_and_names() -> None:
    """Each color once, with names of the vocabulary; what fails is in the list."""
    listed = [name for name, _ in accepted()]
    assert len({*listed}) == len(listed) > 100
    for _, names in accepted():
        for preset, some in names.items():
            assert some
            assert some <= {*PRESETS[preset]}
    assert FAILING.keys() == {table for table in SHIPPED if SHIPPED[table] != "fine"}
    for failing in FAILING.values():
        assert {*failing.split()} <= {*listed}


def test_css_basic_colors_are_all_there() -> None:
    """The sixteen of HTML 3.2 and CSS 1."""
    basic = (
        "black silver gray white maroon red purple fuchsia "
        "green lime olive yellow navy blue teal aqua"
    )
    assert {*basic.split()} <= {name for name, _ in accepted()}
