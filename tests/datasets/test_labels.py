import pytest

from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.labels import weak_labels


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("red", ("red",)),
        ("RED car; sky", ("red",)),
        ("Red-hot, blue_eyes!", ("red", "blue")),
        ("blue red", ("red", "blue")),
        ("redwood greenhouse blueberry", ()),
        ("grey cat", ("gray",)),
        ("gray;grey", ("gray",)),
        ("Orange County", ("orange",)),
        ("sunset\norange2024", ("orange",)),
        ("rojo e verde", ()),
    ],
)
def test_weak_labels(text: str, expected: tuple[str, ...]) -> None:
    assert weak_labels(text, Vocabulary.of("basic11")) == expected


def test_a_name_of_several_words_is_matched_as_a_phrase() -> None:
    vocabulary = Vocabulary.of(["dark red", "red"])
    assert weak_labels("a dark, red wine", vocabulary) == ("dark red",)
    assert weak_labels("red, dark red wine", vocabulary) == ("dark red", "red")
    assert weak_labels("dark wine, red glass", vocabulary) == ("red",)
    assert weak_labels("dark;red", vocabulary) == ("red",)
    assert weak_labels("dark\nred", vocabulary) == ("red",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Navy Blue", ("navy",)),
        ("navy blue and blue", ("blue", "navy")),
        ("olive-green, teal", ("teal", "olive")),
        ("blue;green", ("green", "blue")),
    ],
)
def test_words_count_for_the_longest_term(text: str, expected: tuple[str, ...]) -> None:
    assert weak_labels(text, Vocabulary.of("fine")) == expected


def test_unicode_normalization_does_not_matter() -> None:
    assert weak_labels("tu\u0308rkis", Vocabulary.of(["t\u00fcrkis", "red"])) == ("t\u00fcrkis",)
