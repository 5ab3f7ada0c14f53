"""Names in context: what a network adds to a table, on pictures of any size, and its files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.networks import context_network, random_layers
from support.project import ROOT

import folkhue
from folkhue._utils.array_file import pack, unpack
from folkhue.color.vocabulary import UNNAMED
from folkhue.errors import TableError
from folkhue.images.photo import Photo
from folkhue.networks.context import (
    SHIPPED_CONTEXTS,
    UNIT,
    ContextNetwork,
    TableEvidence,
    interpolation,
    load_context,
    network_inputs,
)
from folkhue.networks.encoder_decoder import forward
from folkhue.networks.frame import frame_of
from folkhue.networks.layers import enlarged
from folkhue.networks.naming import PixelNaming

TABLE = folkhue.load("basic8")
NETWORK = context_network("basic8")
GOLDEN = sorted((ROOT / "golden/photos").iterdir())


def photo_of(height: int, width: int, seed: int = 0) -> Photo:
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (height, width, 3), np.uint8)
    return Photo(pixels, rng.random((height, width)) < 0.9)


def slow_names(network: ContextNetwork, photo: Photo, table: folkhue.ColorTable) -> np.ndarray:
    """Name each pixel by itself, in whole numbers, as the documentation says."""
    evidence, frame = TableEvidence(table), frame_of(photo)
    corrections = enlarged(forward(network.layers, network_inputs(frame.rgb, evidence)))
    cells = evidence.of(frame.rgb) * frame.visible[..., None]
    half = network.evidence / 2
    grid = np.rint((half * cells + corrections) * UNIT).clip(-16 * UNIT, 16 * UNIT).astype(int)
    own = np.rint(half * evidence.of(photo.rgb) * UNIT).astype(int)
    height, width = photo.opaque.shape
    names = np.full((height, width), UNNAMED, np.uint8)
    down, across = (interpolation(n, len(grid)).astype(int) for n in (height, width))
    for y, x in zip(*np.nonzero(photo.opaque), strict=True):
        (rows,), (columns,) = np.nonzero(down[y]), np.nonzero(across[x])
        around = sum(
            down[y, row] * across[x, column] * grid[row, column]
            for row in rows
            for column in columns
        )
        names[y, x] = (own[y, x] * 32 * 32 + around).argmax()
    return names


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (200, 3), (64, 64), (90, 131)])
def test_a_pixel_gets_the_name_with_the_highest_sum(shape: tuple[int, int]) -> None:
    photo = photo_of(*shape)
    assert np.array_equal(NETWORK.predict(photo, TABLE), slow_names(NETWORK, photo, TABLE))


def test_a_network_that_corrects_nothing_leaves_the_names_of_surfaces() -> None:
    layers = {name: (0 * weights, 0 * bias) for name, (weights, bias) in NETWORK.layers.items()}
    pixels = np.repeat(np.repeat(photo_of(6, 5).rgb, 60, 0), 60, 1)
    photo = Photo(pixels, np.ones(pixels.shape[:2], bool))
    names = replace(NETWORK, layers=layers).predict(photo, TABLE)
    assert np.array_equal(names[30::60, 30::60], TABLE.predict(pixels[30::60, 30::60]))


def test_what_is_transparent_does_not_count() -> None:
    layers = {name: (0 * weights, 0 * bias) for name, (weights, bias) in NETWORK.layers.items()}
    photo = photo_of(300, 300)
    opaque = np.hypot(*(np.indices((300, 300)) - 150)) < 100
    red = np.where(opaque[..., None], np.array([200, 20, 30], np.uint8), photo.rgb)
    names = replace(NETWORK, layers=layers).predict(Photo(red, opaque), TABLE)
    assert (names[opaque] == TABLE.terms.index("red")).all()
    assert (names[~opaque] == UNNAMED).all()


def test_colors_that_a_table_leaves_unnamed_stay_unnamed() -> None:
    names = TABLE.lut.by_rgb().copy()
    names[:100] = UNNAMED
    lut = type(TABLE.lut).from_names(np.ascontiguousarray(names).reshape(-1))
    table = folkhue.ColorTable(TABLE.terms, TABLE.swatches, lut)
    photo = photo_of(40, 50)
    unnamed = NETWORK.predict(photo, table) == UNNAMED
    assert np.array_equal(unnamed, ~photo.opaque | (photo.rgb[..., 0] < 100))


def test_a_large_photograph_is_named_like_its_enlarged_frame() -> None:
    """Blocks of rows leave no seams: each pixel of an enlarged photograph has its cell's name."""
    small = photo_of(128, 128)
    large = Photo(*(np.repeat(np.repeat(each, 9, 0), 9, 1) for each in (small.rgb, small.opaque)))
    assert np.array_equal(frame_of(large).rgb, frame_of(small).rgb)
    names = NETWORK.predict(large, TABLE)
    assert np.array_equal(
        names[4::9, 4::9][small.opaque], NETWORK.predict(small, TABLE)[small.opaque]
    )


@given(size=st.integers(1, 2_000), points=st.integers(2, 64))
def test_interpolation_is_between_neighbors_and_reaches_from_end_to_end(
    size: int, points: int
) -> None:
    weights = interpolation(size, points)
    assert (weights.sum(axis=1) == 32).all()
    assert (weights >= 0).all()
    centers = weights @ np.arange(points) / 32
    expected = ((np.arange(size) + 0.5) * points / size - 0.5).clip(0, points - 1)
    assert abs(centers - expected).max() <= 1 / 32
    part = slice(size // 3, size)
    assert np.array_equal(interpolation(size, points, part), weights[part])


@pytest.mark.parametrize("shape", [(1, 1), (5, 700), (128, 128), (301, 259)])
def test_a_cell_of_the_frame_has_the_mean_color_of_its_opaque_pixels(
    shape: tuple[int, int],
) -> None:
    photo = photo_of(*shape)
    frame = frame_of(photo).rgb
    for row, column in np.random.default_rng(1).integers(0, 128, (20, 2)):
        (top, left), (bottom, right) = (
            [place * size // 128 for place, size in zip(places, shape, strict=True)]
            for places in ((row, column), (row + 1, column + 1))
        )
        area = slice(top, max(bottom, top + 1)), slice(left, max(right, left + 1))
        inside = photo.rgb[area][photo.opaque[area]]
        mean = np.floor(inside.mean(axis=0) + 0.5) if len(inside) else [255] * 3
        assert frame[row, column].tolist() == np.asarray(mean).tolist()


def test_names_do_not_depend_on_the_number_of_threads() -> None:
    from threadpoolctl import threadpool_limits

    photo = folkhue.read_photo(GOLDEN[0])
    with threadpool_limits(1):
        alone = NETWORK.predict(photo, TABLE)
    assert np.array_equal(NETWORK.predict(photo, TABLE), alone)


def test_a_network_that_was_saved_names_as_before(tmp_path: Path) -> None:
    NETWORK.save(tmp_path / "a.npz")
    loaded = ContextNetwork.load(tmp_path / "a.npz")
    loaded.save(tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert (loaded.terms, loaded.metadata) == (NETWORK.terms, NETWORK.metadata)
    assert loaded.fingerprint == NETWORK.fingerprint != context_network(seed=1).fingerprint
    photo = photo_of(30, 40)
    assert np.array_equal(loaded.predict(photo, TABLE), NETWORK.predict(photo, TABLE))


def cut(contents: bytes) -> bytes:
    return contents[: len(contents) // 2]


def altered(contents: bytes) -> bytes:
    middle = len(contents) // 2
    return contents[:middle] + bytes([contents[middle] ^ 1]) + contents[middle + 1 :]


def without_a_layer(contents: bytes) -> bytes:
    parts = dict(unpack(contents, 1 << 22))
    return pack({name: each for name, each in parts.items() if name != "d1.weights"})


def with_infinity(contents: bytes) -> bytes:
    parts = dict(unpack(contents, 1 << 22))
    return pack(parts | {"d0.bias": np.full_like(parts["d0.bias"], np.inf)})


def of_another_shape(contents: bytes) -> bytes:
    parts = dict(unpack(contents, 1 << 22))
    return pack(parts | {"b2.weights": parts["b2.weights"][:, :, 1:]})


def of_other_terms(contents: bytes) -> bytes:
    description = unpack(contents, 1 << 22)["description"].tobytes().replace(b'"red", ', b"")
    parts = dict(unpack(contents, 1 << 22))
    return pack(parts | {"description": np.frombuffer(description, np.uint8)})


def for_something_else(contents: bytes) -> bytes:
    return (ROOT / "src/folkhue/data/picture.npz").read_bytes()


@pytest.mark.parametrize(
    "damage, reason",
    [
        (cut, "damaged"),
        (altered, "damaged|checksum"),
        (without_a_layer, "d1.weights is missing"),
        (with_infinity, "not finite"),
        (of_another_shape, "does not fit"),
        (of_other_terms, "do not fit its 7 terms"),
        (for_something_else, "folkhue context network is wanted"),
        (lambda _: b"", "not a network"),
    ],
)
def test_damaged_and_foreign_files_are_refused(
    damage: Callable[[bytes], bytes], reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "network.npz"
    NETWORK.save(path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(TableError, match=reason) as error:
        ContextNetwork.load(path)
    assert str(error.value).startswith(str(path))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="no such file"):
        ContextNetwork.load(tmp_path / "none.npz")


@pytest.mark.parametrize("name", ["basic8", "basic11", "sampler8", "sampler11"])
def test_a_network_ships_for_each_table(name: str) -> None:
    table = folkhue.load(name)
    naming = PixelNaming.of(table, context=True)
    assert naming.network is not None
    assert naming.network.terms == table.terms
    photo = folkhue.read_photo(GOLDEN[0])
    names = folkhue.name_pixels(photo, table)
    assert names.shape == photo.opaque.shape
    assert 0.7 < (names == table.predict(photo.rgb)).mean() < 1


def test_shipped_networks_are_small() -> None:
    for name in SHIPPED_CONTEXTS:
        assert (ROOT / f"src/folkhue/data/{name}.npz").stat().st_size < 1_000_000


def test_without_a_network_for_its_terms_a_table_is_refused() -> None:
    with pytest.raises(TableError, match="ships for red, teal"):
        load_context(("red", "teal"))
    with pytest.raises(TableError, match="the table has"):
        NETWORK.predict(photo_of(3, 3), folkhue.load("basic11"))


def test_without_context_pixels_have_the_names_of_the_table() -> None:
    photo = photo_of(20, 30)
    names = folkhue.name_pixels(photo, context=False)
    assert np.array_equal(names, folkhue.NameMap.from_photo(photo, folkhue.load()).names)


@pytest.mark.parametrize(
    "pixels, error",
    [
        (np.zeros((3, 4, 3), complex), TypeError),
        (np.zeros((5, 4, 5), np.uint8), ValueError),
        (np.zeros((0, 4, 3), np.uint8), folkhue.FolkhueError),
        (b"no image", folkhue.FolkhueError),
    ],
)
def test_what_is_no_photograph_is_refused(pixels: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        folkhue.name_pixels(pixels)


def test_pixels_may_be_given_with_transparency() -> None:
    photo = photo_of(20, 30)
    rgba = np.dstack([photo.rgb, np.where(photo.opaque, 255, 0).astype(np.uint8)])
    assert np.array_equal(folkhue.name_pixels(rgba), folkhue.name_pixels(photo))


def test_layers_of_other_numbers_of_terms_do_not_load(tmp_path: Path) -> None:
    network = replace(NETWORK, layers=random_layers(9, 8))
    network.save(tmp_path / "n.npz")
    with pytest.raises(TableError, match="do not fit its 8 terms"):
        ContextNetwork.load(tmp_path / "n.npz")
