"""What make does beside running commands that have tests of their own."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT


def make(folder: Path, *arguments: str) -> str:
    """Run the Makefile in a folder, in an environment that is taken to be complete."""
    done = subprocess.run(
        ["make", "--file", ROOT / "Makefile", "--old-file", ".venv/.complete", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """A project without a git repository, as it comes out of an archive."""
    (tmp_path / ".dvc").mkdir()
    (tmp_path / ".dvc/config").write_bytes((ROOT / ".dvc/config").read_bytes())
    (tmp_path / "dvc.yaml").write_text("stages: {hello: {cmd: echo hello}}\n", "utf-8")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


def dvc_repro(folder: Path) -> subprocess.CompletedProcess[str]:
    dvc = Path(sys.executable).parent / "dvc"
    return subprocess.run([dvc, "repro"], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_pipeline_runs_without_git(unpacked: Path) -> None:
    assert "is not a git repository" in dvc_repro(unpacked).stderr
    make(unpacked, "scm")
    assert "Running stage 'hello'" in dvc_repro(unpacked).stdout
    told = (unpacked / ".dvc/config.local").read_text("utf-8")
    make(unpacked, "scm")
    assert (unpacked / ".dvc/config.local").read_text("utf-8") == told
    subprocess.run(["git", "init", "-q", unpacked], check=True)
    make(unpacked, "scm")
    assert "no_scm" not in (unpacked / ".dvc/config.local").read_text("utf-8")


def test_help_lists_every_target_with_what_it_does(tmp_path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    phony = " ".join(re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)).split()
    listed = dict(re.findall(r"^make (\S+) +(\S.*)$", make(tmp_path, "help"), re.MULTILINE))
    assert set(listed) == set(phony) - {"scm"}  # a part of repro
