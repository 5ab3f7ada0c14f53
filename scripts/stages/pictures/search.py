"""Cross-validate one classifier with each choice of its parameters: search.py NAME."""

from __future__ import annotations

import sys

import pandas as pd

from folkhue.learning.pictures.dataset import PictureDataset
from folkhue.learning.pictures.search import search
from stages.outputs import read_output
from stages.pictures.grids import candidates_of
from stages.pictures.params import Params
from stages.pictures.stage import FEATURES, SEARCHES, run
from stages.stage import write_csv


def main(params: Params) -> None:
    """Write the scores of each choice, the best first, and print that one."""
    name, folds = sys.argv[1], params.search.folds
    dataset = PictureDataset(read_output(FEATURES, pd.read_parquet), params.features.table)
    candidate = {name: candidates_of(params)[name]}
    found = search(dataset, candidate, folds=folds, seed=params.seed)
    # Without the seconds, the same code writes the same file.
    write_csv(SEARCHES / f"{name}.csv", found.table.drop(columns="seconds"), float_format="%.6f")
    best = found.table.iloc[0]
    print(
        f"{name}: accuracy {best['accuracy']:.3f} ± {best['accuracy_std']:.3f}, balanced "
        f"{best['balanced']:.3f} ± {best['balanced_std']:.3f}, with {best['params']}; "
        f"{best['seconds']:.2f} s a fit"
    )


if __name__ == "__main__":
    run(main)
