"""The door to trained models: names come out, and scikit-learn's tools take what is behind it."""

import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator
from support.training import VOCABULARY, examples, train_anew, trained

import folkhue
from folkhue.errors import TableError
from folkhue.learning.classifiers.blend import Blend
from folkhue.learning.classifiers.color_space import AXES, ColorSpace
from folkhue.learning.classifiers.density import DensityClassifier

MEMBERS = [("one", LogisticRegression()), ("other", GaussianNB())]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("estimator", "expected"),
    [
        (
            DensityClassifier(bins=2),
            {"check_sample_weight_equivalence_on_dense_data": "has 30 axes: too many for bins"},
        ),
        (Blend(MEMBERS, voting="soft"), {}),
        (folkhue.NameClassifier(make_pipeline(StandardScaler(), LogisticRegression())), {}),
    ],
    ids=["density", "blend", "names"],
)
def test_scikit_learn_accepts_our_estimators(estimator: Any, expected: dict[str, str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of members that do not converge
        check_estimator(estimator, expected_failed_checks=expected, on_skip=None)


@pytest.mark.slow
def test_scikit_learn_accepts_our_color_spaces_but_for_floats() -> None:
    """Most of its checks feed floats, which are refused by one sentence each time."""
    results = check_estimator(ColorSpace(), on_fail=None, on_skip=None)
    assert sum(each["status"] == "passed" for each in results) > 10
    for each in results:
        if each["status"] == "failed":
            told = " ".join(map(str, chain(each["exception"])))
            assert "expected colors of whole numbers from 0 to 255, got" in told, each["check_name"]


def chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    train_anew("quadratic", space="oklab").save(tmp_path / "one.skops")
    return tmp_path / "one.skops"


def test_names_come_out(saved: Path) -> None:
    classifier, pixels = folkhue.load_classifier(saved), examples(200)[0]
    expected = train_anew("quadratic", space="oklab")
    assert tuple(classifier.classes_) == VOCABULARY.names
    assert classifier.n_features_in_ == 3
    assert type(classifier.pipeline_) is Pipeline
    assert np.array_equal(classifier.predict(pixels), classifier.classes_[expected.predict(pixels)])
    assert np.array_equal(classifier.predict_proba(pixels), expected.predict_proba(pixels))
    assert classifier.predict(pd.DataFrame(pixels, columns=[*"rgb"])).shape == (200,)
    assert [*classifier.get_feature_names_out()[:4]] == [
        *("oklab_lightness", "oklab_a", "oklab_b", "oklab_lightness^2")
    ]


@pytest.mark.parametrize("space", AXES)
def test_every_coordinate_has_a_name(space: str) -> None:
    converted = ColorSpace(space).fit_transform(examples(5)[0])
    assert len(ColorSpace(space).get_feature_names_out()) == converted.shape[1]


@pytest.mark.parametrize(
    ("colors", "error", "complaint"),
    [
        ([[0.5, 0.1, 0.2]], TypeError, "whole numbers from 0 to 255, got float64; scale, round"),
        ([[256, 0, 0]], ValueError, "from 0 to 255, got numbers from 0 to 256"),
        ([[-1, 0, 0]], ValueError, "from 0 to 255, got numbers from -1"),
        ([[1, 2]], ValueError, r"shape \(..., 3\), got \(1, 2\)"),
        (np.zeros((2, 2, 3), int), ValueError, r"shape \(n, 3\), got \(2, 2, 3\); .*reshape"),
    ],
)
def test_what_are_no_colors_is_refused(
    colors: Any, error: type[Exception], complaint: str, saved: Path
) -> None:
    classifier = folkhue.load_classifier(saved)
    for predict in (classifier.predict, classifier.predict_proba):
        with pytest.raises(error, match=complaint):
            predict(colors)


def test_it_is_a_classifier_like_others(saved: Path) -> None:
    pixels, names = examples(300)
    scores = cross_val_score(folkhue.load_classifier(saved), pixels, names, cv=3)
    assert scores.mean() > 0.75


def test_a_blend_of_several_spaces_gets_channels() -> None:
    blend = trained("blend", of={"logistic": {"space": "lab"}, "tree": {}})
    classifier = folkhue.NameClassifier.trained(blend.terms, blend.pipeline)
    assert [*classifier.get_feature_names_out()] == ["red", "green", "blue"]


@pytest.mark.parametrize("kind", ["sgd", "svm"])
def test_a_kind_without_probabilities_has_no_such_method(kind: str) -> None:
    classifier = folkhue.NameClassifier.trained(VOCABULARY.names, trained(kind).pipeline)
    assert not hasattr(classifier, "predict_proba")
    assert hasattr(classifier, "predict")


def test_the_version_that_trained_it_is_told_with_the_cure(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained_by = sklearn.__version__
    monkeypatch.setattr(sklearn, "__version__", "9.9.9")
    told = rf"made by scikit-learn {re.escape(trained_by)}, here is 9\.9\.9.*pip install"
    with pytest.warns(UserWarning, match=told) as caught:
        folkhue.load_classifier(str(saved))
    assert len(caught) == 1


def test_what_is_no_classifier_is_told(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"none\.skops: cannot be read"):
        folkhue.load_classifier(tmp_path / "none.skops")
