"""The page on installation agrees with the project's files."""

from __future__ import annotations

import re
import tomllib

from conftest import ROOT

PAGE = (ROOT / "docs/install.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_the_table_lists_all_extras() -> None:
    section = PAGE.partition("## Extras\n")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| `(\w+)` \|", section, re.M)
    assert sorted(listed) == sorted(PROJECT["optional-dependencies"])


def test_the_pythons_are_those_of_the_project() -> None:
    [lowest, above] = re.findall(r"3\.(\d+)", PROJECT["requires-python"])
    versions = [f"3.{minor}" for minor in range(int(lowest), int(above))]
    assert f"Python {', '.join(versions[:-1])} or {versions[-1]}." in PAGE
    assert f"Python {versions[0]} to {versions[-1]}" in (ROOT / "README.md").read_text("utf-8")


def test_packages_are_those_of_the_project() -> None:
    needed = [re.split(r"[ (]", line)[0] for line in PROJECT["dependencies"]]
    sentence = re.search(r"Naming colors needs (.+?), and no\s+compiler", PAGE, re.S)
    assert sentence
    named = re.split(r",\s+|\s+and\s+", sentence[1].lower())
    assert sorted(named) == sorted(needed)


def test_the_image_is_that_of_compose() -> None:
    image = re.search(r"image: (\S+)", (ROOT / "compose.yaml").read_text("utf-8"))
    assert image
    assert f"--entrypoint folkhue {image[1]} " in PAGE
