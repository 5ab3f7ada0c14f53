"""Whether photographs are ready to be learned from."""

import pytest

from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.readiness import NameReadiness, Readiness
from folkhue.datasets.record import PhotoRecord, Status

TERMS = Vocabulary.of({"red": ["rouge", "赤"], "blue": [], "ecru": []})


def test_photographs_are_counted_by_name_status_and_word() -> None:
    photos = [
        PhotoRecord("1", title="Red barn", tags="赤", labels=("red",), status=Status.OK),
        PhotoRecord("2", tags="red;rouge;blue", labels=("red", "blue"), status=Status.OK),
        PhotoRecord("3", tags="rouge", labels=("red",), status=Status.NOT_COLORED),
        PhotoRecord("4", tags="rouge", labels=("red",), status=Status.NEAR_DUPLICATE),
        PhotoRecord("5", tags="red", labels=("red",), status=Status.NEAR_DUPLICATE),
        PhotoRecord("6", tags="door", status=Status.OK),
    ]
    found = Readiness.of(photos, TERMS)
    red, blue, ecru = found.names
    assert (found.kept, red.kept, blue.kept, ecru.kept) == (3, 2, 1, 0)
    assert [*red.left_out.items()] == [("near_duplicate", 2), ("not_colored", 1)]
    assert red.words == {"red": 2, "rouge": 1, "赤": 1}
    assert found.has_words
    assert not Readiness.of(photos[-1:], Vocabulary.of("basic11")).has_words


@pytest.mark.parametrize(
    ("originals", "held_out", "warning"),
    [
        ([], 0, "no photograph, so the run will stop"),
        (["a", "a"], 0, "a single picture, which cannot be split, so the run will"),
        (["a", "b"], 1, "1 held out, too few for a score"),
        (["a", "a", *"bcdefghijk"], 2, "2 held out, too few for a score"),
        (list("abcdefghijklmno"), 3, ""),
    ],
)
def test_names_with_too_few_photographs_are_warned_of(
    originals: list[str], held_out: int, warning: str
) -> None:
    """Crops of one picture are on one side of the split."""
    photos = [
        PhotoRecord(str(number), tags="blue", labels=("blue",), original=each, status=Status.OK)
        for number, each in enumerate(originals)
    ]
    readiness = Readiness.of(photos, TERMS)
    found: NameReadiness = readiness.names[1]
    assert found.held_out(0.2) == held_out
    assert found.warning(0.2).startswith(warning)
    assert bool(found.warning(0.2)) is bool(warning)
    (none, *_) = readiness.warnings(0.2).items()
    assert {"red", "ecru"} <= {*none[1]}
