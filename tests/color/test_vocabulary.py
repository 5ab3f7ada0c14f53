import pytest

from folkhue.color.vocabulary import BASIC_TERMS, FINE_TERMS, Vocabulary
from folkhue.errors import VocabularyError


def test_presets() -> None:
    assert Vocabulary.of("basic8").names == (
        *("red", "orange", "yellow", "green", "blue", "purple", "black", "white"),
    )
    assert set(Vocabulary.of("basic11").names) == set(BASIC_TERMS)
    assert set(Vocabulary.of("fine").names) == {*BASIC_TERMS, *FINE_TERMS}


def test_vocabularies_of_any_names() -> None:
    vocabulary = Vocabulary.of([" Teal ", "dark red", "GREY"])
    assert vocabulary.names == ("teal", "dark red", "gray")
    assert len(set(vocabulary.swatches)) == 3
    assert vocabulary == Vocabulary.of(["teal", "dark red", "gray"])


@pytest.mark.parametrize(
    ("names", "complaint"),
    [
        ("basic9", "basic8 or basic11 or fine"),
        (["red"], "2 to 254"),
        (["red", "Red"], "twice"),
        (["gray", "grey"], "twice"),
        (["red", "#ff0000"], "letters"),
        (["red", ""], "letters"),
        (["red", True], "quotes"),
    ],
)
def test_invalid_vocabularies_are_rejected(names: object, complaint: str) -> None:
    with pytest.raises(VocabularyError, match=complaint):
        Vocabulary.of(names)  # type: ignore[arg-type]
