import pytest

from folkhue.color.vocabulary import BASIC_TERMS, Vocabulary
from folkhue.datasets.labels import weak_labels
from folkhue.errors import VocabularyError


def test_presets() -> None:
    assert Vocabulary.of("basic8").names == (
        *("red", "orange", "yellow", "green", "blue", "purple", "black", "white"),
    )
    assert set(Vocabulary.of("basic11").names) == set(BASIC_TERMS)


def test_any_names_make_a_vocabulary() -> None:
    vocabulary = Vocabulary.of([" Teal ", "dark red", "GREY"])
    assert vocabulary.names == ("teal", "dark red", "gray")
    assert len(set(vocabulary.swatches)) == 3
    assert vocabulary == Vocabulary.of(["teal", "dark red", "gray"])


@pytest.mark.parametrize(
    ("names", "complaint"),
    [
        ("basic9", "basic8 or basic11"),
        (["red"], "2 to 254"),
        (["red", "Red"], "twice"),
        (["gray", "grey"], "twice"),
        (["red", "#ff0000"], "letters"),
        (["red", ""], "letters"),
        (["red", True], "quotes"),
    ],
)
def test_impossible_vocabularies(names: object, complaint: str) -> None:
    with pytest.raises(VocabularyError, match=complaint):
        Vocabulary.of(names)  # type: ignore[arg-type]


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


def test_names_of_several_words_are_found_as_a_whole() -> None:
    vocabulary = Vocabulary.of(["dark red", "red"])
    assert weak_labels("a dark, red wine", vocabulary) == ("dark red", "red")
    assert weak_labels("dark wine, red glass", vocabulary) == ("red",)
    assert weak_labels("dark;red", vocabulary) == ("red",)
    assert weak_labels("dark\nred", vocabulary) == ("red",)


def test_spelling_in_unicode_does_not_matter() -> None:
    assert weak_labels("tu\u0308rkis", Vocabulary.of(["t\u00fcrkis", "red"])) == ("t\u00fcrkis",)
