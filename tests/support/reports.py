"""The contents of small reports, and a parser of reports."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pandas as pd
from PIL import Image

from folkhue.color.vocabulary import Vocabulary
from folkhue.learning.evaluation.confusion_matrix import ConfusionMatrix
from folkhue.learning.evaluation.coverage import Coverage
from folkhue.learning.evaluation.curves import AREAS, COVERAGE, PRECISION_RECALL, ROC
from folkhue.learning.evaluation.scores import TEST_SETS
from folkhue.render.report.contents import ReportContents
from folkhue.render.report.embedded_image import EmbeddedImage
from folkhue.render.report.rendering import render_report
from folkhue.render.report.run_facts import RunFacts

SCORE = {
    "accuracy": 0.5,
    "balanced_accuracy": 0.5,
    "low": 0.4,
    "high": 0.6,
    "groups": 20,
    "enough": True,
}


FACTS = RunFacts(
    date="2026-03-31 12:30 UTC",
    commit="0123456789abcdef",
    changed=["params.yaml", "<b>.py"],
    versions={"folkhue": "1.2.3", "Python": "3.11.4"},
    machine={"system": "Linux 6.1", "processors": "2 processors"},
    stages=[
        {"name": "train@tree", "desc": "Train tree.", "seconds": 3.26, "ran": True},
        {"name": "check", "desc": "Check.", "seconds": None, "ran": False},
    ],
    page="0",
)


class Section(HTMLParser):
    """The section of a report on agreement: its text, its tables, and the entries of its list."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.entries: list[str] = []
        self.colors: list[str] = []
        self.pictures: list[str | None] = []
        self.links: list[str] = []
        self.text = ""
        self._open: list[str] = []
        start = page.index('<section aria-labelledby="agreement">')
        end = page.index("</section>", start) + len("</section>")
        self.feed(page[start:end])
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
        elif tag == "li":
            self.entries.append("")
        elif tag == "img":
            self.pictures.append(given["src"])
        elif tag == "a":
            self.links.append(str(given["href"]))
        if given.get("class") == "color":
            self.colors.append(str(given["style"]))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag in self._open
        while self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.text += data
        if {"td", "th"} & {*self._open}:
            self.tables[-1][-1][-1] += data
        if "li" in self._open:
            self.entries[-1] += f"{data}|"


def report_contents(
    vocabulary: Vocabulary, agreement: dict[str, Any], **more: Any
) -> ReportContents:
    """ReportContents of a run with one classifier, in which there is nothing else to show."""
    tests = dict.fromkeys(TEST_SETS, SCORE)
    every: dict[str, Any] = {
        "terms": vocabulary,
        "metrics": {
            "best": "tree",
            "classifiers": {"tree": tests},
            "final": {test: SCORE for test in TEST_SETS if test != "test"},
            "baseline": {"best": "tree", "classifiers": {"tree": tests}},
        },
        "scores": {
            "tree": {test: {} for test in TEST_SETS}
            | {"golden_qualities": {}, "golden_ambiguous": {"regions": 0}}
        },
        "confusions": {"tree": dict.fromkeys(("golden", "test"), nothing(vocabulary))},
        "calibration": pd.DataFrame(columns=["test", "answers", "confidence", "right"]),
        "curves": {
            "roc": pd.DataFrame(columns=["test", *ROC]),
            "precision_recall": pd.DataFrame(columns=["test", *PRECISION_RECALL]),
            "coverage": pd.DataFrame(columns=["test", *COVERAGE]),
        },
        "areas": pd.DataFrame(columns=["test", *AREAS]),
        "denoised": {"photos": 0, "classes": {}, "left_out": {}},
        "steps": None,
        "gallery": [],
        "opening": [],
        "pairs": [],
        "unshown": [],
        "cube": {"step": 255, "names": [0] * 8},
        "mistakes": [],
        "maps": dict.fromkeys(("chart", "slices"), EmbeddedImage.drawing(Image.new("RGB", (3, 2)))),
        "params_text": "",
        "method": "none",
        "chosen_by_hand": False,
        "excluded": [],
        "comparison": pd.DataFrame(columns=["classifier", "than", "difference", "low", "high"]),
        "coverage": dict.fromkeys(("golden", "xkcd"), Coverage("20 photographs", ())),
        "folds": {"folds": 0, "best": None, "classifiers": {}},
        "agreement": agreement,
        "photos": [],
        "golden": [],
    }
    return ReportContents(**every | more)


def empty_report() -> str:
    """The report of a run in which there is nothing to show."""
    names = {"colors": 3, "islands": 1, "large": 0, "largest": 1.0, "outside": 0}
    lines = {"lines": 3, "departing": 0, "through": {}}
    agreement = {
        "terms": {"red": {"so": 3, "of": 3, "instead": {}}},
        "worst": [],
        "names": {"red": names},
        "to_black": lines,
        "to_white": lines,
    }
    return render_report(report_contents(Vocabulary.of(["red", "blue"]), agreement))


def relative_links(page: str) -> list[str]:
    """List what a page refers to that is neither within it nor on the web."""
    links = re.findall(r'\b(?:src|href|srcset|poster|action)="([^"]*)"', page)
    return [link for link in links if not re.match(r"#|data:|https?://", link)]


def nothing(vocabulary: Vocabulary) -> ConfusionMatrix:
    size = len(vocabulary)
    return ConfusionMatrix(vocabulary.names, np.zeros((size, size), np.int64))
