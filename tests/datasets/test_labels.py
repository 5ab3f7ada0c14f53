import pytest

from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.labels import found_words, weak_labels


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


WORDS = Vocabulary.of(
    {
        "red": ["rouge", "rojo", "赤", "红色", "สีแดง", "लाल", "красный", "빨강", "kırmızı"],
        "white": ["weiß"],
        "navy": ["bleu marine"],
        "blue": ["bleu", "紺青"],
        "indigo": ["紺"],
    }
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chat ROUGE; red rojo", {"red": ("red", "rouge", "rojo")}),
        ("rougeur rojos", {}),
        ("赤い車", {"red": ("赤",)}),
        ("redのバッグ、赤", {"red": ("red", "赤")}),
        ("中国红色灯笼", {"red": ("红色",)}),
        ("红", {}),
        ("紺青の海", {"blue": ("紺青",)}),
        ("紺と青", {"indigo": ("紺",)}),
        ("รถสีแดงคันหนึ่ง", {"red": ("สีแดง",)}),
        ("लाल गुलाब", {"red": ("लाल",)}),
        ("कलाल", {}),
        ("КРАСНЫЙ дом", {"red": ("красный",)}),
        ("빨강 자동차", {"red": ("빨강",)}),
        ("KIRMIZI elma", {"red": ("kırmızı",)}),
        ("WEISS; weiß", {"white": ("weiß",)}),
        ("bleu marine", {"navy": ("bleu marine",)}),
        ("bleumarine;bleu", {"navy": ("bleu marine",), "blue": ("bleu",)}),
        ("ＲＥＤ ❤\ufe0fbleu", {"red": ("red",), "blue": ("bleu",)}),
        ("bleu™ red²", {"red": ("red",), "blue": ("bleu",)}),
    ],
)
def test_words_of_any_language_are_found(text: str, expected: dict[str, tuple[str, ...]]) -> None:
    """With boundaries where a script has blanks; the longest first."""
    assert found_words(text, WORDS) == expected
    assert weak_labels(text, WORDS) == tuple(expected)
