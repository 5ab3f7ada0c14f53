"""What several tests need: photographs made on the spot, and small projects to run."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import settings
from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent

# Properties say what is true, not how fast a busy machine finds it.
settings.register_profile("folkhue", deadline=None)
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


QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--disable-quic"),
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


COPIED = (
    *("scripts", "src", "dvc.yaml", ".gitignore", ".dvcignore"),
    *(".dvc/config", ".dvc/.gitignore", ".dvc/plots"),
)


class Project:
    """A copy of the project in a folder of its own, with few photographs and classifiers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment in the project's folder, with its own folkhue."""
        executable = Path(sys.executable).parent / command[0]
        return subprocess.run(
            [str(executable), *command[1:]],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": f"{self.folder}/src:{self.folder}/scripts"},
        )

    def stages_run_by(self, *command: str) -> list[str]:
        """Run DVC, which must succeed; list the stages it ran."""
        done = self.run("dvc", *command)
        assert done.returncode == 0, done.stdout + done.stderr
        lines = done.stdout.splitlines()
        return [line.split("'")[1] for line in lines if line.startswith("Running stage")]

    def edit(self, name: str, *changes: tuple[str, str]) -> None:
        """Replace text in a file; each old text must be there."""
        path = self.folder / name
        text = path.read_text("utf-8")
        for old, new in changes:
            assert old in text, f"{old!r} is not in {name}"
            text = text.replace(old, new)
        path.write_text(text, "utf-8")

    def bytes_of(self, *patterns: str) -> dict[str, bytes]:
        """Read all files that match."""
        found = [path for pattern in patterns for path in sorted(self.folder.glob(pattern))]
        assert found
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in found}


@pytest.fixture(scope="session")
def make_project(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Project]:
    """Make a small project: a few photographs of each term of a vocabulary, two classifiers.

    It is a git repository of its own and has its own DVC cache.
    """

    def make(workers: int, vocabulary: str = "basic8") -> Project:
        folder = tmp_path_factory.mktemp("project")
        for name in COPIED:
            source, target = ROOT / name, folder / name
            target.parent.mkdir(exist_ok=True)
            copy = shutil.copytree if source.is_dir() else shutil.copyfile
            copy(source, target)
        (folder / ".venv").symlink_to(Path(sys.prefix))
        _few_photographs(folder / "data/sampler", vocabulary)
        _few_golden_photographs(folder / "golden")
        params = (ROOT / "params.yaml").read_text("utf-8")
        head, listed, tail = params.partition("  classifiers:\n")
        tail = tail[tail.index("\nevaluate:") :]
        (folder / "params.yaml").write_text(
            head
            + listed
            + "    logistic: {space: oklab, C: 1.0}\n    tree: {min_samples_leaf: 50}\n"
            + tail
        )
        project = Project(folder)
        smaller = ("n_jobs: -1", f"n_jobs: {workers}"), ("cap: 10000", "cap: 300")
        project.edit("params.yaml", *smaller)
        subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
        subprocess.run(["git", "add", "-A"], cwd=folder, check=True)
        identity = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
        subprocess.run(["git", *identity, "commit", "-qm", "start"], cwd=folder, check=True)
        return project

    return make


def _few_golden_photographs(folder: Path) -> None:
    listed = (ROOT / "golden/golden.csv").read_text("utf-8").splitlines(keepends=True)
    for part in ("labels", "photos"):
        (folder / part).mkdir(parents=True)
        for path in sorted((ROOT / "golden" / part).iterdir())[::5]:
            shutil.copyfile(path, folder / part / path.name)
    names = {path.stem for path in (folder / "labels").iterdir()}
    chosen = [line for line in listed if line.partition(",")[0] in {"id", *names}]
    (folder / "golden.csv").write_text("".join(chosen), "utf-8")


def _few_photographs(folder: Path, preset: str) -> None:
    import pandas as pd

    from folkhue.color.vocabulary import Vocabulary
    from folkhue.datasets.labels import weak_labels

    vocabulary = Vocabulary.of(preset)
    every = pd.read_csv(ROOT / "data/sampler/photos.csv", dtype=str, keep_default_na=False)
    terms = [weak_labels(text, vocabulary) for text in every["tags"] + ";" + every["title"]]
    alone = every.assign(term=[t[0] if len(t) == 1 else "" for t in terms])
    few = alone[alone["term"] != ""].drop_duplicates("original").groupby("term").tail(3)
    for path in few["path"]:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "data/sampler" / path, folder / path)
    few.to_csv(folder / "photos.csv", index=False)
