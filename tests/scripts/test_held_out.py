"""Nothing is learned from a photograph that is held out, before a classifier is chosen.

And its pixels are the same for all that are compared on them.
"""

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
    """Weights of training photographs, and pixels of those held out."""
    project.stage("denoise")
    project.stage("held_out")
    rows = (pd.read_parquet(project.folder / f"data/{name}.parquet") for name in ("split", "test"))
    training, held_out = (some.astype({"photo": str, "term": str, "group": str}) for some in rows)
    return training, held_out


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
    assert not training["held_out"].any()
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


OTHER_RECIPE = (
    *(("cap: 300", "cap: 50"), ("white: null", "white: 20")),
    *(("  method: color_posterior", "  method: none"), ("clusters: 6", "clusters: 2")),
    *(("  max_pixels: 10000", "  max_pixels: 100"), ("sharpness: 1.0", "sharpness: 3.0")),
    *(("smoothing: 16.0", "smoothing: 4.0"), ("unshade: true", "unshade: false")),
    *(("source_saturation: 200", "source_saturation: 1"), ("[1.0, 1.5]", "[1.0]")),
    ("{min_samples_leaf: 50}", "{min_samples_leaf: 5}"),
)


@pytest.mark.parametrize("changes", [OTHER_RECIPE, (("cap: 300", "cap: null"),)])
def test_what_is_compared_does_not_choose_the_held_out_pixels(
    changes: tuple[tuple[str, str], ...], downloaded: Project
) -> None:
    """So the score of a model is the same to the last digit, whatever else was tried."""
    params, made = downloaded.folder / "params.yaml", "data/test.parquet"
    text = params.read_text("utf-8")
    downloaded.stage("held_out")
    before = downloaded.bytes_of(made)
    downloaded.edit("params.yaml", *changes)
    downloaded.stage("held_out")
    params.write_text(text, "utf-8")
    assert downloaded.bytes_of(made) == before
    assert pd.read_parquet(downloaded.folder / made).groupby("term")["count"].sum().min() > 300
