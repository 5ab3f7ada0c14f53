"""Suggestions on the page: the answers of folkhue.suggest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from support.site import PHONE, checked, focused, give

import folkhue
from folkhue.color.notation import to_hex
from folkhue.harmonies.suggestions import suggestions

SUGGEST = """async ([colors, asked]) => {
    const bytes = Uint8Array.from(atob(folkhue.harmonyModel), letter => letter.charCodeAt(0));
    window.harmony ??= await folkhue.readHarmony(bytes);
    return folkhue.suggest(window.harmony, colors, asked);
}"""

BLUE, YELLOW, GRAY = (30, 60, 200), (244, 185, 66), (128, 128, 128)


@pytest.mark.parametrize(
    "colors, asked",
    [
        ([BLUE, YELLOW], {}),
        ([BLUE], {"alternatives": 50}),
        ([], {"words": "autumn forest"}),
        ([GRAY, YELLOW], {"words": "Autumn, forest; autumn xyzzy"}),
        ([BLUE, YELLOW], {"add": 3}),
        ([BLUE, YELLOW, GRAY], {"add": 2, "seed": 4_294_967_295, "alternatives": 25}),
        ([], {"add": 5, "seed": 7, "alternatives": 3, "words": "ocean"}),
        ([(n * 8, 255 - n * 8, 50) for n in range(32)], {"add": 2, "alternatives": 2}),
    ],
)
def test_they_are_those_of_python(
    page_of_module: Page, colors: list[tuple[int, int, int]], asked: dict[str, Any]
) -> None:
    found = page_of_module.evaluate(SUGGEST, [colors, asked])
    assert [[*map(to_hex, each["colors"])] for each in found] == folkhue.suggest(colors, **asked)
    expected = [each.harmony for each in suggestions(colors, **asked)]
    assert [each["harmony"] for each in found] == pytest.approx(expected, abs=1e-9)


def test_they_go_with_locked_colors_and_are_added(visit: Callable[..., Page], flag: Path) -> None:
    page = visit(**PHONE)
    give(page, flag)
    codes, rows = page.locator(".swatches .code"), page.locator(".suggestions button")
    expect(codes).to_have_text(["#c8141e", "#143cc8"])
    page.get_by_role("button", name="lock").nth(1).press("Enter")
    page.get_by_text("They go with the locked color.").wait_for()
    page.get_by_label("Add").select_option("2")
    page.get_by_label("about").fill("autumn forest")
    page.get_by_label("about").press("Enter")
    expected = suggestions(["#143cc8"], 2, words="autumn forest")
    shown = rows.locator("i")
    expect(rows).to_have_count(10)
    told = [title for each in expected for title in each.colors]
    assert shown.evaluate_all("all => all.map(each => each.title)") == told
    assert checked(page)
    rows.first.press("Enter")
    expect(codes).to_have_text(["#c8141e", "#143cc8", *sorted(expected[0].colors)])
    expect(rows.first).to_be_hidden()
    assert focused(page) == "Suggest"
    page.get_by_label("Colors").select_option("2")
    expect(codes).to_have_text(["#c8141e", "#143cc8", *sorted(expected[0].colors)])
    with page.expect_download() as download:
        page.get_by_role("button", name=".css custom").click()
    assert expected[0].colors[1] in Path(download.value.path()).read_text()
    for left in (3, 2):
        page.locator(".swatches li", has_text="added").first.get_by_label("remove").click()
        expect(codes).to_have_count(left)
    page.get_by_role("button", name="Start over").click()
    give(page, flag)
    page.get_by_text("They go with all colors").wait_for()
