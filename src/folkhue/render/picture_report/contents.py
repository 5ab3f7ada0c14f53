"""What the report on the colors of pictures shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from folkhue.color.notation import to_hex
from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.attribution import Credit
from folkhue.datasets.record import PhotoRecord
from folkhue.learning.evaluation.confusion_matrix import ConfusionMatrix
from folkhue.render.picture_report.thumbnails import read_thumbnail
from folkhue.render.report.embedded_image import EmbeddedImage

THUMBNAIL = 150
"""Longest side of a picture on the page, in pixels."""


@dataclass(frozen=True, eq=False)
class Tile:
    """A picture on the page.

    Attributes
    ----------
    image : EmbeddedImage
    title : str
    label, predicted : str
        Names of colors; empty for none.
    probability : float
        Of what is predicted, or of the label.
    doubtful : bool
        Whether its label is likely wrong.
    """

    image: EmbeddedImage
    title: str
    label: str = ""
    predicted: str = ""
    probability: float = 0.0
    doubtful: bool = False

    @classmethod
    def from_record(cls, folder: Path, record: PhotoRecord, **more: Any) -> Tile:
        """Embed the picture of a record, whose path is relative to a folder."""
        picture = read_thumbnail(folder / record.path, THUMBNAIL)
        image = EmbeddedImage.photograph(picture, THUMBNAIL)
        return cls(image, Credit.from_record(record).title, **more)


@dataclass(frozen=True, eq=False)
class Measured:
    """A classifier that was measured on pictures that its fits have not seen.

    Attributes
    ----------
    scores : mapping
        ``model``, ``parameters``, and those of `PictureEvaluation.scores`.
    confusion : ConfusionMatrix
    reliability : DataFrame
    importances : DataFrame
        ``group`` or ``feature``, ``drop`` and ``std``.
    """

    scores: Mapping[str, Any]
    confusion: ConfusionMatrix
    reliability: pd.DataFrame
    importances: pd.DataFrame


@dataclass(frozen=True, kw_only=True, eq=False)
class PictureReport:
    """What the report on the colors of pictures shows.

    Attributes
    ----------
    terms : Vocabulary
    metrics : mapping
        As in ``metrics.json``.
    counts : mapping of str to int
        Color → pictures.
    left_out : mapping of str to int
        Why pictures were left out → how many.
    typical : mapping of str to (sequence of Tile, sequence of Tile)
        Color → its most typical pictures, and its least typical ones.
    doubts : sequence of Tile
        Pictures whose label is likely wrong.
    doubts_in_all : int
    drawings : mapping of str to EmbeddedImage
        ``map``, ``distributions`` and ``correlations``.
    search : DataFrame
        From `folkhue.learning.pictures.search.Search.table`, and ``original``.
    chosen, baseline : Measured
    ablation : DataFrame
    ablated : str
        The classifier of the ablation.
    mistakes : sequence of Tile
    rule : str
        How the classifier was chosen.
    folds : int
    params_text : str
    photos : sequence of PhotoRecord
        For the credits.
    """

    terms: Vocabulary
    metrics: Mapping[str, Any]
    counts: Mapping[str, int]
    left_out: Mapping[str, int]
    typical: Mapping[str, tuple[Sequence[Tile], Sequence[Tile]]]
    doubts: Sequence[Tile]
    doubts_in_all: int
    drawings: Mapping[str, EmbeddedImage]
    search: pd.DataFrame
    chosen: Measured
    baseline: Measured
    ablation: pd.DataFrame
    ablated: str
    mistakes: Sequence[Tile]
    rule: str
    folds: int
    params_text: str
    photos: Sequence[PhotoRecord]

    @property
    def swatches(self) -> dict[str, str]:
        """Name → its swatch as ``#rrggbb``."""
        return {term.name: to_hex(term.swatch) for term in self.terms}
