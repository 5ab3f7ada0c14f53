"""From a photo list to a table of pixel weights."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from support.clustered_photos import BLUE, GREEN, RED, WHITE, photo_of, tagged_photos

from folkhue.datasets.photo_list import write_photo_list
from folkhue.datasets.record import PhotoRecord, Status
from folkhue.errors import TrainingError
from folkhue.learning.denoising.clustered_dataset import ClusteredDataset, Shard
from folkhue.learning.denoising.lift import ClusterLift
from folkhue.learning.denoising.pixel_weights import (
    MIN_WEIGHT,
    SCHEMA,
    TaggedPhoto,
    row_groups,
)
from folkhue.learning.denoising.registry import denoiser_class
from folkhue.learning.denoising.training_photos import TrainingPhotos
from folkhue.learning.denoising.weighting import TermSummary, relative, write_weights


def dataset_of(folder: Path, *batches: list) -> ClusteredDataset:
    shards = [Shard.write(folder / f"{n}.npz", photos) for n, photos in enumerate(batches)]
    return ClusteredDataset(tuple(shards))


def test_weights_are_written_with_a_row_group_for_each_shard(tmp_path: Path) -> None:
    photos, labels = tagged_photos()
    photos, labels = photos[2:9], labels[2:9]  # the last has no term
    tagged = [TaggedPhoto(str(n), f"group {n}", terms) for n, terms in enumerate(labels)]
    dataset = dataset_of(tmp_path, photos[:4], photos[4:6], photos[6:])
    denoiser = denoiser_class("largest")().fit(photos, labels)
    summaries = write_weights(tmp_path / "weights.parquet", dataset, tagged, denoiser)
    assert summaries == {
        "red": TermSummary(photos=2, photos_kept=2, pixels=180, pixels_kept=160),
        "blue": TermSummary(photos=4, photos_kept=4, pixels=360, pixels_kept=320),
    }
    groups = row_groups(tmp_path / "weights.parquet", 1)
    tables = [table for group in groups for table in group.read()]
    assert all(table.schema.equals(SCHEMA) for table in tables)
    assert [table.num_rows for table in tables] == [4, 2]
    rows = pd.concat(table.to_pandas().astype({"photo": str}) for table in tables)
    assert rows["photo"].tolist() == ["0", "1", "2", "3", "4", "5"]
    assert rows[["r", "g", "b"]].to_numpy().tolist() == [list(GREEN)] * 6
    assert set(zip(rows["count"], rows["weight"], strict=True)) == {(80, 1.0)}


@pytest.mark.parametrize("method", ["kmeans", "plsa", "posterior", "color_posterior"])
def test_held_out_photographs_are_weighed_by_what_the_others_taught(
    method: str, tmp_path: Path
) -> None:
    photos, labels = tagged_photos()
    photos[3] = photo_of((RED, 20), (WHITE, 30), (GREEN, 30))
    held_out = np.arange(len(photos)) % 4 == 3
    dataset = dataset_of(tmp_path, photos[:3], photos[3:4], photos[4:9], photos[9:])
    training = dataset.select(~held_out)
    assert [len(shard) for shard in training.shards] == [3, 4, 2]
    known = [terms for terms, out in zip(labels, held_out, strict=True) if not out]
    denoiser = denoiser_class(method)().fit(training, known)
    tagged = [
        TaggedPhoto(str(n), str(n), terms, bool(out))
        for n, (terms, out) in enumerate(zip(labels, held_out, strict=True))
    ]
    path = tmp_path / "weights.parquet"
    write_weights(path, dataset, tagged, denoiser)
    rows = pd.read_parquet(path).astype({"photo": int})
    assert set(rows[rows["held_out"]]["photo"]) == {3, 7}
    in_memory = [photo for photo, out in zip(photos, held_out, strict=True) if not out]
    weights = list(denoiser_class(method)().fit_transform(in_memory, known))
    outside = denoiser.weigh(photos[3], ("red",))
    for number, some in ((0, weights[0]), (4, weights[3]), (3, outside)):
        (expected,) = some.values()
        kept = expected[expected >= MIN_WEIGHT].astype(np.float32)
        assert rows[rows["photo"] == number]["weight"].tolist() == kept.tolist()


def test_if_nothing_is_kept_there_is_an_error_and_no_file(tmp_path: Path) -> None:
    photos = [photo_of((GREEN, 10)), photo_of((RED, 5)), photo_of((BLUE, 5))]
    labels = [("red",), (), ()]
    denoiser = ClusterLift().fit([photos[0], *[photo_of((GREEN, 9))] * 4], [("red",), *[()] * 4])
    tagged = [TaggedPhoto(str(n), str(n), terms) for n, terms in enumerate(labels)]
    with pytest.raises(TrainingError, match=r"no pixel of any photograph is kept.*min_lift"):
        write_weights(tmp_path / "weights.parquet", dataset_of(tmp_path, photos), tagged, denoiser)
    assert not (tmp_path / "weights.parquet").exists()


@pytest.fixture
def listed(tmp_path: Path) -> TrainingPhotos:
    """Three photographs that were kept, and one that was not."""
    ok, bad = Status.OK, Status.UNREADABLE
    records = [
        PhotoRecord("a", path="a.jpg", sha256="1", labels=("red", "blue"), status=ok),
        PhotoRecord("b", path="b.jpg", sha256="2", labels=("green",), status=bad),
        PhotoRecord("c", path="c.jpg", sha256="3", original="whole", status=ok),
        PhotoRecord("d", path="d.jpg", sha256="4", labels=("red",), status=ok),
    ]
    write_photo_list(tmp_path / "photos.csv", records)
    return TrainingPhotos(tmp_path / "photos.csv")


def test_training_photos_are_those_that_were_kept(listed: TrainingPhotos, tmp_path: Path) -> None:
    assert listed.labels(["red", "blue"]) == [("red", "blue"), (), ("red",)]
    assert list(listed.tagged()) == [
        TaggedPhoto("a", "a", ("red", "blue")),
        TaggedPhoto("c", "whole", ()),
        TaggedPhoto("d", "d", ("red",)),
    ]
    assert list(listed.files()) == [
        (tmp_path.resolve() / f"{name}.jpg", digest) for name, digest in ("a1", "c3", "d4")
    ]
    held_out = np.array([False, False, True])
    assert [tagged.held_out for tagged in listed.tagged(held_out)] == held_out.tolist()


def test_the_split_is_by_the_picture_that_a_photograph_was_cut_from(tmp_path: Path) -> None:
    records = [
        PhotoRecord(f"{n}", f"{n}.jpg", original=f"{n // 2}", labels=("red",), status=Status.OK)
        for n in range(20)
    ]
    write_photo_list(tmp_path / "photos.csv", records)
    listed = TrainingPhotos(tmp_path / "photos.csv")
    held_out = listed.split(listed.labels(["red"]), 0.3, seed=0)
    assert held_out[::2].tolist() == held_out[1::2].tolist()
    assert held_out.sum() == 6


def test_a_term_without_photographs_is_named(listed: TrainingPhotos) -> None:
    with pytest.raises(TrainingError, match=r"none of the 3 photographs has the tag 'green'"):
        listed.labels(["red", "green"])


@pytest.mark.parametrize(
    ("weights", "expected"),
    [([0.1, 0.2, 0.0], [0.5, 1.0, 0.0]), ([1.0, 0.5], [1.0, 0.5]), ([0.0, 0.0], [0.0, 0.0])],
)
def test_what_is_kept_is_relative_to_the_highest_weight(
    weights: list[float], expected: list[float]
) -> None:
    assert relative(np.array(weights)).tolist() == expected
