import numpy as np
import pytest
from support.training import examples, trained

from folkhue.images.histogram import ColorHistogram
from folkhue.learning.evaluation.predicted_colors import PredictedColors


@pytest.mark.parametrize("kind", ["tree", "svm"])
def test_predictions_are_looked_up_in_any_order(kind: str) -> None:
    classifier = trained(kind)
    pixels, _ = examples(200)
    distinct = ColorHistogram.from_pixels(pixels).colors
    found = PredictedColors.from_classifier(classifier, distinct)
    some = np.concatenate([pixels[::-3], pixels[5:50]])
    assert np.array_equal(found.predict(some), classifier.predict(some))
    assert (found.probabilities is not None) == classifier.has_probabilities
    if found.probabilities is not None:
        shares = found.probabilities[found.find(some)]
        assert np.array_equal(shares, classifier.predict_proba(some))
