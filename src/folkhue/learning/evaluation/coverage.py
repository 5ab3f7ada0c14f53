"""What scores are measured on, and what they leave out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from folkhue._utils.text import counted
from folkhue.color.vocabulary import Vocabulary
from folkhue.learning.evaluation.golden_photo import GoldenPhoto
from folkhue.learning.evaluation.xkcd import resolved_names, xkcd_names, xkcd_survey


@dataclass(frozen=True)
class Coverage:
    """What a test set has.

    Attributes
    ----------
    measured : str
        What counts, such as "88 photographs, 977 regions".
    left_out : tuple of str
        What does not, and why.
    """

    measured: str
    left_out: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it, as a sentence without its period."""
        return f"{self.measured}; left out: {', '.join(self.left_out) or 'nothing'}"


def golden_coverage(photos: Iterable[GoldenPhoto], terms: Sequence[str]) -> Coverage:
    """Count the photographs and regions of a golden set.

    Parameters
    ----------
    photos : iterable of GoldenPhoto
    terms : sequence of str
        A region counts if it has one name, which is among these.
    """
    known = set(terms)
    every = [[region.names for region in photo.regions] for photo in photos]
    names = [each for photo in every for each in photo]
    foreign = sum(not known.issuperset(each) for each in names)
    ambiguous = sum(len(each) > 1 and known.issuperset(each) for each in names)
    empty = sum(not any(_counts(each, known) for each in photo) for photo in every)
    measured = counted(len(every) - empty, "photograph"), counted(_regions(names, known), "region")
    left_out = {
        f"{counted(ambiguous, 'ambiguous region')}, scored apart": ambiguous,
        f"{counted(foreign, 'region')} with a name that is not learned": foreign,
        f"{counted(empty, 'photograph')} without a region that counts": empty,
    }
    return Coverage(", ".join(measured), tuple(text for text, number in left_out.items() if number))


def survey_coverage(vocabulary: Vocabulary) -> Coverage:
    """Count the colors of the XKCD survey whose name ends in a term, and all others."""
    measured, resolved = len(xkcd_survey(vocabulary)), len(resolved_names(vocabulary))
    rest = len(xkcd_names()) - measured
    apart = f", {resolved:,} of them scored apart" if resolved else ""
    return Coverage(counted(measured, "color"), (f"{rest:,} with other names{apart}",))


def _regions(names: Iterable[Sequence[str]], known: set[str]) -> int:
    return sum(_counts(each, known) for each in names)


def _counts(names: Sequence[str], known: set[str]) -> bool:
    return len(names) == 1 and names[0] in known
