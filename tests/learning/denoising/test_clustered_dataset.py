"""Clustered photographs in files."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from folkhue.color.spaces import SPACES
from folkhue.errors import ImageError
from folkhue.images.histogram import ColorHistogram
from folkhue.learning.denoising.clustered_dataset import (
    Shard,
    cluster_photos,
    temporary_clusters,
)
from folkhue.learning.denoising.clustering import ClusterOptions, cluster_histogram

OPTIONS = ClusterOptions(3, 90, "lab", 0)


@pytest.fixture
def squares(tmp_path: Path, encode: Callable[..., bytes]) -> list[tuple[Path, str]]:
    """Photographs of 8 × 8 to 12 × 12 pixels of one color, each with a digest."""
    paths = [tmp_path / f"{number}.png" for number in range(5)]
    for side, path in enumerate(paths, start=8):
        path.write_bytes(encode(np.full((side, side, 3), side, np.uint8)))
    return [(path, sha256(path.read_bytes()).hexdigest()) for path in paths]


def test_large_photographs_are_thinned_and_all_stay_in_order(
    squares: list[tuple[Path, str]], tmp_path: Path
) -> None:
    dataset = cluster_photos(squares, OPTIONS, tmp_path / "clusters", batch_size=2)
    assert [len(shard) for shard in dataset.shards] == [2, 2, 1]
    photos = list(dataset)
    assert len(photos) == len(dataset) == 5
    assert [photo.counts.colors[0, 0] for photo in photos] == [8, 9, 10, 11, 12]
    assert [photo.counts.total for photo in photos[:2]] == [64, 81]
    assert all(photo.counts.total <= 90 for photo in photos[2:])


def test_a_photograph_is_found_by_its_index(
    squares: list[tuple[Path, str]], tmp_path: Path
) -> None:
    dataset = cluster_photos(squares, OPTIONS, tmp_path / "clusters", batch_size=2)
    assert [dataset[index].counts.colors[0, 0] for index in range(5)] == [8, 9, 10, 11, 12]
    for outside in (-1, 5):
        with pytest.raises(IndexError, match=rf"from 0 to below 5, got {outside}"):
            dataset[outside]


def test_photographs_are_selected_again_and_again(
    squares: list[tuple[Path, str]], tmp_path: Path
) -> None:
    dataset = cluster_photos(squares, OPTIONS, tmp_path / "clusters", batch_size=2)
    some = dataset.select(np.array([True, False, False, False, True]))
    assert [len(shard) for shard in some.shards] == [1, 1], "no empty one"
    assert [photo.counts.colors[0, 0] for photo in some] == [8, 12]
    assert [photo.counts.colors[0, 0] for photo in some.select(np.array([False, True]))] == [12]
    odd = dataset.select(np.array([False, True, True, True, False]))
    assert [photo.counts.colors[0, 0] for photo in odd.select(np.array([1, 0, 1]) > 0)] == [9, 11]
    assert odd[2].counts.colors[0, 0] == 11
    assert all(shard.is_whole() for shard in odd.shards)


def test_existing_shards_are_used_unless_anything_changed(
    squares: list[tuple[Path, str]], tmp_path: Path
) -> None:
    folder = tmp_path / "clusters"
    before = cluster_photos(squares, OPTIONS, folder, batch_size=2)
    squares[0][0].unlink()
    assert cluster_photos(squares, OPTIONS, folder, batch_size=2) == before
    squares[4][0].write_bytes(squares[3][0].read_bytes())
    changed = [*squares[:4], (squares[4][0], squares[3][1])]
    after = cluster_photos(changed, OPTIONS, folder, batch_size=2)
    assert after.shards[:2] == before.shards[:2]
    assert after.shards[2] != before.shards[2]
    with pytest.raises(ImageError, match=r"0\.png"):
        cluster_photos(squares, replace(OPTIONS, clusters=4), folder, batch_size=2)


def test_a_damaged_photograph_is_named(squares: list[tuple[Path, str]], tmp_path: Path) -> None:
    damaged, missing = squares[1][0], squares[3][0]
    contents = bytearray(damaged.read_bytes())
    contents[-20] ^= 1
    damaged.write_bytes(contents)
    with pytest.raises(ImageError, match=rf"{damaged} is damaged: .*remove {damaged} and fetch"):
        cluster_photos(squares, OPTIONS, tmp_path / "clusters")
    missing.unlink()
    with pytest.raises(ImageError, match=rf"{missing}: no such file.*dvc repro download"):
        cluster_photos(squares[2:], OPTIONS, tmp_path / "clusters")


@pytest.mark.parametrize("place", [0, 50, 700, -700, -10])
def test_a_damaged_shard_is_written_again(
    place: int, squares: list[tuple[Path, str]], tmp_path: Path
) -> None:
    (shard,) = cluster_photos(squares, OPTIONS, tmp_path / "clusters").shards
    whole = shard.path.read_bytes()
    damaged = bytearray(whole)
    damaged[place] ^= 1
    for contents in (damaged, whole[: len(whole) // 2], b""):
        shard.path.write_bytes(contents)
        (again,) = cluster_photos(squares, OPTIONS, tmp_path / "clusters").shards
        assert len(list(again)) == 5
        assert [photo.counts.total for photo in again] == [64, 81, 25, 36, 36]


def test_temporary_clusters_are_removed_but_after_an_error(
    squares: list[tuple[Path, str]], tmp_path: Path
) -> None:
    folder = tmp_path / "clusters"
    with pytest.raises(KeyError), temporary_clusters(squares, OPTIONS, folder):
        raise KeyError
    assert len(list(folder.iterdir())) == 1
    with temporary_clusters(squares, OPTIONS, folder) as dataset:
        assert len(list(dataset)) == 5
    assert not folder.exists()


@settings(max_examples=40)
@given(
    st.lists(arrays(np.uint8, st.tuples(st.integers(1, 60), st.just(3))), min_size=1, max_size=4),
    st.sampled_from(sorted(SPACES)),
)
def test_a_shard_reads_back_what_was_written(images: list[np.ndarray], space: str) -> None:
    photos = [cluster_histogram(ColorHistogram.from_pixels(image), 3, space, 0) for image in images]
    with TemporaryDirectory() as folder:
        read = list(Shard.write(Path(folder) / "batch.npz", photos))
    for one, other in zip(photos, read, strict=True):
        for name in ("centers", "cluster", "bins"):
            assert np.array_equal(getattr(one, name), getattr(other, name))
            assert getattr(one, name).dtype == getattr(other, name).dtype
        assert np.array_equal(one.counts.colors, other.counts.colors)
        assert np.array_equal(one.counts.counts, other.counts.counts)
