from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from folkhue.datasets.record import PhotoRecord
from folkhue.learning.networks import subject
from folkhue.learning.networks.subject import Training
from folkhue.networks.weights_file import NetworkFile
from stages.networks import subject_network


@pytest.fixture
def listed(tmp_path: Path) -> list[PhotoRecord]:
    random, records = np.random.default_rng(0), []
    for number in range(30):
        if number % 2:
            picture = Image.fromarray(random.integers(0, 200, (70, 90, 3), np.uint8))
        else:
            picture = Image.new("RGBA", (60, 60))
            picture.paste((200, 30, 30, 255), (10, 10, 50, 50))
        path = tmp_path / f"{number}x.png"
        picture.save(path)
        records.append(PhotoRecord(id=path.stem, path=str(path), source=f"source {number % 2}"))
    return records


@pytest.mark.slow
def test_a_network_is_trained_measured_and_described(
    listed: list[PhotoRecord], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subject, "SMALL_SIDE", 32)
    monkeypatch.setattr(subject, "SMALL", 1.0)
    path = tmp_path / "subject.npz"
    about = subject_network.make(listed, Training(2, 1, 0.003, 0), 0.4, 2, path)
    assert NetworkFile.load(path, "subject").metadata["steps"] == 2
    assert about["cut_outs"] + about["photos"] == about["records"] < 30
    assert {*about["scores"]} == {"corners", "whole photographs"}
    card = subject_network.card(about)
    for grounds, found in about["scores"].items():
        for name, scores in found.items():
            assert 0 <= scores["mean"] <= 1
            row = f"| {name} | {grounds} | {scores['mean']:.3f} | {scores['median']:.3f} |"
            assert row in card
    for source, number in about["sources"].items():
        assert f"| {source} | {number} |" in card
