"""`make repro`: stages run in copies of one process, and the run tells how far it is."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Project
from ruamel.yaml import YAML
from support.project import STAGES as PIPELINE
from support.stages import make_stages

from repro.differences import differences
from repro.pipeline import Pipeline
from repro.stage_server import stage_server

SCRIPTS = {
    "hello": "import sys; print('out', *sys.argv[1:]); print('err', file=sys.stderr)",
    "status": "import sys; sys.exit(int(sys.argv[1]))",
    "message": "import sys; sys.exit('error: what is wrong')",
    "failure": "raise ValueError('unforeseen')",
    "killed": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "main": "import sys; print(__name__, sys.argv)",
    "pid": "import os, sys, time; print(os.getpid(), flush=True); time.sleep(60)",
    "interrupted": (
        "import signal\ntry: signal.raise_signal(signal.SIGINT)\n"
        "except KeyboardInterrupt: print('stopped')"
    ),
    "imported": "import sys; print('sklearn' in sys.modules, 'folkhue' in sys.modules)",
}
"""Scripts that a stage can run."""


@pytest.fixture(scope="module")
def stages_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with these scripts."""
    return make_stages(tmp_path_factory.mktemp("stages"), SCRIPTS)


@pytest.fixture(scope="module")
def served(stages_folder: Path) -> Iterator[dict[str, str]]:
    """The environment in which a server runs them."""
    with stage_server(stages_folder) as environment:
        yield environment


def run(
    folder: Path, *arguments: str, env: Mapping[str, str] = os.environ
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["scripts/stage", *arguments],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ("hello", "a b", ""),
        ("status", "0"),
        ("status", "3"),
        ("message",),
        ("main",),
        ("interrupted",),
    ],
    ids=" ".join,
)
def test_a_served_stage_does_what_it_does_alone(
    stages_folder: Path, served: dict[str, str], arguments: tuple[str, ...]
) -> None:
    alone, through = (run(stages_folder, *arguments, env=env) for env in (os.environ, served))
    assert through.returncode == alone.returncode
    assert through.stdout == alone.stdout
    assert through.stderr == alone.stderr


@pytest.mark.slow
def test_a_stage_that_fails_or_is_killed_fails_through_the_server(
    stages_folder: Path, served: dict[str, str]
) -> None:
    failed = run(stages_folder, "failure", env=served)
    assert failed.returncode == 1
    assert failed.stderr.endswith("ValueError: unforeseen\n")
    killed = run(stages_folder, "killed", env=served)
    assert killed.returncode == 1
    assert killed.stderr == "error: the stage killed was killed\n"


@pytest.mark.slow
def test_libraries_are_imported_and_our_own_code_is_not(
    stages_folder: Path, served: dict[str, str]
) -> None:
    assert run(stages_folder, "imported", env=served).stdout == "True False\n"


@pytest.mark.slow
def test_a_stage_ends_with_the_process_that_waits_for_it(
    stages_folder: Path, served: dict[str, str]
) -> None:
    with subprocess.Popen(
        ["scripts/stage", "pid"], cwd=stages_folder, env=served, stdout=subprocess.PIPE
    ) as client:
        assert client.stdout
        stage = int(client.stdout.readline())
        client.kill()
    while Path(f"/proc/{stage}").exists():
        time.sleep(0.05)


def test_without_a_server_a_stage_says_so(stages_folder: Path) -> None:
    nowhere = {"FOLKHUE_STAGES": str(stages_folder / "socket")}
    done = run(stages_folder, "hello", env=os.environ | nowhere)
    assert done.returncode == 1
    assert "start make repro again" in done.stderr
    assert "Traceback" not in done.stderr


# What differs from dvc.lock.


def lock(**changes: str) -> bytes:
    """A dvc.lock of three stages in a row; changes are hashes by path, with _ for a dot."""

    def entry(path: str) -> dict[str, str]:
        return {"path": path, "md5": changes.get(path, "0")}

    stages: dict[str, Any] = {
        "sample": {
            "cmd": "sample",
            "deps": [entry("code")],
            "params": {"params.yaml": {"cap": changes.get("cap", "1")}},
            "outs": [entry("data/train")],
        },
        "train": {
            "cmd": "train",
            "deps": [entry("code"), entry("data/train")],
            "outs": [entry("models/tree")],
        },
        "report": {"cmd": "report", "deps": [entry("models")], "outs": [entry("page")]},
    }
    text = io.BytesIO()
    YAML().dump({"schema": "2.0", "stages": stages}, text)
    return text.getvalue()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({}, []),
        ({"models/tree": "9"}, ["models/tree"]),
        ({"models/tree": "9", "page": "9"}, ["models/tree", "page"]),
        ({"data/train": "9", "models/tree": "9"}, ["data/train", "models/tree"]),
        ({"code": "9", "models/tree": "9", "page": "9"}, []),
        ({"cap": "9", "data/train": "9", "models/tree": "9", "page": "9"}, []),
    ],
)
def test_outputs_that_differ_without_a_reason_are_named(
    changes: dict[str, str], named: list[str]
) -> None:
    told = differences(lock(), lock(**changes))
    assert [line.strip() for line in told.splitlines() if line.startswith("  ")] == named
    assert bool(told) == bool(named)
    assert not differences(b"", lock(**changes))


@pytest.mark.parametrize(
    ("arguments", "folder"),
    [
        ([], "."),
        (["train@tree"], "."),
        (["dvc.yaml:train@tree"], "."),
        (["pictures/dvc.yaml"], "pictures"),
        (["-f", "-s", "pictures/dvc.yaml:search@svm"], "pictures"),
        (["elsewhere/dvc.yaml"], "."),
    ],
)
def test_the_arguments_tell_the_pipeline(arguments: list[str], folder: str) -> None:
    assert Pipeline.of(arguments).folder == Path(folder)


@pytest.mark.parametrize(
    ("folder", "stage"),
    [
        ("pictures", "search@svm"),
        ("networks", "context@sampler8"),
        ("networks", "subject"),
        ("harmonies", "train@lstm"),
    ],
)
def test_every_stage_is_described_and_named_as_dvc_names_it(
    folder: str, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    found = Pipeline(Path(folder)).stages()
    assert {f"{folder}/dvc.yaml:check", f"{folder}/dvc.yaml:{stage}"} <= found.keys()
    assert not [text for text in found.values() if "$" in text]


# The whole run.


@pytest.fixture
def project(reproduced: Project, tmp_path: Path) -> Project:
    """A copy of the reproduced project, to be changed."""
    return reproduced.copy(tmp_path / "project")


def test_every_stage_of_the_pipeline_is_described(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = Pipeline().stages()
    listed = subprocess.run(
        [Path(sys.executable).with_name("dvc"), "stage", "list", "--name-only"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert list(found) == listed.stdout.split()
    assert not [text for text in found.values() if "$" in text]


def test_a_second_run_runs_nothing(project: Project, shared_server: dict[str, str]) -> None:
    done = project.run("python", "scripts/repro", settings=shared_server)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("didn't change, skipping") == len(PIPELINE)
    assert "Nothing had changed. Open reports/report.html." in done.stdout
    assert project.git("status", "--porcelain") == ""


def test_wrong_parameters_are_told_before_dvc_reads_them(
    project: Project, shared_server: dict[str, str]
) -> None:
    project.edit("params.yaml", ("  classifiers:", "  classifierz:"))
    done = project.run("python", "scripts/repro", settings=shared_server)
    assert done.returncode == 1
    assert "params.yaml: unknown key train.classifierz; did you mean 'classifiers'?" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_after_ctrl_c_and_after_a_failure_the_run_continues_there(
    project: Project, shared_server: dict[str, str]
) -> None:
    """The run that is stopped starts a server of its own, which Ctrl-C is sent to as well."""
    project.edit("params.yaml", ("min_samples_leaf: 50", "min_samples_leaf: 40"))
    repro = ("python", "scripts/repro", "train@tree")
    begun = project.stages_until_interrupted_at("train@tree", repro)
    assert begun == ["check", "train@tree"]
    script, aside = project.folder / "scripts/stages/train.py", project.folder / "train.py"
    script.rename(aside)
    failed = project.run(*repro, settings=shared_server)
    assert failed.returncode
    assert "Stage 'check' didn't change, skipping" in failed.stdout
    aside.rename(script)
    done = project.run(*repro, settings=shared_server)
    assert done.returncode == 0, done.stderr
    assert "Stage 'check' didn't change, skipping" in done.stdout
    assert "Running stage 'train@tree'" in done.stdout
    assert "1 stage ran" in done.stdout


def test_an_edited_survey_is_read_again(project: Project, shared_server: dict[str, str]) -> None:
    survey = project.folder / "people.csv"
    survey.write_text("r,g,b,name,count\n20,30,200,blue,7\n")
    project.edit("params.yaml", ("  survey: null", "  survey: people.csv"))
    repro = ("python", "scripts/repro", "survey")
    assert project.stages_run_by(*repro, settings=shared_server) == ["check", "survey"]
    survey.write_text("r,g,b,name,count\n20,30,200,blue,8\n")
    assert project.stages_run_by(*repro, settings=shared_server) == ["survey"]
    assert '"answers": 8' in (project.folder / "reports/survey.json").read_text()
