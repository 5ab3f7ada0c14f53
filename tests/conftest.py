"""What several tests need: photographs made on the spot, and small projects to run."""

from __future__ import annotations

import gc
import io
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import settings
from PIL import Image
from support.picture_project import REPRO, picture_project, with_dvc
from support.project import ROOT, Project, small_project
from support.shared import made_once

from repro.stage_server import ADDRESS, stage_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["ROOT", "Project"]

MARKERS = {"browser": "browser", "reproduced": "pipeline"}
"""Fixtures, and how the tests that need them are marked."""


@pytest.hookimpl(tryfirst=True)  # before tests are selected by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the fixtures they need; run those of the pipeline, the longest, first."""
    for item in items:
        for fixture in MARKERS.keys() & getattr(item, "fixturenames", ()):
            item.add_marker(MARKERS[fixture])
    items.sort(key=lambda item: item.get_closest_marker("pipeline") is None)


def pytest_sessionstart() -> None:
    """Collect no garbage while tests are collected, which makes hardly any of many objects."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Collect it again, but leave out what stays until the end."""
    gc.freeze()
    gc.enable()


# Properties say what is true, not how fast a busy machine finds it; and of the same examples each
# time, so that a failure is owed to the change with which it comes. `--hypothesis-profile=random`
# tries others, and more of them.
settings.register_profile("folkhue", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("random", deadline=None)
settings.load_profile("folkhue")


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(5)


@pytest.fixture
def encode() -> Callable[..., bytes]:
    """Encode pixels: an array or a Pillow image, the format, and how to save it."""

    def encode(pixels: np.ndarray | Image.Image, kind: str = "PNG", **how: object) -> bytes:
        image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
        buffer = io.BytesIO()
        image.save(buffer, kind, **how)
        return buffer.getvalue()

    return encode


# JAX compiles networks for longer than tests train them.
os.environ["JAX_DISABLE_MOST_OPTIMIZATIONS"] = "1"

UNUSED = (
    # Pages behind the address bar, of which each window would load two.
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
    # What Playwright turns off: its option is overridden by ours.
    *("AimEnabled", "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable"),
    *("HttpsUpgrades", "LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying"),
    *("OptimizationHints", "PaintHolding", "PreconnectToSearch", "ThirdPartyStoragePartitioning"),
)
"""Features of Chromium that tests do without."""

QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--disable-quic", f"--disable-features={','.join(UNUSED)}"),
)
"""How Chromium is started: without a screen, and without calling home."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium as `make browser` installs it, with an empty folder for its data."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")  # without it, Playwright looks for one of its own
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def make_project(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Project]:
    """Make a small project for a number of workers and a vocabulary, basic8 by default."""

    def make(workers: int, vocabulary: str = "basic8") -> Project:
        return small_project(tmp_path_factory.mktemp("project"), workers, vocabulary)

    return make


@pytest.fixture(scope="session")
def shared_server() -> Iterator[dict[str, str]]:
    """A server that runs stages of any project, as the settings with which a process uses it.

    To start one for each run of DVC takes longer than most runs.
    """
    with stage_server(ROOT) as environment:
        yield {ADDRESS: environment[ADDRESS]}


@pytest.fixture(scope="session")
def pictured(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Project:
    """A small project in which `make pictures` has run; to be read.

    What it printed is in repro.txt beside the folder.
    """

    def make(folder: Path) -> None:
        project = with_dvc(picture_project(folder))
        done = project.run(*REPRO, settings=request.getfixturevalue("shared_server"))
        assert done.returncode == 0, done.stdout + done.stderr
        (folder.parent / "repro.txt").write_text(done.stdout, "utf-8")
        project.git("add", "-A")
        project.git("commit", "-qm", "lock")

    return Project(made_once(tmp_path_factory, "pictured", make))


@pytest.fixture(scope="session")
def reproduced(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Project:
    """A small project that the pipeline has run in; made once, read by all workers of pytest.

    It is run by ``dvc repro``, whose stages are processes of their own, interrupted at the stage
    held_out, and continued by ``make repro``, which takes half the time. repro.json beside the
    folder lists the stages that ran before and after. To change something, `Project.copy` it.
    """

    def make(folder: Path) -> None:
        folder.mkdir()
        project = small_project(folder, 1, "basic8")
        begun = project.stages_until_interrupted_at("held_out")
        settings = request.getfixturevalue("shared_server")
        ran = [begun, project.stages_run_by("python", "scripts/repro", settings=settings)]
        (folder.parent / "repro.json").write_text(json.dumps(ran))
        project.git("add", "-A")
        project.git("commit", "-qm", "lock")

    return Project(made_once(tmp_path_factory, "reproduced", make))
