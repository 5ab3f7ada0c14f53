"""The facts of a run that `make repro` writes beside the report."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from conftest import Project
from support.reports import empty_report

from repro.facts import code_of, machine, read_facts, timed, versions, write_facts, write_sent

CODE = {"commit": "a" * 40, "changed": []}


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "index.html"
    path.write_text(empty_report(), "utf-8")
    return path


def test_files_that_differ_from_the_commit_are_told_but_what_the_run_writes(tmp_path: Path) -> None:
    assert code_of(tmp_path) == {"commit": "", "changed": []}
    git(tmp_path, "init", "-q")
    assert code_of(tmp_path) == {"commit": "", "changed": []}
    for name in ("params.yaml", "dvc.lock"):
        (tmp_path / name).write_text("1")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "start")
    assert code_of(tmp_path)["changed"] == []
    for name in ("params.yaml", "dvc.lock", "untracked"):
        (tmp_path / name).write_text("2")
    found = code_of(tmp_path)
    assert found["changed"] == ["params.yaml"]
    assert len(found["commit"]) == 40


def test_stages_that_did_not_run_have_the_time_of_their_last_run() -> None:
    described = {"check": "Check.", "train@tree": "Train.", "report": "Report."}
    found = timed(described, {"check": 1.5, "report": 3.0, "elsewhere": 9.0}, {"report"})
    assert [(each["name"], each["seconds"], each["ran"]) for each in found] == [
        ("check", 1.5, False),
        ("train@tree", None, False),
        ("report", 3.0, True),
    ]


def test_the_machine_is_described_but_not_named() -> None:
    import getpass
    import platform

    told = json.dumps(machine())
    assert platform.machine() in told
    assert "GB of memory" in told
    assert platform.node() not in told
    assert f'"{getpass.getuser()}"' not in told
    assert [*versions()][:3] == ["folkhue", "Python", "NumPy"]
    assert "unknown" not in versions().values()


def test_facts_are_of_the_page_that_they_were_written_for(page: Path) -> None:
    write_facts(page, CODE, timed({"report": "Report."}, {"report": 2.0}, {"report"}))
    write_sent(page)
    told = page.with_name("report.html").read_text("utf-8")
    assert f"commit <code>{'a' * 12}</code>" in told
    assert page.read_text("utf-8") == empty_report()
    page.write_text(empty_report().replace("red", "blue"), "utf-8")
    assert read_facts(page) is None
    write_sent(page)
    assert "is not known" in page.with_name("report.html").read_text("utf-8")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"date": "today", "who": "me"}'])
def test_damaged_facts_are_none(page: Path, text: str) -> None:
    page.with_name("run.json").write_text(text, "utf-8")
    assert read_facts(page) is None


def test_a_run_tells_its_facts(reproduced: Project) -> None:
    page = reproduced.folder / "reports/index.html"
    facts = read_facts(page)
    assert facts is not None
    assert facts.commit in reproduced.git("rev-list", "HEAD")
    assert list(facts.changed) == []
    after = json.loads((reproduced.folder.parent / "repro.json").read_text())[1]
    assert {stage["name"] for stage in facts.ran} == {*after}
    assert "· commit <code>" in page.with_name("report.html").read_text("utf-8")
    assert "· commit <code>" not in page.read_text("utf-8")
