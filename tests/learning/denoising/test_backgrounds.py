"""What the photographs of a source have in common counts little under their terms."""

import pytest
from support.clustered_photos import BLUE, RED, WHITE, Color, by_color, photo_of

from folkhue.learning.denoising.color_posterior import ColorPosterior
from folkhue.learning.denoising.origin import Origin

SHOP = [((RED, 20), (WHITE, 80))] * 30 + [((BLUE, 20), (WHITE, 80))] * 30
ALBUM = [((WHITE, 100),)] * 15 + [((RED, 100),)] * 15
LABELS = [("red",)] * 30 + [("blue",)] * 30 + [("white",)] * 15 + [("red",)] * 15


def weights(term: str, source: str, sources: tuple[str, str]) -> dict[Color, float]:
    """Weigh red, white and blue under a term, in a photograph that is not in the training data."""
    photos = [photo_of(*parts) for parts in (*SHOP, *ALBUM)]
    origins = [Origin(sources[0])] * len(SHOP) + [Origin(sources[1])] * len(ALBUM)
    denoiser = ColorPosterior(background="source").fit(photos, LABELS, origins)
    photo = photo_of((RED, 1), (WHITE, 1), (BLUE, 1))
    return by_color(photo, denoiser.weigh(photo, (term,), Origin(source))[term])


@pytest.mark.parametrize(
    ("term", "source", "low", "high"),
    [
        ("red", "shop", {WHITE}, {RED}),  # white is behind all products
        ("blue", "shop", {WHITE}, {BLUE}),
        ("white", "album", set(), {WHITE}),
        ("red", "album", {WHITE, BLUE}, {RED}),
    ],
)
def test_what_other_photographs_of_the_source_show_weighs_little(
    term: str, source: str, low: set[Color], high: set[Color]
) -> None:
    found = weights(term, source, ("shop", "album"))
    assert all(found[color] < 0.1 for color in low)
    assert all(found[color] > 0.3 for color in high)


def test_a_source_that_is_not_known_is_compared_with_all() -> None:
    found = weights("red", "elsewhere", ("shop", "album"))
    assert found[RED] > 0.4
    assert found[WHITE] < 0.1


def test_a_source_with_one_term_only_is_compared_with_all() -> None:
    photos = [photo_of((RED, 20), (WHITE, 80))] * 20 + [photo_of((BLUE, 20), (WHITE, 80))] * 20
    labels, origins = [("red",)] * 20 + [("blue",)] * 20, [Origin("a")] * 20 + [Origin("b")] * 20
    denoiser = ColorPosterior(background="source").fit(photos, labels, origins)
    found = by_color(photos[0], denoiser.weigh(photos[0], ("red",), Origin("a"))["red"])
    assert found[RED] > 0.4
    assert found[WHITE] < 0.1


def test_leaving_a_photograph_out_is_as_fitting_without_it() -> None:
    photos = [photo_of(*parts) for parts in (*SHOP, *ALBUM)]
    photos[0] = photo_of((RED, 10), (BLUE, 30), (WHITE, 7))
    origins = [Origin("shop")] * len(SHOP) + [Origin("album")] * len(ALBUM)
    every = ColorPosterior(background="source").fit(photos, LABELS, origins)
    without = ColorPosterior(background="source").fit(photos[1:], LABELS[1:], origins[1:])
    left_out = every.weigh_training_photo(photos[0], LABELS[0], origins[0])["red"]
    expected = without.weigh(photos[0], LABELS[0], origins[0])["red"]
    assert left_out == pytest.approx(expected, abs=0.01)  # all photographs still hold it
