"""Files of classifiers: what they keep, and that their bytes depend on nothing else."""

import io
import json
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import ROOT
from support.training import (
    EVERY_KIND,
    PROBABILISTIC,
    SMALL,
    VOCABULARY,
    examples,
    train_anew,
    trained,
)

from folkhue.errors import TableError
from folkhue.learning.classifiers import BLEND, ColorClassifier
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
    with pytest.raises(TableError, match=r"foreign\.skops: not a classifier"):
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
