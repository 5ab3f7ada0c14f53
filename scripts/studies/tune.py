"""Search the classifiers' parameters on noisy labels alone: make tune NAME=sampler.

Every candidate is evaluated by cross-validation on the training pixels of the last run, in groups:
pixels of one picture are never on both sides. The search uses neither the golden set nor the survey
nor the held-out split.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rich.progress import track

from folkhue._utils.atomic import atomic_write
from folkhue.learning.classifiers import build
from folkhue.learning.sampling.pixels import to_groups, to_pixels
from folkhue.learning.sampling.weights_file import sample_file
from stages.outputs import read_output
from stages.params import Params
from stages.stage import SPLIT, run

SPACES = {"space__space": ["rgb", "lab", "oklab", "opponent", "hue"]}
GRIDS: dict[str, dict[str, list[Any]]] = {
    "logistic": {**SPACES, "classify__C": [0.01, 1.0, 100.0]},
    "quadratic": {**SPACES, "classify__C": [0.01, 1.0, 100.0]},
    "naive_bayes": SPACES,
    "density": {
        "space__space": ["rgb", "lab", "oklab", "opponent"],
        "classify__bins": [16, 24, 32],
        "classify__blur": [1.0, 2.0],
    },
    "knn": {**SPACES, "classify__n_neighbors": [51, 201]},
    "tree": {**SPACES, "classify__min_samples_leaf": [50, 200]},
    "forest": {
        **SPACES,
        "classify__n_estimators": [60],
        "classify__min_samples_leaf": [20, 80],
    },
    "boosting": {
        "space__space": ["lab", "oklab"],
        "classify__max_iter": [60],
        "classify__learning_rate": [0.03, 0.1],
        "classify__min_samples_leaf": [50, 200],
    },
    "mlp": {
        **SPACES,
        "classify__hidden_layer_sizes": [[16, 16], [32, 32], [64, 64]],
        "classify__alpha": [0.001, 0.1],
        "classify__early_stopping": [True],
    },
}
"""Classifier → parameters of its pipeline to try, in all combinations."""


def main(params: Params) -> None:
    """Evaluate all candidates and write a table."""
    options = arguments()
    caps = dict.fromkeys(params.terms.names, options.pixels)
    sample = read_output(SPLIT, lambda path: sample_file(path, caps, params.seed))
    found = []
    for name in track(GRIDS, "classifiers"):
        found += rows(name, search(name, sample, options.folds, params.seed))
    photos, pixels = sample["photo"].nunique(), sample["count"].sum()
    title = f"{options.name}: {pixels:,} pixels of {photos:,} photographs, {options.folds} folds"
    table = write_table(pd.DataFrame(found), title)
    with atomic_write(options.out / f"{options.name}.md") as temporary:
        temporary.write_text(table, "utf-8")
    print(table)


def search(name: str, sample: pd.DataFrame, folds: int, seed: int) -> Any:
    """Evaluate the grid of a classifier by grouped cross-validation on sampled pixels."""
    from sklearn.model_selection import GridSearchCV, GroupKFold

    found = GridSearchCV(
        build(name, {}, seed),
        GRIDS[name],
        scoring="balanced_accuracy",
        cv=GroupKFold(folds),
        refit=False,
    )
    return found.fit(*to_pixels(sample), groups=to_groups(sample))


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", help="name of the photographs of the last run")
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--pixels", type=int, default=1500, help="maximum for each term")
    parser.add_argument("--out", type=Path, default="docs/explanation/tuning")
    return parser.parse_args()


def rows(name: str, found: Any) -> list[dict[str, Any]]:
    """Convert the results of a search to rows, the best first."""
    results = found.cv_results_
    order = np.argsort(-results["mean_test_score"], kind="stable")
    return [
        {
            "classifier": name,
            "parameters": {
                key.partition("__")[2]: value for key, value in results["params"][place].items()
            },
            "score": results["mean_test_score"][place],
            "error": results["std_test_score"][place] / np.sqrt(found.n_splits_),
        }
        for place in order
    ]


def write_table(found: pd.DataFrame, title: str) -> str:
    """Write the candidates as Markdown."""
    lines = [
        f"# {title}",
        "",
        "Balanced accuracy in percent on noisy labels, with its standard error, by grouped",
        "cross-validation: photographs cut from one picture are in one fold.",
        "",
        "| classifier | parameters | balanced accuracy |",
        "|---|---|---:|",
    ]
    lines += [
        f"| {row['classifier']} | `{json.dumps(row['parameters'])}` "
        f"| {100 * row['score']:.1f} ± {100 * row['error']:.1f} |"
        for row in found.to_dict("records")
    ]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    run(main)
