"""The command as installed, and what all commands have in common."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from support.command_line import run, run_installed

COMMANDS = (
    *("classify", "picture", "name", "palette", "compare", "find", "encode", "decode"),
    *("page", "serve"),
)


def test_the_installed_command_runs() -> None:
    done = run_installed("--help")
    assert done.returncode == 0, done.stderr
    assert all(command in done.stdout for command in (*COMMANDS, "import"))
    assert done.stdout == run("--help").stdout


def test_the_version_is_printed() -> None:
    assert run("--version").stdout == f"folkhue {version('folkhue')}\n"


@pytest.mark.parametrize("command", [*COMMANDS, "import"])
def test_help_has_an_example_of_every_command(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert f"folkhue {command}" in done.stdout.split("Options")[0].replace("Usage: folkhue", "")


WITHOUT_NUMPY = """
import sys
from folkhue.cli import main
sys.argv[1:] = ["--help"]
try:
    main()
finally:
    assert "numpy" not in sys.modules
"""


def test_help_loads_no_numpy() -> None:
    command = [sys.executable, "-c", WITHOUT_NUMPY]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_a_terminal_without_unicode_is_supported(astronaut: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = run_installed("classify", astronaut, env=environment)
    assert done.returncode == 0, done.stderr
    assert "white" in done.stdout


def test_every_name_in_a_registry_is_explained() -> None:
    from folkhue.palettes.formats import FORMATS
    from folkhue.palettes.palette import ORDERS, WEIGHTS
    from folkhue.palettes.quantize import EMPHASES, METHODS
    from folkhue.render.pictures import PICTURES

    described = run("palette", "--help").stdout
    pictures = PICTURES.keys() - {"moodboard", "regions"}
    for name in (*METHODS, *EMPHASES, *ORDERS, *WEIGHTS, *pictures):
        assert name in described, name
    described = run("import", "--help").stdout
    assert [suffix for suffix in FORMATS if suffix not in described] == []


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("--method", "magic", "hue-slices, median-cut; got 'magic'"),
        ("--emphasis", "loud", "expected share, accent; got 'loud'"),
        ("--picture", "moodboard", "got 'moodboard'"),
    ],
)
def test_an_unknown_name_is_an_error(
    option: str, value: str, expected: str, astronaut: Path
) -> None:
    done = run("palette", astronaut, option, value)
    assert done.returncode == 2
    assert expected in " ".join(done.stderr.replace("│", "").split())


def test_it_is_also_a_module_and_completes_commands() -> None:
    module = subprocess.run(
        [sys.executable, "-m", "folkhue", "--version"], capture_output=True, text=True, check=True
    )
    assert module.stdout == f"folkhue {version('folkhue')}\n"
    asked = {"_FOLKHUE_COMPLETE": "complete_bash", "COMP_WORDS": "folkhue cla", "COMP_CWORD": "1"}
    found = run_installed(env={**os.environ, **asked})
    assert found.stdout.split() == ["classify"]
