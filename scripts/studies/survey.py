"""Score tables on a survey in which people named colors: survey.py CSV [TABLE …].

The survey is a CSV with the columns r, g, b, name and count: how many people gave a color a name.
Prints Markdown: each table's scores, the same for each name, and how often people agree where a
table is sure.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.text import TOO_FEW, counted, percent_interval, printable
from folkhue.color.vocabulary import UNNAMED_NAME, Vocabulary
from folkhue.errors import FolkhueError
from folkhue.learning.evaluation.bootstrap import MIN_GROUPS
from folkhue.learning.evaluation.calibration import (
    calibration_curve,
    expected_calibration_error,
)
from folkhue.learning.evaluation.naming_survey import NamingSurvey
from folkhue.learning.evaluation.naming_survey_file import read_naming_survey
from folkhue.table.color_table import SHIPPED, ColorTable, load
from release.reference.markdown import table

HEADS = ("table", "majority right", "balanced", "people agreeing", "best possible")
NAME_HEADS = ("majority right", "people agreeing", "best possible")
SHOWN = 8
"""Names outside the vocabulary that are listed."""

Scores = Mapping[str, Any]


def main() -> None:
    """Read the survey and the tables; print the scores."""
    given = arguments()
    try:
        by_terms: dict[tuple[str, ...], dict[str, ColorTable]] = {}
        for name, each in ((name, load(name)) for name in given.tables):
            by_terms.setdefault(each.terms, {})[name] = each
        for terms, some in by_terms.items():
            survey = read_naming_survey(given.survey, Vocabulary.of(terms))
            enough = survey.with_answers(given.min_answers)
            print(about(survey, enough, given.min_answers), end="\n\n")
            names = {name: each.predict(enough.colors) for name, each in some.items()}
            scores = {name: enough.score(each, given.seed) for name, each in names.items()}
            print(report(scores), end="\n\n")
            for name, each in some.items():
                agreement = enough.agreement(names[name])
                print(calibration(name, each.confidence(enough.colors), agreement), end="\n\n")
    except FolkhueError as error:
        sys.exit(f"error: {printable(str(error))}")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("survey", help="a CSV with the columns r, g, b, name and count")
    parser.add_argument(
        "tables", nargs="*", default=SHIPPED, help="names of shipped tables, or files; default: all"
    )
    parser.add_argument(
        "--min-answers",
        type=int,
        default=5,
        metavar="N",
        help="leave out colors with fewer answers among the terms (default: 5)",
    )
    parser.add_argument("--seed", type=int, default=0, help="of the bootstrap (default: 0)")
    return parser.parse_args()


def about(survey: NamingSurvey, enough: NamingSurvey, least: int) -> str:
    """Say what is scored, and what is left out."""
    answers = counted(int(enough.answers.sum()), "answer")
    text = f"{len(survey.terms)} names: {answers} for {counted(len(enough.colors), 'color')}"
    left_out = []
    if few := len(survey.colors) - len(enough.colors):
        left_out.append(f"{counted(few, 'color')} with fewer than {counted(least, 'answer')}")
    if survey.left_out:
        names = [f"{name} {number:,}" for name, number in survey.left_out.items()]
        more = ["…"] if len(names) > SHOWN else []
        others = counted(sum(survey.left_out.values()), "answer")
        left_out.append(f"{others} outside the vocabulary ({', '.join(names[:SHOWN] + more)})")
    return printable(". Left out: ".join([text, "; ".join(left_out)]) if left_out else text) + "."


def report(scores: Mapping[str, Scores]) -> str:
    """Write the scores of tables with the same terms, in percent, then those of each name."""
    rows = [(name, *overall(each)) for name, each in scores.items()]
    parts = [table(HEADS, rows, numbers=4)]
    for name, each in scores.items():
        heads = (name, "otherwise says", "colors", *NAME_HEADS)
        parts.append(table(heads, [*by_name(each["terms"])], numbers=4))
    return "\n\n".join(parts)


def overall(scores: Scores) -> Iterator[str]:
    """Write the scores of a table, with their intervals."""
    for score, interval, enough in (
        ("accuracy", "accuracy_interval", scores["groups"] >= MIN_GROUPS),
        ("balanced_accuracy", "interval", scores["enough"]),
        ("agreement", "agreement_interval", scores["groups"] >= MIN_GROUPS),
    ):
        yield percent_interval(scores[score], *scores[interval]) if enough else TOO_FEW
    yield f"{100 * scores['best_agreement']:.1f}"


def by_name(terms: Scores) -> Iterator[Sequence[str]]:
    """Write the scores of each name that most people gave to some color."""
    for term, each in terms.items():
        if each["support"]:
            shares = (each["recall"], each["agreement"], each["best_agreement"])
            others = (f"{name or UNNAMED_NAME} {n}" for name, n in each["instead"].items())
            percents = (f"{100 * share:.1f}" for share in shares)
            yield term, ", ".join(others), f"{each['support']:,}", *percents


def calibration(name: str, confidence: NDArray[np.float32], agreement: NDArray[np.float64]) -> str:
    """Compare how sure a table is with how many people agree, by tenths of its confidence."""
    curve = calibration_curve(confidence, agreement)
    rows = [
        (f"{100 * sure:.1f}", f"{100 * agreeing:.1f}", f"{colors:,}")
        for colors, sure, agreeing in curve.itertuples(index=False)
    ]
    error = 100 * expected_calibration_error(curve)
    heads = (f"{name} is sure", "people agreeing", "colors")
    return f"{table(heads, rows, numbers=3)}\n\nExpected calibration error: {error:.1f} points."


if __name__ == "__main__":
    main()
