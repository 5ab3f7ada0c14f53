import pytest

from folkhue.color.vocabulary import Vocabulary
from folkhue.learning.evaluation.xkcd import survey_pixels


@pytest.mark.parametrize(
    ("names", "wanted", "unwanted"),
    [
        ("basic8", {"light blue": "blue"}, {"blue green", "brown red", "grey blue", "sea"}),
        ("basic11", {"dark grey": "gray", "hot pink": "pink"}, {"pink red", "purple grey"}),
        (["teal", "blue"], {"dark teal": "teal"}, {"dark red"}),
    ],
)
def test_xkcd_names_that_end_in_a_term(
    names: str | list[str], wanted: dict[str, str], unwanted: set[str]
) -> None:
    from matplotlib.colors import XKCD_COLORS, to_rgb

    pixels = survey_pixels(Vocabulary.of(names))
    assert set(pixels["term"]) == set(Vocabulary.of(names).names)
    assert set(pixels["count"]) == {1}
    assert pixels["group"].is_unique
    found = {(row.r, row.g, row.b): row.term for row in pixels.itertuples()}

    def code(name: str) -> tuple[int, ...]:
        return tuple(round(255 * channel) for channel in to_rgb(XKCD_COLORS[f"xkcd:{name}"]))

    for name, term in wanted.items():
        assert found[code(name)] == term
    for name in unwanted:
        assert code(name) not in found
