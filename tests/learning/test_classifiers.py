import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import ROOT
from joblib import effective_n_jobs, parallel_config
from support.training import SMALL, VOCABULARY, examples, trained

from folkhue.color.vocabulary import Vocabulary
from folkhue.errors import ParamsError, TableError, TrainingError
from folkhue.learning.classifiers.classifier import BLEND, KINDS, ColorClassifier, build, train

WITHOUT_PROBABILITIES = ("sgd", "svm")
every_kind = pytest.mark.parametrize("kind", [*KINDS, BLEND])


@every_kind
def test_every_kind_learns_and_survives_saving(kind: str, tmp_path: Path) -> None:
    classifier = trained(kind, **({} if kind == BLEND else {"space": "lab"}))
    pixels, names = examples(1000)
    predicted = classifier.predict(pixels)
    assert predicted.dtype == np.uint8
    assert (np.array(classifier.terms)[predicted] == names).mean() > 0.75
    classifier.save(tmp_path / "one.skops")
    again = ColorClassifier.load(tmp_path / "one.skops")
    assert again.terms == VOCABULARY.names
    assert np.array_equal(again.predict(pixels), predicted)
    if kind not in WITHOUT_PROBABILITIES:
        assert np.array_equal(again.predict_proba(pixels), classifier.predict_proba(pixels))


def test_one_worker_names_whatever_the_run_has() -> None:
    """With two, a forest's sums depend on which thread is done first."""

    class Voter:
        def predict(self, rgb: np.ndarray) -> np.ndarray:
            return np.full(len(rgb), effective_n_jobs(None))

    voter: Any = Voter()
    with parallel_config(backend="threading", n_jobs=3):
        assert effective_n_jobs(None) == 3
        voted = ColorClassifier(VOCABULARY.names, voter).predict(np.zeros((4, 3), np.uint8))
    assert voted.tolist() == [1] * 4


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("mlp", {"solver": "sgd"}),
        ("mlp", {"solver": "lbfgs"}),
        ("knn", {"metric": "manhattan"}),
        ("knn", {"metric": "chebyshev"}),
        ("knn", {"algorithm": "ball_tree", "p": 3}),
        ("sgd", {"loss": "modified_huber"}),
    ],
)
def test_other_options_survive_saving(
    kind: str, options: dict[str, object], tmp_path: Path
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # so little data, so few rounds
        trained(kind, **options).save(tmp_path / "one.skops")
    assert ColorClassifier.load(tmp_path / "one.skops").terms == VOCABULARY.names


@every_kind
def test_same_data_same_bytes(kind: str, tmp_path: Path) -> None:
    """Trained twice, in two processes: memory addresses and the clock leave no trace."""
    trained(kind).save(tmp_path / "here.skops")
    code = (
        "import sys; sys.path.insert(0, 'tests'); from pathlib import Path;"
        f"import support.training as t; t.trained({kind!r}).save(Path(sys.argv[1]))"
    )
    there = tmp_path / "there.skops"
    root = ROOT
    subprocess.run([sys.executable, "-c", code, str(there)], cwd=root, check=True)
    assert (tmp_path / "here.skops").read_bytes() == there.read_bytes()


@pytest.mark.parametrize("shape", [(12,), (3, 4), (2, 3, 2), (0,), (0, 4), ()])
def test_the_shape_of_the_image_is_kept(shape: tuple[int, ...]) -> None:
    image = examples(12)[0][: int(np.prod(shape))].reshape(*shape, 3)
    assert trained("tree").predict(image).shape == shape
    assert trained("tree").predict_proba(image).shape == (*shape, 3)


@pytest.mark.parametrize("kind", [k for k in (*KINDS, BLEND) if k not in WITHOUT_PROBABILITIES])
def test_probabilities_sum_to_one_and_the_likeliest_name_is_given(kind: str) -> None:
    classifier = trained(kind)
    pixels, _ = examples(500)
    probabilities = classifier.predict_proba(pixels)
    assert probabilities.shape == (500, 3)
    assert (probabilities >= 0).all()
    assert probabilities.sum(axis=1) == pytest.approx(1)
    assert np.array_equal(probabilities.argmax(axis=1), classifier.predict(pixels))


@pytest.mark.parametrize("kind", WITHOUT_PROBABILITIES)
def test_a_kind_without_probabilities_says_so(kind: str) -> None:
    classifier = trained(kind)
    with pytest.raises(TrainingError, match=r"S\w+\(.* gives no probabilities: take another kind"):
        classifier.predict_proba(examples(4)[0])


def test_a_sgd_with_another_loss_has_probabilities() -> None:
    probabilities = trained("sgd", loss="log_loss").predict_proba(examples(4)[0])
    assert probabilities.sum(axis=1) == pytest.approx(1)


def test_quadratic_learns_borders_that_bend() -> None:
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


def test_a_blend_is_the_mean_of_its_members() -> None:
    """Of kinds that come out the same whatever their seed."""
    members: dict[str, dict[str, Any]] = {
        "logistic": {"C": 0.5},
        "naive_bayes": {"space": "lab"},
        "bent": {"kind": "quadratic", "space": "oklab"},
    }
    pixels, _ = examples(300)
    blended = trained(BLEND, of=members).predict_proba(pixels)
    alone = [
        train(name, options, *examples(), VOCABULARY, seed=0).predict_proba(pixels)
        for name, options in members.items()
    ]
    assert blended == pytest.approx(np.mean(alone, axis=0))


def test_members_alike_differ_by_their_seed() -> None:
    twins = {"one": {"kind": "mlp", **SMALL["mlp"]}, "two": {"kind": "mlp", **SMALL["mlp"]}}
    one, two = trained(BLEND, of=twins).pipeline[-1].estimators_
    assert not np.array_equal(one[-1].coefs_[0], two[-1].coefs_[0])


@pytest.mark.parametrize("kind", [k for k in (*KINDS, BLEND) if k not in WITHOUT_PROBABILITIES])
def test_every_kind_with_probabilities_can_be_a_member(kind: str, tmp_path: Path) -> None:
    blend = trained(BLEND, of={kind: SMALL.get(kind, {}), "tree": {}})
    blend.save(tmp_path / "blend.skops")
    again = ColorClassifier.load(tmp_path / "blend.skops")
    pixels, _ = examples(100)
    assert np.array_equal(again.predict_proba(pixels), blend.predict_proba(pixels))


def test_a_limit_on_pixels_changes_what_is_learned() -> None:
    limited = trained("tree", max_pixels=50).pipeline[-1]
    assert limited.tree_.n_node_samples[0] == 50
    (member,) = trained(BLEND, of={"tree": {}}, max_pixels=50).pipeline[-1].estimators_
    assert member[-1].tree_.n_node_samples[0] == 50


@pytest.mark.parametrize(
    ("name", "options", "complaint"),
    [
        ("logistik", {}, "train.classifiers.logistik: .*did you mean 'logistic'"),
        ("mine", {"kind": "foret"}, "did you mean 'forest'"),
        ("logistic", {"CC": 1}, r"logistic.CC: no parameter is called 'CC'; did you mean 'C'"),
        ("tree", {"max_dept": 1}, "did you mean 'max_depth'"),
        ("tree", {"spac": "lab"}, "did you mean 'space'"),
        ("logistic", {"C": -1}, "train.classifiers.logistic: .*'C' parameter"),
        ("tree", {"max_depth": "deep"}, "train.classifiers.tree: .*'max_depth' parameter"),
        ("svm", {"max_pixels": -5}, "svm.max_pixels: expected a whole number from 1"),
        ("tree", {"space": ["lab"]}, "tree.space: no color space"),
        ("tree", {"space": "labb"}, "tree.space: .*did you mean 'lab'"),
        ("quadratik", {}, "did you mean 'quadratic'"),
        ("quadratic", {"degree": 3}, r"quadratic.degree: no parameter is called 'degree'"),
        ("blent", {}, "did you mean 'blend'"),
        ("blend", {}, "train.classifiers.blend.of: list the classifiers to average"),
        ("blend", {"of": {}}, "blend.of: list the classifiers"),
        ("blend", {"of": ["mlp", "tree"]}, "blend.of: list the classifiers"),
        ("blend", {"off": {"mlp": {}}}, "blend.off: .*did you mean 'of'"),
        ("blend", {"of": {"mlp": {}}, "space": "lab"}, "blend.space: no parameter is called"),
        ("blend", {"of": {"mlp": {}}, "max_pixels": 0}, "blend.max_pixels: expected a whole"),
        ("mine", {"kind": "blend", "of": {"mlp": None}}, "mine.of.mlp: expected its parameters"),
        ("blend", {"of": {"tree": {}, "mlpp": {}}}, "blend.of.mlpp: .*did you mean 'mlp'"),
        ("blend", {"of": {"mlp": {"alfa": 1}}}, "blend.of.mlp.alfa: .*did you mean 'alpha'"),
        ("blend", {"of": {"two": {"kind": "mlp", "space": "lap"}}}, "blend.of.two.space: .*'lab'"),
        ("blend", {"of": {"blend": {"of": {"tre": {}}}}}, "blend.of.blend.of.tre: .*'tree'"),
        (
            "blend",
            {"of": {"knn": {"max_pixels": 9}}},
            "blend.of.knn.max_pixels: .*blend.max_pixels",
        ),
        ("blend", {"of": {"my__tree": {"kind": "tree"}}}, "blend.of: .*my__tree"),
        ("blend", {"of": {"voting": {"kind": "tree"}}}, "blend.of: .*voting"),
        ("blend", {"of": {"svm": {}}}, "blend.of.svm: gives no probabilities to average"),
        ("blend", {"of": {"sgd": {}}}, "blend.of.sgd: gives no probabilities to average"),
    ],
)
def test_misspelled_options_name_the_nearest(
    name: str, options: dict[str, object], complaint: str
) -> None:
    with pytest.raises(ParamsError, match=complaint):
        build(name, options, seed=0)


def test_a_kind_can_have_another_name() -> None:
    assert build("shallow", {"kind": "tree", "max_depth": 2}, 0)[-1].max_depth == 2


def test_only_files_of_folkhue_are_loaded(tmp_path: Path) -> None:
    import skops.io

    path = tmp_path / "foreign.skops"
    path.write_bytes(b"nothing")
    with pytest.raises(TableError, match=r"foreign\.skops: not a classifier"):
        ColorClassifier.load(path)
    # A type that is not on the list is not even constructed.
    skops.io.dump({"terms": ["red"], "pipeline": Path("/")}, path)
    with pytest.raises(TableError, match=r"foreign\.skops: not a classifier"):
        ColorClassifier.load(path)
