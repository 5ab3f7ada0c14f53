"""Exported models give the probabilities of scikit-learn's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.ensemble import VotingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from support.picture_datasets import GROUPS, LABELS, made_up
from support.picture_models import EXPORTABLE, SMALL, fitted, own_table

from folkhue.errors import TrainingError
from folkhue.learning.pictures.candidates import CANDIDATES
from folkhue.learning.pictures.distilled import DistilledKernel
from folkhue.learning.pictures.export import export_model
from folkhue.learning.pictures.steps import BalancedScaler, ShareRoots
from folkhue.pictures.model import PictureModel

DATASET = made_up(90, wrong=9).take(np.arange(90) % 9 != 2)  # fewer are blue
NEW = made_up(30, seed=1).features(GROUPS)


def logistic() -> LogisticRegression:
    return LogisticRegression(max_iter=1000)


def network(seed: int, **how: Any) -> MLPClassifier:
    return MLPClassifier((6,), early_stopping=True, random_state=seed, **how)


def voting(*members: Any, **how: Any) -> VotingClassifier:
    named = [(f"member{place}", member) for place, member in enumerate(members)]
    return VotingClassifier(named, **{"voting": "soft"} | how)


def distilled() -> DistilledKernel:
    return DistilledKernel(**SMALL["distilled"] | {"components": 22})


OTHERS = {
    "two networks": lambda: make_pipeline(StandardScaler(), voting(network(0), network(1))),
    "a network and a regression": lambda: make_pipeline(
        ShareRoots(), BalancedScaler(), voting(network(0), logistic())
    ),
    "one voter": lambda: make_pipeline(voting(logistic())),
    "roots alone": lambda: make_pipeline(ShareRoots(), logistic()),
    "deep": lambda: make_pipeline(MLPClassifier((9, 8, 7), early_stopping=True, random_state=0)),
}


@pytest.mark.parametrize("colors", [LABELS, LABELS[:2]], ids=["three", "two"])
@pytest.mark.parametrize("name", [*EXPORTABLE, *OTHERS])
def test_probabilities_stay_the_same(name: str, colors: tuple[str, ...], tmp_path: Path) -> None:
    dataset = DATASET.take(np.isin(DATASET.labels, colors))
    if name in OTHERS:
        pipeline = OTHERS[name]().fit(dataset.features(GROUPS), dataset.labels)
    else:
        pipeline = fitted(name, dataset)
    model = export_model(pipeline, GROUPS, path=tmp_path / "m.npz", metadata={"by": "a test"})
    assert model.terms == tuple(sorted(colors))
    assert model.groups == GROUPS
    expected = pipeline.predict_proba(NEW)
    assert expected.std() > 0.01
    assert model.predict_proba(NEW) == pytest.approx(expected, abs=1e-2)
    loaded = PictureModel.load(tmp_path / "m.npz")
    assert np.array_equal(loaded.predict_proba(NEW), model.predict_proba(NEW))
    assert loaded.metadata == {"by": "a test"}


REFUSED = {
    "a forest": lambda: make_pipeline(CANDIDATES["forest"].classifier(0)),
    "a kernel": lambda: make_pipeline(CANDIDATES["kernel"].classifier(0)),
    "a support vector machine": lambda: make_pipeline(CANDIDATES["svm"].classifier(0)),
    "boosted trees": lambda: make_pipeline(CANDIDATES["boosting"].classifier(0)),
    "another activation": lambda: make_pipeline(network(0, activation="tanh")),
    "another step": lambda: make_pipeline(PCA(3), logistic()),
    "a shift without a scale": lambda: make_pipeline(StandardScaler(with_std=False), logistic()),
    "a scale without a shift": lambda: make_pipeline(StandardScaler(with_mean=False), logistic()),
    "roots after a scale": lambda: make_pipeline(StandardScaler(), ShareRoots(), logistic()),
    "two scales": lambda: make_pipeline(StandardScaler(), BalancedScaler(), logistic()),
    "two roots": lambda: make_pipeline(ShareRoots(), ShareRoots(), logistic()),
    "votes for names": lambda: make_pipeline(voting(logistic(), voting="hard")),
    "unequal votes": lambda: make_pipeline(voting(logistic(), network(0), weights=[2, 1])),
    "a distilled voter": lambda: make_pipeline(voting(distilled(), logistic())),
    "a forest that votes": lambda: make_pipeline(voting(CANDIDATES["forest"].classifier(0))),
    "a pipeline that votes": lambda: make_pipeline(voting(make_pipeline(logistic()))),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_numpy_cannot_run_is_refused(name: str) -> None:
    small = {"n_estimators": 2} if name in ("a forest", "boosted trees") else {}
    pipeline: Pipeline = REFUSED[name]()
    pipeline[-1].set_params(**small)
    pipeline.fit(DATASET.features(GROUPS), DATASET.labels)
    with pytest.raises(TrainingError, match="can"):
        export_model(pipeline, GROUPS)


def test_the_registry_says_what_can_be_exported() -> None:
    for name, candidate in CANDIDATES.items():
        pipeline = fitted(name, DATASET)
        if not candidate.exportable:
            with pytest.raises(TrainingError):
                export_model(pipeline, GROUPS)


def test_a_table_that_does_not_ship_is_not_named(tmp_path: Path) -> None:
    own = own_table(tmp_path / "own.npz")
    eight = np.random.default_rng(0).random((len(DATASET), 8))
    model = export_model(make_pipeline(logistic()).fit(eight, DATASET.labels), ["names"], own)
    assert model.table == ""
    assert len(model.table_terms) == 8
