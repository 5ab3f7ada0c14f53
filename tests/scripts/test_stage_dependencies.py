"""Each dvc.yaml against the imports: a stage runs again when what it imports has changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT
from ruamel.yaml import YAML

from release.imports import reached_from
from stages.outputs import PIPELINES

STAGES = {
    (folder / name).as_posix(): stage
    for folder in PIPELINES
    for name, stage in YAML(typ="safe").load(ROOT / folder / "dvc.yaml")["stages"].items()
}

NEVER_DECIDES = (
    *("src/folkhue/errors.py", "src/folkhue/_utils"),
    *("scripts/stages/stage.py", "scripts/stages/params.py", "scripts/stages/common.py"),
    "scripts/stages/experiments.py",
    *("scripts/stages/sections.py", "scripts/stages/ranges.py", "scripts/stages/yaml_file.py"),
    *("scripts/stages/outputs.py", "scripts/stages/durations.py", "scripts/stages/reporting.py"),
    "scripts/stages/pictures/stage.py",
    *("scripts/stages/pictures/params.py", "scripts/stages/harmonies/stage.py"),
    *("scripts/stages/harmonies/params.py", "scripts/stages/networks/stage.py"),
    "scripts/stages/networks/params.py",
)
"""What no stage lists: it moves files, shares out work, words errors, tells progress: no results.

What params.py reads, each stage lists under `params`."""

every_stage = pytest.mark.parametrize("name", sorted(STAGES))


def stage(name: str) -> dict[str, object]:
    return STAGES[name].get("do", STAGES[name])


def script_of(name: str) -> Path:
    return ROOT / f"scripts/stages/{str(stage(name)['cmd']).split()[1]}.py"


def code_listed(name: str) -> list[str]:
    deps = map(str, stage(name)["deps"])
    return [dep for dep in deps if dep.startswith(("src/", "scripts/"))]


def within(path: Path, *places: str) -> bool:
    return any(path.is_relative_to(ROOT / place) for place in places)


@every_stage
def test_a_stage_lists_every_room_that_it_imports(name: str) -> None:
    script = script_of(name)
    missing = {
        str(path.relative_to(ROOT))
        for path in {script, *reached_from(script)}
        if not within(path, *code_listed(name), *NEVER_DECIDES)
    }
    assert not missing, f"dvc.yaml: {name} lacks {sorted(missing)}"


@every_stage
def test_a_stage_lists_no_room_that_it_does_not_import(name: str) -> None:
    script = script_of(name)
    reached = {script, *reached_from(script)}
    listed = code_listed(name)
    assert listed
    needless = [dep for dep in listed if not any(within(path, dep) for path in reached)]
    assert not needless, f"dvc.yaml: {name} lists {needless}, which it does not import"


@every_stage
def test_no_stage_imports_the_script_of_another(name: str) -> None:
    others = {script_of(other) for other in STAGES if other != name}
    assert not others & reached_from(script_of(name))
