"""The report in a browser: it works by mouse, touch and keyboard, by day and by night."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT
from PIL import Image
from playwright.sync_api import Browser, Locator, Page
from support.reports import SCORE, report_contents

import folkhue
from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.sources.manifest import read_manifest
from folkhue.images.photo import read_photo
from folkhue.learning.denoising.clustering import ClusterOptions, cluster_photo
from folkhue.learning.denoising.largest import LargestCluster
from folkhue.learning.evaluation.golden import read_golden
from folkhue.learning.evaluation.metrics import ConfusionMatrix
from folkhue.learning.evaluation.name_regions import departures
from folkhue.learning.evaluation.scores import TEST_SETS
from folkhue.learning.evaluation.survey import agreement_by_term, disagreements, predict_survey
from folkhue.render.report.color_lattice import color_lattice
from folkhue.render.report.embedded_image import EmbeddedImage
from folkhue.render.report.example_gallery import Steps, example_gallery
from folkhue.render.report.examples import Example
from folkhue.render.report.rendering import render_report
from stages import report

TERMS = Vocabulary.of("basic8")
TABLE = folkhue.load("basic8")
GOLDEN = ["garden", "parrot", "plaid-shirt"]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 900}}


def golden() -> dict[str, Any]:
    """Repaint three golden photographs, one of them upright, as the stage does."""
    every = [each for each in read_golden(ROOT / "golden") if each.name in GOLDEN]
    listed = report.golden_photos(ROOT / "golden")
    listed = [record for record in listed if record.id in GOLDEN]
    opening, pairs, found = report.recolored(every, listed, TABLE)
    return {"opening": opening, "pairs": pairs, "mistakes": found, "golden": listed}


def examples() -> dict[str, Any]:
    """Cluster two photographs of the sampler, and keep the largest cluster of each."""
    photos = read_manifest(ROOT / "data/sampler/photos.csv")[:2]
    records = report.by_id(photos)
    made: list[Example] = []
    for term, photo in zip(("red", "blue"), photos, strict=True):
        clustered = cluster_photo(photo.path, ClusterOptions(6, 10_000, "lab", 0))
        weights = LargestCluster().weigh(clustered, [term])[term]
        about, picture = (photo.id, photo.title, term), read_photo(photo.path).thin(100_000)
        made.append(Example.from_clusters(about, picture, clustered, weights))
    shown = {
        "steps": Steps.from_examples(made, records),
        "gallery": example_gallery([*made, made[1]], records),
    }
    return shown | {"photos": photos}


def agreement() -> dict[str, Any]:
    answers = predict_survey(TABLE, TERMS)
    counts = np.bincount(TABLE.lut.flat, minlength=len(TERMS)).tolist()
    passed = departures(TABLE, np.eye(3, dtype=np.uint8)[:, None] * np.uint8([[200], [90]]), ())
    return {
        "terms": agreement_by_term(answers, TERMS),
        "worst": disagreements(answers).to_dict("records"),
        "names": {
            name: {"colors": count, "islands": 2, "largest": 0.9, "outside": 7}
            for name, count in zip(TERMS.names, counts, strict=True)
        },
        "to_black": passed,
        "to_white": passed,
    }


def measured() -> dict[str, Any]:
    """Two classifiers, one of which is right nine times of ten."""
    names = TERMS.names
    told = np.full((8, 8), 11, np.int64) + np.diag([900 * 7] * 8)
    told[0, 1] = 0
    summary = ConfusionMatrix(names, told).summary()
    plain = {test: summary for test in TEST_SETS if test != "golden_photos"}
    scores = {"golden_photos": SCORE, "golden_qualities": {"plain": {"regions": 3, "accuracy": 1}}}
    both = ("tree", "mlp")
    return {
        "scores": {n: plain | scores | {"golden_ambiguous": {"regions": 0}} for n in both},
        "confusions": {
            n: dict.fromkeys(("golden", "test"), ConfusionMatrix(names, told)) for n in both
        },
        "metrics": {
            "best": "tree",
            "classifiers": dict.fromkeys(both, dict.fromkeys(TEST_SETS, SCORE)),
            "baseline": {"best": "knn", "classifiers": {"knn": dict.fromkeys(TEST_SETS, SCORE)}},
        },
        "comparison": pd.DataFrame(
            [("tree", "mlp", 0.1, 0.05, 0.2), ("mlp", "tree", -0.1, -0.2, -0.05)],
            columns=["classifier", "than", "difference", "low", "high"],
        ),
        "calibration": pd.DataFrame(
            [("test", 50, 0.3, 0.4), ("test", 900, 0.8, 0.7), ("golden", 3, 0.1, 0.0)],
            columns=["test", "answers", "probability", "right"],
        ),
        "denoised": {
            "photos": 9,
            "classes": {"red": {"photos": 9, "photos_kept": 8, "pixels": 70, "pixels_kept": 30}},
            "left_out": {"no cluster fits red": 1},
        },
    }


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    found = report_contents(
        TERMS,
        agreement(),
        cube=color_lattice(TABLE),
        maps={n: EmbeddedImage.drawing(Image.new("RGB", (1200, 500))) for n in ("chart", "slices")},
        params_text=(ROOT / "params.yaml").read_text("utf-8"),
        **measured(),
        **golden(),
        **examples(),
    )
    page = render_report(found)
    assert page == render_report(found)
    (folder / "index.html").write_text(page, "utf-8")
    return folder / "index.html"


@pytest.fixture
def visit(browser: Browser, path: Path) -> Iterator[Callable[..., Page]]:
    """Open the page; at the end it must have asked for nothing, and complained of nothing."""
    complaints: list[str] = []
    asked: list[str] = []
    contexts = []

    def open_page(reduced_motion: str = "reduce", scheme: str = "light", **device: Any) -> Page:
        how: Any = {"reduced_motion": reduced_motion, "color_scheme": scheme, **(device or DESK)}
        contexts.append(browser.new_context(**how))
        page = contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: complaints.append(request.url))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
    assert {url for url in asked if not url.startswith("data:")} == {path.as_uri()}


def drawn(shown: Locator) -> None:
    """Wait until what was asked for is drawn: in the next frame."""
    shown.evaluate(
        "() => new Promise(go => requestAnimationFrame(() => requestAnimationFrame(go)))"
    )


def pixels(shown: Locator) -> np.ndarray:
    drawn(shown)
    return np.asarray(Image.open(io.BytesIO(shown.screenshot())).convert("RGB"))


def kept(shown: Locator) -> np.ndarray:
    """Pixels of a canvas that something opaque was drawn on, shape (n, 3)."""
    drawn(shown)
    data = shown.evaluate("canvas => canvas.toDataURL()").partition("base64,")[2]
    rgba = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))
    return rgba[rgba[..., 3] == 255, :3]


def middle(shown: Locator) -> tuple[float, float, float]:
    shown.scroll_into_view_if_needed()
    box = shown.bounding_box()
    assert box is not None
    return box["x"], box["y"] + box["height"] / 2, box["width"]


def test_every_picture_is_there(visit: Callable[..., Page]) -> None:
    widths = visit().eval_on_selector_all("img", "all => all.map(img => img.naturalWidth)")
    assert len(widths) > 20
    assert min(widths) > 0


def test_a_photograph_is_compared_by_mouse(visit: Callable[..., Page]) -> None:
    page = visit()
    slider = page.get_by_role("slider", name="Marigold: how much is photograph")
    assert slider.get_attribute("aria-valuetext") == "50 % photograph, 50 % named"
    frame = page.locator(".compare").first
    before = pixels(frame)
    left, y, width = middle(slider)
    page.mouse.move(left + width / 2, y)
    page.mouse.down()
    page.mouse.move(left + 0.8 * width, y, steps=4)
    page.mouse.up()
    assert slider.input_value() == "80"
    assert slider.get_attribute("aria-valuetext") == "80 % photograph, 20 % named"
    changed = np.flatnonzero((pixels(frame) != before).any(axis=(0, 2)))
    assert changed.min() > 0.4 * width, "what was photograph stays so"
    assert changed.max() > 0.75 * width


def test_a_photograph_is_compared_by_keyboard_and_by_touch(visit: Callable[..., Page]) -> None:
    page = visit(**PHONE)
    slider = page.get_by_role("slider").first
    slider.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    assert slider.input_value() == "51"
    page.keyboard.press("End")
    assert slider.get_attribute("aria-valuetext") == "100 % photograph, 0 % named"
    left, y, width = middle(slider)
    page.touchscreen.tap(left + width / 4, y)
    assert slider.input_value() == "25"
    style = page.locator(".compare").first.evaluate("frame => frame.style.cssText")
    assert style == "--at: 25%;"


def test_the_cube_turns_by_mouse_keyboard_and_buttons(visit: Callable[..., Page]) -> None:
    page = visit()
    cube = page.locator(".cube canvas")
    views = [pixels(cube)]

    def seen_anew() -> bool:
        views.append(pixels(cube))
        return bool((views[-1] != views[-2]).any())

    assert not seen_anew(), "less motion was asked for"
    left, y, width = middle(cube)
    views.append(pixels(cube))
    page.mouse.move(left + width / 2, y)
    page.mouse.down()
    page.mouse.move(left + width / 2 + 60, y + 20, steps=3)
    page.mouse.up()
    assert seen_anew()
    cube.focus()
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
        assert seen_anew(), key
    for name in ("left", "right", "up", "down"):
        page.get_by_role("button", name=f"turn {name}").click()
        assert seen_anew(), name
    page.get_by_label("of the point").check()
    assert seen_anew()
    page.get_by_label("peel").fill("40")
    assert seen_anew()
    assert page.get_by_label("peel").get_attribute("aria-valuetext") == "40 % peeled away"


def test_the_cube_shows_one_name_alone(visit: Callable[..., Page]) -> None:
    """Where points are, the colors are those that the table calls so."""
    page = visit()
    cube = page.locator(".cube canvas")
    page.get_by_label("of the point").check()
    everything = kept(cube)
    assert len(np.unique(TABLE.predict(everything))) == 8
    for name in ("blue", "orange"):
        page.get_by_role("button", name=name).click()
        shown = kept(cube)
        assert 0.01 < len(shown) / len(everything) < 0.7
        # Rims are gray, and mix with what is below them.
        assert (TABLE.predict(shown) == TABLE.terms.index(name)).mean() > 0.9
        assert page.locator("output").inner_text() == f"only {name}"
        pressed = page.locator('.filter [aria-pressed="true"]')
        assert pressed.count() == 1
        assert name in pressed.inner_text()
    page.get_by_role("button", name="every name").click()
    assert np.array_equal(kept(cube), everything)


def test_the_cube_spins_until_it_is_touched(visit: Callable[..., Page]) -> None:
    page = visit(reduced_motion="no-preference")
    cube, spin = page.locator(".cube canvas"), page.get_by_role("button", name="spin")
    cube.scroll_into_view_if_needed()
    first = cube.evaluate("c => c.toDataURL()")
    page.wait_for_function(
        "first => document.querySelector('.cube canvas').toDataURL() !== first", arg=first
    )
    assert spin.get_attribute("aria-pressed") == "true"
    cube.press("ArrowLeft")
    assert spin.get_attribute("aria-pressed") == "false"
    assert np.array_equal(pixels(cube), pixels(cube))


def test_a_phone_scrolls_no_sideways(visit: Callable[..., Page]) -> None:
    page = visit(**PHONE)
    for _ in range(2):
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    wider = page.eval_on_selector_all(
        ".scroll", "all => all.filter(box => box.scrollWidth > box.clientWidth).length"
    )
    assert wider > 3, "wide tables scroll in their boxes"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing(visit: Callable[..., Page], scheme: str, device: dict[str, Any]) -> None:
    page = visit(scheme=scheme, **device)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    passed = {rule["id"] for rule in found.response["passes"]}
    assert {"color-contrast", "label", "region", "image-alt"} <= passed


def test_the_scheme_can_be_chosen(visit: Callable[..., Page]) -> None:
    page = visit()
    paper = "getComputedStyle(document.body).backgroundColor"
    day = page.evaluate(paper)
    button = page.get_by_role("button", name="color scheme")
    button.click()
    assert page.evaluate(paper) == day
    button.click()
    assert page.evaluate(paper) != day
    assert button.inner_text().startswith("dark")


def test_the_keyboard_skips_to_the_report(visit: Callable[..., Page]) -> None:
    page = visit()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the report")
    assert skip.evaluate("link => link === document.activeElement")
    box = skip.bounding_box()
    assert box is not None
    assert box["width"] > 100, "in sight"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_links_lead_to_sections_that_have_headings(visit: Callable[..., Page]) -> None:
    page = visit()
    anchors = page.eval_on_selector_all("nav li a", "all => all.map(a => a.hash.slice(1))")
    for anchor in anchors:
        heading = page.locator(f"section[aria-labelledby={anchor}] > h2#{anchor}")
        assert heading.count() == 1, anchor


def test_confusion_is_told_in_numbers(visit: Callable[..., Page]) -> None:
    table = visit().get_by_role("table", name="tree on the golden set, pixels")
    assert table.get_by_role("columnheader").all_inner_texts() == list(TERMS.names)
    row = table.get_by_role("row").nth(1)
    assert row.get_by_role("rowheader").inner_text() == "red"
    cells = row.get_by_role("cell").all_inner_texts()
    assert cells[0].split("\n") == ["99 %", "6,311"]
    assert cells[1] == "0"
    assert cells[2].split("\n") == ["0.2 %", "11"]
