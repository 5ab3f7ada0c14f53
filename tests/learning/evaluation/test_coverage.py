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


@pytest.mark.parametrize(
    ("photos", "text"),
    [
        ([["red", "red"], ["blue"]], "2 photographs, 3 regions; left out: nothing"),
        (
            [["red", "red/blue"], ["red/blue"]],
            "1 photograph, 1 region; left out: 2 ambiguous regions, scored apart, "
            "1 photograph without a region that counts",
        ),
        (
            [["red", "pink", "pink/red"]],
            "1 photograph, 1 region; left out: 2 regions with a name that is not learned",
        ),
        ([], "0 photographs, 0 regions; left out: nothing"),
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
