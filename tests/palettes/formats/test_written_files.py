"""The files that folkhue writes, as other programs read them."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import PIL
import pytest
import sass
import swatch
import tinycss2
from coloraide import Color
from hypothesis import given
from packaging.version import Version
from PIL import GimpPaletteFile
from support.palettes import FILES, TABLE, hexes, palettes, some_palette

from folkhue.palettes.formats import encode_palette, write_palette
from folkhue.palettes.formats.identifiers import identifiers
from folkhue.palettes.formats.swatches import swatch_names
from folkhue.palettes.palette import Palette


@pytest.mark.skipif(
    Version(PIL.__version__) < Version("11.2"), reason="Pillow counted comments as colors"
)
def test_pillow_reads_gimps_palette() -> None:
    palette = some_palette()
    read = GimpPaletteFile.GimpPaletteFile(io.BytesIO(encode_palette(palette, "a.gpl")))
    assert read.getpalette() == (palette.rgb.tobytes(), "RGB")


def test_swatch_reads_adobes_exchange(tmp_path: Path) -> None:
    write_palette(some_palette(), tmp_path / "a.ase")
    [group] = swatch.parse(str(tmp_path / "a.ase"))
    assert (group["name"], group["type"]) == ("beach.jpg", "Color Group")
    assert [each["name"] for each in group["swatches"]] == ["dark blue", "dark blue 2", "Größe"]
    assert {(each["type"], each["data"]["mode"]) for each in group["swatches"]} == {
        ("Process", "RGB")
    }
    values = [[255 * part for part in each["data"]["values"]] for each in group["swatches"]]
    assert np.array(values) == pytest.approx(some_palette().rgb, abs=1e-4)


def test_swatch_writes_the_same_file() -> None:
    palette = some_palette()
    colors = [
        {"name": name, "type": "Process", "data": {"mode": "RGB", "values": list(rgb / 255)}}
        for name, rgb in zip(swatch_names(palette), palette.rgb, strict=True)
    ]
    group = {"name": "beach.jpg", "type": "Color Group", "swatches": colors}
    assert swatch.dumps([group]) == encode_palette(palette, "a.ase")


def test_adobe_color_swatch_writes_the_same_file() -> None:
    """Its file was written by adobe-color-swatch 1.0.0, from a CSV of these colors and names."""
    rgb = np.array([(30, 60, 90), (250, 1, 2), (255, 255, 255)], np.uint8)
    palette = Palette.from_colors(rgb, [1, 1, 1], TABLE, labels=["dark blue", "dark blue 2", "青"])
    written = (FILES / "adobe-color-swatch-names.aco").read_bytes()
    assert encode_palette(palette, "a.aco") == written


@pytest.mark.parametrize(
    ("suffix", "rule", "names"),
    [
        (".css", ":root", ["--dark-blue", "--dark-blue-2", "--größe"]),
        (
            ".tailwind.css",
            "@theme",
            ["--color-photo-dark-blue", "--color-photo-dark-blue-2", "--color-photo-grosse"],
        ),
    ],
)
def test_tinycss2_reads_style_sheets(suffix: str, rule: str, names: list[str]) -> None:
    palette = replace(some_palette(), title="beach */ a {}")
    rules, _ = tinycss2.parse_stylesheet_bytes(encode_palette(palette, f"a{suffix}"))
    [found] = [each for each in rules if each.type not in ("comment", "whitespace")]
    head = f"@{found.at_keyword}" if found.type == "at-rule" else tinycss2.serialize(found.prelude)
    assert head.strip() == rule
    declared = [
        each for each in tinycss2.parse_blocks_contents(found.content) if each.type == "declaration"
    ]
    assert [each.name for each in declared] == names
    values = [tinycss2.serialize(each.value).strip() for each in declared]
    assert values == ["#1e3c5a", "#1e3c5c", "#fa0102"]


@given(palette=palettes())
def test_sass_compiles_variables(palette: Palette) -> None:
    text = encode_palette(palette, "a.scss").decode()
    uses = "".join(
        f"x{number} {{ c: ${name} }}\n"
        for number, name in enumerate(identifiers(swatch_names(palette)))
    )
    compiled = sass.compile(string=text + uses, output_style="compact")
    # Sass writes shorter names for some colors.
    found = [
        line.partition("c: ")[2].rstrip("; }") for line in compiled.splitlines() if "c:" in line
    ]
    assert [Color(each).convert("srgb").to_string(hex=True) for each in found] == [
        Color(each).to_string(hex=True) for each in hexes(palette)
    ]


def test_the_archive_is_as_kritas_manual_describes() -> None:
    with zipfile.ZipFile(io.BytesIO(encode_palette(some_palette(), "a.kpl"))) as archive:
        assert archive.namelist() == ["mimetype", "colorset.xml", "profiles.xml"]
        assert archive.getinfo("mimetype").compress_type == zipfile.ZIP_STORED
        assert archive.read("mimetype") == b"application/x-krita-palette"
        root = ElementTree.fromstring(archive.read("colorset.xml"))
    assert (root.tag, root.get("name"), root.get("rows")) == ("Colorset", "beach.jpg", "1")
    assert [entry.get("bitdepth") for entry in root] == ["U8"] * 3
    values = [[float(entry[0].attrib[part]) for part in "rgb"] for entry in root]
    assert 255 * np.array(values) == pytest.approx(some_palette().rgb, abs=1e-5)
    assert [entry[1].get("column") for entry in root] == ["0", "1", "2"]
