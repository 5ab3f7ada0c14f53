from typing import Any

import numpy as np
import pytest
from joblib import effective_n_jobs, parallel_config
from joblib.parallel import get_active_backend
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import SVC
from support.training import (
    EVERY_KIND,
    PROBABILISTIC,
    SMALL,
    VOCABULARY,
    examples,
    train_anew,
    trained,
)

from folkhue.color.vocabulary import Vocabulary
from folkhue.errors import TrainingError
from folkhue.learning.classifiers import BLEND, ColorClassifier, classifier, train


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_kind_learns_plain_colors(kind: str) -> None:
    classifier = trained(kind, **({} if kind == BLEND else {"space": "lab"}))
    pixels, names = examples(1000)
    predicted = classifier.predict(pixels)
    assert predicted.dtype == np.uint8
    assert (np.array(classifier.terms)[predicted] == names).mean() > 0.75


def test_a_chunk_is_predicted_in_one_thread_whatever_the_run_has() -> None:
    """With two, a forest's sums depend on which thread finishes first."""

    class Voter:
        def predict(self, rgb: np.ndarray) -> np.ndarray:
            return np.full(len(rgb), effective_n_jobs(None))

    voter: Any = Voter()
    with parallel_config(backend="threading", n_jobs=3):
        assert effective_n_jobs(None) == 3
        voted = ColorClassifier(VOCABULARY.names, voter).predict(np.zeros((4, 3), np.uint8))
    assert voted.tolist() == [1] * 4


@pytest.mark.parametrize("kind", ["forest", "svm", BLEND])
def test_any_number_of_threads_predicts_the_same(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pixels, _ = examples(100)
    expected = trained(kind).predict(pixels)
    monkeypatch.setattr(classifier, "CHUNK", 7)
    for n_jobs in (1, 3):
        with parallel_config(n_jobs=n_jobs):
            assert np.array_equal(trained(kind).predict(pixels), expected)


def test_training_uses_threads_whatever_workers_the_run_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Processes would first import scikit-learn."""

    class Recorder:
        def get_params(self) -> dict[str, Any]:
            return {}

        def fit(self, rgb: np.ndarray, target: np.ndarray) -> None:
            backend, _ = get_active_backend()
            self.found = (type(backend).__name__, effective_n_jobs(None))

    recorder = Recorder()
    monkeypatch.setattr(classifier, "build", lambda *_: recorder)
    with parallel_config(backend="loky", n_jobs=3):
        train("tree", {}, *examples(), VOCABULARY, seed=0)
    assert recorder.found == ("ThreadingBackend", 3)


@pytest.mark.parametrize("kind", ["forest", BLEND])
def test_any_number_of_threads_trains_the_same_classifier(kind: str) -> None:
    pixels, _ = examples()
    found = []
    for n_jobs in (1, 2):
        with parallel_config(n_jobs=n_jobs):
            found.append(train_anew(kind).predict_proba(pixels))
    assert np.array_equal(*found)


@pytest.mark.parametrize("shape", [(12,), (3, 4), (2, 3, 2), (0,), (0, 4), ()])
def test_the_shape_of_the_image_is_kept(shape: tuple[int, ...]) -> None:
    image = examples(12)[0][: int(np.prod(shape))].reshape(*shape, 3)
    assert trained("tree").predict(image).shape == shape
    assert trained("tree").predict_proba(image).shape == (*shape, 3)


@pytest.mark.parametrize("kind", PROBABILISTIC)
def test_probabilities_sum_to_1_and_the_most_probable_name_is_predicted(kind: str) -> None:
    classifier = trained(kind)
    pixels, _ = examples(500)
    probabilities = classifier.predict_proba(pixels)
    assert probabilities.shape == (500, 3)
    assert (probabilities >= 0).all()
    assert probabilities.sum(axis=1) == pytest.approx(1)
    assert np.array_equal(probabilities.argmax(axis=1), classifier.predict(pixels))


@pytest.mark.parametrize("kind", [kind for kind in EVERY_KIND if kind not in PROBABILISTIC])
def test_probabilities_of_a_kind_without_are_an_error(kind: str) -> None:
    classifier = trained(kind)
    with pytest.raises(TrainingError, match=r"S\w+\(.* has no probabilities: use another kind"):
        classifier.predict_proba(examples(4)[0])


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_names_and_probabilities_are_those_predicted_one_by_one(kind: str) -> None:
    classifier = trained(kind)
    pixels, _ = examples(500)
    names, probabilities = classifier.names_and_probabilities(pixels)
    assert names.dtype == np.uint8
    assert np.array_equal(names, classifier.predict(pixels))
    assert (probabilities is not None) == classifier.has_probabilities
    if probabilities is not None:
        assert np.array_equal(probabilities, classifier.predict_proba(pixels))


@pytest.mark.parametrize(
    ("estimator", "named"),
    [
        (GaussianNB(), [1, 1, 1]),  # in the last two rows a tie, but for rounding
        (SVC(), [0, 1, 1]),  # its probabilities do not decide
    ],
)
def test_the_estimator_decides_where_probabilities_do_not(estimator: Any, named: list[int]) -> None:
    class Pipeline(list[Any]):
        def predict(self, rgb: np.ndarray) -> np.ndarray:
            return np.array([0, 1, 1])[-len(rgb) :]

        def predict_proba(self, rgb: np.ndarray) -> np.ndarray:
            return np.array([[0.4, 0.6], [0.5, 0.5], [0.5 + 1e-15, 0.5]])

    pipeline: Any = Pipeline([estimator])
    classifier = ColorClassifier(("red", "blue"), pipeline)
    names, _ = classifier.names_and_probabilities(np.zeros((3, 3), np.uint8))
    assert names.tolist() == named


def test_sgd_with_another_loss_has_probabilities() -> None:
    probabilities = trained("sgd", loss="log_loss").predict_proba(examples(4)[0])
    assert probabilities.sum(axis=1) == pytest.approx(1)


def test_quadratic_learns_curved_borders() -> None:
    """A ball in the middle of the cube: a plane cuts off a cap of it at best."""
    pixels = np.random.default_rng(2).integers(0, 256, (2000, 3), np.uint8)
    is_inside = np.linalg.norm(pixels - 127.5, axis=1) < 110
    names = np.where(is_inside, "red", "blue")
    right = {}
    for kind in ("logistic", "quadratic"):
        classifier = train(kind, {}, pixels, names, Vocabulary.of(["red", "blue"]), 0)
        right[kind] = (classifier.predict(pixels) == ~is_inside).mean()
    assert right["logistic"] < 0.75
    assert right["quadratic"] > 0.97


@pytest.mark.parametrize(
    ("members", "steps"),
    [
        (
            {
                "logistic": {"C": 0.5},
                "naive_bayes": {"space": "lab"},
                "bent": {"kind": "quadratic", "space": "oklab"},
            },
            ["classify"],
        ),
        (
            {"tree": {"space": "oklab"}, "bent": {"kind": "quadratic", "space": "oklab"}},
            ["space", "classify"],
        ),
        (
            {
                "blend": {"of": {"logistic": {}, "tree": {"space": "lab"}}},
                "twin": {"kind": "blend", "of": {"logistic": {}, "tree": {"space": "lab"}}},
            },
            ["classify"],
        ),
        (
            {"blend": {"of": {"logistic": {}, "naive_bayes": {}}}, "tree": {}},
            ["space", "classify"],
        ),
    ],
    ids=["three spaces", "one space", "blends of two spaces", "a blend in the same space"],
)
def test_a_blend_is_the_mean_of_its_members(
    members: dict[str, dict[str, Any]], steps: list[str]
) -> None:
    """Of kinds that do not depend on the seed. Colors are converted to a common space once."""
    pixels, _ = examples(300)
    blended = trained(BLEND, of=members)
    alone = [
        train(name, options, *examples(), VOCABULARY, seed=0).predict_proba(pixels)
        for name, options in members.items()
    ]
    assert blended.predict_proba(pixels) == pytest.approx(np.mean(alone, axis=0))
    assert [*blended.pipeline.named_steps] == steps


def test_equal_members_differ_by_their_seed() -> None:
    twins = {"one": {"kind": "mlp", **SMALL["mlp"]}, "two": {"kind": "mlp", **SMALL["mlp"]}}
    one, two = trained(BLEND, of=twins).pipeline[-1].estimators_
    assert not np.array_equal(one[-1].coefs_[0], two[-1].coefs_[0])


def test_max_pixels_limits_the_training_pixels() -> None:
    limited = trained("tree", max_pixels=50).pipeline[-1]
    assert limited.tree_.n_node_samples[0] == 50
    (member,) = trained(BLEND, of={"tree": {}}, max_pixels=50).pipeline[-1].estimators_
    assert member[-1].tree_.n_node_samples[0] == 50


@pytest.mark.parametrize(
    ("colors", "error", "complaint"),
    [
        ([[0.5, 0.2, 0.1]], TypeError, "whole numbers from 0 to 255, got float64; scale"),
        ([[255.0, 0.0, 0.0]], TypeError, "got float64"),
        ([[np.nan, 0, 0]], TypeError, "got float64"),
        (np.ones((2, 3), np.float16), TypeError, "got float16"),
        (np.array([[1, 2, 3]], object), TypeError, "got object"),
        ([[True, False, True]], TypeError, "got bool"),
        ([["1", "2", "3"]], TypeError, "got <U1"),
        ([[300, 2, 3]], ValueError, "from 0 to 255, got numbers from 2 to 300"),
        ([[-1, 2, 3]], ValueError, "from 0 to 255, got numbers from -1 to 3"),
        (np.array([[2**64 - 1, 0, 0]], np.uint64), ValueError, "to 18446744073709551615"),
        ([[1, 2]], ValueError, r"shape \(..., 3\), got \(1, 2\)"),
        ([[1, 2, 3, 4]], ValueError, r"shape \(..., 3\), got \(1, 4\)"),
        (5, ValueError, r"shape \(..., 3\), got \(\)"),
    ],
)
def test_other_numbers_than_of_pixels_are_refused(
    colors: Any, error: type[Exception], complaint: str
) -> None:
    """By the pipeline's first step, which scikit-learn calls, and by the classifier."""
    tree = trained("tree")
    for predict in (tree.predict, tree.predict_proba, tree.pipeline.predict, tree.pipeline.fit):
        with pytest.raises(error, match=complaint):
            predict(colors)


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int64, ">u2"])
def test_whole_numbers_of_any_type_are_pixels(dtype: Any) -> None:
    tree, colors = trained("tree"), np.array([[[0, 9, 99], [1, 2, 127]]])
    expected = tree.predict(colors.astype(np.uint8))
    assert expected.shape == (1, 2)
    assert np.array_equal(tree.predict(colors.astype(dtype)), expected)
    assert np.array_equal(tree.pipeline.predict(colors[0].astype(dtype)), expected[0])
    assert tree.predict(np.empty((0, 3), dtype)).shape == (0,)


@pytest.mark.parametrize(
    ("kind", "options", "complaint"),
    [
        ("knn", {"n_neighbors": 51}, r"classifiers.knn: 51 neighbors .* only 50 training pixels"),
        ("blend", {"of": {"knn": {"n_neighbors": 51}}}, "classifiers.blend: 51 neighbors"),
        ("mlp", {"early_stopping": True, "validation_fraction": 0.01}, "classifiers.mlp: "),
    ],
)
def test_options_that_do_not_suit_the_pixels_are_told(
    kind: str, options: dict[str, Any], complaint: str
) -> None:
    pixels, names = examples(50)
    with pytest.raises(TrainingError, match=f"train.{complaint}"):
        train(kind, options, pixels, names, VOCABULARY, 0)
