"""Estimators of other packages: by path or as plug-ins, tried before a run, trusted by name."""

import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.training import VOCABULARY, examples

import folkhue
from folkhue.errors import ParamsError, TableError
from folkhue.learning.classifiers import ColorClassifier, build, is_foreign, train
from folkhue.learning.classifiers.foreign import Parameters
from folkhue.learning.classifiers.kinds import find_kind
from folkhue.learning.classifiers.trial import try_out
from folkhue.learning.classifiers.weighted import takes_weights

EXTRA = "sklearn.ensemble.ExtraTreesClassifier"
BOOSTED = "plugged_colors.Boosted"
DEFINED = "sklearn.ensemble._forest.ExtraTreesClassifier"

PLUG_IN = """
import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from folkhue.learning.classifiers.kinds import Kind


class NearestMean(ClassifierMixin, BaseEstimator):
    def __init__(self, power=2.0):
        self.power = power

    def fit(self, X, y, sample_weight=None):
        self.classes_ = np.unique(y)
        self.means_ = np.stack([np.average(X[y == each], axis=0) for each in self.classes_])
        return self

    def predict(self, X):
        distances = np.abs(X[:, None] - self.means_) ** self.power
        return self.classes_[distances.sum(axis=2).argmin(axis=1)]


class Keeper:
    pass


class Keeping(NearestMean):
    def fit(self, X, y):
        self.keeper_ = Keeper()
        return super().fit(X, y)


class Boosted(NearestMean):
    def fit(self, X, y):
        super().fit(X, y)
        self.raw_ = bytearray(self.means_.astype(float).tobytes())
        return self

    def predict(self, X):
        self.means_ = np.frombuffer(self.raw_).reshape(-1, X.shape[1])
        return super().predict(X)


class Forgetful(NearestMean):
    def fit(self, X, y):
        self.secret_ = (number for number in y)
        return super().fit(X, y)


class Open(NearestMean):
    def __init__(self, depth=3, **others):
        super().__init__()
        self.depth = depth


class Picky(NearestMean):
    def fit(self, X, y):
        raise RuntimeError("needs a better computer")


described = Kind("plugged_colors.NearestMean", scaled=False, slow=True, weighted=True)
"""

ENTRY_POINTS = """
[folkhue.classifiers]
nearest_mean = plugged_colors:NearestMean
described = plugged_colors:described
broken = plugged_colors.nothing:Nothing
"""


@pytest.fixture
def plugged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A distribution that adds kinds, as pip installs it."""
    folder = tmp_path / "site"
    info = folder / "plugged_colors-1.0.dist-info"
    info.mkdir(parents=True)
    (folder / "plugged_colors.py").write_text(PLUG_IN)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: plugged-colors\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(ENTRY_POINTS)
    monkeypatch.syspath_prepend(str(folder))
    yield
    sys.modules.pop("plugged_colors", None)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"kind": "sklearn.ensemble.ExtraTreeClassifier"}, f"did you mean '{EXTRA[17:]}'"),
        ({"kind": "no_such.Forest"}, "'no_such.Forest' cannot be imported .* install its package"),
        ({"kind": ".Forest"}, "'.Forest' cannot be imported"),
        ({"kind": "os.getcwd"}, "os.getcwd is no class of estimators"),
        ({"kind": "folkhue.Photo"}, "has no fit, predict, get_params: a classifier needs"),
        ({"kind": EXTRA, "n_estimatos": 5}, r"x.n_estimatos: .*did you mean 'n_estimators'"),
        ({"kind": EXTRA, "spac": "lab"}, r"x.spac: .*did you mean 'space'"),
        ({"kind": EXTRA, "n_estimators": 10**9}, r"x.n_estimators: expected a number from 1 to"),
        ({"kind": "extra"}, r"any estimator can be given by its path, such as sklearn\."),
        ({"kind": "blend", "of": {"a": {"kind": "a.B"}}}, r"x.of.a: 'a.B' cannot be imported"),
        ({"kind": "broken"}, "x: 'broken' is a plug-in of plugged-colors, but plugged_colors.noth"),
        ({"kind": "nearest_meen"}, "did you mean 'nearest_mean'"),
        ({"kind": "nearest_mean", "powr": 1}, "x.powr: .*did you mean 'power'"),
        ({"kind": "plugged_colors.Open", "dept": 1}, "x.dept: .*did you mean 'depth'"),
    ],
)
@pytest.mark.usefixtures("plugged")
def test_what_cannot_be_used_is_told_with_the_cure(options: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ParamsError, match=rf"^train\.classifiers\.(x.*)?{complaint}"):
        build("x", options, 0)


@pytest.mark.usefixtures("plugged")
def test_a_model_of_bytes_is_saved_and_only_loaded_if_it_is_trusted(tmp_path: Path) -> None:
    """XGBoost's are such."""
    files = [tmp_path / "one.skops", tmp_path / "two.skops"]
    for file in files:
        trained = train("x", {"kind": BOOSTED}, *examples(100), VOCABULARY, seed=0)
        trained.save(file)
    assert files[0].read_bytes() == files[1].read_bytes()
    again = folkhue.load_classifier(files[0], trusted=[BOOSTED])
    pixels, _ = examples(50)
    expected = np.array(VOCABULARY.names)[trained.predict(pixels)]
    assert np.array_equal(again.predict(pixels), expected)
    with pytest.raises(TableError, match=rf"trusted=\['{re.escape(BOOSTED)}'\]"):
        folkhue.load_classifier(files[0])


@pytest.mark.parametrize("member", ["1.bin", "model.bin", "a.pkl"])
def test_bytes_without_a_type_to_trust_are_refused(member: str, tmp_path: Path) -> None:
    file = tmp_path / "one.skops"
    train("tree", {}, *examples(100), VOCABULARY, seed=0).save(file)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(member, b"bytes")
    with pytest.raises(TableError, match="something else than arrays"):
        folkhue.load_classifier(file)


@pytest.mark.usefixtures("plugged")
def test_a_constructor_that_takes_anything_may_get_it() -> None:
    import plugged_colors

    known = Parameters.of(plugged_colors.Open)
    assert known.accept("depth")
    assert known.accept("module__width")
    assert not known.accept("depths")


@pytest.mark.parametrize(
    ("options", "trusted", "complaint"),
    [
        ({"kind": EXTRA, "n_estimators": 3}, [EXTRA], None),
        ({"kind": EXTRA, "n_estimators": 3}, [], rf"trusted: \[{re.escape(DEFINED)}\]"),
        ({"kind": EXTRA, "max_depth": "x"}, [EXTRA], "cannot be fitted .*'max_depth' parameter"),
        ({"kind": "sklearn.ensemble.ExtraTreesRegressor"}, [], "predicts something else than the"),
        ({"kind": "nearest_mean"}, ["nearest_mean"], None),
        ({"kind": "described"}, ["plugged_colors.NearestMean"], None),
        (
            {"kind": "plugged_colors.Keeping"},
            ["plugged_colors.Keeping", "plugged_colors.Keeper"],
            None,
        ),
        (
            {"kind": "plugged_colors.Keeping"},
            ["plugged_colors.Keeping"],
            r"write below train\n  trusted: \[plugged_colors.Keeper\]",
        ),
        ({"kind": "plugged_colors.Forgetful"}, ["plugged_colors.Forgetful"], "cannot be saved by"),
        ({"kind": "plugged_colors.Picky"}, [], "1,000 colors: RuntimeError: needs a better comp"),
    ],
)
@pytest.mark.usefixtures("plugged")
def test_an_estimator_is_tried_before_the_run(
    options: dict[str, Any], trusted: list[str], complaint: str | None
) -> None:
    if complaint is None:
        try_out("x", options, 0, trusted)
        return
    with pytest.raises(ParamsError, match=f"(?s)^train.classifiers.x: .*{complaint}"):
        try_out("x", options, 0, trusted)


@pytest.mark.parametrize(
    ("kind", "trusted", "named"),
    [
        (EXTRA, [EXTRA], DEFINED),
        (EXTRA, [DEFINED], DEFINED),
        ("nearest_mean", ["nearest_mean"], "plugged_colors.NearestMean"),
    ],
)
@pytest.mark.usefixtures("plugged")
def test_a_file_is_read_if_its_types_are_trusted(
    kind: str, trusted: list[str], named: str, tmp_path: Path
) -> None:
    classifier = train("x", {"kind": kind, "space": "lab"}, *examples(), VOCABULARY, 0)
    classifier.save(tmp_path / "x.skops")
    told = rf"x\.skops: it holds types .*: {re.escape(named)}\. .*trusted=\['{re.escape(named)}'\]"
    for others in ([], ["pathlib.Path", "no.such.Type"]):
        with pytest.raises(TableError, match=told):
            ColorClassifier.load(tmp_path / "x.skops", others)
    again = ColorClassifier.load(tmp_path / "x.skops", trusted)
    pixels, names = examples(300)
    assert np.array_equal(again.predict(pixels), classifier.predict(pixels))
    assert (np.array(again.terms)[again.predict(pixels)] == names).mean() > 0.75
    found, probabilities = again.names_and_probabilities(pixels)
    assert np.array_equal(found, classifier.predict(pixels))
    assert (probabilities is not None) == (kind == EXTRA)


@pytest.mark.usefixtures("plugged")
def test_a_plug_in_describes_its_kind() -> None:
    plain, described = build("x", {"kind": "nearest_mean"}, 0), build("described", {}, 0)
    assert [*plain.named_steps] == ["space", "scale", "classify"]
    assert [*described.named_steps] == ["space", "classify"]
    assert takes_weights(described)
    assert ColorClassifier(("red",), described).slow
    assert find_kind("sklearn.svm.NuSVC").slow
    assert not ColorClassifier(("red",), build("x", {"kind": EXTRA}, 0)).slow


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("tree", {}, False),
        ("x", {"kind": "forest"}, False),
        ("blend", {"of": {"mlp": {}}}, False),
        ("x", {"kind": EXTRA}, True),
        ("blend", {"of": {"mlp": {}, "x": {"kind": EXTRA}}}, True),
    ],
)
def test_only_what_folkhue_does_not_know_is_tried(
    name: str, options: dict[str, Any], expected: bool
) -> None:
    assert is_foreign(name, options) is expected
