"""Scores of cross-validation: the mean and the spread over folds, and of all photographs at once.

Every photograph is in one fold, so together the folds are a test set of all photographs. On it,
classifiers are compared by the same bootstrap as on others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from folkhue.learning.evaluation.bootstrap import GroupedConfusion, paired_difference

COLUMNS = [
    *("classifier", "fold", "photographs", "accuracy", "balanced_accuracy"),
    *("golden_photographs", "golden_accuracy", "golden_balanced_accuracy"),
]


@dataclass(frozen=True, eq=False)
class FoldResult:
    """What a classifier that was trained without a fold predicts.

    Attributes
    ----------
    classifier : str
    fold : int
        From 0.
    test, golden : GroupedConfusion
        Of the fold's pixels, and of the golden set's, by photograph.
    """

    classifier: str
    fold: int
    test: GroupedConfusion
    golden: GroupedConfusion


def fold_table(results: Iterable[FoldResult]) -> pd.DataFrame:
    """List the scores of each classifier on each fold; a row is `COLUMNS`, folds count from 1."""
    rows = [
        (
            *(each.classifier, each.fold + 1),
            *(len(each.test.groups), each.test.total.accuracy, each.test.total.balanced_accuracy),
            *(len(each.golden.groups), each.golden.total.accuracy),
            each.golden.total.balanced_accuracy,
        )
        for each in results
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def summarize(results: Sequence[FoldResult], seed: int) -> dict[str, Any]:
    """Summarize cross-validation, as JSON types.

    Returns
    -------
    dict
        ``folds``, how many; ``best``, the classifier of the highest mean, and ``classifiers``, the
        best first, each with

        - ``test`` and ``golden``: the mean of ``accuracy`` and ``balanced_accuracy`` over the
          folds, and of the latter the standard deviation (``spread``), and the lowest and the
          highest score (``lowest``, ``highest``);
        - ``pooled``: scores on the photographs of all folds together, as on other test sets;
        - ``compared_with_best``: the ``difference`` from the best there, and its ``interval``.
    """
    names = list(dict.fromkeys(each.classifier for each in results))
    by_name = {name: [each for each in results if each.classifier == name] for name in names}
    tests = {name: _mean([each.test for each in some]) for name, some in by_name.items()}
    ranked = sorted(names, key=lambda name: -tests[name]["balanced_accuracy"])
    pooled = {
        name: GroupedConfusion.merge([each.test for each in some]) for name, some in by_name.items()
    }
    return {
        "folds": len({each.fold for each in results}),
        "best": ranked[0] if ranked else None,
        "classifiers": {
            name: {
                "test": tests[name],
                "golden": _mean([each.golden for each in by_name[name]]),
                "pooled": pooled[name].summary(seed),
                "compared_with_best": paired_difference(pooled[name], pooled[ranked[0]], seed),
            }
            for name in ranked
        },
    }


def _mean(confusions: Sequence[GroupedConfusion]) -> dict[str, float]:
    """Average scores over folds."""
    totals = [each.total for each in confusions]
    balanced = np.array([total.balanced_accuracy for total in totals])
    return {
        "accuracy": float(np.mean([total.accuracy for total in totals])),
        "balanced_accuracy": float(balanced.mean()),
        "spread": float(balanced.std(ddof=1)) if len(balanced) > 1 else 0.0,
        "lowest": float(balanced.min()),
        "highest": float(balanced.max()),
    }
