"""What scores are measured on, and what they leave out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from folkhue._utils.text import counted
from folkhue.color.vocabulary import Vocabulary
from folkhue.learning.evaluation.bootstrap import MIN_GROUPS, MIN_GROUPS_OF_TERM
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
    wanted : str
        What scores need beyond it, such as "at least 10 photographs"; empty if it has enough.
    """

    measured: str
    left_out: tuple[str, ...]
    wanted: str = ""

    @property
    def text(self) -> str:
        """All of it, as a sentence without its period."""
        needed = f"; for scores, {self.wanted} are needed" if self.wanted else ""
        return f"{self.measured}{needed}; left out: {', '.join(self.left_out) or 'nothing'}"


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
    shown = tuple(text for text, number in left_out.items() if number)
    return Coverage(", ".join(measured), shown, _wanted(every, known))


def _wanted(photos: Sequence[Sequence[Sequence[str]]], known: set[str]) -> str:
    """Say how many photographs scores need, in all and of each name that occurs."""
    named = [{each[0] for each in photo if _counts(each, known)} for photo in photos]
    per_name = Counter(name for names in named for name in names)
    few = [name for name, number in sorted(per_name.items()) if number < MIN_GROUPS_OF_TERM]
    if sum(map(bool, named)) < MIN_GROUPS:
        return f"at least {MIN_GROUPS} photographs"
    return f"at least {MIN_GROUPS_OF_TERM} photographs with {', '.join(few)}" if few else ""


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
