"""Naming colors with `folkhue name`."""

import json

import pytest
from support.command_line import run

import folkhue


def test_a_line_for_each_color() -> None:
    done = run("name", "#c8362b", "teal", "rgb(1 2 3)")
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if "████" in line]
    for line, named in zip(
        lines, folkhue.name_colors(["#c8362b", "teal", "rgb(1 2 3)"]), strict=True
    ):
        assert line.startswith(f"  ████  {named.hex}  {named.description} ")
        assert f"{100 * named.confidence:.0f} % sure" in line
        assert all(name in line.partition(" or ")[2] for name in named.neighbors)


def test_json_is_what_the_server_answers() -> None:
    done = run("name", "teal", "fd0", "--json", "--table", "basic8")
    named = folkhue.name_colors(["teal", "fd0"], folkhue.load("basic8"))
    assert json.loads(done.stdout) == [each.as_dict() for each in named]


@pytest.mark.parametrize("arguments", [("teal", "rad"), ("#c8362b", "--table", "missing.npz")])
def test_a_mistake_is_reported_and_nothing_is_printed(arguments: tuple[str, ...]) -> None:
    done = run("name", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
