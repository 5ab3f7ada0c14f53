"""What each format keeps: colors, names, title and shares."""

from pathlib import Path

import pytest
from hypothesis import given
from support.palettes import SUFFIXES, TABLE, hexes, labels, palettes, read, some_palette

from folkhue.palettes.formats import encode_palette, read_palette, write_palette
from folkhue.palettes.formats.identifiers import ascii_identifiers, identifiers
from folkhue.palettes.formats.swatches import swatch_names
from folkhue.palettes.palette import Palette

KEEPING_TITLE = (".json", ".png", ".gpl", ".ase", ".kpl")


@pytest.mark.slow
@pytest.mark.parametrize("suffix", SUFFIXES)
@given(palette=palettes())
def test_colors_round_trip(suffix: str, palette: Palette) -> None:
    contents = encode_palette(palette, f"a{suffix}")
    back = read(contents, f"a{suffix}")
    assert back.rgb.tolist() == palette.rgb.tolist()
    assert [c.name for c in back.colors] == [c.name for c in palette.colors]
    assert encode_palette(palette, f"b{suffix}") == contents


def names_in(suffix: str, palette: Palette) -> list[str]:
    names = swatch_names(palette)
    if suffix in (".json", ".png"):
        return labels(palette)
    if suffix in (".pal", ".hex"):
        return [""] * len(names)
    if suffix in (".css", ".scss", ".tokens.json"):
        return identifiers(names)
    if ".tailwind" in suffix:
        return ascii_identifiers(names)
    if suffix == ".xml":
        return [name.replace("-", "_") for name in ascii_identifiers(names)]
    # What GIMP calls a color that has no name.
    return [name if (suffix, name) != (".gpl", "Untitled") else "" for name in names]


@pytest.mark.slow
@given(palette=palettes())
def test_names_round_trip_if_the_format_has_them(palette: Palette) -> None:
    assert len(set(swatch_names(palette))) == len(palette)
    for suffix in SUFFIXES:
        back = read(encode_palette(palette, f"a{suffix}"), f"a{suffix}")
        assert suffix == ".swift" or labels(back) == names_in(suffix, palette), suffix


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_titles_and_shares_round_trip_if_the_format_has_them(suffix: str) -> None:
    palette = some_palette()
    back = read(encode_palette(palette, f"x{suffix}"), f"my.sky{suffix.upper()}")
    assert back.title == ("beach.jpg" if suffix in KEEPING_TITLE else "my.sky")
    shares = [0.5, 0.3, 0.2] if suffix in (".json", ".png") else [1 / 3] * 3
    assert back.shares.tolist() == pytest.approx(shares)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_shares_and_title_are_in_comments(suffix: str) -> None:
    text = encode_palette(some_palette(), f"x{suffix}").decode("utf-8", "replace")
    if suffix not in (".json", ".png", ".ase", ".aco", ".pal", ".hex"):
        assert "Colors of beach.jpg, named by folkhue" in text
        assert "50 %" in text


def test_write_and_read_a_file(tmp_path: Path) -> None:
    write_palette(some_palette(), tmp_path / "new/a.gpl")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.gpl"]
    assert hexes(read_palette(tmp_path / "new/a.gpl", TABLE)) == ["#1e3c5a", "#1e3c5c", "#fa0102"]
