"""Roles of colors, and the color of text on each."""

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import folkhue
from folkhue.color.contrast import BLACK, WHITE, contrast
from folkhue.color.gamut import from_oklch, in_gamut
from folkhue.color.notation import parse_hex
from folkhue.color.spaces import to_oklch
from folkhue.palettes.design import describe_design
from folkhue.palettes.palette import Palette, PaletteColor
from folkhue.palettes.roles import ROLES, rounded_down
from folkhue.table.color_table import default_table

PALE, NAVY, GRAY, RED, GREEN = "#f4f1ea", "#101d3a", "#8a8a86", "#c8202c", "#2f8a3c"
WHITISH, MIDDLE, BLACKISH = "#fafafa", "#777777", "#111111"


def palette(colors: dict[str, float]) -> Palette:
    """A palette of codes with their shares."""
    given = [(parse_hex(code) or BLACK, share) for code, share in colors.items()]
    return Palette(tuple(PaletteColor(rgb, share, "", 1, "") for rgb, share in given))


@pytest.mark.parametrize(
    ("colors", "expected"),
    [
        # A white page with a red button: what is not asked for is the obvious choice.
        ({PALE: 0.6, GRAY: 0.2, NAVY: 0.15, RED: 0.05}, (PALE, PALE, RED, GRAY, PALE, NAVY)),
        # A red wall in a gray street: the wall is dominant, but no surface for text.
        ({RED: 0.5, PALE: 0.3, GRAY: 0.1, NAVY: 0.1}, (RED, PALE, RED, GRAY, PALE, NAVY)),
        # In red everywhere, what stands out is green.
        ({RED: 0.8, GREEN: 0.1, PALE: 0.1, NAVY: 0}, (RED, PALE, GREEN, NAVY, PALE, NAVY)),
        # Grays only: the accent is what contrasts with the background.
        ({WHITISH: 0.7, MIDDLE: 0.2, BLACKISH: 0.1},
         (WHITISH, WHITISH, BLACKISH, MIDDLE, WHITISH, BLACKISH)),
        # Dark: the accent keeps its color, and the light one is derived.
        ({NAVY: 0.9, RED: 0.1}, (NAVY, NAVY, RED, NAVY, "#fce1de", NAVY)),
        ({GRAY: 1}, (GRAY, GRAY, GRAY, GRAY, "#e8e8e4", "#22221f")),
    ],
)  # fmt: skip
def test_each_role_has_its_color(colors: dict[str, float], expected: tuple[str, ...]) -> None:
    found = palette(colors).roles()
    assert [role.color.hex for role in found.values()] == list(expected)
    assert [role.derived for role in found.values()] == [code not in colors for code in expected]


pictures = arrays(np.uint8, st.tuples(st.integers(1, 8), st.just(3)), unique=False)


@settings(max_examples=60, deadline=None)
@given(pictures, st.data())
def test_no_palette_lacks_a_role_or_readable_text(rgb: np.ndarray, data: st.DataObject) -> None:
    rgb = np.unique(rgb, axis=0)
    shares = [data.draw(st.integers(1, 99)) for _ in rgb]
    made = Palette.from_colors(rgb, shares, default_table())
    found = made.roles()
    assert tuple(found) == ROLES
    for name, role in found.items():
        assert role.derived == (role.color not in made.colors)
        assert name in ("light", "dark") or not role.derived
        assert role.text.contrast >= 4.5
        assert role.text.contrast == pytest.approx(contrast(role.text.rgb, role.color.rgb))
        assert role.text.rgb in (found["light"].color.rgb, found["dark"].color.rgb, BLACK, WHITE)
    assert contrast(found["light"].color.rgb, found["dark"].color.rgb) >= 4.5
    assert (found["accent"].color != found["background"].color) == (len(made) > 1)
    texts = dict(zip(made.colors, made.text_colors(), strict=True))
    own = {role.color: role.text for role in found.values() if not role.derived}
    assert texts == texts | own


@pytest.mark.parametrize(
    ("code", "derived"),
    [
        ("#aaaaaa", {"dark"}),
        ("#a9a9a9", {"light", "dark"}),
        ("#404040", {"light", "dark"}),
        ("#3f3f3f", {"light"}),
    ],
)
def test_light_and_dark_are_derived_if_text_could_not_be_read(code: str, derived: set[str]) -> None:
    found = palette({code: 1}).roles()
    assert {name for name, role in found.items() if role.derived} == derived
    assert contrast((170, 170, 170), (63, 63, 63)) >= 4.5


def test_tints_and_shades_keep_the_hue_and_are_in_srgb() -> None:
    hues = np.arange(0, 360, 5)
    for lightness, chroma in ((0.93, 0.03), (0.25, 0.04)):
        shades = np.stack([np.full(72, lightness), np.full(72, chroma), hues], axis=-1)
        assert in_gamut(from_oklch(shades)).all()
    blue = palette({"#4a6fd0": 1})
    hues_found = [to_oklch(np.array(role.color.rgb, np.uint8))[2] for role in blue.roles().values()]
    assert np.ptp(hues_found) < 12
    assert "blue" in blue.roles()["dark"].color.description or blue.roles()["dark"].color.name


def test_an_empty_palette_has_no_roles() -> None:
    assert Palette(()).roles() == {}
    assert Palette(()).text_colors() == ()
    assert describe_design(Palette(())) == {"roles": {}, "contrast": [], "confusable": []}


@pytest.mark.parametrize(
    ("ratio", "digits", "shown"), [(4.499, 1, 4.4), (4.5, 1, 4.5), (21, 2, 21), (7.077, 2, 7.07)]
)
def test_a_ratio_is_never_shown_as_more(ratio: float, digits: int, shown: float) -> None:
    assert rounded_down(ratio, digits) == shown


def test_the_design_of_a_photograph_is_described() -> None:
    parrot = folkhue.palette(ROOT / "golden/photos/parrot.jpg")
    described = describe_design(parrot)
    assert described["roles"]["accent"] == {
        "hex": "#d34231", "description": "red", "derived": False, "text": "#000000", "ratio": 4.59,
    }  # fmt: skip
    assert [each["hex"] for each in described["contrast"]] == [each.hex for each in parrot.colors]
