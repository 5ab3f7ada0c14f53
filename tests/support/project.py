"""Small copies of the project, in which stages run and DVC works."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import chdir
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from unittest import mock

from release.copying import copy_parts

ROOT = Path(__file__).parents[2]

COPIED = (
    *("scripts", "src", "dvc.yaml", ".gitignore", ".dvcignore"),
    *(".dvc/config", ".dvc/.gitignore", ".dvc/plots"),
)

STAGES = [
    *("check", "download", "held_out", "denoise", "sample", "golden_pixels", "survey"),
    *("train@logistic", "train@tree", "evaluate@logistic", "evaluate@tree"),
    *("folds", "baseline", "fit", "evaluate_final", "compile", "recolor", "agreement", "report"),
]
"""The stages of a small project, in an order in which they can run."""


PER_TERM = 6
"""Photographs of each term in a small project: of three, denoising may keep nothing."""

OUTPUTS = ("data/*.parquet", "data/*.npz", "data/photos.csv", "models/*", "reports/**/*.*")
"""What stages make, as patterns."""


@dataclass(frozen=True)
class Project:
    """A copy of the project in a folder of its own, with few photographs and classifiers."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which processes import this copy's code."""
        return {**os.environ, "PYTHONPATH": f"{self.folder}/src:{self.folder}/scripts"}

    def copy(self, folder: Path) -> Project:
        """Copy everything, including outputs and DVC's cache."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return Project(folder)

    def run(
        self, *command: str, settings: Mapping[str, str] = MappingProxyType({})
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment in the project's folder, with its own folkhue."""
        executable = Path(sys.executable).parent / command[0]
        return subprocess.run(
            [str(executable), *command[1:]],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**self.environment, **settings},
        )

    def git(self, *command: str) -> str:
        """Run git, which must succeed; return what it prints."""
        identity = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
        done = subprocess.run(
            ["git", *identity, *command], cwd=self.folder, capture_output=True, check=True
        )
        return done.stdout.decode()

    def stages_run_by(
        self, *command: str, settings: Mapping[str, str] = MappingProxyType({})
    ) -> list[str]:
        """Run DVC, or what starts it, which must succeed; list the stages it ran."""
        done = self.run(*command, settings=settings)
        assert done.returncode == 0, done.stdout + done.stderr
        return stages_in(done.stdout)

    def stages_until_interrupted_at(
        self, stage: str, command: Sequence[str] = ("dvc", "repro")
    ) -> list[str]:
        """Interrupt a run as Ctrl-C does once it starts a stage; list the stages begun."""
        printed = ""
        with subprocess.Popen(
            [str(Path(sys.executable).parent / command[0]), *command[1:]],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self.environment,
            start_new_session=True,
        ) as running:
            assert running.stdout
            for line in running.stdout:
                printed += line
                if f"'{stage}'" in line:
                    os.killpg(running.pid, signal.SIGINT)
        assert running.returncode, printed
        return stages_in(printed)

    def stage(self, name: str, *arguments: str) -> None:
        """Run a stage in this process, with the code of the repository itself.

        Raises
        ------
        SystemExit
            If the stage fails; it says why.
        """
        if "@" in name:
            name, _, argument = name.partition("@")
            arguments = (argument, *arguments)
        module = "stages." + name.replace("/", ".")
        run = import_module(f"{module.rpartition('.')[0]}.stage").run
        with (
            chdir(self.folder),
            mock.patch.object(sys, "argv", [f"scripts/stages/{name}.py", *arguments]),
        ):
            run(import_module(module).main)

    def stage_served(self, name: str, settings: Mapping[str, str]) -> None:
        """Run a stage by a server, with the code of this copy; it must succeed."""
        stage = [*name.partition("@")[::2]]
        done = subprocess.run(
            ["scripts/stage", *filter(None, stage)],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **settings},
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def edit(self, name: str, *changes: tuple[str, str]) -> None:
        """Replace text in a file; each old text must be there."""
        path = self.folder / name
        text = path.read_text("utf-8")
        for old, new in changes:
            assert old in text, f"{old!r} is not in {name}"
            text = text.replace(old, new)
        path.write_text(text, "utf-8")

    def keep_golden(self, number: int) -> None:
        """Remove all but so many golden photographs, which stages take longest for."""
        for label in sorted((self.folder / "golden/labels").iterdir())[number:]:
            label.unlink()

    def bytes_of(self, *patterns: str) -> dict[str, bytes]:
        """Read all files that match, but for those that tell when and where a run was."""
        every = [path for pattern in patterns for path in sorted(self.folder.glob(pattern))]
        found = [path for path in every if path.name not in ("report.html", "run.json")]
        assert found
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in found}


def stages_in(printed: str) -> list[str]:
    """List the stages that DVC says it runs."""
    lines = printed.splitlines()
    return [line.split("'")[1] for line in lines if line.startswith("Running stage")]


def small_project(folder: Path, workers: int, vocabulary: str) -> Project:
    """Make a small project: a few photographs of each term of a vocabulary, two classifiers.

    It is a git repository of its own and has its own DVC cache.
    """
    copy_parts(ROOT, folder, COPIED)
    (folder / ".venv").symlink_to(Path(sys.prefix))
    few_photographs(folder / "data/sampler", vocabulary)
    _few_golden_photographs(folder / "golden")
    params = (ROOT / "params.yaml").read_text("utf-8")
    head, listed, tail = params.partition("  classifiers:\n")
    tail = tail[tail.index("  trusted:") :]
    classifiers = "    logistic: {space: oklab, C: 1.0}\n    tree: {min_samples_leaf: 50}\n"
    (folder / "params.yaml").write_text(head + listed + classifiers + tail)
    project = Project(folder)
    smaller = ("n_jobs: -1", f"n_jobs: {workers}"), ("cap: null", "cap: 300")
    project.edit("params.yaml", *smaller)
    project.git("init", "-q")
    project.git("add", "-A")
    project.git("commit", "-qm", "start")
    return project


def _few_golden_photographs(folder: Path) -> None:
    listed = (ROOT / "golden/golden.csv").read_text("utf-8").splitlines(keepends=True)
    for part in ("labels", "photos"):
        (folder / part).mkdir(parents=True)
        for path in sorted((ROOT / "golden" / part).iterdir())[::5]:
            shutil.copyfile(path, folder / part / path.name)
    names = {path.stem for path in (folder / "labels").iterdir()}
    chosen = [line for line in listed if line.partition(",")[0] in {"id", *names}]
    (folder / "golden.csv").write_text("".join(chosen), "utf-8")


def few_photographs(folder: Path, preset: str) -> None:
    """Copy a few photographs of the sampler of each term of a vocabulary, with their list."""
    import pandas as pd

    from folkhue.color.vocabulary import Vocabulary
    from folkhue.datasets.labels import weak_labels

    vocabulary = Vocabulary.of(preset)
    every = pd.read_csv(ROOT / "data/sampler/photos.csv", dtype=str, keep_default_na=False)
    terms = [weak_labels(text, vocabulary) for text in every["tags"] + ";" + every["title"]]
    alone = every.assign(term=[t[0] if len(t) == 1 else "" for t in terms])
    few = alone[alone["term"] != ""].drop_duplicates("original").groupby("term").tail(PER_TERM)
    for path in few["path"]:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "data/sampler" / path, folder / path)
    few.to_csv(folder / "photos.csv", index=False)
