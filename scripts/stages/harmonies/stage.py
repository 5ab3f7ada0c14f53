"""What the stages of the pipeline for harmonies share: paths, and how a stage runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from stages.stage import run_stage

if TYPE_CHECKING:
    from stages.harmonies.params import Params

PARAMS = Path("harmonies/params.yaml")
DATA = Path("data/harmonies")
SCHEMA = DATA / "params.schema.json"
PHOTOGRAPHS = DATA / "photographs.csv"
PALETTES = DATA / "palettes.csv"
NETWORKS = DATA / "networks"
MODEL = Path("models/harmonies/harmony.npz")
REPORTS = Path("reports/harmonies")


def run(main: Callable[[Params], None]) -> None:
    """Run a stage with parameters from harmonies/params.yaml; see `stages.stage.run_stage`."""
    run_stage(main, "stages.harmonies.params")
