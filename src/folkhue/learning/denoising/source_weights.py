"""How much a photograph counts, by how many others of its name come from the same source.

The photographs of one source share its habits: a shop shows clothes in even light, and captions
mention a color that is a tenth of the picture. So twice as many photographs of a source tell less
than twice as much. Let the means of sources deviate with the variance τ², and the photographs of
one source with σ². The mean of n of them then has the variance τ² + σ²/n, and counts inversely to
it: as n / (1 + n / k) photographs, with k = σ² / τ². These are the weights of studies under random
effects (DerSimonian & Laird 1986).

References
----------
R. DerSimonian, N. Laird, "Meta-analysis in clinical trials", Controlled Clinical Trials 7 (3),
1986.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence


class SourceWeights:
    """Count the photographs of each source and term, and weigh them.

    Parameters
    ----------
    photos : iterable of (str, sequence of str)
        The source and the terms of each photograph. Not read if `saturation` is None.
    saturation : float or None
        The number k of photographs as which those of one source count at most; above 0. With
        None, each photograph counts the same.
    """

    def __init__(
        self, photos: Iterable[tuple[str, Sequence[str]]], saturation: float | None
    ) -> None:
        self.saturation = saturation
        self._photos: Counter[tuple[str, str]] = Counter()
        if saturation is not None:
            self._photos.update((source, term) for source, terms in photos for term in terms)

    def weigh(self, source: str, terms: Sequence[str]) -> dict[str, float]:
        """Weigh a photograph of a source under its terms: above 0 and at most 1.

        Examples
        --------
        >>> sources = SourceWeights([("shop", ["red"])] * 600, 200)
        >>> sources.weigh("shop", ["red", "blue"])
        {'red': 0.25, 'blue': 1.0}
        """
        if self.saturation is None:
            return {}
        return {term: 1 / (1 + self._photos[source, term] / self.saturation) for term in terms}
