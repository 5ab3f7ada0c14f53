"""The page of a run, self-contained with the pictures that lie beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from folkhue.attribution import grouped
from folkhue.evaluation import TESTS
from folkhue.vocabulary import UNNAMED_NAME, UNNAMED_SWATCH, Vocabulary


def render(
    *,
    terms: Vocabulary,
    metrics: Mapping[str, Any],
    scores: Mapping[str, Any],
    denoised: Mapping[str, Any],
    pictures: Mapping[str, str],
    recolored: Sequence[str],
    params_text: str,
    method: str,
    chosen_by_hand: bool,
    excluded: Sequence[str],
    comparison: pd.DataFrame,
    agreement: Mapping[str, Any],
    photos: pd.DataFrame,
    golden: pd.DataFrame,
) -> str:
    """Write the report as HTML.

    Parameters
    ----------
    terms : Vocabulary
    metrics : mapping
        As in ``metrics.json``.
    scores : mapping
        Classifier → test set → scores with ``terms``, from `Confusion.summary`.
    denoised : mapping
        As in ``denoise.json``.
    pictures : mapping
        Term → path of its before/after picture, relative to the page.
    recolored : sequence of str
        File names in ``recolored/``.
    params_text : str
        params.yaml, without what does not change results.
    method : str
        How was denoised.
    chosen_by_hand : bool
        Whether params.yaml names the classifier to compile.
    excluded : sequence of str
        Classifiers that were not to be compiled.
    comparison : DataFrame
        ``classifier``, ``than``, ``difference``, ``low``, ``high``.
    agreement : mapping
        ``terms`` from `by_term`, ``worst`` as records of `disagreements`, and what
        `coherence` gives.
    photos, golden : DataFrame
        Photographs, listed as in a manifest.
    """
    environment = Environment(
        loader=PackageLoader("folkhue.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    best = metrics["best"]
    ranked = sorted(
        metrics["classifiers"].items(),
        key=lambda item: item[1]["test"]["balanced_accuracy"],
        reverse=True,
    )
    return environment.get_template("page.html").render(
        terms=terms,
        swatches={UNNAMED_NAME: _code(UNNAMED_SWATCH)} | {t.name: _code(t.swatch) for t in terms},
        best=best,
        ranked=ranked,
        best_of=_best_of_each(metrics["classifiers"]),
        baseline=metrics["baseline"],
        per_term=scores[best],
        denoised=denoised,
        pictures=pictures,
        recolored=recolored,
        params_text=params_text,
        method=method,
        chosen_by_hand=chosen_by_hand,
        excluded=excluded,
        credits={
            title: list(grouped(table.to_dict("records")))
            for title, table in (("Golden photographs", golden), ("Training photographs", photos))
        },
        tests=TESTS,
        scale_from=_scale_from(metrics),
        points=_points,
        compared={(row["classifier"], row["than"]): row for row in comparison.to_dict("records")},
        agreement=agreement,
        infinity=float("inf"),
        worst=[row | {"code": _code((row["r"], row["g"], row["b"]))} for row in agreement["worst"]],
    )


def _code(rgb: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def _best_of_each(classifiers: Mapping[str, Any]) -> dict[str, float]:
    return {
        test: max(scores[test]["balanced_accuracy"] for scores in classifiers.values())
        for test in TESTS
    }


def _scale_from(metrics: Mapping[str, Any]) -> int:
    """Where the bars begin: the ten below the lowest bound, in percent."""
    baseline = metrics["baseline"]
    drawn = [*metrics["classifiers"].values(), baseline["classifiers"][baseline["best"]]]
    return int(min(90, 10 * min(10 * scores["golden"]["low"] // 1 for scores in drawn)))


def _points(share: float) -> str:
    """Write a difference in percent with its sign: "+1.2", "−0.3", "0.0"."""
    text = f"{100 * share:+.1f}".replace("-", "−")
    return "0.0" if text[1:] == "0.0" else text
