"""Choose the best classifier and compile it to a table of all colors."""

from __future__ import annotations

from folkhue.color.vocabulary import Vocabulary
from folkhue.learning.classifiers import ColorClassifier
from folkhue.learning.compile import compile_table
from stages.outputs import read_output
from stages.params import Params
from stages.stage import EVALUATIONS, MODELS, REPORTS, TABLE, read_json, run, write_json

NORMAL_95 = 1.96
"""Standard errors to each side of the mean that hold a normal variable with 95 % probability."""


def main(params: Params) -> None:
    """Choose on the held-out split, predict 2**24 names, save."""
    name = best(params)
    classifier = read_output(MODELS / f"{name}.skops", ColorClassifier.load)
    scores = read_json(EVALUATIONS / name / "scores.json")
    metadata = {
        "classifier": name,
        "options": params.train.classifiers[name],
        "source": params.download.source,
        "seed": params.seed,
        "unnamed_below": params.compile.unnamed_below,
        "test_balanced_accuracy": scores["test"]["balanced_accuracy"],
    }
    swatches = Vocabulary.of(classifier.terms).swatches
    table = compile_table(classifier, swatches, metadata, params.compile.unnamed_below)
    table.save(TABLE)
    write_json(REPORTS / "best.json", {"best": name})
    print(f"{name}: {TABLE}, {TABLE.stat().st_size / 1024:.0f} KB")


def best(params: Params) -> str:
    """Name the classifier to compile.

    That is the first in params.yaml of those whose balanced accuracy on the held-out split is
    at most a standard error below the highest (Breiman et al., *Classification and Regression
    Trees*, 1984): smaller differences are chance, and another sample would order them otherwise.
    With too few photographs for a standard error, it is the first of all.
    """
    if params.compile.classifier != "best":
        return params.compile.classifier
    names = params.compilable
    scores = {name: read_json(EVALUATIONS / name / "scores.json")["test"] for name in names}
    if not all(score["enough"] for score in scores.values()):
        print("too few held-out photographs to say which classifier is best: the first is compiled")
        return names[0]
    highest = max(scores.values(), key=lambda score: score["balanced_accuracy"])
    low, high = highest["interval"]
    threshold = highest["balanced_accuracy"] - (high - low) / (2 * NORMAL_95)
    return next(name for name in names if scores[name]["balanced_accuracy"] >= threshold)


if __name__ == "__main__":
    run(main)
