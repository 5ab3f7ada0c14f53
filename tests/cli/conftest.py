from pathlib import Path

import pytest
from conftest import ROOT

ASTRONAUT = ROOT / "golden/photos/astronaut.jpg"


@pytest.fixture
def astronaut() -> Path:
    return ASTRONAUT


@pytest.fixture
def bee() -> Path:
    return ASTRONAUT.with_name("european-honey-bee.jpg")
