"""The few scores of a classifier that fit one line of a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from folkhue.learning.evaluation.scores import SURVEY

COLUMNS = {"test": "test", "golden": "golden_set", "xkcd": "xkcd", SURVEY: SURVEY}
"""Test set → its column; DVC confuses a column with a dependency of the same name: golden/."""


def headline_scores(scores: Mapping[str, Mapping[str, Any]]) -> dict[str, float | str]:
    """Select balanced accuracies on held-out pixels, the golden set and a survey.

    Parameters
    ----------
    scores : mapping
        Test set → ``balanced_accuracy``, and the bounds ``low`` and ``high`` of its interval.

    Returns
    -------
    dict
        For each of ``test``, ``golden_set`` and ``survey`` that there is, the balanced accuracy,
        and its 95 % confidence interval as text (``test_ci``). If no survey is given, ``xkcd``
        stands for it.

    Examples
    --------
    >>> headline_scores({"golden": {"balanced_accuracy": 0.9283, "low": 0.9077, "high": 0.9458}})
    {'golden_set': 0.9283, 'golden_ci': '0.91–0.95'}
    """
    selected: dict[str, float | str] = {}
    for test in ("test", "golden", SURVEY if SURVEY in scores else "xkcd"):
        if score := scores.get(test):
            selected[COLUMNS[test]] = score["balanced_accuracy"]
            selected[f"{test}_ci"] = f"{score['low']:.2f}–{score['high']:.2f}"
    return selected
