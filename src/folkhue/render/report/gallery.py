"""Examples of denoising as a page shows them: what was kept of photographs, and how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import attrgetter

from PIL import Image

from folkhue.datasets.attribution import Credit
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
    def of(cls, example: Example, row: Mapping[str, str], width: int = NARROW) -> Shown:
        """Draw an example, about which a row of the list of photographs tells."""
        photo, weights = example.picture, example.weights
        parts = (picture(photo), picture(photo, weights), picture(photo, photo.opaque - weights))
        return cls(
            example.term,
            tags_of(row, example.term),
            Credit.of(row),
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
    def of(cls, examples: Sequence[Example], rows: Mapping[str, Mapping[str, str]]) -> Steps | None:
        """Choose the most telling example, if there is any."""
        chosen = most_telling(examples)
        if chosen is None:
            return None
        painted = Embedded.drawing(Image.fromarray(chosen.painted()), WIDE)
        shown = Shown.of(chosen, rows[chosen.photo], WIDE)
        return cls(shown, painted, list(chosen.clusters().values()))


def gallery(
    examples: Iterable[Example], rows: Mapping[str, Mapping[str, str]]
) -> list[list[Shown]]:
    """Draw the first examples of each name; rows are of the list, by id."""
    return [
        [Shown.of(example, rows[example.photo]) for example in islice(of_term, MOST)]
        for _, of_term in groupby(examples, attrgetter("term"))
    ]


def tags_of(row: Mapping[str, str], term: str) -> list[str]:
    """List the tags of a photograph; of many the first, but always that which is the term.

    Examples
    --------
    >>> tags_of({"tags": "tree;RED;;sky"}, "red"), tags_of({"tags": ""}, "red")
    (['tree', 'red', 'sky'], ['red'])
    """
    given = [tag.strip().lower() for tag in (row.get("tags") or "").split(";")]
    tags = [tag for tag in dict.fromkeys(given) if tag]
    return [*tags[:_TAGS]] if term in tags[:_TAGS] else [term, *tags[: _TAGS - 1]]
