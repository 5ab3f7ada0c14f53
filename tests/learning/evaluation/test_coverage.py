"""What scores are measured on, and what they leave out."""

from pathlib import Path

import pytest

from folkhue.color.vocabulary import Vocabulary
from folkhue.learning.evaluation.coverage import golden_coverage, survey_coverage
from folkhue.learning.evaluation.golden_photo import GoldenPhoto, Region


def photo(*regions: str) -> GoldenPhoto:
    """A photograph with regions of these names."""
    corners = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0))
    shapes = tuple(Region(tuple(names.split("/")), corners) for names in regions)
    return GoldenPhoto("name", Path("name.jpg"), 2, 2, shapes)


ENOUGH = [["red"], ["blue"]] * 5


@pytest.mark.parametrize(
    ("photos", "text"),
    [
        ([*ENOUGH, ["red", "red"]], "11 photographs, 12 regions; left out: nothing"),
        (
            [*ENOUGH, ["red", "red/blue"], ["red/blue"]],
            "11 photographs, 11 regions; left out: 2 ambiguous regions, scored apart, "
            "1 photograph without a region that counts",
        ),
        (
            [*ENOUGH, ["red", "pink", "pink/red"]],
            "11 photographs, 11 regions; left out: 2 regions with a name that is not learned",
        ),
        (
            [["red"]] * 9 + [["pink"]],
            "9 photographs, 9 regions; for scores, at least 10 photographs are needed; "
            "left out: 1 region with a name that is not learned, "
            "1 photograph without a region that counts",
        ),
        (
            [["red", "red"]] * 10 + [["blue", "red/blue"]] * 2,
            "12 photographs, 22 regions; for scores, at least 3 photographs with blue are needed; "
            "left out: 2 ambiguous regions, scored apart",
        ),
        (
            [],
            "0 photographs, 0 regions; for scores, at least 10 photographs are needed; "
            "left out: nothing",
        ),
    ],
)
def test_regions_of_a_golden_set(photos: list[list[str]], text: str) -> None:
    assert golden_coverage([photo(*regions) for regions in photos], ["red", "blue"]).text == text


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ("basic8", "402 colors; left out: 547 with other names, 367 of them scored apart"),
        (["red", "teal"], "44 colors; left out: 905 with other names"),
    ],
)
def test_colors_of_the_survey(names: str | list[str], text: str) -> None:
    assert survey_coverage(Vocabulary.of(names)).text == text
