"""Which classifier is compiled."""

import json
from pathlib import Path

import pytest
from conftest import ROOT
from ruamel.yaml import YAML

from stages.fit import best
from stages.params import Params

TEXT = (ROOT / "params.yaml").read_text("utf-8")
HALF = 0.0196  # of an interval of 95 %, if the standard error is one percent


def params(classifiers: list[str], **compile_: object) -> Params:
    content = YAML(typ="safe").load(TEXT)
    content["train"]["classifiers"] = {name: {} for name in classifiers}
    content["compile"] |= compile_
    return Params.model_validate(content)


@pytest.mark.parametrize(
    ("scores", "chosen"),
    [
        ({"tree": 0.80, "mlp": 0.90, "knn": 0.99}, "mlp"),
        ({"tree": 0.895, "mlp": 0.90}, "tree"),
        ({"tree": 0.885, "mlp": 0.90}, "mlp"),
        ({"mlp": 0.90, "tree": 0.895}, "mlp"),
        ({"sgd": 0.80, "tree": 0.892, "forest": 0.894, "mlp": 0.90}, "tree"),
        ({"tree": 0.9, "mlp": 0.9}, "tree"),
    ],
)
def test_the_first_that_is_less_than_a_standard_error_below_the_highest(
    scores: dict[str, float], chosen: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, score in scores.items():
        found = {
            "balanced_accuracy": score,
            "interval": [score - HALF, score + HALF],
            "enough": True,
        }
        (tmp_path / "reports/evaluate" / name).mkdir(parents=True)
        path = tmp_path / "reports/evaluate" / name / "scores.json"
        path.write_text(json.dumps({"test": found}))
    assert best(params([*scores], exclude=["knn"])) == chosen
    assert best(params([*scores], classifier="tree")) == "tree"


def test_too_few_photographs_do_not_choose(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, score in {"tree": 0.1, "mlp": 1.0}.items():
        (tmp_path / "reports/evaluate" / name).mkdir(parents=True)
        found = {"balanced_accuracy": score, "interval": [score, score], "enough": False}
        path = tmp_path / "reports/evaluate" / name / "scores.json"
        path.write_text(json.dumps({"test": found}))
    assert best(params(["knn", "tree", "mlp"], exclude=["knn"])) == "tree"
    assert "too few held-out photographs to say which classifier is best" in capsys.readouterr().out
