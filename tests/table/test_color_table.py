from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from support.tables import small_table

import folkhue
from folkhue.color.vocabulary import UNNAMED_SWATCH
from folkhue.errors import TableError
from folkhue.table import blocks
from folkhue.table.color_table import ColorTable
from folkhue.table.lut import ColorLut

TABLE = folkhue.load()


@given(arrays(np.uint8, array_shapes(max_dims=4, max_side=5).map(lambda s: (*s, 3))))
def test_shapes_and_swatches(image: np.ndarray) -> None:
    named = TABLE.predict(image)
    assert named.dtype == np.uint8
    assert named.shape == image.shape[:-1]
    painted = TABLE.recolor(image)
    assert painted.shape == image.shape
    assert painted.dtype == np.uint8
    assert np.array_equal(painted, np.array(TABLE.swatches, np.uint8)[named])


@given(arrays(np.uint8, (7, 9, 3)), st.booleans())
def test_shares_sum_to_one(image: np.ndarray, some: bool) -> None:
    opaque = np.ones((7, 9), bool)
    opaque[:3] = not some
    shares = TABLE.shares(image, opaque)
    assert sum(shares.values()) == pytest.approx(1)
    assert list(shares.values()) == sorted(shares.values(), reverse=True)


METHODS = {
    "predict": (TABLE.predict, np.uint8),
    "recolor": (TABLE.recolor, np.uint8),
    "confidence": (TABLE.confidence, np.float32),
    "bins": (TABLE.bins, np.uint16),
}


def layouts(image: np.ndarray) -> dict[str, np.ndarray]:
    """Lay RGBA of shape (batch, height, width, 4) out in other ways, as RGB or RGBA."""
    rgb = image[..., :3]
    return {
        "whole": image,
        "without alpha": rgb,
        "one image": rgb[0].copy(),
        "one pixel": rgb[0, 0, 0],
        "no pixel": rgb[:, :0],
        "every other": rgb[:, ::2, ::3],
        "upside down": image[:, ::-1],
        "blue first": rgb[..., ::-1],
        "column by column": np.asfortranarray(rgb),
        "channel by channel": np.moveaxis(np.moveaxis(rgb, -1, 0).copy(), 0, -1),
        "the same again and again": np.broadcast_to(rgb[0, 0, 0], (7, 9, 3)),
    }


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("layout", layouts(np.zeros((2, 20, 30, 4), np.uint8)))
def test_the_memory_layout_does_not_matter(
    layout: str, method: str, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = layouts(rng.integers(0, 2, (2, 20, 30, 4), np.uint8) * 99)[layout]
    call, dtype = METHODS[method]
    each = [call(pixel) for pixel in image.reshape(-1, image.shape[-1]).copy()]
    expected = np.array(each, dtype).reshape(call(image).shape)
    for most in (1 << 16, 64, 7):
        monkeypatch.setattr(blocks, "BLOCK_PIXELS", most)
        assert np.array_equal(call(image), expected)
        out = np.zeros((*expected.shape, 2), dtype)[..., 0]
        assert call(image, out=out) is out
        assert np.array_equal(out, expected)


def test_memory_mapped_arrays_are_read_and_written(
    tmp_path: Path, rng: np.random.Generator
) -> None:
    image = rng.integers(0, 256, (50, 60, 3), np.uint8)
    np.save(tmp_path / "image.npy", image)
    mapped = np.load(tmp_path / "image.npy", mmap_mode="r")
    named = np.lib.format.open_memmap(tmp_path / "names.npy", "w+", np.uint8, (50, 60))
    TABLE.predict(mapped, out=named)
    named.flush()
    assert np.array_equal(np.load(tmp_path / "names.npy"), TABLE.predict(image))


def test_threads_give_the_same_results(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = rng.integers(0, 256, (70, 90, 4), np.uint8)
    opaque = rng.integers(0, 2, (70, 90)).astype(bool)
    monkeypatch.setattr(blocks, "BLOCK_PIXELS", 64)
    alone = [call(image) for call, _ in METHODS.values()], TABLE.shares(image, opaque)
    monkeypatch.setattr(blocks, "THREADED_PIXELS", 1000)
    threaded = [call(image) for call, _ in METHODS.values()], TABLE.shares(image, opaque)
    assert all(map(np.array_equal, alone[0], threaded[0]))
    assert alone[1] == threaded[1]


@pytest.mark.parametrize(
    ("out", "error"),
    [
        (np.zeros((2, 3), np.int64), TypeError),
        (np.zeros((3, 2), np.uint8), ValueError),
        (np.broadcast_to(np.uint8(0), (2, 3)), ValueError),
    ],
)
def test_an_unsuitable_out_is_rejected(out: np.ndarray, error: type[Exception]) -> None:
    with pytest.raises(error, match="expected out to be"):
        TABLE.predict(np.zeros((2, 3, 3), np.uint8), out=out)


def test_transparent_pixels_have_no_name() -> None:
    image = np.array([[255, 0, 0, 0], [255, 0, 0, 1], [255, 0, 0, 255]], np.uint8)
    red = TABLE.terms.index("red")
    assert TABLE.predict(image).tolist() == [255, red, red]
    assert TABLE.recolor(image)[:, 3].tolist() == [0, 1, 255]
    assert TABLE.recolor(image)[1, :3].tolist() == list(TABLE.swatches[red])
    assert TABLE.confidence(image)[0] == 0
    assert TABLE.shares(image) == {"red": 1.0}
    assert TABLE.shares(image, np.array([True, True, False])) == {"red": 1.0}
    assert TABLE.shares(image[:1]) == {}


def test_bins_are_numbered_as_in_the_table_of_van_de_weijer() -> None:
    """Their code: ``1 + floor(r/8) + 32·floor(g/8) + 32²·floor(b/8)``, one-based."""
    image = np.array([[8, 0, 0], [0, 8, 0], [0, 0, 8], [255, 255, 255], [7, 7, 7]], np.uint8)
    assert TABLE.bins(image).tolist() == [1, 32, 1024, 32767, 0]


def test_without_a_lattice_probabilities_are_shares_of_names() -> None:
    table = small_table(unnamed=True)
    rows = table.probabilities()[table.bins(np.array([[0, 9, 99], [100, 0, 0]], np.uint8))]
    assert rows.tolist() == [[1, 0], [5 / 8, 0]]
    assert table.confidence(np.array([[99, 0, 0], [102, 0, 0]], np.uint8)).tolist() == [5 / 8, 0]


def lattice_table(*sixty_thirds: int) -> ColorTable:
    """Name colors by their red, dark up to 127; with these probabilities everywhere."""
    lattice = np.broadcast_to(np.array(sixty_thirds, np.uint8), (17, 17, 17, len(sixty_thirds)))
    swatches = ((0, 0, 0), (255, 250, 240), *(((9, 9, 9),) * (len(sixty_thirds) - 2)))
    terms = ("dark", "light", "dim", "dull")[: len(sixty_thirds)]
    return ColorTable(terms, swatches, small_table(unnamed=True).lut, lattice=lattice)


@pytest.mark.parametrize(
    ("probabilities", "dark", "light"),
    [
        ((63, 0), 1, 0),
        ((45, 18), 5 / 7, 2 / 7),
        ((32, 31), 32 / 63, 31 / 63),
        ((24, 8, 8, 8), 3 / 4, 1 / 4),
        ((24, 13, 13, 13), 24 / 37, 13 / 37),  # what is the same for all mostly cancels
        ((21, 21, 21), 1 / 2, 1 / 2),
        ((9, 9, 45), 1 / 6, 1 / 6),
        ((0, 0, 63), 0, 0),
    ],
)
def test_confidence_compares_a_name_with_its_strongest_rival(
    probabilities: tuple[int, ...], dark: float, light: float
) -> None:
    colors = np.array([[0, 9, 99], [120, 0, 0], [200, 1, 2]], np.uint8)
    found = lattice_table(*probabilities).confidence(colors)
    assert found.tolist() == pytest.approx([dark, 0, light], abs=1e-6)


def test_a_table_of_one_name_is_sure() -> None:
    table = ColorTable(("any",), ((0, 0, 0),), ColorLut.from_names(np.zeros(1 << 24, np.uint8)))
    assert table.confidence(np.array([1, 2, 3], np.uint8)) == 1


def test_unnamed_colors() -> None:
    table = small_table(unnamed=True)
    image = np.array([[[10, 0, 0], [120, 0, 0], [200, 0, 0], [201, 0, 0]]], np.uint8)
    assert table.predict(image).tolist() == [[0, 255, 1, 1]]
    assert table.recolor(image)[0, 1].tolist() == list(UNNAMED_SWATCH)
    assert table.shares(image) == {"light": 0.5, "dark": 0.25, "unnamed": 0.25}


def test_an_image_without_pixels_has_no_shares() -> None:
    image = np.zeros((2, 2, 3), np.uint8)
    assert small_table().shares(image, np.zeros((2, 2), bool)) == {}


@pytest.mark.parametrize(
    ("image", "error"),
    [
        (np.zeros((2, 2, 3)), TypeError),
        (np.zeros((2, 2, 3), np.int64), TypeError),
        (np.zeros((2, 2, 5), np.uint8), ValueError),
        (np.zeros((2, 2), np.uint8), ValueError),
    ],
)
def test_arrays_of_other_types_and_shapes_are_rejected(
    image: np.ndarray, error: type[Exception]
) -> None:
    with pytest.raises(error, match="expected"):
        TABLE.predict(image)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"terms": ("dark",)}, "1 terms and 2 swatches"),
        ({"terms": (), "swatches": ()}, "expected 1 to 254 terms"),
        ({"terms": ("dark",), "swatches": ((0, 0, 0),)}, "a color has name 1, but there are 1"),
        ({"lattice": np.zeros((17, 17, 17, 3), np.uint8)}, r"got uint8 \(17, 17, 17, 3\)"),
        ({"lattice": np.zeros((17, 17, 17, 2))}, "expected probabilities uint8"),
    ],
)
def test_inconsistent_parts_are_rejected(parts: dict[str, object], reason: str) -> None:
    table = small_table()
    whole = {"terms": table.terms, "swatches": table.swatches, "lut": table.lut}
    with pytest.raises(TableError, match=reason):
        ColorTable(**{**whole, **parts})
