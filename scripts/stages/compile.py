"""Compile the classifier that was fitted to every photograph to a table of all colors."""

from __future__ import annotations

from folkhue.color.vocabulary import Vocabulary
from folkhue.learning.compile import compile_table
from stages.classifier_file import read_classifier
from stages.params import Params
from stages.stage import BEST, FINAL, TABLE, read_json, run


def main(params: Params) -> None:
    """Predict 2**24 names, save."""
    chosen = read_json(BEST)
    classifier = read_classifier(FINAL, params)
    metadata = {
        "classifier": chosen["best"],
        "options": params.train.classifiers[chosen["best"]],
        "source": params.download.source,
        "seed": params.seed,
        "unnamed_below": params.compile.unnamed_below,
        "test_balanced_accuracy": chosen["test_balanced_accuracy"],
    }
    swatches = Vocabulary.of(classifier.terms).swatches
    table = compile_table(classifier, swatches, metadata, params.compile.unnamed_below)
    table.save(TABLE)
    print(f"{chosen['best']}: {TABLE}, {TABLE.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    run(main)
