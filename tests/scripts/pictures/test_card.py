"""What the card of a picture model says of its labels."""

import pytest
from conftest import ROOT

from stages.pictures.card import model_card
from stages.pictures.params import read_params

SCORES = {
    "model": "logistic",
    "parameters": {"C": 1},
    "recall": {"red": 0.5, "blue": 1.0},
    "accuracy": 0.75,
    "balanced_accuracy": 0.75,
    "calibration_error": 0.1,
    "likely_label_errors": 3,
}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("sampler", "Labels are English words that people typed"),
        ("manifest", "Labels are English words that people typed"),
        ("artic", "Nobody typed the labels"),
        ("smk", "Nobody typed the labels"),
    ],
)
def test_the_card_says_who_made_the_labels(source: str, said: str) -> None:
    params = read_params(ROOT / "pictures/params.yaml", files=False)
    changed = params.download.model_copy(update={"source": source})
    counts, sources = {"red": 2, "blue": 2}, {"a shop": 4}
    chosen = params.model_copy(update={"download": changed})
    card = model_card(counts, sources, SCORES, ("moments",), chosen)
    assert "| a shop | 4 |" in card
    assert said in card
    assert f"`{source}`" in card
