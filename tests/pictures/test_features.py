"""Features of pictures: what holds for each group, whatever the picture."""

from __future__ import annotations

import re

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

import folkhue
from folkhue.errors import ImageError
from folkhue.images.photo import Photo
from folkhue.learning.pictures.transformers import TRANSFORMERS, PictureFeatures
from folkhue.pictures import groups as computed
from folkhue.pictures.features import FEATURE_GROUPS, feature_names, picture_features
from folkhue.pictures.words import color_words

TABLE = folkhue.load("basic11")
RNG = np.random.default_rng(4)


def photo(rgb: np.ndarray, opaque: np.ndarray | None = None) -> Photo:
    pixels = np.ascontiguousarray(rgb, np.uint8)
    return Photo(pixels, np.ones(pixels.shape[:2], bool) if opaque is None else opaque)


def plain(height: int, width: int, color: tuple[int, int, int] = (200, 20, 30)) -> np.ndarray:
    return np.full((height, width, 3), color, np.uint8)


def product() -> np.ndarray:
    """Draw a box of two colors before white, at another place than the middle."""
    rgb = plain(100, 80, (255, 255, 255))
    rgb[12:60, 8:48] = (30, 60, 180)
    rgb[30:44, 20:48] = (240, 200, 40)
    return rgb


def noise(height: int, width: int) -> np.ndarray:
    return RNG.integers(0, 256, (height, width, 3)).astype(np.uint8)


PICTURES = {
    "a product": photo(product()),
    "a scene": photo(noise(60, 90)),
    "a large scene": photo(noise(300, 500)),
    "a pixel": photo(plain(1, 1)),
    "a row": photo(noise(1, 700)),
    "a column": photo(noise(700, 1)),
    "two rows": photo(noise(2, 9)),
    "one color": photo(plain(40, 30)),
    "black": photo(plain(20, 30, (0, 0, 0))),
    "white": photo(plain(20, 30, (255, 255, 255))),
    "gray": photo(noise(30, 40)[..., :1].repeat(3, axis=2)),
    "a cut-out": photo(noise(50, 40), RNG.random((50, 40)) < 0.5),
    "a visible pixel": photo(noise(50, 40), np.arange(2000).reshape(50, 40) == 777),
}
EXTREMES = {"moments": (0, 255), "lab": (-110, 110), "palette": (-110, 110)}
"""Smallest and largest value of groups whose values are not from 0 to 1."""

SUMS = {"names": 1, "subject": 1, "border": 1, "center": 1, "levels": 1, "grid": 1}
"""The largest sum of shares; colors may have no name, and parts of a picture no color."""

POSITIONS = {"grid", "shape"}

GIVEN = [(group, name) for group in FEATURE_GROUPS for name in PICTURES]


def features(group: str, name: str) -> np.ndarray:
    return picture_features(PICTURES[name], TABLE, [group])


@pytest.mark.parametrize(("group", "name"), GIVEN)
def test_there_is_a_value_in_range_for_each_name(group: str, name: str) -> None:
    found = features(group, name)
    low, high = EXTREMES.get(group, (0, 1))
    assert found.dtype == np.float32
    assert found.shape == (len(feature_names([group], TABLE)),)
    assert low - 1e-5 <= found.min() <= found.max() <= high + 1e-5


@pytest.mark.parametrize("group", [name for name in FEATURE_GROUPS if name not in POSITIONS])
def test_a_mirrored_picture_has_the_same_features(group: str) -> None:
    for name in ("a product", "a scene", "a cut-out", "a row", "two rows"):
        whole = PICTURES[name]
        small = Photo(whole.rgb[:, :112], whole.opaque[:, :112])  # blocks begin at the left
        mirrored = photo(small.rgb[:, ::-1], small.opaque[:, ::-1])
        one, other = (picture_features(each, TABLE, [group]) for each in (small, mirrored))
        assert one == pytest.approx(other, abs=1e-4), name


def test_positions_are_seen() -> None:
    mirrored = photo(product()[:, ::-1])
    for group in POSITIONS:
        change = features(group, "a product") - picture_features(mirrored, TABLE, [group])
        assert np.abs(change).max() > 0.02


@pytest.mark.parametrize("name", PICTURES)
def test_shares_sum_to_what_is_said(name: str) -> None:
    for group, most in SUMS.items():
        assert features(group, name).sum() <= most + 1e-5
    assert features("probabilities", name).sum() == pytest.approx(1, abs=1e-4)
    assert features("words", name).sum() == pytest.approx(1, abs=1e-4)
    pairs = features("pairs", name).sum()
    assert pairs == pytest.approx(1, abs=1e-4) or (pairs == 0 and "pixel" in name)
    assert features("palette", name)[3::4].sum() <= 1 + 1e-5


def by_name(groups: list[str], picture: Photo) -> dict[str, float]:
    values = picture_features(picture, TABLE, groups).tolist()
    return dict(zip(feature_names(groups, TABLE), values, strict=True))


def test_the_features_of_a_product_tell_its_colors_and_its_place() -> None:
    found = by_name([*FEATURE_GROUPS], PICTURES["a product"])
    yellow = 14 * 28 / (48 * 40)
    expected = {
        "share_white": 1 - 48 * 40 / 8000,
        "subject_white": 0,
        "subject_yellow": yellow,
        "subject_blue": 1 - yellow,
        "border_white": 1 - 2 * 48 / (8000 - 76 * 60),
        "center_yellow": 14 * 18 / (24 * 20),
        "level2_blue": 1 - yellow,
        "level5_yellow": yellow,
        "shape_top": 0.12,
        "shape_bottom": 0.6,
        "shape_left": 0.1,
        "shape_right": 0.6,
        "shape_height": 48 / 88,
        "shape_share": 48 * 40 / 8000,
        "shape_row1": 1,
        "shape_column8": 1,
        "color1_share": 1 - yellow,
        "color2_share": yellow,
        "color3_share": 0,
        "pair_white_white": 0,
    }
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=0.02)
    assert max(found[f"probability_{term}"] for term in TABLE.terms) == found["probability_blue"]
    cells = [name for name, value in found.items() if name.startswith("cell11_") and value > 0]
    assert sum(found[name] for name in cells) == pytest.approx(1 / 16)
    assert found["pair_blue_blue"] > 0.5 > found["pair_yellow_yellow"] > found["pair_yellow_blue"]


@pytest.mark.parametrize("group", ["words", "grid"])
def test_it_is_said_how_many_colors_there_are(group: str) -> None:
    stated = re.search(r"some (\d+) colors", FEATURE_GROUPS[group].about)
    step = {"words": computed.FINE, "grid": computed.COARSE}[group]
    assert stated
    assert len(color_words(step).names) == pytest.approx(int(stated[1]), rel=0.05)


def test_names_differ_and_groups_come_as_they_are_asked_for() -> None:
    names = feature_names([*FEATURE_GROUPS], TABLE)
    assert len({*names}) == len(names)
    some = picture_features(PICTURES["a product"], TABLE, ["shape", "names"])
    parts = [features(group, "a product") for group in ("shape", "names")]
    assert np.array_equal(some, np.concatenate(parts))


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        (["name"], "no features are called 'name'; did you mean 'names'"),
        ([], "expected different names of features"),
        (["names", "names"], "expected different names of features"),
    ],
)
def test_unknown_groups_are_refused(groups: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        picture_features(PICTURES["a pixel"], TABLE, groups)
    with pytest.raises(ValueError, match=message):
        feature_names(groups, TABLE)
    with pytest.raises(ValueError, match=message):
        PictureFeatures(groups).fit([])


def test_a_transparent_picture_has_none() -> None:
    with pytest.raises(ImageError, match="transparent"):
        picture_features(photo(plain(3, 3), np.zeros((3, 3), bool)), TABLE, ["names"])


def test_every_group_has_a_transformer() -> None:
    assert TRANSFORMERS.keys() == FEATURE_GROUPS.keys()


@pytest.mark.parametrize("group", TRANSFORMERS)
def test_a_transformer_gives_the_features_of_its_group(group: str) -> None:
    transformer = TRANSFORMERS[group](table="basic11")
    with pytest.raises(NotFittedError):
        transformer.transform([PICTURES["a pixel"]])
    fitted = clone(transformer).fit([])
    names = ["a product", "a pixel"]
    found = fitted.transform([PICTURES[name] for name in names])
    assert np.array_equal(found, [features(group, name) for name in names])
    assert fitted.get_feature_names_out().tolist() == [*feature_names([group], TABLE)]
    assert fitted.transform([]).shape == (0, found.shape[1])
    assert fitted.get_params() == {"table": "basic11"}
