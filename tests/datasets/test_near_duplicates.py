"""Near duplicates as found by the index and by comparing all pairs, and fingerprints."""

import io
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from folkhue.datasets import near_duplicates as module
from folkhue.datasets.near_duplicates import Fingerprint, near_duplicates
from folkhue.images.photo import Photo, read_photo

Row = tuple[str, bytes, list[str]]


def plainly(rows: list[Row], bits: int, shade: float) -> dict[str, str]:
    """Compare each photograph with all earlier ones of its classes, class by class."""
    kept: list[tuple[str, np.ndarray, np.ndarray, list[str]]] = []
    found = {}
    for identity, packed, names in rows:
        numbers = np.frombuffer(packed, np.uint8)
        own, colors = np.unpackbits(numbers[:8]), numbers[8:].reshape(64, 3).astype(int)
        allowed = min(shade, np.abs(colors - colors.mean(axis=0)).mean() / 4)
        alike = [
            earlier
            for name in names or [""]
            for earlier, other, theirs, classes in kept
            if name in (classes or [""])
            and (own != other).sum() <= bits
            and np.abs(colors - theirs).mean() <= allowed
        ]
        if alike:
            found[identity] = alike[0]
        else:
            kept.append((identity, own, colors, names))
    return found


def gallery(seed: int, number: int, prints: int) -> list[Row]:
    """Draw fingerprints of few kinds that differ in few bits and slightly in color."""
    rng = np.random.default_rng(seed)
    kinds = rng.integers(0, 256, (prints, 8), np.uint8)
    scenes = rng.integers(0, 256, (prints + 2, 64, 3)) * rng.random((prints + 2, 1, 1))
    rows = []
    for n in range(number):
        flips = np.zeros(64, np.uint8)
        flips[rng.permutation(64)[: rng.integers(0, 12)]] = 1
        print_ = kinds[rng.integers(prints)] ^ np.packbits(flips)
        colors = scenes[rng.integers(prints + 2)] + rng.normal(0, rng.integers(0, 9), (64, 3))
        names = [name for name in ("red", "blue", "gray") if rng.random() < 0.4]
        packed = print_.tobytes() + colors.clip(0, 255).astype(np.uint8).tobytes()
        rows.append((str(n), packed, names))
    return rows


@given(
    seed=st.integers(0, 2**32 - 1),
    number=st.integers(0, 80),
    prints=st.integers(1, 4),
    bits=st.sampled_from([0, 1, 4, 7, 8, 9, 30, 63, 64]),
    shade=st.sampled_from([0, 2.5, 6, 255]),
)
def test_the_index_finds_the_same_copies_as_comparing_all_pairs(
    seed: int, number: int, prints: int, bits: int, shade: float
) -> None:
    rows = gallery(seed, number, prints)
    assert dict(near_duplicates(rows, bits=bits, shade=shade)) == plainly(rows, bits, shade)


@pytest.mark.parametrize("bits", [0, 1, 4, 7, 8, 64])
def test_copies_at_the_limit_are_found(bits: int) -> None:
    """One bit differs in all parts but one, and the whole color difference is in one channel."""
    colors = np.random.default_rng(2).integers(40, 200, (64, 3)).astype(np.uint8)
    width = 64 // (bits + 1)
    for same in range(bits + 1):
        off = sum(1 << width * part for part in range(bits + 1) if part != same) if width else 0
        for channel in range(3):
            shifted = colors.copy()
            shifted[:, channel] += 18
            rows = [
                ("first", bytes(8) + colors.tobytes(), ["red"]),
                ("copy", off.to_bytes(8, "big") + shifted.tobytes(), ["red"]),
            ]
            assert dict(near_duplicates(rows, bits=bits, shade=6)) == {"copy": "first"}
            assert not dict(near_duplicates(rows, bits=bits, shade=5.99))
            if off:
                assert not dict(near_duplicates(rows, bits=bits - 1, shade=6))


def plain_walls(number: int) -> list[Row]:
    """Return fingerprints with equal bits and different colors."""
    shades = np.random.default_rng(1).permutation(256**3)[:number]
    walls = np.stack([shades >> 16, shades >> 8 & 255, shades & 255], axis=1).astype(np.uint8)
    return [(str(n), bytes(8) + np.tile(w, 64).tobytes(), ["red"]) for n, w in enumerate(walls)]


def the_same_wall(number: int) -> list[Row]:
    return [(str(n), bytes(8) + bytes([200, 30, 40]) * 64, ["red"]) for n in range(number)]


@pytest.mark.slow
@pytest.mark.parametrize(("draw", "found"), [(plain_walls, 0), (the_same_wall, 999)])
@pytest.mark.parametrize("bits", [4, 64])
def test_not_all_pairs_of_equal_fingerprints_are_compared(
    draw: object, found: int, bits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = [0]
    candidates = module._Index._candidates

    def counted(*arguments: object) -> Iterator[int]:
        for number in candidates(*arguments):  # type: ignore[arg-type]
            compared[0] += 1
            yield number

    monkeypatch.setattr(module._Index, "_candidates", counted)
    assert len(list(near_duplicates(draw(1000), bits=bits, shade=6))) == found  # type: ignore[operator]
    assert compared[0] < 1000 * 10


# Fingerprints


def scene(seed: int, height: int = 240, width: int = 320) -> Image.Image:
    blocks = np.random.default_rng(seed).integers(0, 256, (9, 12, 3), np.uint8)
    return Image.fromarray(blocks).resize((width, height), Image.Resampling.BICUBIC)


def fingerprint(image: Image.Image, **how: object) -> Fingerprint:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", **how)
    return Fingerprint.from_photo(read_photo(buffer.getvalue()))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("size", [(320, 240), (160, 120), (213, 160), (90, 68), (640, 480)])
@pytest.mark.parametrize("quality", [95, 40])
def test_another_size_or_quality_changes_a_fingerprint_little(
    seed: int, size: tuple[int, int], quality: int
) -> None:
    image = scene(seed)
    copy = fingerprint(image.resize(size, Image.Resampling.LANCZOS), quality=quality)
    assert fingerprint(image, quality=95).is_near(copy, bits=4, shade=6)


@pytest.mark.parametrize(
    "change",
    [
        lambda image: scene(99),
        lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        lambda image: image.rotate(180),
        lambda image: Image.eval(image, lambda value: value // 2),
    ],
)
def test_another_picture_changes_it_much(change: Callable[[Image.Image], Image.Image]) -> None:
    image = scene(0)
    assert not fingerprint(image).is_near(fingerprint(change(image)), bits=4, shade=6)


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (8, 9), (71, 63)])
def test_the_colors_of_a_small_or_narrow_photograph_are_its_own(size: tuple[int, int]) -> None:
    rgb = np.full((*size, 3), (200, 100, 50), np.uint8)
    found = Fingerprint.from_photo(Photo(rgb, np.ones(size, bool)))
    assert np.array_equal(found.colors, np.full((8, 8, 3), (200, 100, 50)))
    assert not found.bits.any()
    assert len(found.packed()) == 200
