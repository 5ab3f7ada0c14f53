import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from folkhue.images.grid_means import grid_means
from folkhue.images.photo import Photo


@st.composite
def grids(draw: st.DrawFn) -> tuple[Photo, np.ndarray, np.ndarray]:
    """Draw a photograph, more or less transparent, and where rows and columns of cells begin."""
    height, width = draw(st.integers(1, 12)), draw(st.integers(1, 12))
    starts = [
        sorted(draw(st.lists(st.integers(0, n - 1), min_size=1, max_size=9)))
        for n in (height, width)
    ]
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    rgb = rng.integers(0, 256, (height, width, 3), np.uint8)
    opaque = rng.random((height, width)) < draw(st.sampled_from([0, 0.2, 0.9, 1]))
    return Photo(rgb, opaque), *map(np.array, starts)


def cells(starts: np.ndarray, length: int) -> list[slice]:
    ends = [*starts[1:], length]
    return [slice(a, max(a + 1, b)) for a, b in zip(starts, ends, strict=True)]


@given(grids())
def test_cells_have_the_mean_color_of_their_opaque_pixels(
    grid: tuple[Photo, np.ndarray, np.ndarray],
) -> None:
    photo, rows, columns = grid
    means, visible = grid_means(photo, rows, columns)
    height, width = photo.opaque.shape
    for m, down in enumerate(cells(rows, height)):
        for n, across in enumerate(cells(columns, width)):
            pixels = photo.rgb[down, across][photo.opaque[down, across]]
            assert visible[m, n] == bool(len(pixels))
            expected = np.floor(pixels.mean(axis=0) + 0.5) if len(pixels) else (0, 0, 0)
            assert np.array_equal(means[m, n], expected)


def test_sums_of_large_cells_are_exact() -> None:
    white = Photo(np.full((5000, 3000, 3), 255, np.uint8), np.ones((5000, 3000), bool))
    for photo in (white, Photo(white.rgb, np.tri(5000, 3000, dtype=bool))):
        assert (grid_means(photo, np.array([0]), np.array([0]))[0] == 255).all()
