"""The page computes what Python computes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from playwright.sync_api import Browser, Page
from support.site import (
    EXACT,
    HASH,
    PHOTOS,
    READ,
    held,
    raw,
)

import folkhue
from folkhue.images.photo import Photo, read_photo
from folkhue.palettes.formats import FORMATS, Style
from folkhue.palettes.formats.folkhue_json import described
from folkhue.palettes.named_color import name_rgb
from folkhue.palettes.palette import Palette, PaletteColor, palette
from folkhue.palettes.scales import STEPS, shade_scales
from folkhue.table.color_table import ColorTable
from folkhue.table.lut import ColorLut


@pytest.fixture(scope="module")
def script(browser: Browser, site: Path) -> Iterator[Page]:
    """A page whose functions tests call; it shows no photograph."""
    complaints: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{site.as_uri()}/index.html")
    yield page
    context.close()
    assert complaints == []


@pytest.mark.parametrize("name", ["basic8", "basic11"])
def test_every_color_is_named_as_in_python(script: Page, name: str) -> None:
    expected = hashlib.sha256(folkhue.load(name).lut.flat.tobytes()).hexdigest()
    found = script.evaluate(
        f"""async name => {{ {READ}
        const every = Uint32Array.from({{length: 1 << 24}}, (_, n) => n + 0xff000000);
        const names = (await read(name)).names(new Uint8ClampedArray(every.buffer));
        return ({HASH})(names); }}""",
        name,
    )
    assert found == expected


def test_golden_photographs_are_named_byte_by_byte_as_in_python(
    script: Page, tmp_path: Path
) -> None:
    table = folkhue.load("basic11")
    files, expected = [], []
    for path in sorted(PHOTOS.iterdir()):
        photo = read_photo(path)
        files.append(raw(photo, tmp_path / path.stem))
        names = np.where(photo.opaque, table.predict(photo.rgb), 255).astype(np.uint8)
        expected.append(hashlib.sha256(names.tobytes()).hexdigest())
    page = script
    held(page, *files)
    found = page.evaluate(
        f"""async () => {{ {READ}
        const table = await read("basic11"), found = [], hash = {HASH};
        for (const file of document.querySelector("#given").files)
            found.push(await hash(table.names(new Uint8Array(await file.arrayBuffer()))));
        return found; }}"""
    )
    assert found == expected
    assert len(found) > 50


@pytest.mark.parametrize("name", ["basic8", "basic11"])
def test_single_colors_are_described_as_in_python(
    script: Page, rng: np.random.Generator, name: str
) -> None:
    from folkhue.palettes.modifiers import describe

    table = folkhue.load(name)
    colors = rng.integers(0, 256, (300, 3), np.uint8)
    names = [table.terms[number] for number in table.predict(colors)]
    found = script.evaluate(
        f"""async ([name, colors]) => {{ {READ}
        const table = await read(name);
        return colors.map(rgb => [folkhue.describe(rgb, table), table.confidence(rgb),
            table.probabilities(rgb)]); }}""",
        [name, colors.tolist()],
    )
    words, confidence, chances = zip(*found, strict=True)
    assert list(words) == describe(colors, names)
    assert np.allclose(confidence, table.confidence(colors), rtol=0, atol=1e-6)
    assert np.allclose(chances, table.probabilities()[table.bins(colors)], rtol=0, atol=1e-6)


def test_every_name_has_the_modifiers_of_python(script: Page) -> None:
    from folkhue.palettes.modifiers import MEANINGS, NEUTRALS, describe

    steps = np.linspace(0, 255, 7)
    colors = np.stack(np.meshgrid(*3 * [steps]), -1).reshape(-1, 3).astype(np.uint8)
    names = ["blue", *MEANINGS, *NEUTRALS]
    found = script.evaluate(
        """([names, colors]) =>
        names.map(name => colors.map(rgb => folkhue.modified(rgb, name)))""",
        [names, colors.tolist()],
    )
    assert found == [describe(colors, [name] * len(colors)) for name in names]


@pytest.mark.parametrize(
    "k, emphasis, distinct",
    [
        (3, "share", 6),
        (6, "share", 6),
        ("auto", "share", 0),
        (6, "accent", 12),
        ("auto", "accent", 6),
    ],
)
def test_palettes_and_their_files_are_as_in_python(
    script: Page, tmp_path: Path, k: int | str, emphasis: str, distinct: float
) -> None:
    photos = [read_photo(PHOTOS / f"{name}.jpg") for name in ("garden", "parrot", "plaid-shirt")]
    photos = [photos[0], Photo(photos[1].rgb[::9, ::9], photos[1].opaque[::9, ::9]), photos[2]]
    expected = [
        palette(each, k, emphasis=emphasis, distinct=distinct) for each in (photos, *photos)
    ]
    page = script
    held(page, *(raw(photo, tmp_path / str(n)) for n, photo in enumerate(photos)))
    found = page.evaluate(
        f"""async ([k, emphasis, distinct]) => {{ {READ}
        const table = await read("basic11"), points = [];
        for (const file of document.querySelector("#given").files)
            points.push(folkhue.pointsOf(new Uint8Array(await file.arrayBuffer())));
        return [folkhue.merged(points), ...points].map(rows => {{
            const found = folkhue.palette(rows, k, emphasis, distinct);
            const colors = folkhue.ordered(found, "share").map(color => ({{
                ...color, name: table.terms[table.nameOf(color.rgb)],
                confidence: table.confidence(color.rgb),
                description: folkhue.describe(color.rgb, table) }}));
            return Object.fromEntries(Object.entries(folkhue.formats).map(([suffix, {{write}}]) =>
                [suffix, [...new Uint8Array(typeof write({{title: "", colors}}) === "string"
                    ? new TextEncoder().encode(write({{title: "", colors}}))
                    : write({{title: "", colors}}))]]));
        }}); }}""",
        [k, emphasis, distinct],
    )
    for one, files in zip(expected, found, strict=True):
        for suffix in EXACT:
            assert bytes(files[suffix]) == FORMATS[f".{suffix}"].encode(one), suffix
        colors = json.loads(bytes(files["json"]))["colors"]
        for color, told in zip(one.as_dict()["colors"], colors, strict=True):
            del color["nearest"]  # the page has no lists of names
            assert list(color) == list(told)
            for key, value in color.items():
                near = value if isinstance(value, str) else pytest.approx(value, abs=2e-3)
                assert told[key] == near, key


def test_a_table_without_probabilities_may_leave_colors_unnamed(
    script: Page, rng: np.random.Generator, tmp_path: Path
) -> None:
    blocks = rng.choice(np.array([0, 1, 2, 255], np.uint8), (32, 32, 32)).repeat(8, 0)
    names = np.ascontiguousarray(blocks.repeat(8, 1).repeat(8, 2)).reshape(-1)
    names[rng.integers(0, 1 << 24, 100_000)] = 1
    swatches = ((255, 0, 0), (0, 255, 0), (0, 0, 255))
    table = ColorTable(("rot", "grün", "blau"), swatches, ColorLut.from_names(names))
    table.save(tmp_path / "own.npz")
    colors = rng.integers(0, 256, (500, 3), np.uint8)
    page = script
    held(page, tmp_path / "own.npz")
    found = page.evaluate(
        f"""async colors => {{
        const file = document.querySelector("#given").files[0];
        const table = await folkhue.read(new Uint8Array(await file.arrayBuffer()));
        const pixels = new Uint8Array(colors.flatMap(rgb => [...rgb, 255]));
        const names = table.names(pixels), painted = new Uint8Array(pixels.length);
        table.paint(names, pixels, painted);
        return [await ({HASH})(table.flat), table.terms, [...painted],
            table.shares(names, pixels).map(({{name, share}}) => [name, share]),
            colors.map(rgb => folkhue.likelyNames(rgb, table).map(
                ({{name, probability}}) => [name, probability])),
            [127, 128].map(alpha => table.names(new Uint8Array([...colors[0], alpha]))[0])]; }}""",
        colors.tolist(),
    )
    digest, terms, painted, shares, likely, faint = found
    assert digest == hashlib.sha256(table.lut.flat.tobytes()).hexdigest()
    assert terms == list(table.terms)
    assert np.array_equal(np.reshape(painted, (-1, 4))[:, :3], table.recolor(colors))
    assert shares == [list(pair) for pair in table.shares(colors).items()]
    for named, told in zip(name_rgb(colors, table), likely, strict=True):
        expected = {named.name: named.confidence, **named.neighbors}
        assert [name for name, _ in told] == list(expected)
        assert [sure for _, sure in told] == pytest.approx(list(expected.values()), abs=1e-6)
    assert table.predict(colors[0]) != 255
    assert faint == [255, table.predict(colors[0])]


def test_any_names_are_written_as_in_python(script: Page) -> None:
    """Names of any color table, and titles of any file."""
    names = [
        "weiß",
        "Weiss!",
        "Bleu foncé",
        "हिन्दी नीला",
        "青",
        "πράσινος",
        '<&> "5"',
        "*/",
        "🟥 a",
    ]
    colors = [PaletteColor((n, 0, 255 - n), 0.1, "", 0.5, each) for n, each in enumerate(names * 2)]
    made = Palette(tuple(colors), f"a & <b>\t\u2028*/ {'🟥' * 200}.jpg")
    found, styled = script.evaluate(
        """([title, names]) => {
        const colors = names.map((description, n) => ({rgb: [n, 0, 255 - n], share: 0.1,
            name: "", confidence: 0.5, description}));
        const style = {scales: true, prefix: folkhue.prefixNamed(" Mein Weiß 2! ")};
        return [{}, style].map(style => Object.entries(folkhue.formats).map(([suffix, {write}]) => {
            const file = write({title, colors}, style);
            return [suffix, [...(file.buffer ? file : new TextEncoder().encode(file))]]; })); }""",
        [made.title, names * 2],
    )
    files, styled = (
        {suffix: bytes(each) for suffix, each in written} for written in (found, styled)
    )
    for suffix in EXACT:
        assert files[suffix] == FORMATS[f".{suffix}"].encode(made), suffix
        if FORMATS[f".{suffix}"].has_prefix:
            expected = FORMATS[f".{suffix}"].encode(made, Style(True, "mein-weiss-2"))
            assert styled[suffix] == expected, suffix
    scales = [color["scale"] for color in json.loads(styled["json"])["colors"]]
    assert scales == [color["scale"] for color in described(made, Style(True))["colors"]]
    ElementTree.fromstring(files["svg"])


def test_shades_are_those_of_python(script: Page, rng: np.random.Generator) -> None:
    colors = np.r_[rng.integers(0, 256, (1000, 3)), np.eye(3, dtype=int) * 255, [3 * [128]]]
    shades, own = shade_scales(colors.astype(np.uint8))
    found = script.evaluate("colors => colors.map(folkhue.shadesOf)", colors.tolist())
    assert [[each["rgb"] for each in scale] for scale in found] == shades.tolist()
    assert [[each["own"] for each in scale].index(True) for scale in found] == own.tolist()
    assert [each["step"] for each in found[0]] == list(STEPS)
