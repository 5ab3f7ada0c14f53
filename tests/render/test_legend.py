import numpy as np
import pytest
from support.tables import small_table

from folkhue.images.photo import Photo
from folkhue.render.legend import before_and_after, legend
from folkhue.table.name_map import NameMap

TABLE = small_table()


def photo(height: int = 12, width: int = 30) -> Photo:
    rgb = np.zeros((height, width, 3), np.uint8)
    rgb[:, : width // 3] = 200
    return Photo(rgb, np.ones((height, width), bool))


def test_names_are_painted_in_their_swatches() -> None:
    painted = np.asarray(NameMap.from_photo(photo(), TABLE).image())
    assert painted[0, 0].tolist() == [255, 250, 240]
    assert painted[0, -1].tolist() == [0, 0, 0]


def test_transparent_pixels_stay_transparent() -> None:
    whole = photo()
    half = Photo(whole.rgb, whole.opaque & (np.arange(30) < 15))
    assert np.asarray(NameMap.from_photo(half, TABLE).image())[0, ::29, 3].tolist() == [255, 0]


def test_the_photograph_is_on_the_left() -> None:
    sheet = np.asarray(before_and_after(photo(), TABLE))
    assert sheet[0, 0].tolist() == [200, 200, 200]
    assert sheet[0, 30 + 8].tolist() == [255, 250, 240]


@pytest.mark.parametrize(
    "shares",
    [
        {},
        {"dark": 1.0},
        {"dark": 0.9999, "light": 0.0001},
        {"light": 0.5, "dark": 0.3, "unnamed": 0.2},
    ],
)
@pytest.mark.parametrize("width", [40, 300])
def test_legends_of_any_shares_and_width(shares: dict[str, float], width: int) -> None:
    picture = np.asarray(legend(shares, TABLE, width))
    assert picture.shape[1] == width
    start = picture[7, 3].tolist()
    if shares:
        first = max(shares, key=lambda name: shares[name])
        assert start == list({"dark": (0, 0, 0), "light": (255, 250, 240)}[first])
