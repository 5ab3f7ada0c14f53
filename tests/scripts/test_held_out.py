"""Nothing is learned from a photograph that is held out, before a classifier is chosen."""

import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest
from conftest import Project

from folkhue.learning.denoising.registry import METHODS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def downloaded(make_project: Callable[[int], Project]) -> Project:
    """Two dozen photographs."""
    project = make_project(1)
    project.edit("params.yaml", ("pictures: 4", "pictures: 1"))
    project.stage("download")
    return project


def sides(project: Project) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of training photographs, and of those held out."""
    project.stage("denoise")
    rows = pd.read_parquet(project.folder / "data/split.parquet")
    rows = rows.astype({"photo": str, "term": str, "group": str})
    sides = rows[~rows["held_out"]], rows[rows["held_out"]]
    return sides[0].reset_index(drop=True), sides[1].reset_index(drop=True)


def replace_photos(project: Project, ids: set[str]) -> None:
    """Show something else in some photographs."""
    path = project.folder / "data/photos.csv"
    listed = pd.read_csv(path, dtype=str, keep_default_na=False)
    chosen = listed["id"].isin(ids)
    other = project.folder / "data" / listed[~chosen]["path"].iloc[0]
    for photo in listed[chosen]["path"]:
        shutil.copyfile(other, project.folder / "data" / photo)
    listed.loc[chosen, "sha256"] = sha256(other.read_bytes()).hexdigest()
    listed.to_csv(path, index=False)


@pytest.mark.parametrize("method", METHODS)
def test_what_a_held_out_photograph_shows_changes_nothing_of_the_training(
    method: str, downloaded: Project, tmp_path: Path
) -> None:
    project = downloaded.copy(tmp_path / "project")
    project.edit("params.yaml", ("  method: color_posterior", f"  method: {method}"))
    shutil.rmtree(project.folder / "data/hashes")  # the list of photographs will be another
    training, held_out = sides(project)
    assert training["term"].nunique() == held_out["term"].nunique() == 8
    assert not {*training["group"]} & {*held_out["group"]}
    before = pd.read_parquet(project.folder / "data/denoised.parquet")
    replace_photos(project, {*held_out["photo"]})
    same, other = sides(project)
    pd.testing.assert_frame_equal(same, training)
    assert not other.equals(held_out)
    assert not pd.read_parquet(project.folder / "data/denoised.parquet").equals(before)


def test_the_final_weights_are_learned_from_every_photograph(downloaded: Project) -> None:
    """Training photographs have other weights there, as more others speak for them."""
    training, held_out = sides(downloaded)
    final = pd.read_parquet(downloaded.folder / "data/denoised.parquet")
    assert {*final["photo"]} >= {*training["photo"], *held_out["photo"]}
    assert not final["held_out"].any()
    shared = final[final["photo"].isin(training["photo"])]
    assert shared["weight"].tolist() != training["weight"].tolist()
