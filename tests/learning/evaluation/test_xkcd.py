import pytest

from folkhue.color.vocabulary import PRESETS, Vocabulary
from folkhue.learning.evaluation.xkcd import NAMES, resolved_names, survey_pixels, xkcd_survey


@pytest.mark.parametrize(
    ("names", "wanted", "unwanted"),
    [
        ("basic8", {"light blue": "blue"}, {"blue green", "brown red", "grey blue", "sea"}),
        ("basic11", {"dark grey": "gray", "hot pink": "pink"}, {"pink red", "purple grey"}),
        (["teal", "blue"], {"dark teal": "teal"}, {"dark red"}),
        ("fine", {"dark navy blue": "navy", "light olive green": "olive"}, {"olive yellow"}),
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


def accepted(names: str | list[str]) -> dict[str, set[str]]:
    found = resolved_names(Vocabulary.of(names))
    return dict(zip(found["survey"], found["accepted"], strict=True))


@pytest.mark.parametrize(
    ("names", "name", "terms"),
    [
        ("basic11", "navy", {"blue"}),
        ("basic8", "navy", {"blue"}),
        ("basic11", "teal", {"blue", "green"}),
        ("basic11", "beige", {"brown", "yellow", "white"}),
        ("basic8", "beige", {"yellow", "white"}),
        ("basic8", "maroon", {"red", "purple"}),
        ("basic8", "chocolate", None),  # unclear without brown
        ("basic11", "dark red", None),  # it ends in a term
        (["blue", "green", "red"], "teal", {"blue", "green"}),
        (["blue", "red"], "teal", None),
        (["blue", "green", "teal"], "navy", None),  # with teal, people may draw other borders
    ],
)
def test_other_names_and_the_terms_that_people_accept(
    names: str | list[str], name: str, terms: set[str] | None
) -> None:
    assert accepted(names).get(name) == terms


@pytest.mark.parametrize("preset", ["basic8", "basic11"])
def test_the_list_of_other_names(preset: str) -> None:
    """Each is in the survey once, with terms of the vocabulary, and is no name that ends in one."""
    found = accepted(preset)
    assert len(found) > 350
    assert not {*found} & {*xkcd_survey(Vocabulary.of(preset))["survey"]}
    assert {*map(frozenset, found.values())} >= {
        frozenset({term}) for term in PRESETS["basic8"][1:6]
    }
    for terms in found.values():
        assert terms <= {*PRESETS[preset]}


def test_fewer_terms_take_none_away_from_a_name() -> None:
    eleven, eight = accepted("basic11"), accepted("basic8")
    assert {*eight} < {*eleven}
    for name, terms in eight.items():
        assert eleven[name] & {*PRESETS["basic8"]} <= terms
    listed = NAMES.read_text("utf-8").splitlines()
    assert listed[0].startswith("# ")
    assert len([line for line in listed if line[:1] != "#"]) == len(eleven) + 1


def test_a_vocabulary_may_have_a_term_like_a_column() -> None:
    assert accepted(["r", "g", "red"]) == {}
