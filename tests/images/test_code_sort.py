import numpy as np
import pytest

from folkhue.images import code_sort
from folkhue.images.code_sort import radix_sort, sort_codes


@pytest.mark.parametrize("number", [1, 2, 65_535, 65_536, 65_537, 300_000])
def test_codes_are_sorted(number: int, rng: np.random.Generator) -> None:
    for codes in (
        rng.integers(0, 1 << 24, number, np.uint32),
        rng.integers(0, 3, number, np.uint32) * 0x7FFFFF,
        np.full(number, 0xFFFFFF, np.uint32),
    ):
        assert np.array_equal(radix_sort(codes), np.sort(codes))


@pytest.mark.parametrize("pays", [False, True])
def test_either_algorithm_gives_the_same(
    pays: bool, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code_sort, "_radix_pays", lambda: pays)
    for number in (0, 5, 400_000):
        codes = rng.integers(0, 1 << 24, number, np.uint32)
        assert np.array_equal(sort_codes(codes.copy()), np.sort(codes))
