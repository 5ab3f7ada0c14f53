"""The color table and its card: /v1/terms and /v1/model; health."""

import shutil
from datetime import date
from pathlib import Path

import httpx
from conftest import ROOT

import folkhue
from folkhue.server.model_card import describe_model
from folkhue.server.schemas import Model


def test_the_table_is_described(client: httpx.Client) -> None:
    table = folkhue.load("basic11")
    terms = client.get("/v1/terms").json()
    assert [each["name"] for each in terms["terms"]] == list(table.terms)
    model = client.get("/v1/model").json()
    assert model["training"] == table.metadata
    assert model["license"] == "MIT"
    assert f"commit {model['commit']} of {model['trained']}." in model["card"]
    assert date.fromisoformat(model["trained"]) >= date(2026, 11, 21)
    kinds = [each["kind"] for each in model["learned_from"]]
    assert "embedded in folkhue" in kinds
    assert not {*kinds} & {*table.terms}
    assert sum(each["photographs"] for each in model["learned_from"]) == 7381
    assert len(model["measured"]) == 6
    golden = next(each for each in model["measured"] if each["on"] == "golden set, pixels")
    assert golden["low"] < golden["percent"] < golden["high"]
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json()["status"] == "ready"


def test_a_table_without_a_card_has_no_scores(tmp_path: Path) -> None:
    own = tmp_path / "sampler8.npz"
    shutil.copyfile(ROOT / "src/folkhue/data/sampler8.npz", own)
    told = describe_model(str(own), folkhue.load(own))
    assert [told[key] for key in ("commit", "trained", "card")] == [None, None, None]
    assert told["learned_from"] == told["measured"] == []
    assert Model(**told).training == folkhue.load(own).metadata
