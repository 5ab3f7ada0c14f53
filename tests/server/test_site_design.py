"""Roles, contrast and color vision on the page: what folkhue.palettes.design tells."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from support.site import checked, give

from folkhue.color.vision import VISIONS, simulate
from folkhue.palettes.design import describe_design
from folkhue.palettes.palette import Palette
from folkhue.table.color_table import default_table

DESIGN = """colors => {
    const {roles, texts} = folkhue.designOf(colors), {hex} = folkhue;
    return {
        roles: Object.fromEntries(Object.entries(roles).flatMap(([code, names]) =>
            names.map(name => [name, code]))),
        contrast: colors.map(({rgb}) => [hex(texts[hex(rgb)].rgb), texts[hex(rgb)].contrast]),
        confusable: folkhue.confusable(colors).map(({one, other, distance, visions}) =>
            ({colors: [hex(one.rgb), hex(other.rgb)], distance, visions}))}; }"""


def test_roles_and_warnings_are_those_of_python(
    page_of_module: Page, rng: np.random.Generator
) -> None:
    """Of palettes of one to eight colors, among them grays and nearly black ones."""
    for number in range(60):
        rgb = rng.integers(0, (40, 256)[number % 5 > 0], (1 + number % 8, 3), np.uint8)
        rgb = np.unique(rgb[:, :1].repeat(3, 1) if number % 7 == 0 else rgb, axis=0)
        made = Palette.from_colors(rgb, rng.integers(1, 9, len(rgb)), default_table())
        colors = [{"rgb": color.rgb, "share": color.share} for color in made.colors]
        found, expected = page_of_module.evaluate(DESIGN, colors), describe_design(made)
        assert found["roles"] == {name: role["hex"] for name, role in expected["roles"].items()}
        for (text, ratio), told in zip(found["contrast"], expected["contrast"], strict=True):
            assert text == told["text"]
            assert told["ratio"] <= ratio < told["ratio"] + 0.0101
        assert len(found["confusable"]) == len(expected["confusable"])
        for one, other in zip(found["confusable"], expected["confusable"], strict=True):
            assert one["colors"] == other["colors"]
            assert one["visions"] == pytest.approx(other["visions"], abs=0.01)


def test_what_looks_alike_is_told_and_shown(visit: Callable[..., Page], tmp_path: Path) -> None:
    rgb = np.array([(44, 160, 44), (214, 39, 40)], np.uint8)
    Image.fromarray(rgb[None].repeat(40, 0).repeat([50, 40], 1)).save(tmp_path / "leaf.png")
    page = visit()
    give(page, tmp_path / "leaf.png")
    [told] = page.locator(".alike li").all_inner_texts()
    assert "#2ca02c and vivid red #d62728 look alike with deutan vision" in told
    rows = page.locator(".design li")
    expect(rows.locator("b")).to_have_text(
        ["dominant, background, muted", "accent", "light", "dark"]
    )
    expect(rows.nth(2)).to_contain_text("derived: #")
    for vision in (*VISIONS, "normal"):
        page.get_by_label("Seen with").select_option(vision)
        seen = rgb if vision == "normal" else simulate(rgb, vision)
        swatch = page.locator(".swatches li").last
        for part, place, color in (("#frame", 30, seen[0]), (swatch, 60, seen[1])):
            shown = page.locator(part) if isinstance(part, str) else part
            pixels = np.array(Image.open(io.BytesIO(shown.screenshot())).convert("RGB"))
            assert np.abs(pixels[place, place].astype(int) - color).max() <= 2, (vision, place)
    assert checked(page)
