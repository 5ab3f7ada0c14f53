import pytest

from folkhue._utils.text import did_you_mean, percent


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (0.0, "0.0 %"),
        (1e-9, "< 0.1 %"),
        (0.00099, "< 0.1 %"),
        (0.001, "0.1 %"),
        (0.0094, "0.9 %"),
        (0.0096, "1 %"),
        (0.617, "62 %"),
        (1.0, "100 %"),
    ],
)
def test_a_share_is_written_in_percent(share: float, written: str) -> None:
    assert percent(share) == written


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("rad", "did you mean 'red'?"),
        ("bleu", "did you mean 'blue'?"),
        ("", "there are red, blue"),
        ("xyzzy", "there are red, blue"),
    ],
)
def test_the_nearest_word_is_suggested_or_all_are_listed(word: str, hint: str) -> None:
    assert did_you_mean(word, ("red", "blue")) == hint


def test_a_word_that_is_not_listed_may_be_suggested() -> None:
    assert (
        did_you_mean("mich", ["red", "much"], listed=["red"], quote='"') == 'did you mean "much"?'
    )
    assert did_you_mean("xyzzy", ["red", "much"], listed=["red"]) == "there are red"
