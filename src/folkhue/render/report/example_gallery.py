"""Examples of denoising as the report shows them: which pixels were kept, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import attrgetter

from PIL import Image

from folkhue.datasets.attribution import Credit
from folkhue.datasets.record import PhotoRecord
from folkhue.render.photo_image import photo_image
from folkhue.render.report.embedded_image import EmbeddedImage
from folkhue.render.report.examples import Cluster, Example, highest_contrast

WIDE, NARROW = 400, 200
"""Widths in pixels of the example that is shown step by step, and of the others."""

MAX_EXAMPLES = 4
"""Examples of a name that the report shows."""

_MAX_TAGS = 8


@dataclass(frozen=True, eq=False)
class EmbeddedExample:
    """A photograph, the pixels of it that were kept, and those that were dropped.

    Attributes
    ----------
    term : str
    tags : list of str
        The first few, always with the term among them.
    credit : Credit
    share : float
        Of the pixels, that was kept.
    photograph, kept, dropped : EmbeddedImage
    """

    term: str
    tags: list[str]
    credit: Credit
    share: float
    photograph: EmbeddedImage
    kept: EmbeddedImage
    dropped: EmbeddedImage

    @classmethod
    def from_example(
        cls, example: Example, record: PhotoRecord, width: int = NARROW
    ) -> EmbeddedExample:
        """Draw an example of the photograph that a record describes."""
        photo, weights = example.picture, example.weights
        images = (
            photo_image(photo),
            photo_image(photo, weights),
            photo_image(photo, photo.opaque - weights),
        )
        return cls(
            example.term,
            tags_of(record.tags, example.term),
            Credit.from_record(record),
            example.kept_share,
            *(EmbeddedImage.photograph(image, width) for image in images),
        )


@dataclass(frozen=True, eq=False)
class Steps:
    """How one photograph was denoised, step by step.

    Attributes
    ----------
    shown : EmbeddedExample
    painted : EmbeddedImage
        Each pixel in the mean color of its cluster.
    clusters : list of Cluster
        The one of the highest weight first.
    """

    shown: EmbeddedExample
    painted: EmbeddedImage
    clusters: list[Cluster]

    @classmethod
    def from_examples(
        cls, examples: Sequence[Example], records: Mapping[str, PhotoRecord]
    ) -> Steps | None:
        """Draw the example that shows most of denoising; None if there are no examples."""
        chosen = highest_contrast(examples)
        if chosen is None:
            return None
        painted = EmbeddedImage.drawing(Image.fromarray(chosen.cluster_colors()), WIDE)
        shown = EmbeddedExample.from_example(chosen, records[chosen.photo], WIDE)
        return cls(shown, painted, list(chosen.clusters().values()))


def example_gallery(
    examples: Iterable[Example], records: Mapping[str, PhotoRecord]
) -> list[list[EmbeddedExample]]:
    """Draw the first examples of each name; `records` are those of the photographs, by id."""
    return [
        [
            EmbeddedExample.from_example(example, records[example.photo])
            for example in islice(of_term, MAX_EXAMPLES)
        ]
        for _, of_term in groupby(examples, attrgetter("term"))
    ]


def tags_of(tags: str, term: str) -> list[str]:
    """List the tags of a photograph: the first few, always with the term among them.

    Examples
    --------
    >>> tags_of("tree;RED;;sky", "red"), tags_of("", "red")
    (['tree', 'red', 'sky'], ['red'])
    """
    lowered = [tag.strip().lower() for tag in tags.split(";")]
    known = [tag for tag in dict.fromkeys(lowered) if tag]
    return known[:_MAX_TAGS] if term in known[:_MAX_TAGS] else [term, *known[: _MAX_TAGS - 1]]
