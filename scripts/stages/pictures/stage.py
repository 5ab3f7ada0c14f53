"""What the stages of the pipeline for whole pictures share: paths, and how a stage runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from stages.stage import run_stage

if TYPE_CHECKING:
    from stages.pictures.params import Params

PARAMS = Path("pictures/params.yaml")
DATA = Path("data/pictures")
SCHEMA = DATA / "params.schema.json"
PHOTO_LIST = DATA / "photos.csv"
FEATURES = DATA / "features.parquet"
MODEL = Path("models/pictures/picture.npz")
REPORTS = Path("reports/pictures")
LEFT_OUT = REPORTS / "left_out.csv"
EXPLORATION = REPORTS / "explore"
SEARCHES = REPORTS / "search"
EVALUATION = REPORTS / "evaluate"
BASELINE = REPORTS / "baseline"


def run(main: Callable[[Params], None]) -> None:
    """Run a stage with parameters from pictures/params.yaml; see `stages.stage.run_stage`."""
    run_stage(main, "stages.pictures.params")
