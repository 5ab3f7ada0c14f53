"""What the report of a run shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from folkhue.color.notation import to_hex
from folkhue.color.vocabulary import UNNAMED_NAME, UNNAMED_SWATCH, Vocabulary
from folkhue.datasets.left_out import LeftOut
from folkhue.datasets.readiness import Readiness
from folkhue.datasets.record import PhotoRecord
from folkhue.learning.evaluation.confusion_matrix import ConfusionMatrix
from folkhue.learning.evaluation.coverage import Coverage
from folkhue.render.report.before_after import BeforeAfter
from folkhue.render.report.embedded_image import EmbeddedImage
from folkhue.render.report.example_gallery import EmbeddedExample, Steps
from folkhue.render.report.mistakes import Mistake
from folkhue.render.report.run_comparison import RunComparison


@dataclass(frozen=True, kw_only=True, eq=False)
class ReportContents:
    """What the report of a run shows.

    Attributes
    ----------
    terms : Vocabulary
    metrics : mapping
        As in ``metrics.json``.
    scores : mapping
        Classifier → test set → scores with ``terms``, from `Evaluation.scores`.
    confusions : mapping
        Classifier → ``golden`` and ``test`` → `ConfusionMatrix`.
    calibration : DataFrame
        Of the best classifier: ``test``, and the columns of `calibration`.
    curves : mapping
        Of the best classifier: ``roc``, ``precision_recall`` and ``coverage`` → a table of
        ``test``, and the columns of `folkhue.learning.evaluation.curves`.
    areas : DataFrame
        ``test``, ``name``, ``roc_auc``, ``average_precision``.
    denoised : mapping
        As in ``denoise.json``.
    steps : Steps or None
        How one photograph was denoised.
    gallery : sequence of sequence of EmbeddedExample
        Examples of denoising, for each name.
    opening : sequence of BeforeAfter
        Photographs at the top of the report, large.
    pairs : sequence of BeforeAfter
        Golden photographs, small.
    unshown : sequence of str
        Names of the golden photographs that the report has no room for.
    cube : mapping
        From `color_lattice`.
    mistakes : sequence of Mistake
    maps : mapping of str to EmbeddedImage
        ``chart`` and ``slices``; the full images are in agreement/.
    params_text : str
        params.yaml, without what does not change results.
    method : str
        Of denoising.
    chosen_by_hand : bool
        Whether params.yaml names the classifier to compile.
    excluded : sequence of str
        Classifiers that params.yaml excludes from being compiled.
    comparison : DataFrame
        ``classifier``, ``than``, ``difference``, ``low``, ``high``.
    coverage : mapping of str to Coverage
        What is measured on the test sets ``golden`` and ``xkcd``, and what is left out.
    folds : mapping
        As in ``folds.json``.
    agreement : mapping
        ``terms`` from `agreement_by_term`, ``worst`` as records of `disagreements`, and the
        connected components of the names.
    photos, golden : sequence of PhotoRecord
        Training and golden photographs.
    readiness : Readiness, optional
        The photographs that were kept, by name and word.
    left_out : sequence of LeftOut
        The photographs that download left out.
    against : RunComparison, optional
        This run beside another one.
    """

    terms: Vocabulary
    metrics: Mapping[str, Any]
    scores: Mapping[str, Any]
    confusions: Mapping[str, Mapping[str, ConfusionMatrix]]
    calibration: pd.DataFrame
    curves: Mapping[str, pd.DataFrame]
    areas: pd.DataFrame
    denoised: Mapping[str, Any]
    steps: Steps | None
    gallery: Sequence[Sequence[EmbeddedExample]]
    opening: Sequence[BeforeAfter]
    pairs: Sequence[BeforeAfter]
    unshown: Sequence[str]
    cube: Mapping[str, Any]
    mistakes: Sequence[Mistake]
    maps: Mapping[str, EmbeddedImage]
    params_text: str
    method: str
    chosen_by_hand: bool
    excluded: Sequence[str]
    comparison: pd.DataFrame
    coverage: Mapping[str, Coverage]
    folds: Mapping[str, Any]
    agreement: Mapping[str, Any]
    photos: Sequence[PhotoRecord]
    golden: Sequence[PhotoRecord]
    readiness: Readiness | None = None
    left_out: Sequence[LeftOut] = ()
    against: RunComparison | None = None

    @property
    def swatches(self) -> dict[str, str]:
        """Name → its swatch as ``#rrggbb``; "unnamed" is last."""
        named = {term.name: to_hex(term.swatch) for term in self.terms}
        return named | {UNNAMED_NAME: to_hex(UNNAMED_SWATCH)}
