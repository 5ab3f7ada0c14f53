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
    ("words", "expected"),
    [
        ({"red": ["rouge", "ROJO "], "ecru": []}, [("red", "rouge", "rojo"), ("ecru",)]),
        ({"red": None, "blue": "bleu"}, [("red",), ("blue", "bleu")]),
        ({"grey": ["gris"], "red": ["red"]}, [("gray", "grey", "gris"), ("red",)]),
        ({"navy": ["navy blue", "bleu marine"]}, [("navy", "navy blue", "bleu marine")]),
        (
            {"red": ["赤", "लाल", "สีแดง", "vert d’eau"]},
            [("red", "赤", "लाल", "สีแดง", "vert d’eau")],
        ),
        ({"white": ["weiß", "weiss"]}, [("white", "weiß", "weiss")]),
    ],
)
def test_a_mapping_gives_names_their_synonyms(
    words: dict[str, list[str]], expected: list[tuple[str, ...]]
) -> None:
    vocabulary = Vocabulary.of({**words, "black": []})
    assert [term.words for term in vocabulary] == [*expected, ("black",)]
    assert vocabulary.names == (*(words[0] for words in expected), "black")


@pytest.mark.parametrize(
    ("names", "complaint"),
    [
        ({"red": ["rosa"], "pink": ["ROSA"]}, "'rosa' is a word of both 'red' and 'pink'"),
        ({"red": [], "crimson": ["red"]}, "'red' is a word of both 'red' and 'crimson'"),
        ({"red": [], "blue": ["ｒｅｄ"]}, "is a word of both 'red' and 'blue'"),
        ({"white": ["weiß"], "black": ["WEISS"]}, "'weiss' is a word of both"),
        ({"red": ["r2d2"], "blue": []}, "'r2d2' is not a color name"),
        ({"red": ["\u0302"], "blue": []}, "letters"),
        ({"red": [5], "blue": []}, "got int; put it in quotes"),
        ({"red": 5, "blue": []}, "got int; put it in quotes"),
        ({"red": {"fr": "rouge"}, "blue": []}, "are a list, got a mapping"),
        ({"red": ["unnamed"], "blue": []}, "choose another word"),
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
