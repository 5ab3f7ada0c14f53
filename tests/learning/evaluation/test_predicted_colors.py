import numpy as np
import pytest
from support.training import examples, trained

from folkhue.learning.evaluation.predicted_colors import PredictedColors


@pytest.mark.parametrize("kind", ["tree", "svm"])
def test_each_color_is_predicted_once_and_looked_up(kind: str) -> None:
    classifier = trained(kind)
    pixels, _ = examples(200)
    repeated = np.concatenate([pixels[::-1], pixels, pixels[:9]])
    found = PredictedColors.from_classifier(classifier, repeated)
    assert len(found.codes) == len(found.names) == len(np.unique(pixels, axis=0))
    some = repeated[5:50]
    assert np.array_equal(found.predict(some), classifier.predict(some))
    assert (found.probabilities is not None) == classifier.has_probabilities
    if found.probabilities is not None:
        shares = found.probabilities[found.find(some)]
        assert np.array_equal(shares, classifier.predict_proba(some))
