"""What tells that a shipped table is not what the pipeline makes."""

import pytest
from support.project import ROOT, Project

from release import shipped
from stages.stage import TABLE


@pytest.fixture
def recorded(reproduced: Project) -> dict[str, str]:
    return shipped.hashes(reproduced.folder / "dvc.lock")


def test_a_run_makes_the_table_in_its_lock(reproduced: Project, recorded: dict[str, str]) -> None:
    assert shipped.compare_with_lock(reproduced.folder / TABLE, recorded) == ""


def test_another_table_is_not(recorded: dict[str, str]) -> None:
    other = ROOT / "src/folkhue/data/sampler8.npz"
    complaint = shipped.compare_with_lock(other, recorded)
    assert recorded[str(TABLE)] in complaint
    assert "make ship" in complaint


def test_the_table_of_a_run_names_colors_as_its_final_model(reproduced: Project) -> None:
    models = reproduced.folder / "models"
    table = reproduced.folder / TABLE
    assert shipped.compare_with_model(table, models / "final.skops") == ""
    assert "random colors differently" in shipped.compare_with_model(table, models / "tree.skops")
