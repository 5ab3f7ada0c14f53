"""The report on the colors of pictures in a browser: on a desk and on a phone, light and dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from PIL import Image
from support.browsing import listen
from support.picture_datasets import LABELS, made_up

from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.record import PhotoRecord
from folkhue.learning.pictures.candidates import CANDIDATES
from folkhue.learning.pictures.evaluation import evaluate
from folkhue.render.picture_report.contents import Measured, PictureReport, Tile
from folkhue.render.picture_report.rendering import SECTIONS, render_picture_report
from folkhue.render.report.embedded_image import EmbeddedImage

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DEVICES = {
    "desk": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
}
SCORES = {"accuracy": 0.9, "accuracy_std": 0.01, "balanced": 0.8, "balanced_std": 0.02}


def measured(name: str) -> Measured:
    """Measure a classifier on made-up pictures."""
    dataset, groups = made_up(90, wrong=4), ["names", "center"]
    found = evaluate(CANDIDATES[name].pipeline(0), dataset, groups, folds=3, repeats=1)
    scores = {"model": name, "parameters": {"C": 1}, **found.scores()}
    return Measured(scores, found.confusion, found.reliability, found.importances)


def contents() -> PictureReport:
    """Make the contents of a page of three colors."""
    image = EmbeddedImage.drawing(Image.new("RGB", (1_600, 40), (9, 90, 9)))
    tile = Tile(image, "<b>A tree & a house</b>", "red", "blue", 0.87, doubtful=True)
    chosen, baseline = measured("logistic_all"), measured("svm")
    rows = [
        {"model": name, "features": "names center", "params": '{"C": 1}', "original": old, **SCORES}
        for name, old in {"logistic_all": False, "svm": True}.items()
    ]
    kinds = (("all", ""), ("only", "names"), ("without", "names"))
    return PictureReport(
        terms=Vocabulary.of(list(LABELS)),
        metrics={
            "pictures": 90,
            "likely_label_errors": 4,
            **SCORES,
            "balanced_accuracy": 0.8,
            "baseline": {"model": "svm", "accuracy": 0.7, "balanced_accuracy": 0.6},
        },
        counts=dict.fromkeys(LABELS, 30),
        left_out={"too_small": 3},
        typical={name: ([tile, tile], [tile]) for name in LABELS},
        doubts=[tile],
        doubts_in_all=4,
        drawings=dict.fromkeys(("map", "distributions", "correlations"), image),
        search=pd.DataFrame(rows),
        chosen=chosen,
        baseline=baseline,
        ablation=pd.DataFrame([{"kind": k, "group": group, **SCORES} for k, group in kinds]),
        ablated="logistic_all",
        mistakes=[tile],
        rule="it is the first",
        folds=5,
        params_text="seed: 0 # <script>",
        photos=[PhotoRecord("a", title="A tree", license="MIT", source="a shop")],
    )


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "index.html"
    file.write_text(render_picture_report(contents()), "utf-8")
    return file


@pytest.fixture
def visit(browser: Browser, path: Path) -> Iterator[Callable[..., Page]]:
    """Open the page, which asks for nothing and reports no problem."""
    problems: list[str] = []
    requested: list[str] = []
    contexts = []

    def open_page(**device: Any) -> Page:
        contexts.append(browser.new_context(reduced_motion="reduce", **device))
        page = contexts[-1].new_page()
        listen(page, problems, requested)
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []
    assert [url for url in requested if not url.startswith("data:")] == [path.as_uri()]


@pytest.mark.parametrize("device", DEVICES)
def test_nothing_scrolls_sideways_but_wide_tables_and_drawings(
    visit: Callable[..., Page], device: str
) -> None:
    page = visit(**DEVICES[device])
    width = DEVICES[device]["viewport"]["width"]  # type: ignore[index]
    assert page.evaluate("document.documentElement.scrollWidth") == width
    loaded = page.eval_on_selector_all("img", "all => all.map(img => img.naturalWidth)")
    assert len(loaded) == 3 + 3 * 3 + 2
    assert min(loaded) > 0


@pytest.mark.parametrize("device", DEVICES)
def test_axe_finds_no_violations(visit: Callable[..., Page], device: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = visit(**DEVICES[device])
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, (scheme, found.generate_report())


def test_every_section_has_its_heading(visit: Callable[..., Page]) -> None:
    page = visit()
    for anchor in SECTIONS:
        assert page.locator(f"section[aria-labelledby={anchor}] > h2#{anchor}").count() == 1


def test_the_original_recipe_is_in_every_table_of_scores(visit: Callable[..., Page]) -> None:
    page = visit()
    for name in (
        "Accuracy of each classifier, in cross-validation",
        "Accuracy of each choice of parameters",
        "Recall of each color",
        "Accuracy with each group of features alone, and without it",
    ):
        text = page.get_by_role("region", name=name).inner_text()
        assert "svm" in text or "original" in text, name
    assert page.get_by_text("<b>A tree & a house</b>").count() == 1, "text is escaped"
