"""Exports name all colors as the classifier does, or are not written."""

from pathlib import Path

import numpy as np
import pytest
from support.command_line import run
from support.training import EVERY_KIND, VOCABULARY, examples, train_anew, trained

import folkhue
from folkhue.errors import ExportError
from folkhue.learning.classifiers.color_space import AXES
from folkhue.learning.classifiers.export import NUMBER, Comparison, compare, export_onnx


def classifier_of(kind: str, **options: object) -> folkhue.NameClassifier:
    return folkhue.NameClassifier.trained(VOCABULARY.names, trained(kind, **options).pipeline)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        *((kind, {}) for kind in EVERY_KIND if kind != "boosting"),
        ("boosting", {"max_iter": 2}),
        *(("density", {"space": space, "bins": 12}) for space in AXES),
        *(("logistic", {"space": space}) for space in AXES),
        ("blend", {"of": {"density": {"space": "lab"}, "tree": {"space": "lab"}}}),
    ],
)
def test_every_kind_is_equal_as_onnx(kind: str, options: dict[str, object], tmp_path: Path) -> None:
    import onnxruntime

    classifier, path = classifier_of(kind, **options), tmp_path / "one.onnx"
    colors = NUMBER if kind not in ("knn", "svm", "boosting") else 3_000
    found = export_onnx(classifier, path, colors=colors)
    assert found.colors == colors
    assert found.different <= colors / 10_000
    session = onnxruntime.InferenceSession(path.read_bytes(), providers=["CPUExecutionProvider"])
    assert session.get_modelmeta().custom_metadata_map["names"] == "red\ngreen\nblue"
    pixels, _ = examples(100)
    outputs = dict(
        zip(
            [o.name for o in session.get_outputs()], session.run(None, {"rgb": pixels}), strict=True
        )
    )
    assert ("probabilities" in outputs) == hasattr(classifier, "predict_proba")
    if "probabilities" in outputs:
        expected = classifier.predict_proba(pixels)
        assert outputs["probabilities"] == pytest.approx(expected, abs=1e-4)


@pytest.mark.slow
def test_the_command_writes_both_and_says_how_equal_they_are(tmp_path: Path) -> None:
    import joblib

    train_anew("naive_bayes", space="oklab").save(tmp_path / "one.skops")
    command = "export-model one.skops --onnx one.onnx --joblib one.joblib"
    done = run(*command.split(), folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "one.joblib: equal on 100,000 of 100,000 colors" in done.stdout
    assert "one.onnx: equal on " in done.stdout
    pixels, _ = examples(50)
    expected = folkhue.load_classifier(tmp_path / "one.skops").predict(pixels)
    assert np.array_equal(joblib.load(tmp_path / "one.joblib").predict(pixels), expected)


def test_a_command_without_a_file_to_write_says_so(tmp_path: Path) -> None:
    done = run("export-model", "one.skops", folder=tmp_path)
    assert done.returncode == 2
    assert "by --onnx or --joblib" in " ".join(done.stderr.split())


def test_what_differs_is_not_written() -> None:
    classifier = classifier_of("tree")
    with pytest.raises(
        ExportError, match=r"names \d+ of 1,000 colors differently, such as #[0-9a-f]{6}"
    ):
        compare(classifier, lambda rgb: np.full(len(rgb), "red"), 1_000)


def test_ties_are_told() -> None:
    class Undecided(folkhue.NameClassifier):
        def predict_proba(self, X: np.ndarray) -> np.ndarray:
            return np.tile([0.5, 0.5, 0.0], (len(X), 1))

        def predict(self, X: np.ndarray) -> np.ndarray:
            return np.full(len(X), "red")

    classifier = Undecided.trained(VOCABULARY.names, trained("tree").pipeline)
    found = compare(classifier, lambda rgb: np.full(len(rgb), "green"), 50)
    assert found == Comparison(50, 50)
    assert str(found).startswith("equal on 0 of 50 colors; the others are ties")
    with pytest.raises(ExportError, match="as blue"):
        compare(classifier, lambda rgb: np.full(len(rgb), "blue"), 50)


def test_what_onnx_cannot_express_is_told(tmp_path: Path) -> None:
    from sklearn.neighbors import NearestCentroid
    from sklearn.pipeline import make_pipeline

    from folkhue.learning.classifiers.color_space import ColorSpace

    classifier = folkhue.NameClassifier(make_pipeline(ColorSpace(), NearestCentroid()))
    classifier.fit(*examples(100))
    with pytest.raises(ExportError, match="NearestCentroid cannot be an ONNX model"):
        export_onnx(classifier, tmp_path / "one.onnx")
    assert not (tmp_path / "one.onnx").exists()
