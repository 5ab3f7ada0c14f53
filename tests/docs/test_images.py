"""The page on images lists what the corpus holds, and every format."""

from __future__ import annotations

import re

from support.corpus import CASES
from support.project import ROOT

from folkhue.images.formats import REGISTRY

PAGE = (ROOT / "docs/reference/images.md").read_text("utf-8")
LABELS = {suffix[1:]: each.label for each in REGISTRY for suffix in each.suffixes}


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table below a heading."""
    part = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line.strip("|").split(" | ") for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in cells] for cells in lines[1:]]


def fits(cell: str, text: str) -> bool:
    """Whether one of the patterns of a cell fits; … stands for any words, or none."""
    patterns = (re.escape(each) for each in cell.split(" · "))
    return any(re.fullmatch(_ANY.sub(_words, each), text) for each in patterns)


_ANY = re.compile(r"(\\ )?…(\\ )?")


def _words(found: re.Match[str]) -> str:
    before, after = found.groups()
    if before and after:
        return "[ ,](?:.*[ ,])?"
    return "(?:[ ,].*)?" if before else "(?:.*[ ,])?" if after else ".*"


def row_of(name: str) -> int:
    """Return the number of the first row that fits a file of the corpus, or of its format."""
    suffix, mode, how = name.split("/", 2)
    for number, (label, modes, metadata, _) in enumerate(rows("What is read")):
        if label == LABELS[suffix] and fits(modes, mode) and fits(metadata, how):
            return number
    raise AssertionError(f"{name}: no row")


def test_every_file_of_the_corpus_has_a_row_and_every_row_a_file() -> None:
    used = {row_of(name) for name in CASES}
    assert [row for number, row in enumerate(rows("What is read")) if number not in used] == []


def test_refused_files_are_those_of_rows_that_say_so() -> None:
    from folkhue.errors import ImageError
    from folkhue.images.photo import read_photo

    told = {name for name in CASES if rows("What is read")[row_of(name)][3].startswith("refused")}
    refused = set()
    for name, case in CASES.items():
        try:
            read_photo(case.contents)
        except ImageError:
            refused.add(name)
    assert refused == told


def test_formats_and_suffixes_are_those_of_the_registry() -> None:
    listed = {label: suffixes.replace("`", "").split() for label, suffixes, _ in rows("Formats")}
    assert listed == {each.label: list(each.suffixes) for each in REGISTRY}
    names = " ".join(f"`{each.name}`" for each in REGISTRY)
    assert names in PAGE.replace("\n", " ")


def test_the_numbers_of_files_are_told() -> None:
    compared = sum(case.browser for case in CASES.values())
    told = [int(number) for number in re.findall(r"(\d+) (?:of the|small)", PAGE)]
    assert [round(number, -1) for number in (compared, len(CASES))] == told
