"""What the stages of the pipeline for networks share: paths, and how a stage runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from stages.stage import run_stage

if TYPE_CHECKING:
    from stages.networks.params import Params

PARAMS = Path("networks/params.yaml")
SCHEMA = Path("data/networks/params.schema.json")
MODELS = Path("models/networks")
REPORTS = Path("reports/networks")
SUBJECT = MODELS / "subject.npz"
SUBJECT_SCORES = REPORTS / "subject.json"


def run(main: Callable[[Params], None]) -> None:
    """Run a stage with parameters from networks/params.yaml; see `stages.stage.run_stage`."""
    run_stage(main, "stages.networks.params")


def context_model(table: str) -> Path:
    """Return where the network for a table is."""
    return MODELS / f"context_{table}.npz"


def context_reports(table: str) -> Path:
    """Return the folder of what is told about the network for a table."""
    return REPORTS / f"context_{table}"


def context_headline(table: str) -> Path:
    """Return where the one score of the network for a table is that ``dvc metrics`` shows."""
    return REPORTS / f"{table}.json"
