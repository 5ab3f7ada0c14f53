"""The README: short, and every command and output in it is real."""

import re

import pytest
from conftest import ROOT
from support.shell import run_here

from release.documents import Example, examples, follow

README = ROOT / "README.md"
MADE_ELSEWHERE = ("make repro", "git clone")
"""First commands of the blocks that are not run here: the pipeline, and the installation."""

EXAMPLES = [each for each in examples(README) if not each.code.startswith(MADE_ELSEWHERE)]


def test_the_readme_is_short_and_begins_with_two_commands() -> None:
    lines = README.read_text("utf-8").splitlines()
    assert len(lines) <= 150
    for command in ("make repro", "make test"):
        assert any(line.startswith(command) for line in lines[:20])


def test_the_readme_names_a_photograph_a_color_and_a_palette() -> None:
    for command in ("classify", "name", "palette"):
        [one] = [each for each in EXAMPLES if each.code.startswith(f"folkhue {command} ")]
        assert one.output
    assert sum(each.language == "python" for each in EXAMPLES) == 3


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_every_example_prints_what_the_readme_says(example: Example) -> None:
    follow([example], ROOT, shell=run_here)


def test_every_file_that_the_readme_links_to_exists() -> None:
    links = re.findall(r"\]\(([^)#]+)", README.read_text("utf-8"))
    assert len(links) > 20
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []
