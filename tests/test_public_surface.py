import subprocess
import sys
import tomllib
from importlib.metadata import version

import pytest
from conftest import ROOT

import folkhue
from folkhue.table.color_table import ColorTable, load

PUBLIC = (
    *("ColorTable", "ColorTerm", "FolkhueError", "Harmony", "NameClassifier"),
    *("NameCounts", "NameMap"),
    *("NamedColor", "Palette", "PaletteColor", "Photo", "PictureColor", "Timeline"),
    "Vocabulary",
    *("__version__", "harmony", "load", "load_classifier"),
    *("name", "name_colors", "name_column", "name_pixels", "open_url", "palette", "palettes_of"),
    "picture_color",
    *("read_photo", "shares_of", "suggest", "video_colors"),
)


def test_the_public_surface_is_what_is_listed() -> None:
    assert folkhue.__all__ == dir(folkhue) == sorted(PUBLIC)
    found = [getattr(folkhue, name) for name in PUBLIC]
    assert all(value.__module__.startswith("folkhue.") for value in found if callable(value))
    assert (folkhue.load, folkhue.ColorTable) == (load, ColorTable)
    assert folkhue.__version__ == version("folkhue")


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'folkhue' has no attribute 'lode'"):
        folkhue.lode  # noqa: B018


def test_importing_folkhue_loads_nothing_heavy() -> None:
    code = "import folkhue, sys; dir(folkhue); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert "folkhue" in loaded.stdout.split()
    assert not {"numpy", "sklearn", "cv2", "pandas", "PIL"} & set(loaded.stdout.split())


def test_naming_pixels_does_not_load_pillow() -> None:
    code = (
        "import folkhue, numpy, sys; table = folkhue.load();"
        "table.predict(numpy.zeros((2, 2, 3), 'u1')); print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert "folkhue.table.kernels" in loaded.stdout.split()
    assert not {"PIL", "numba"} & set(loaded.stdout.split())


def test_the_table_needs_none_of_the_training_libraries() -> None:
    """A designer installs folkhue alone, without the extra [train]."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extra = {line.split()[0] for line in project["optional-dependencies"]["train"]}
    assert "scikit-learn" in extra
    modules = {"scikit-learn": "sklearn", "ruamel.yaml": "ruamel"}
    code = (
        "import sys, folkhue, numpy;"
        f"blocked = {sorted(modules.get(name, name) for name in extra)!r};"
        "sys.modules.update(dict.fromkeys(blocked));"
        "import folkhue.cli, folkhue.images.photo, folkhue.render.legend;"
        "folkhue.load().shares(numpy.zeros((2, 2, 3), 'u1'))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
