"""``folkhue suggest``, and ``folkhue palette --suggest``."""

import json
from pathlib import Path

import pytest
from support.command_line import run

import folkhue
from folkhue.harmonies.suggestions import suggestions


def test_a_line_for_each_palette() -> None:
    done = run("suggest", "#1e3cc8", "#f4b942", "--add", 2, "--alternatives", 3)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    for line, added in zip(lines, folkhue.suggest(["#1e3cc8", "#f4b942"], 2, 3), strict=True):
        assert line.count("█") == 16
        for color in folkhue.name_colors(added):
            assert f"{color.hex} {color.description}" in line


def test_json_holds_what_python_gives() -> None:
    options = ("--add", 2, "--alternatives", 2, "--words", "sea", "--seed", 7, "--json")
    found = json.loads(run("suggest", "teal", *options).stdout)
    expected = suggestions(["teal"], 2, 2, 7, words="sea")
    assert found == [each.as_dict() for each in expected]
    triad = json.loads(run("suggest", "teal", "--method", "triad", "--json").stdout)
    assert [each["colors"] for each in triad] == folkhue.suggest(["teal"], 1, 5, method="triad")


@pytest.mark.parametrize("suffix", ["json", "css", "gpl", "ase"])
def test_the_best_answer_is_written_with_the_given_colors(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"forest.{suffix}"
    done = run("suggest", "teal", "--add", 2, "--out", path)
    assert done.returncode == 0, done.stderr
    read = json.loads(run("import", path, "--json").stdout)[0]["colors"]
    [best] = folkhue.suggest(["teal"], 2, 1)
    assert sorted(color["hex"] for color in read) == sorted(["#008080", *best])


def test_a_palette_of_a_photograph_is_extended(astronaut: Path) -> None:
    [found] = json.loads(run("palette", astronaut, "-k", 3, "--suggest", 2, "--json").stdout)
    plain = folkhue.palette(astronaut, 3).as_dict()["colors"]
    assert found["colors"][:3] == plain
    added = found["colors"][3:]
    assert [color["hex"] for color in added] == folkhue.suggest(
        [color["hex"] for color in plain], 2, 1
    )[0]
    assert all((color["share"], color["label"]) == (0, "suggested") for color in added)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("rad",), "'rad' is not a color"),
        (("teal", "--method", "tetrad"), "expected learned, complement"),
        (("--method", "triad", "--add", 2), "expected a color to start from"),
        (("teal", "--out", "a.doc"), "expected the name of a palette file"),
        (("teal", "--model", "missing.npz"), "no such file"),
    ],
)
def test_a_mistake_is_reported_and_nothing_is_printed(
    arguments: tuple[str, ...], message: str
) -> None:
    done = run("suggest", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr.replace("\n", " ")
