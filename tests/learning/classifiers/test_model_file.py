"""Files of classifiers: what they keep, and that their bytes depend on nothing else."""

import io
import json
import re
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sklearn
from conftest import ROOT
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer, PolynomialFeatures
from support.training import (
    EVERY_KIND,
    PROBABILISTIC,
    SMALL,
    VOCABULARY,
    examples,
    train_anew,
    trained,
)

from folkhue._utils.atomic import reproducible_zip
from folkhue.errors import TableError
from folkhue.learning.classifiers import BLEND, ColorClassifier, train
from folkhue.learning.classifiers.model_file import dump

every_kind = pytest.mark.parametrize("kind", EVERY_KIND)


@pytest.mark.slow
@every_kind
def test_a_saved_classifier_predicts_the_same(kind: str, tmp_path: Path) -> None:
    classifier = trained(kind)
    classifier.save(tmp_path / "one.skops")
    again = ColorClassifier.load(tmp_path / "one.skops")
    pixels, _ = examples(300)
    assert again.terms == VOCABULARY.names
    assert np.array_equal(again.predict(pixels), classifier.predict(pixels))
    assert again.has_probabilities == (kind in PROBABILISTIC)
    if again.has_probabilities:
        assert np.array_equal(again.predict_proba(pixels), classifier.predict_proba(pixels))


@pytest.mark.parametrize("kind", ["tree", "forest", "boosting", "knn", "svm"])
def test_a_space_of_four_axes_can_be_read(kind: str, tmp_path: Path) -> None:
    options = {**SMALL.get(kind, {}), "kind": kind, "space": "hue"}
    every: dict[str, dict[str, Any]] = {kind: options}
    if kind in PROBABILISTIC:
        every[BLEND] = {"of": {"four": options, "three": {"kind": "naive_bayes"}}}
    for name, each in every.items():
        saved = train(name, each, *examples(300), VOCABULARY, seed=0)
        saved.save(tmp_path / "one.skops")
        again = ColorClassifier.load(tmp_path / "one.skops")
        assert np.array_equal(again.predict(examples(300)[0]), saved.predict(examples(300)[0]))


@pytest.fixture(scope="module")
def made_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of all kinds, trained and saved by another process."""
    folder = tmp_path_factory.mktemp("elsewhere")
    code = (
        "import sys; sys.path.insert(0, 'tests'); from pathlib import Path;"
        "from support.training import EVERY_KIND, train_anew;"
        "[train_anew(kind).save(Path(sys.argv[1], kind + '.skops')) for kind in EVERY_KIND]"
    )
    subprocess.run([sys.executable, "-c", code, str(folder)], cwd=ROOT, check=True)
    return folder


@pytest.mark.slow
@every_kind
def test_same_data_same_bytes(kind: str, made_elsewhere: Path, tmp_path: Path) -> None:
    """Trained in two processes: memory addresses and the clock leave no trace."""
    train_anew(kind).save(tmp_path / "here.skops")
    there = made_elsewhere / f"{kind}.skops"
    assert (tmp_path / "here.skops").read_bytes() == there.read_bytes()


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


@pytest.mark.parametrize("kind", PROBABILISTIC)
def test_every_kind_with_probabilities_can_be_a_member(kind: str, tmp_path: Path) -> None:
    blend = trained(BLEND, of={kind: SMALL.get(kind, {}), "tree": {}})
    blend.save(tmp_path / "blend.skops")
    again = ColorClassifier.load(tmp_path / "blend.skops")
    pixels, _ = examples(100)
    assert np.array_equal(again.predict_proba(pixels), blend.predict_proba(pixels))


def test_only_files_of_folkhue_are_loaded(tmp_path: Path) -> None:
    import skops.io

    path = tmp_path / "foreign.skops"
    path.write_bytes(b"nothing")
    with pytest.raises(TableError, match=r"foreign\.skops: not a classifier"):
        ColorClassifier.load(path)
    # A type that is not on the list is not even constructed.
    skops.io.dump({"terms": ["red"], "pipeline": Path("/")}, path)
    with pytest.raises(TableError, match=r"foreign\.skops: it holds types .*: pathlib\.PosixPath"):
        ColorClassifier.load(path)


def repacked(path: Path, **changed: Any) -> None:
    """Change members of an archive."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    path.write_bytes(reproducible_zip({**members, **changed}, zipfile.ZIP_STORED))


def edit_schema(old: str, new: str) -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            schema = archive.read("schema.json").decode()
        assert old in schema
        repacked(path, **{"schema.json": schema.replace(old, new).encode()})

    return edit


def edit_arrays(edit: Callable[[Any], object], field: str = "") -> Callable[[Path], None]:
    """Change the arrays that have a field, or all without fields."""

    def rewrite(path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.endswith(".npy")]
            arrays = {name: np.load(io.BytesIO(archive.read(name))) for name in names}
        chosen = {n: a for n, a in arrays.items() if field in (a.dtype.names or ("",))}
        assert chosen
        for array in chosen.values():
            edit(array)
        repacked(path, **{name: npy(array) for name, array in chosen.items()})

    return rewrite


def npy(array: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def put(place: Any, value: Any, field: str = "") -> Callable[[Any], object]:
    return lambda array: (array[field] if field else array).__setitem__(place, value)


def same_points_twice(array: Any) -> None:
    if array.dtype == np.int64 and array.shape == (600,):
        array[:] = 0


def more_support(array: Any) -> None:
    if array.dtype == np.int32:
        array[0] = 99


def newer_zip(path: Path) -> None:
    contents = path.read_bytes()
    place = contents.index(b"PK\1\2") + 6
    path.write_bytes(contents[:place] + b"\x69" + contents[place + 1 :])


def another(content: Any) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        import skops.io

        skops.io.dump(content(), path)

    return write


def steps(*estimators: Any) -> Any:
    return make_pipeline(*estimators).fit(*examples(99))


TERMS = ["red", "green", "blue"]
DAMAGES: dict[str, tuple[str, Callable[[Path], None]]] = {
    "cut": ("tree", lambda path: path.write_bytes(path.read_bytes()[:-99])),
    "empty": ("tree", lambda path: path.write_bytes(b"")),
    "a newer version of zip": ("tree", newer_zip),
    "compressed": ("tree", lambda path: repacked(path, bomb=bytes(9))),
    "deep": ("tree", lambda path: repacked(path, **{"schema.json": b"[" * 10**5})),
    "no schema": ("tree", lambda path: repacked(path, **{"schema.json": b""})),
    "another schema": ("tree", lambda path: repacked(path, **{"schema.json": b"[]"})),
    "an unknown loader": ("tree", edit_schema("DictNode", "DicNode")),
    "another type": ("tree", edit_schema("DecisionTreeClassifier", "DecisionTreeRegressor")),
    "a type of another library": ("tree", edit_schema("sklearn.tree._classes", "os")),
    "an attribute less": ("tree", edit_schema('"tree_"', '"tre_"')),
    "a space that is not": ("tree", edit_schema('\\"rgb\\"', '\\"rg\\"')),
    "other terms": ("tree", edit_schema('\\"red\\"', '\\"\\"')),
    "the same term twice": ("tree", edit_schema('\\"red\\"', '\\"blue\\"')),
    "a header of an array": ("tree", lambda path: repacked(path, **{"9.npy": b"\x93NUMPY("})),
    "a node that leads to itself": ("tree", edit_arrays(put(0, 0, "left_child"), "left_child")),
    "a node that leads back": ("forest", edit_arrays(put(2, 1, "right_child"), "left_child")),
    "a node that leads out": ("forest", edit_arrays(put(0, 10**9, "left_child"), "left_child")),
    "a fourth axis": ("tree", edit_arrays(put(0, 3, "feature"), "feature")),
    "a fourth axis of a forest": ("forest", edit_arrays(put(0, 3, "feature"), "feature")),
    "a fourth axis of boosting": (
        "boosting", edit_arrays(put(0, 3, "feature_idx"), "feature_idx")),
    "an axis below 0": ("boosting", edit_arrays(put(0, -9, "feature_idx"), "feature_idx")),
    "boosting that leads out": ("boosting", edit_arrays(put(0, 10**9, "left"), "feature_idx")),
    "boosting that leads back": ("boosting", edit_arrays(put(0, 0, "right"), "feature_idx")),
    "categories": ("boosting", edit_arrays(put(0, 1, "is_categorical"), "feature_idx")),
    "points that are not": ("knn", edit_arrays(put(3, 10**9, "idx_end"), "idx_end")),
    "points below 0": ("knn", edit_arrays(put(3, -(10**9), "idx_start"), "idx_end")),
    "no leaves": ("knn", edit_arrays(put(slice(None), 0, "is_leaf"), "idx_end")),
    "a point in two places": ("knn", edit_arrays(same_points_twice)),
    "more levels": ("knn", edit_schema('"content": "31"', '"content": "63"')),
    "support vectors of nothing": ("svm", edit_arrays(more_support)),
    "zeros": ("density", edit_arrays(lambda a: a.size < 9 and put(..., 9)(a))),
    "another member": ("logistic", edit_schema("LogisticRegression", "LogisticRegressionCV")),
    "a number": ("tree", another(lambda: 5)),
    "a list": ("tree", another(lambda: [TERMS, None])),
    "no pipeline": ("tree", another(lambda: {"terms": TERMS, "pipeline": GaussianNB()})),
    "an untrained pipeline": (
        "tree", another(lambda: {"terms": TERMS, "pipeline": make_pipeline(GaussianNB())})),
    "another step": (
        "tree", another(lambda: {"terms": TERMS, "pipeline": steps(Normalizer(), GaussianNB())})),
    "polynomials without end": (
        "tree",
        another(lambda: {"terms": TERMS, "pipeline": steps(PolynomialFeatures(3), GaussianNB())}),
    ),
    "words": ("tree", another(lambda: {"terms": TERMS, "pipeline": steps(GaussianNB())})),
    "terms for others": (
        "tree", another(lambda: {"terms": TERMS[:2], "pipeline": trained("tree").pipeline})),
    "too many terms": (
        "tree", another(lambda: {"terms": [*TERMS, "x"], "pipeline": trained("tree").pipeline})),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_whatever_a_file_holds_is_one_error(damage: str, tmp_path: Path) -> None:
    path = tmp_path / "one.skops"
    kind, spoil = DAMAGES[damage]
    train_anew(kind).save(path)
    spoil(path)
    with pytest.raises(
        TableError, match=r"one\.skops: (not a classifier|cannot be read|it holds types)"
    ):
        ColorClassifier.load(path)


def test_the_versions_of_a_classifier_of_another_scikit_learn_are_told(tmp_path: Path) -> None:
    path = tmp_path / "one.skops"
    train_anew("tree").save(path)
    edit_schema(f'\\"{sklearn.__version__}\\"', '\\"1.5.2\\"')(path)
    assert ColorClassifier.load(path).terms == VOCABULARY.names  # it can be used all the same
    edit_schema('"tree_"', '"tre_"')(path)
    here = re.escape(sklearn.__version__)
    told = rf"1\.5\.2, which {here} cannot use; .*scikit-learn==1\.5\.2.* dvc repro -f -s train"
    with pytest.raises(TableError, match=told):
        ColorClassifier.load(path)


def test_files_are_not_compressed() -> None:
    """Implementations of zlib differ in their bytes."""
    with zipfile.ZipFile(io.BytesIO(dump({"zeros": np.zeros(99)}))) as archive:
        assert {member.compress_type for member in archive.infolist()} == {zipfile.ZIP_STORED}


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of a schema, and below it those that it holds."""
    if isinstance(tree, dict):
        if "__loader__" in tree:
            yield tree
        for part in tree.values():
            yield from nodes(part)
    elif isinstance(tree, list):
        for part in tree:
            yield from nodes(part)


def parts_of(content: bytes) -> tuple[dict[str, Any], set[str]]:
    """The schema of an archive, and the names of its other members."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = {*archive.namelist()}
        return json.loads(archive.read("schema.json")), names - {"schema.json"}


def test_the_layout_of_skops_archives_that_is_rewritten() -> None:
    """If this fails, skops has changed its format: compare it with model_file."""
    import skops.io

    schema, members = parts_of(skops.io.dumps({"pipeline": trained("mlp").pipeline}))
    found = [*nodes(schema)]
    assert schema["protocol"] == 2
    assert len(members) > 5
    assert all(isinstance(node["__id__"], int) for node in found)
    assert {node["file"] for node in found if "file" in node} == members
    assert {f"{node['__id__']}.npy" for node in found if "file" in node} == members


def test_rewritten_numbers_count_from_0_and_arrays_stay_shared() -> None:
    import skops.io

    array = np.arange(3.0)
    content = dump({"one": array, "two": array, "three": np.arange(3.0), "text": ["a", "a"]})
    schema, members = parts_of(content)
    arrays = [node for node in nodes(schema) if "file" in node]
    assert len(arrays) == 3
    assert len(members) == 2
    assert {node["file"] for node in arrays} == members
    numbers = [node["__id__"] for node in nodes(schema)]
    assert 0 <= min(numbers) <= max(numbers) < 2 * len(numbers)
    again = skops.io.loads(content)
    assert again["one"].tolist() == again["three"].tolist() == [0, 1, 2]
    assert again["text"] == ["a", "a"]
