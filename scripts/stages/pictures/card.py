"""The card of a model: what it was trained on, how it was chosen, and how good it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from folkhue.datasets.attribution import source_rows
from stages.pictures.params import Params

TEXT = """# Colors of pictures

A model that names the color of a whole picture: {terms}.

**Training data.** {pictures} pictures, {labels}. `download.source` is `{source}`. No picture was
labeled for this, and no color-name table or survey was used, other than through the color table
`{table}`, whose card tells what it was made of.

| source | pictures |
|---|---:|
{sources}

| word | pictures | recall, % |
|---|---:|---:|
{words}

**Training.** `{model}` with `{parameters}`, on the features {groups}. It was chosen by
{folds}-fold cross-validation: {rule}. It was then fitted again, to all pictures. Seed {seed}.

**Evaluation.** Accuracy {accuracy:.1f} %, balanced accuracy {balanced:.1f} %, on pictures that a
fit has not seen, with their noisy labels. {errors} labels are likely wrong. The mean difference
between a predicted probability and the share of right predictions is {calibration:.1f} points.

**Limitations.** {doubts}. A picture with
several objects has one answer. The model has seen pictures of these sources only; of others, its
probabilities may be too high.
"""

TYPED = (
    "each with exactly one of these words in its tags, title and description; these words are the "
    "labels",
    "Labels are English words that people typed, and people disagree",
)
"""What the labels are, and why to doubt them."""

COMPUTED = (
    "each with a dominant color that a museum computed; that color has one of these words as its "
    "label, by the ranges in docs/how-to/sources.md",
    "Nobody typed the labels: the model has learned what a museum's program and a table of ranges "
    "call colors",
)
"""The same of the works of museums."""

BY_RULE = (
    "of the classifiers whose accuracy is at most a standard error below the highest, it is the "
    "first, where small ones come first"
)


def rule(params: Params) -> str:
    """Say how the classifier is chosen."""
    if params.evaluate.model != "best":
        return "pictures/params.yaml names it"
    considered = " that can run without scikit-learn" if params.evaluate.exportable else ""
    return BY_RULE.replace("classifiers", f"classifiers{considered}")


def model_card(
    counts: Mapping[str, int],
    sources: Mapping[str, int],
    scores: Mapping[str, Any],
    groups: tuple[str, ...],
    params: Params,
) -> str:
    """Describe a model in Markdown, given the pictures of each color and of each source."""
    labels, doubts = COMPUTED if params.download.searched else TYPED
    return TEXT.format(
        labels=labels,
        doubts=doubts,
        terms=", ".join(scores["recall"]),
        pictures=f"{sum(counts.values()):,}",
        source=params.download.source,
        sources=source_rows(sources.items()),
        table=params.features.table,
        words="\n".join(
            f"| {term} | {counts[term]:,} | {100 * recall:.1f} |"
            for term, recall in scores["recall"].items()
        ),
        model=scores["model"],
        parameters=json.dumps(scores["parameters"]),
        groups=", ".join(groups),
        folds=params.search.folds,
        rule=rule(params),
        seed=params.seed,
        accuracy=100 * scores["accuracy"],
        balanced=100 * scores["balanced_accuracy"],
        errors=scores["likely_label_errors"],
        calibration=100 * scores["calibration_error"],
    )
