"""Examples of denoising as a page shows them: what was kept of photographs, and how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import attrgetter

from PIL import Image

from folkhue.datasets.attribution import Credit
from folkhue.datasets.record import PhotoRecord
from folkhue.render.report.embedded import Embedded, picture
from folkhue.render.report.examples import Cluster, Example, most_telling

WIDE, NARROW = 400, 200
"""Widths in pixels of the example that is shown step by step, and of the others."""

MOST = 4
"""Examples of a name that a page shows."""

_TAGS = 8


@dataclass(frozen=True, eq=False)
class Shown:
    """A photograph, what was kept of it, and what was dropped.

    Attributes
    ----------
    term : str
    tags : list of str
        The first few, and the term.
    credit : Credit
    share : float
        Of the pixels, that is kept.
    photograph, kept, dropped : Embedded
    """

    term: str
    tags: list[str]
    credit: Credit
    share: float
    photograph: Embedded
    kept: Embedded
    dropped: Embedded

    @classmethod
    def of(cls, example: Example, record: PhotoRecord, width: int = NARROW) -> Shown:
        """Draw an example of the photograph that a record describes."""
        photo, weights = example.picture, example.weights
        parts = (picture(photo), picture(photo, weights), picture(photo, photo.opaque - weights))
        return cls(
            example.term,
            tags_of(record.tags, example.term),
            Credit.from_record(record),
            example.kept,
            *(Embedded.photograph(part, width) for part in parts),
        )


@dataclass(frozen=True, eq=False)
class Steps:
    """How one photograph was denoised.

    Attributes
    ----------
    shown : Shown
    painted : Embedded
        Each pixel in the mean color of its cluster.
    clusters : list of Cluster
        The most believed first.
    """

    shown: Shown
    painted: Embedded
    clusters: list[Cluster]

    @classmethod
    def of(cls, examples: Sequence[Example], records: Mapping[str, PhotoRecord]) -> Steps | None:
        """Choose the most telling example, if there is any."""
        chosen = most_telling(examples)
        if chosen is None:
            return None
        painted = Embedded.drawing(Image.fromarray(chosen.painted()), WIDE)
        shown = Shown.of(chosen, records[chosen.photo], WIDE)
        return cls(shown, painted, list(chosen.clusters().values()))


def gallery(examples: Iterable[Example], records: Mapping[str, PhotoRecord]) -> list[list[Shown]]:
    """Draw the first examples of each name; the records of the photographs are by id."""
    return [
        [Shown.of(example, records[example.photo]) for example in islice(of_term, MOST)]
        for _, of_term in groupby(examples, attrgetter("term"))
    ]


def tags_of(text: str, term: str) -> list[str]:
    """List the tags of a photograph; of many the first, but always that which is the term.

    Examples
    --------
    >>> tags_of("tree;RED;;sky", "red"), tags_of("", "red")
    (['tree', 'red', 'sky'], ['red'])
    """
    given = [tag.strip().lower() for tag in text.split(";")]
    tags = [tag for tag in dict.fromkeys(given) if tag]
    return [*tags[:_TAGS]] if term in tags[:_TAGS] else [term, *tags[: _TAGS - 1]]
