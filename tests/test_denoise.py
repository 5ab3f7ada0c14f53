from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from folkhue.colorspace import SPACES
from folkhue.counts import ColorCounts
from folkhue.denoise import METHODS, ClusteredPhoto, cluster_counts, cluster_photo, keep_by_lift
from folkhue.errors import ImageError

RED, GREEN, BLUE, WHITE = (210, 30, 40), (40, 160, 60), (40, 80, 210), (250, 250, 250)


def photo_of(*parts: tuple[tuple[int, int, int], int]) -> ClusteredPhoto:
    """Make a photo of so many pixels of each colour, a cluster each."""
    pixels = np.concatenate([np.full((number, 3), color, np.uint8) for color, number in parts])
    return cluster_counts(ColorCounts.of_pixels(pixels), 8, "lab", 0)


def kept_colors(photo: ClusteredPhoto, keep: np.ndarray) -> set[tuple[int, ...]]:
    return {tuple(color) for color in photo.pixels_of(keep).colors.tolist()}


@given(
    pixels=arrays(np.uint8, st.tuples(st.integers(1, 60), st.just(3))),
    clusters=st.integers(1, 9),
    space=st.sampled_from(sorted(SPACES)),
)
def test_every_color_is_in_the_cluster_of_its_nearest_center(
    pixels: np.ndarray, clusters: int, space: str
) -> None:
    photo = cluster_counts(ColorCounts.of_pixels(pixels), clusters, space, 0)
    assert 1 <= len(photo.centers) <= min(clusters, len(photo.counts))
    assert photo.sizes.sum() == len(pixels)
    assert (photo.sizes > 0).all()
    assert np.array_equal(photo.assign(photo.counts.colors), photo.cluster)


@pytest.mark.parametrize("distinct", [1, 2, 5])
def test_fewer_colors_than_clusters_are_a_cluster_each(distinct: int) -> None:
    colors = [RED, GREEN, BLUE, WHITE, (0, 0, 0)][:distinct]
    photo = photo_of(*[(color, 3) for color in colors])
    assert sorted(photo.sizes.tolist()) == [3] * distinct


def test_a_photo_without_an_opaque_pixel_is_refused(tmp_path, encode) -> None:
    (tmp_path / "glass.png").write_bytes(encode(np.zeros((4, 4, 4), np.uint8)))
    with pytest.raises(ImageError, match=r"glass\.png: every pixel is transparent"):
        cluster_photo(tmp_path / "glass.png", 3, 100, "lab", 0)


def test_a_sliver_between_the_thinned_rows_is_still_seen(tmp_path, encode) -> None:
    pixels = np.zeros((20, 20, 4), np.uint8)
    pixels[1, 1] = (*RED, 255)
    (tmp_path / "sliver.png").write_bytes(encode(pixels))
    photo = cluster_photo(tmp_path / "sliver.png", 3, 25, "lab", 0)
    assert photo.counts.to_pixels().tolist() == [list(RED)]


def test_none_keeps_all_and_largest_one() -> None:
    photo = photo_of((RED, 5), (GREEN, 9))
    (everything,) = METHODS["none"]([photo], [("red",)])
    (largest,) = METHODS["largest"]([photo], [("red",)])
    assert kept_colors(photo, everything["red"]) == {RED, GREEN}
    assert kept_colors(photo, largest["red"]) == {GREEN}


def tagged_photos() -> tuple[list[ClusteredPhoto], list[tuple[str, ...]]]:
    """Red and blue things, mostly on grass; some photos say nothing of colours."""
    photos = [photo_of((RED, 10), (GREEN, 80)) for _ in range(4)]
    photos += [photo_of((BLUE, 10), (GREEN, 80)) for _ in range(4)]
    photos += [photo_of((GREEN, 50), (WHITE, 50)) for _ in range(4)]
    return photos, [("red",)] * 4 + [("blue",)] * 4 + [()] * 4


def test_lift_finds_what_the_tag_was_about_though_it_is_small() -> None:
    photos, labels = tagged_photos()
    kept = keep_by_lift(photos, labels)
    for photo, terms, keep in zip(photos, labels, kept, strict=True):
        assert set(keep) == set(terms)
        for term in terms:
            assert kept_colors(photo, keep[term]) == {{"red": RED, "blue": BLUE}[term]}


def test_of_two_tags_each_gets_its_own_color() -> None:
    photos, labels = tagged_photos()
    both = photo_of((RED, 20), (BLUE, 20), (GREEN, 60))
    kept = keep_by_lift([*photos, both], [*labels, ("red", "blue")])[-1]
    assert kept_colors(both, kept["red"]) == {RED}
    assert kept_colors(both, kept["blue"]) == {BLUE}


def test_a_photo_that_shows_nothing_of_its_tag_gives_nothing() -> None:
    photos, labels = tagged_photos()
    odd = photo_of((GREEN, 10), (WHITE, 30))
    kept = keep_by_lift([*photos, odd], [*labels, ("red",)])
    assert not kept[-1]["red"].any()
    assert kept[0]["red"].any()


def test_the_photo_itself_does_not_count_as_evidence() -> None:
    photos, labels = tagged_photos()
    lonely = photo_of((WHITE, 30))
    # White occurs in no other photo with this tag; were its own counted, it would be kept.
    kept = keep_by_lift([*photos, lonely], [*labels, ("blue",)], rounds=1)
    assert not kept[-1]["blue"].any()


def test_the_threshold_is_a_ratio() -> None:
    # Under the tag red is four times as common as elsewhere, blue twice, green half.
    photos = [photo_of((RED, 40), (BLUE, 20), (GREEN, 40)) for _ in range(6)]
    photos += [photo_of((RED, 10), (BLUE, 10), (GREEN, 80)) for _ in range(6)]
    labels: Sequence[tuple[str, ...]] = [("red",)] * 6 + [("green",)] * 6
    for min_lift, expected in [(1.9, {RED, BLUE}), (2.1, {RED}), (3.9, {RED})]:
        kept = keep_by_lift(photos, labels, min_lift=min_lift, rounds=1)
        assert kept_colors(photos[0], kept[0]["red"]) == expected


def test_if_no_cluster_stands_out_the_best_is_kept() -> None:
    photos = [photo_of((RED, 40), (GREEN, 60)) for _ in range(6)]
    photos += [photo_of((RED, 30), (GREEN, 70)) for _ in range(6)]
    labels: Sequence[tuple[str, ...]] = [("red",)] * 6 + [("green",)] * 6
    kept = keep_by_lift(photos, labels, min_lift=5, rounds=1)
    assert kept_colors(photos[0], kept[0]["red"]) == {RED}
    assert kept_colors(photos[6], kept[6]["green"]) == {GREEN}


@pytest.mark.parametrize("method", METHODS)
def test_the_order_of_photos_does_not_matter(method: str) -> None:
    photos, labels = tagged_photos()
    forward = METHODS[method](photos, labels)
    backward = METHODS[method](photos[::-1], labels[::-1])[::-1]
    for one, two in zip(forward, backward, strict=True):
        assert {t: m.tolist() for t, m in one.items()} == {t: m.tolist() for t, m in two.items()}
