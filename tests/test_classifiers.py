import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from joblib import effective_n_jobs, parallel_config

from folkhue.classifiers import KINDS, ColorClassifier, build, train
from folkhue.errors import ParamsError, TableError
from folkhue.vocabulary import Vocabulary

VOCABULARY = Vocabulary.of(["red", "green", "blue"])
SMALL = {
    "forest": {"n_estimators": 5},
    "boosting": {"max_iter": 5},
    "mlp": {"hidden_layer_sizes": [8], "max_iter": 200, "early_stopping": True},
}


def examples(number: int = 600) -> tuple[np.ndarray, np.ndarray]:
    pixels = np.random.default_rng(2).integers(0, 256, (number, 3), np.uint8)
    return pixels, np.array(VOCABULARY.names)[pixels.argmax(axis=1)]


def trained(kind: str, **options: object) -> ColorClassifier:
    return train(kind, {**SMALL.get(kind, {}), **options}, *examples(), VOCABULARY, seed=0)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_learns_and_survives_saving(kind: str, tmp_path: Path) -> None:
    classifier = trained(kind, space="lab")
    pixels, names = examples(1000)
    predicted = classifier.predict(pixels)
    assert predicted.dtype == np.uint8
    assert (np.array(classifier.terms)[predicted] == names).mean() > 0.75
    classifier.save(tmp_path / "one.skops")
    again = ColorClassifier.load(tmp_path / "one.skops")
    assert again.terms == VOCABULARY.names
    assert np.array_equal(again.predict(pixels), predicted)


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


@pytest.mark.parametrize("kind", KINDS)
def test_same_data_same_bytes(kind: str, tmp_path: Path) -> None:
    """Trained twice, in two processes: memory addresses and the clock leave no trace."""
    trained(kind).save(tmp_path / "here.skops")
    code = (
        "import sys; sys.path.insert(0, 'tests'); from pathlib import Path;"
        f"import test_classifiers as t; t.trained({kind!r}).save(Path(sys.argv[1]))"
    )
    there = tmp_path / "there.skops"
    root = Path(__file__).parent.parent
    subprocess.run([sys.executable, "-c", code, str(there)], cwd=root, check=True)
    assert (tmp_path / "here.skops").read_bytes() == there.read_bytes()


def test_the_shape_of_the_image_is_kept() -> None:
    image = examples(12)[0].reshape(3, 4, 3)
    assert trained("tree").predict(image).shape == (3, 4)


def test_a_limit_on_pixels_changes_what_is_learned() -> None:
    limited = trained("tree", max_pixels=50).pipeline[-1]
    assert limited.tree_.n_node_samples[0] == 50


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
        ("tree", {"space": ["lab"]}, "tree.space: no colour space"),
        ("tree", {"space": "labb"}, "tree.space: .*did you mean 'lab'"),
    ],
)
def test_misspelt_options_name_the_nearest(
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
