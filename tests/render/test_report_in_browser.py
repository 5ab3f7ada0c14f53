"""The report in a browser: by mouse, touch and keyboard, in light and dark."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from PIL import Image
from support.browsing import listen
from support.reports import FACTS, SCORE, relative_links, report_contents

import folkhue
from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.left_out import by_reason
from folkhue.datasets.record import PhotoRecord, Status
from folkhue.datasets.sources.manifest import read_manifest
from folkhue.images.photo import read_photo
from folkhue.learning.denoising.clustering import ClusterOptions, cluster_photo
from folkhue.learning.denoising.largest import LargestCluster
from folkhue.learning.evaluation.confusion_matrix import ConfusionMatrix
from folkhue.learning.evaluation.golden import read_golden
from folkhue.learning.evaluation.name_changes import compare_regions, name_changes
from folkhue.learning.evaluation.name_regions import departures
from folkhue.learning.evaluation.naming_survey import NamingSurvey
from folkhue.learning.evaluation.scores import SURVEY, TEST_SETS
from folkhue.learning.evaluation.survey import agreement_by_term, disagreements, predict_survey
from folkhue.render.report.changed_names import draw_changes
from folkhue.render.report.color_lattice import color_lattice
from folkhue.render.report.embedded_image import EmbeddedImage
from folkhue.render.report.example_gallery import Steps, example_gallery
from folkhue.render.report.examples import Example
from folkhue.render.report.rendering import SECTIONS, render_report
from folkhue.render.report.run_comparison import (
    RunComparison,
    ScoreRow,
    ShownRegion,
    most_telling,
)
from folkhue.render.report.run_facts import with_facts
from stages import report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

TERMS = Vocabulary.of("basic8")
TABLE = folkhue.load("basic8")
GOLDEN = ["garden", "parrot", "plaid-shirt"]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 900}}


def golden() -> dict[str, Any]:
    """Recolor three golden photographs, one of them tall, as the stage does."""
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
            name: {"colors": count, "islands": 2, "large": 1, "largest": 0.9, "outside": 7}
            for name, count in zip(TERMS.names, counts, strict=True)
        },
        "to_black": passed,
        "to_white": passed,
    }


def surveyed() -> dict[str, Any]:
    """The scores on a survey of two colors."""
    survey = NamingSurvey.from_counts({(0, "black"): 7, (255, "blue"): 9}, TERMS.names)
    return survey.score(np.array([6, 5]), 0)


def measured() -> dict[str, Any]:
    """The scores of two classifiers."""
    names = TERMS.names
    told = np.full((8, 8), 11, np.int64) + np.diag([900 * 7] * 8)
    told[0, 1] = 0
    summary = ConfusionMatrix(names, told).summary()
    plain = {test: summary for test in TEST_SETS if test != "golden_photos"}
    kind = {"accuracy": 1, "balanced_accuracy": 1, "interval": [0, 1], "regions": 3, "enough": True}
    scores = {
        "golden_photos": SCORE,
        "golden_qualities": {"plain": kind | {"ambiguous": kind}},
        SURVEY: surveyed(),
    }
    tests = dict.fromkeys((*TEST_SETS, SURVEY), SCORE)
    both = ("tree", "mlp")
    return {
        "scores": {n: plain | scores | {"golden_ambiguous": {"regions": 0}} for n in both},
        "confusions": {
            n: dict.fromkeys(("golden", "test"), ConfusionMatrix(names, told)) for n in both
        },
        "metrics": {
            "best": "tree",
            "classifiers": dict.fromkeys(both, tests),
            "final": {test: SCORE for test in tests if test != "test"},
            "baseline": {"best": "knn", "classifiers": {"knn": tests}},
        },
        "comparison": pd.DataFrame(
            [("tree", "mlp", 0.1, 0.05, 0.2), ("mlp", "tree", -0.1, -0.2, -0.05)],
            columns=["classifier", "than", "difference", "low", "high"],
        ),
        "calibration": pd.DataFrame(
            [
                ("test", 50, 0.6, 0.4),
                ("test", 900, 0.8, 0.7),
                ("golden", 3, 0.7, 0.0),
                ("survey", 40, 0.9, 0.8),
            ],
            columns=["test", "answers", "confidence", "right"],
        ),
        "denoised": {
            "photos": 9,
            "classes": {"red": {"photos": 9, "photos_kept": 8, "pixels": 70, "pixels_kept": 30}},
            "left_out": {"no cluster fits red": 1},
        },
    }


def against() -> RunComparison:
    """This run beside one with the other table of the same names."""
    before = folkhue.load("sampler8")
    changes = name_changes(before, TABLE)
    regions = [
        ShownRegion.of(compared, photo)
        for each in read_golden(ROOT / "golden")
        if each.name in GOLDEN
        for photo in [each.read()]
        for compared in compare_regions(each, photo, before, TABLE)
        if compared.before != compared.after
    ]
    score, paired = dict(SCORE), {"difference": -0.02, "interval": [-0.03, -0.01]}
    few = score | {"enough": False}
    return RunComparison(
        name="v1",
        commit="0123456789abcdef",
        date="2026-03-31",
        best=("tree", "mlp"),
        only_before=["teal"],
        only_after=["navy", "olive"],
        parameters={"denoise.sharpness": (1.0, 2.0), "sample.caps": (None, {"red": 3})},
        scores=[
            ScoreRow("golden set, pixels", score, score, comparable=True, paired=paired),
            ScoreRow("XKCD survey", score, score, comparable=True),
            ScoreRow("held-out split", few, None, comparable=False),
        ],
        changes=changes,
        slices=EmbeddedImage.drawing(draw_changes(before, TABLE, changes.flows)),
        regions={"the same": 3, "wrong now": 1, "another name": len(regions)},
        shown=most_telling(regions),
    )


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
        against=against(),
        left_out=by_reason([PhotoRecord("1", title="A barn", status=Status.TOO_SMALL)]),
    )
    page = render_report(found)
    assert page == render_report(found)
    assert relative_links(page) == []
    (folder / "index.html").write_text(with_facts(page, FACTS), "utf-8")
    return folder / "index.html"


@contextmanager
def visits(browser: Browser, path: Path) -> Iterator[Callable[..., Page]]:
    """Open pages; they must request no other file, and report no error."""
    problems: list[str] = []
    requested: list[str] = []
    contexts = []

    def open_page(reduced_motion: str = "reduce", scheme: str = "light", **device: Any) -> Page:
        how: Any = {"reduced_motion": reduced_motion, "color_scheme": scheme, **(device or DESK)}
        contexts.append(browser.new_context(**how))
        page = contexts[-1].new_page()
        listen(page, problems, requested)
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []
    assert {url for url in requested if not url.startswith("data:")} == {path.as_uri()}


@pytest.fixture
def visit(browser: Browser, path: Path) -> Iterator[Callable[..., Page]]:
    with visits(browser, path) as open_page:
        yield open_page


@pytest.fixture(scope="module")
def opened(browser: Browser, path: Path) -> Iterator[Page]:
    """A page for tests that only look at it."""
    with visits(browser, path) as open_page:
        yield open_page()


def drawn(shown: Locator) -> None:
    """Wait for the next frame, in which changes are drawn."""
    shown.evaluate(
        "() => new Promise(go => requestAnimationFrame(() => requestAnimationFrame(go)))"
    )


def pixels(shown: Locator) -> np.ndarray:
    drawn(shown)
    return np.asarray(Image.open(io.BytesIO(shown.screenshot())).convert("RGB"))


def opaque_pixels(shown: Locator) -> np.ndarray:
    """Opaque pixels of a canvas, shape (n, 3)."""
    drawn(shown)
    data = shown.evaluate("canvas => canvas.toDataURL()").partition("base64,")[2]
    rgba = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))
    return rgba[rgba[..., 3] == 255, :3]


def middle(shown: Locator) -> tuple[float, float, float]:
    shown.scroll_into_view_if_needed()
    box = shown.bounding_box()
    assert box is not None
    return box["x"], box["y"] + box["height"] / 2, box["width"]


def test_images_are_loaded(opened: Page) -> None:
    widths = opened.eval_on_selector_all("img", "all => all.map(img => img.naturalWidth)")
    assert len(widths) > 20
    assert min(widths) > 0


def test_compare_by_mouse(visit: Callable[..., Page]) -> None:
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
    assert changed.min() > 0.4 * width, "the part left of the line does not change"
    assert changed.max() > 0.75 * width


def test_compare_by_keyboard_and_touch(visit: Callable[..., Page]) -> None:
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

    def changed_view() -> bool:
        views.append(pixels(cube))
        return bool((views[-1] != views[-2]).any())

    assert not changed_view(), "reduced motion is preferred"
    left, y, width = middle(cube)
    views.append(pixels(cube))
    page.mouse.move(left + width / 2, y)
    page.mouse.down()
    page.mouse.move(left + width / 2 + 60, y + 20, steps=3)
    page.mouse.up()
    assert changed_view()
    cube.focus()
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
        assert changed_view(), key
    for name in ("left", "right", "up", "down"):
        page.get_by_role("button", name=f"turn {name}").click()
        assert changed_view(), name
    page.get_by_label("of the point").check()
    assert changed_view()
    page.get_by_label("peel").fill("40")
    assert changed_view()
    assert page.get_by_label("peel").get_attribute("aria-valuetext") == "40 % peeled away"


def test_the_cube_shows_a_single_name(visit: Callable[..., Page]) -> None:
    """All points have colors to which the table gives this name."""
    page = visit()
    cube = page.locator(".cube canvas")
    page.get_by_label("of the point").check()
    everything = opaque_pixels(cube)
    assert len(np.unique(TABLE.predict(everything))) == 8
    for name in ("blue", "orange"):
        page.get_by_role("button", name=name).click()
        shown = opaque_pixels(cube)
        assert 0.01 < len(shown) / len(everything) < 0.7
        # Rims are gray and mix with the points below them.
        assert (TABLE.predict(shown) == TABLE.terms.index(name)).mean() > 0.9
        assert page.locator("output").inner_text() == f"only {name}"
        pressed = page.locator('.filter [aria-pressed="true"]')
        assert pressed.count() == 1
        assert name in pressed.inner_text()
    page.get_by_role("button", name="every name").click()
    assert np.array_equal(opaque_pixels(cube), everything)


def test_the_cube_spins_until_a_key_turns_it(visit: Callable[..., Page]) -> None:
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


def test_a_phone_does_not_scroll_sideways(visit: Callable[..., Page]) -> None:
    page = visit(**PHONE)
    for _ in range(2):
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    wider = page.eval_on_selector_all(
        ".scroll", "all => all.filter(box => box.scrollWidth > box.clientWidth).length"
    )
    assert wider > 3, "wide tables scroll in their boxes"


@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_no_violations(visit: Callable[..., Page], device: dict[str, Any]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = visit(**device)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, (scheme, found.generate_report())
        passed = {rule["id"] for rule in found.response["passes"]}
        assert {"color-contrast", "label", "region", "image-alt"} <= passed


def test_the_scheme_can_be_chosen(visit: Callable[..., Page]) -> None:
    page = visit()
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    button = page.get_by_role("button", name="color scheme")
    button.click()
    assert page.evaluate(background) == light
    button.click()
    assert page.evaluate(background) != light
    assert button.inner_text().startswith("dark")


def test_the_keyboard_skips_to_the_report(visit: Callable[..., Page]) -> None:
    page = visit()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the report")
    assert skip.evaluate("link => link === document.activeElement")
    box = skip.bounding_box()
    assert box is not None
    assert box["width"] > 100, "visible"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_links_lead_to_sections_with_headings(opened: Page) -> None:
    anchors = opened.eval_on_selector_all("nav li a", "all => all.map(a => a.hash.slice(1))")
    assert len(anchors) == len(SECTIONS)
    for anchor in anchors:
        heading = opened.locator(f"section[aria-labelledby={anchor}] > h2#{anchor}")
        assert heading.count() == 1, anchor


def test_the_other_run_is_the_first_section(opened: Page) -> None:
    section = opened.locator("main > section").first
    assert section.get_by_role("heading", level=2).inner_text() == "Beside another run"
    assert section.get_by_role("table").count() == 3
    worse = section.locator("td.worse").inner_text()
    assert worse.split() == ["−2.0", "−3.0", "to", "−1.0"]
    pictures = section.get_by_role("img")
    assert pictures.count() > 1, "slices, and a region"
    assert all(each.get_attribute("alt") for each in pictures.all())
    assert "olive" in section.inner_text()


def test_the_facts_are_one_step_from_the_top(opened: Page) -> None:
    line = opened.locator(".dateline")
    assert line.inner_text().startswith(f"{FACTS.date} · commit")
    box = line.bounding_box()
    assert box is not None
    assert box["y"] < 200
    assert opened.locator(str(line.get_by_role("link").get_attribute("href"))).count() == 1


def test_the_confusion_matrix_has_numbers(opened: Page) -> None:
    table = opened.get_by_role("table", name="tree on the golden set, pixels")
    assert table.get_by_role("columnheader").all_inner_texts() == list(TERMS.names)
    row = table.get_by_role("row").nth(1)
    assert row.get_by_role("rowheader").inner_text() == "red"
    cells = row.get_by_role("cell").all_inner_texts()
    assert cells[0].split("\n") == ["99 %", "6,311"]
    assert cells[1] == "0"
    assert cells[2].split("\n") == ["0.2 %", "11"]


def test_points_of_calibration_are_where_the_axes_say(opened: Page) -> None:
    """The chart is 220 wide, for 50 to 100 % sure, and high, for an accuracy of 0 to 100 %."""
    points = opened.locator("figure svg circle").evaluate_all(
        "all => all.map(each => [each.classList[0], each.cx.baseVal.value, each.cy.baseVal.value])"
    )
    expected = [("test", 44, 132), ("test", 132, 66), ("survey", 176, 44)]
    assert points == [[test, pytest.approx(x), pytest.approx(y)] for test, x, y in expected]
