from pathlib import Path

import pytest
from conftest import ROOT
from PIL import Image

ASTRONAUT = ROOT / "golden/photos/astronaut.jpg"


@pytest.fixture(scope="session")
def astronaut() -> Path:
    return ASTRONAUT


@pytest.fixture(scope="session")
def bee() -> Path:
    return ASTRONAUT.with_name("european-honey-bee.jpg")


@pytest.fixture(scope="session")
def thumbnail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small photograph, for what does not depend on what a photograph shows."""
    path = tmp_path_factory.mktemp("thumbnail") / "astronaut.jpg"
    with Image.open(ASTRONAUT) as photo:
        photo.resize((96, 96)).save(path)
    return path
