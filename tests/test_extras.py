"""What is said when an optional package is missing, and that the extras are complete."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PIL import Image
from support.command_line import run

import folkhue
from folkhue._utils.extras import EXTRAS
from folkhue.errors import MissingExtraError
from folkhue.palettes.distance import distance
from folkhue.palettes.saliency import by_contrast
from folkhue.palettes.superpixels import Superpixels
from stages.params import read_params
from stages.stage import run as run_stage
from stages.stage import workers

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

CORE = {"PIL", "numpy", "platformdirs", "rich", "typer"}

COME_ALONG = {"starlette", "pydantic", "annotated_types", "markupsafe", "llvmlite", "IPython"}
"""Installed with fastapi, pydantic, jinja2, numba and notebooks, which are of no use without."""

UVLOOP = "uvloop (>=0.21) ; sys_platform != 'win32'"
"""What uvicorn imports, and folkhue does not."""

ROOMS = {
    "src/folkhue/_utils": ("train", "names", "fast"),
    "src/folkhue/batch": ("train",),
    "src/folkhue/color": ("names",),
    "src/folkhue/datasets": ("download",),
    "src/folkhue/images": ("fast", "heif", "jxl", "names"),
    "src/folkhue/learning": ("train", "networks", "onnx"),
    "src/folkhue/palettes": ("palettes", "names", "fast"),
    "src/folkhue/render": ("train",),
    "src/folkhue/server": ("server",),
    "src/folkhue/table": ("fast", "names"),
    "scripts/stages": ("train", "download", "dask"),
}
"""Folders, and the extras that what they import is in; other rooms need the core only."""

THERE_ALREADY = {
    "src/folkhue/palettes": {"pandas", "polars"},
    "scripts/stages": {"dvc"},
}
"""What is there when it is imported: data frames that a caller uses, and DVC, which runs stages."""


def imports(folder: Path) -> set[str]:
    """Collect the modules that are neither Python's nor ours, wherever they are imported."""
    nodes = [n for p in folder.rglob("*.py") for n in ast.walk(ast.parse(p.read_text("utf-8")))]
    plain = [name.name for node in nodes if isinstance(node, ast.Import) for name in node.names]
    named = [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    ours = {"folkhue", "stages"}
    return {name.partition(".")[0] for name in plain + named} - sys.stdlib_module_names - ours


@cache
def providers() -> Mapping[str, list[str]]:
    return packages_distributions()


def installs(line: str, modules: set[str]) -> set[str]:
    """Return which of the modules the distribution of a requirement provides."""
    name = canonicalize_name(Requirement(line).name)
    return {m for m in modules if name in map(canonicalize_name, providers()[m])}


@pytest.mark.parametrize("extra", PROJECT["optional-dependencies"])
def test_an_extra_installs_what_is_imported(extra: str) -> None:
    modules = set(EXTRAS[extra])
    found = {line: installs(line, modules) for line in PROJECT["optional-dependencies"][extra]}
    assert set().union(*found.values()) == modules
    assert [line for line in found if not found[line]] in ([], [UVLOOP])


def test_the_core_lists_what_it_imports() -> None:
    found = [installs(line, CORE) for line in PROJECT["dependencies"]]
    assert all(found)
    assert set().union(*found) == CORE


@pytest.mark.parametrize("folder", [*ROOMS, *(f"src/folkhue/{room}" for room in ("cli", "search"))])
def test_a_room_imports_only_what_its_extra_installs(folder: str) -> None:
    installed = {module for extra in ROOMS.get(folder, ()) for module in EXTRAS[extra]}
    assert imports(ROOT / folder) <= CORE | COME_ALONG | installed | THERE_ALREADY.get(
        folder, set()
    )


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:, 30:] = (200, 30, 40)
    Image.fromarray(pixels).save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


COMMANDS = [
    *(("serve", module, "server") for module in EXTRAS["server"]),
    ("compare {photo} {photo}", "scipy", "palettes"),
    ("palette {photo} {photo} --by region", "skimage", "palettes"),
    ("palette {photo} --by contrast", "scipy", "palettes"),
    ("palette {photo} --by contrast", "skimage", "palettes"),
    ("classify {photo} --out shares.parquet", "pyarrow", "train"),
]


@pytest.mark.parametrize("command, module, extra", COMMANDS)
def test_a_command_says_what_to_install(
    command: str, module: str, extra: str, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    done = run(*command.format(photo=photo).split(), folder=photo.parent)
    assert done.returncode == 2
    told = " ".join(done.stderr.split())
    assert told.count("pip install") == 1
    assert f'({module}): pip install "folkhue[{extra}]"' in told
    assert not (photo.parent / "shares.parquet").exists()


CALLS: list[tuple[Callable[[folkhue.Photo], object], str]] = [
    (Superpixels.from_photo, "skimage"),
    (by_contrast, "scipy"),
    (lambda photo: distance(folkhue.palette(photo, 2), folkhue.palette(photo, 2)), "scipy"),
]


@pytest.mark.parametrize("call, module", CALLS)
def test_a_function_says_what_to_install(
    call: Callable[[folkhue.Photo], object],
    module: str,
    photo: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=rf'\({module}\): pip install "folkhue\[palettes'):
        call(folkhue.read_photo(photo))


DOORS = {
    "folkhue.learning": ("train", EXTRAS["train"]),
    "folkhue.render.report": ("train", EXTRAS["train"]),
    "folkhue.datasets": ("download", ("pandas",)),
    "folkhue.datasets.http": ("download", ("requests", "urllib3")),
    "folkhue.datasets.sources": ("download", EXTRAS["download"]),
}
"""Rooms that cannot be imported without an extra, and the modules without which they cannot."""


@pytest.mark.parametrize(
    "room, module", [(room, module) for room, (_, modules) in DOORS.items() for module in modules]
)
def test_a_room_says_at_its_door_what_to_install(
    room: str, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = importlib.import_module(room)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError, match=rf'\({module}\): pip install "folkhue\[{DOORS[room][0]}'):
        importlib.reload(there)


FIRST_IMPORTS = {
    "folkhue.learning.denoising.weighting": "train",
    "folkhue.render.report.figures": "train",
    "folkhue.datasets.photo_list": "download",
    "folkhue.datasets.sources.flickr": "download",
}


@pytest.mark.parametrize("module", FIRST_IMPORTS)
def test_without_any_extra_the_door_is_what_fails(module: str) -> None:
    blocked = sorted({name for modules in EXTRAS.values() for name in modules})
    code = f"import sys; sys.modules.update(dict.fromkeys({blocked})); import {module}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert f'pip install "folkhue[{FIRST_IMPORTS[module]}]"' in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("extra", ["train", "download"])
def test_a_stage_says_what_to_install(extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in EXTRAS[extra]:
        with monkeypatch.context() as blocked:
            blocked.setitem(sys.modules, module, None)
            with pytest.raises(SystemExit, match=r"error: the pipeline needs .*folkhue\["):
                run_stage(lambda _: None)


@pytest.mark.parametrize("script", ["scripts/repro", "scripts/stages/check.py"])
def test_the_pipeline_says_it_first_and_without_a_traceback(script: str) -> None:
    """Even if nothing that it would import is there."""
    blocked = sorted({*EXTRAS["train"], *EXTRAS["download"]})
    code = (
        f"import sys, runpy; sys.modules.update(dict.fromkeys({blocked}));"
        f"runpy.run_path('{script}', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PYTHONPATH": "src:scripts"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr.startswith("error: the pipeline needs packages that are not installed")
    assert done.stderr.endswith('pip install "folkhue[train]"\n')


def test_a_backend_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    params = read_params(ROOT / "params.yaml", files=False)
    compute = params.compute.model_copy(update={"backend": "dask"})
    with (
        pytest.raises(MissingExtraError, match=r"compute\.backend: dask .*folkhue\[dask\]"),
        workers(params.model_copy(update={"compute": compute})),
    ):
        pass
