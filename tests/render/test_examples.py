"""Examples of denoising: written, read, described and chosen."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from folkhue.datasets.record import PhotoRecord
from folkhue.images.photo import Photo
from folkhue.render.report.embedded_image import EmbeddedImage
from folkhue.render.report.example_gallery import EmbeddedExample, example_gallery
from folkhue.render.report.examples import Example, highest_contrast, read_examples, write_examples

RED, SKY = (200, 20, 30), (120, 170, 230)


def example(kept: float, other: tuple[int, int, int] = SKY, term: str = "red") -> Example:
    """Ten rows, so many of them red and kept, the others of another color."""
    rows = round(10 * kept)
    rgb = np.full((10, 8, 3), other, np.uint8)
    rgb[:rows] = RED
    weights = np.zeros((10, 8))
    weights[:rows] = 1
    cluster = (weights == 0).astype(np.uint8)
    return Example.from_weights(
        (f"kept {kept}", "Title", term), Photo(rgb, np.ones((10, 8), bool)), weights, cluster
    )


def test_examples_read_back_as_written(tmp_path: Path) -> None:
    clear = example(0.3)
    clear.picture.opaque[:2] = False
    write_examples([clear, example(0.6, term="жёлтый")], tmp_path / "examples.npz")
    first, second = read_examples(tmp_path / "examples.npz")
    assert (first.photo, first.title, second.term) == ("kept 0.3", "Title", "жёлтый")
    for name in ("weight", "cluster"):
        assert np.array_equal(getattr(first, name), getattr(clear, name))
    assert np.array_equal(first.picture.rgb, clear.picture.rgb)
    assert np.array_equal(first.picture.opaque, clear.picture.opaque)
    assert first.kept_share == pytest.approx(8 / 64), "of what can be seen"
    write_examples([], tmp_path / "none.npz")
    assert read_examples(tmp_path / "none.npz") == []


def test_clusters_are_sorted_by_weight() -> None:
    red, sky = example(0.3).clusters().values()
    assert (red.color, red.share, red.weight) == (RED, pytest.approx(0.3), 1)
    assert (sky.color, sky.share, sky.weight) == (SKY, pytest.approx(0.7), 0)
    assert np.array_equal(example(0.3).cluster_colors(), example(0.3).picture.rgb)


@pytest.mark.parametrize(
    ("kept", "other", "highest"),
    [
        (0.3, SKY, True),
        (0.3, (190, 30, 40), False),  # much alike
        (0.0, SKY, False),
        (1.0, SKY, False),
    ],
)
def test_the_example_of_the_highest_contrast_is_chosen(
    kept: float, other: tuple[int, int, int], highest: bool
) -> None:
    plain = example(0.4, (150, 120, 110))
    other_example = example(kept, other)
    assert highest_contrast([plain, other_example]) is (other_example if highest else plain)
    assert highest_contrast([other_example, plain]) is (other_example if highest else plain)


def test_there_may_be_no_examples() -> None:
    assert highest_contrast([]) is None
    assert example_gallery([], {}) == []


def test_kept_and_dropped_pixels_make_up_the_photograph() -> None:
    shown = EmbeddedExample.from_example(
        example(0.3), PhotoRecord("x", title="Poppy", tags="poppy"), 8
    )
    assert (shown.share, shown.tags) == (pytest.approx(0.3), ["red", "poppy"])
    alpha = [np.asarray(decoded(part))[..., 3] for part in (shown.kept, shown.dropped)]
    assert np.array_equal(alpha[0] > 128, example(0.3).weight > 128)
    assert np.array_equal(alpha[0] > 128, alpha[1] <= 128)


def decoded(picture: EmbeddedImage) -> Image.Image:
    import base64
    import io

    contents = base64.b64decode(picture.uri.partition("base64,")[2])
    return Image.open(io.BytesIO(contents))
