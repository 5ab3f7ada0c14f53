"""Models of the color of pictures: their files, their answers, and what speaks for these."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from support.picture_datasets import GROUPS, made_up
from support.picture_models import EXPORTABLE, fitted
from support.project import ROOT

from folkhue.errors import TableError
from folkhue.learning.pictures.export import export_model
from folkhue.pictures.model import PictureModel, load_picture_model

TABLE = ROOT / "src/folkhue/data/basic11.npz"
Parts = dict[str, np.ndarray]

DATASET = made_up(60, wrong=20)  # so many wrong labels that a classifier is not sure
FEATURES = DATASET.features(GROUPS)


@cache
def model(name: str = "distilled") -> PictureModel:
    metadata = {"by": "a test", "scores": [0.5, None]}
    return export_model(fitted(name, DATASET), GROUPS, metadata=metadata)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    model().save(tmp_path / "m.npz")
    return tmp_path / "m.npz"


@pytest.mark.parametrize("name", EXPORTABLE)
def test_a_model_that_was_saved_answers_as_before(name: str, tmp_path: Path) -> None:
    model(name).save(tmp_path / "a.npz")
    loaded = PictureModel.load(tmp_path / "a.npz")
    loaded.save(tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert np.array_equal(loaded.predict_proba(FEATURES), model(name).predict_proba(FEATURES))
    for what in ("terms", "groups", "table", "table_terms", "features", "metadata"):
        assert getattr(loaded, what) == getattr(model(name), what)


@pytest.mark.parametrize("part", ["center", "projection", "steps", "metadata"])
def test_a_model_that_differs_in_any_part_has_another_fingerprint(part: str, path: Path) -> None:
    same = PictureModel.load(path)
    assert same.fingerprint == model().fingerprint
    value = {"by": "another"} if part == "metadata" else getattr(same, part) // 2
    assert replace(same, **{part: value}).fingerprint != same.fingerprint


@given(arrays(np.float32, (3, FEATURES.shape[1]), elements=st.floats(-1e6, 1e6, width=32)))
def test_probabilities_sum_to_one(features: np.ndarray) -> None:
    for name in EXPORTABLE:
        found = model(name).predict_proba(features)
        assert found.min() >= 0
        assert found.sum(axis=1) == pytest.approx(1)
        assert found[1] == pytest.approx(model(name).predict_proba(features[1]))


@pytest.mark.parametrize("shape", [(), (3,), (21,), (4, 23)])
def test_other_features_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"expected 22 features \(names, center\), got .* shape"):
        model().predict_proba(np.zeros(shape))


@pytest.mark.parametrize("name", EXPORTABLE)
def test_contributions_sum_to_what_a_name_gained(name: str) -> None:
    """Against the average picture, whose features are all 0 after they were shifted."""
    found = model(name)
    center = found.center.astype(float)
    average = found.predict_proba(np.where(found.roots, center**2, center))
    for features in FEATURES[:20]:
        gained = np.log(found.predict_proba(features) / average)
        for term, expected in zip(found.terms, gained, strict=True):
            assert found.contributions(features, term).sum() == pytest.approx(expected, abs=0.01)


def test_an_average_feature_contributes_nothing() -> None:
    found = model()
    features = FEATURES[0].astype(float)
    features[3] = found.center[3] ** 2 if found.roots[3] else found.center[3]
    contributions = found.contributions(features, "red")
    assert np.flatnonzero(np.abs(contributions) < 1e-6).tolist() == [3]


def test_only_names_have_contributions() -> None:
    with pytest.raises(ValueError, match="expected one of blue, green, red, got 'mauve'"):
        model().contributions(FEATURES[0], "mauve")


def read(path: Path) -> Parts:
    with np.load(path) as opened:
        return dict(opened)


def write(path: Path, parts: Parts) -> None:
    """Write the parts of a model, with the checksum that they have."""
    digest = hashlib.sha256()
    for name in sorted(parts.keys() - {"schema", "sha256"}):
        digest.update(f"{name} {parts[name].dtype.str} {parts[name].shape}\n".encode())
        digest.update(parts[name].tobytes())
    np.savez(path, **parts | {"sha256": np.frombuffer(digest.digest(), np.uint8)})


def described(**changes: Any) -> Callable[[Parts], Any]:
    """Change the description of a model; None removes an entry."""

    def change(parts: Parts) -> None:
        document = json.loads(parts["description"].tobytes()) | changes
        document = {key: value for key, value in document.items() if value is not None}
        parts["description"] = np.frombuffer(json.dumps(document).encode(), np.uint8)

    return change


def replaced(name: str, change: Callable[[np.ndarray], np.ndarray]) -> Callable[[Parts], Any]:
    return lambda parts: parts.update({name: change(parts[name])})


def with_one(value: float) -> Callable[[np.ndarray], np.ndarray]:
    """Put a value in the middle of a part."""

    def change(part: np.ndarray) -> np.ndarray:
        changed = part.copy()
        changed.flat[changed.size // 2] = value
        return changed

    return change


NUMBERS = ("center", "scale", "steps", "weights0_0", "bias0_0", "weights0_1", "bias0_1")
ARRAYS = (*NUMBERS, "roots", "projection")

FAULTS: dict[str, Callable[[Parts], Any]] = {
    **{f"no {name}": lambda parts, name=name: parts.pop(name) for name in (*ARRAYS, "schema")},
    **{f"{name} of float64": replaced(name, lambda part: part.astype(float)) for name in ARRAYS},
    **{f"a short {name}": replaced(name, lambda part: part[:-1]) for name in ARRAYS},
    **{f"a flat {name}": replaced(name, lambda part: part[..., None]) for name in ARRAYS},
    **{f"a single {name}": replaced(name, lambda part: part.ravel()[0]) for name in ARRAYS},
    **{f"NaN in {name}": replaced(name, with_one(np.nan)) for name in NUMBERS},
    **{f"infinity in {name}": replaced(name, with_one(np.inf)) for name in NUMBERS},
    "a narrow projection": replaced("projection", lambda part: part[:, :-1]),
    "a scale of 0": replaced("scale", with_one(0)),
    "a scale below 0": replaced("scale", with_one(-1)),
    "version 2": replaced("schema", lambda part: part + 1),
    "versions": replaced("schema", lambda part: np.array([1, 1])),
    "no description": lambda parts: parts.pop("description"),
    "no JSON": lambda parts: parts.update(description=np.arange(9, dtype=np.uint8)),
    "a list": lambda parts: parts.update(description=np.frombuffer(b"[]", np.uint8)),
    "another kind": described(kind="folkhue color table"),
    "no terms": described(terms=None),
    "fewer terms": described(terms=["red", "blue"]),
    "equal terms": described(terms=["red", "red", "blue"]),
    "terms that are no texts": described(terms=[1, 2, 3]),
    "no groups": described(groups=[]),
    "fewer groups": described(groups=["names"]),
    "a group that nobody knows": described(groups=["names", "smell"]),
    "a table that does not ship": described(table="crayons"),
    "other terms of the table": described(table_terms=["dark", "light"]),
    "no layers": described(layers=[]),
    "more layers": described(layers=[3]),
    "fewer layers": described(layers=[1]),
    "a network without layers": described(layers=[0]),
    "a layer more than there may be": described(layers=[9]),
    "true layers": described(layers=[True]),
    "layers that are no list": described(layers=2),
    "more networks": described(layers=[2, 2]),
    "a thousand networks": described(layers=[2] * 1000),
    "no metadata": described(metadata=None),
    "metadata that are no object": described(metadata=3),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_parts_that_do_not_fit_are_refused(fault: str, path: Path) -> None:
    parts = read(path)
    FAULTS[fault](parts)
    write(path, parts)
    with pytest.raises(TableError) as raised:
        load_picture_model(path)
    assert str(raised.value).startswith(f"{path}: ")


def test_parts_that_fit_are_read(path: Path) -> None:
    """So that each of the faults above is the reason of its error."""
    write(path, read(path))
    assert np.array_equal(
        load_picture_model(path).predict_proba(FEATURES), model().predict_proba(FEATURES)
    )


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("model") / "m.npz"
    model().save(path)
    return path.read_bytes()


@given(data=st.data())
def test_a_file_that_was_cut_off_is_refused(contents: bytes, data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "m.npz")
        path.write_bytes(contents[: data.draw(st.integers(0, len(contents) - 1))])
        with pytest.raises(TableError) as raised:
            PictureModel.load(path)
    assert str(raised.value).startswith(f"{path}: ")


@given(data=st.data())
def test_an_altered_byte_changes_no_answer(contents: bytes, data: st.DataObject) -> None:
    """The file is refused, but for the dates and other bytes that mean nothing."""
    altered = bytearray(contents)
    altered[data.draw(st.integers(0, len(contents) - 1))] ^= data.draw(st.integers(1, 255))
    found = model()
    with TemporaryDirectory() as folder, suppress(TableError):
        Path(folder, "m.npz").write_bytes(altered)
        found = PictureModel.load(Path(folder, "m.npz"))
    assert np.array_equal(found.predict_proba(FEATURES), model().predict_proba(FEATURES))


FILES: dict[str, tuple[Callable[[Path], Any], str]] = {
    "arrays of others": (lambda path: np.savez(path, a=np.zeros(3)), "a part is missing"),
    "a table": (lambda path: path.write_bytes(TABLE.read_bytes()), "cannot be used"),
    "another bias": (
        lambda path: np.savez(path, **read(path) | {"bias0_1": np.zeros(3, np.float32)}),
        "the checksum does not fit",
    ),
    "no checksum": (
        lambda path: np.savez(path, **{k: v for k, v in read(path).items() if k != "sha256"}),
        "a part is missing",
    ),
    "a text": (lambda path: path.write_text("red"), "not a picture model"),
    "nothing": (lambda path: path.write_bytes(b""), "not a picture model"),
    "no file": (lambda path: path.unlink(), "no such file"),
    "a folder": (lambda path: (path.unlink(), path.mkdir()), "cannot be read"),
}


@pytest.mark.parametrize("name", FILES)
def test_other_files_are_refused(name: str, path: Path) -> None:
    make, reason = FILES[name]
    make(path)
    with pytest.raises(TableError, match=reason) as raised:
        load_picture_model(path)
    assert str(raised.value).startswith(f"{path}: ")


def test_a_name_that_does_not_ship_is_told_those_that_do() -> None:
    with pytest.raises(TableError, match=r"^pikture: no such file; models that ship: picture"):
        load_picture_model("pikture")
