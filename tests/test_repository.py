"""Invariants of the files in the repository."""

import csv
import re
import subprocess
import tomllib
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT
from PIL import Image

from folkhue.color.vocabulary import BASIC_TERMS, FINE_TERMS, Vocabulary
from folkhue.datasets.labels import weak_labels
from folkhue.learning.evaluation.golden import read_golden
from folkhue.learning.evaluation.golden_photo import QUALITIES
from golden import __main__ as golden
from sampler import contact_sheets as sheets

SAMPLER, GOLDEN = ROOT / "data/sampler", ROOT / "golden"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(("folder", "name"), [(SAMPLER, "photos.csv"), (GOLDEN, "golden.csv")])
def test_every_photograph_is_listed_with_author_and_license(folder: Path, name: str) -> None:
    listed = rows(folder / name)
    assert {folder / row["path"] for row in listed} == set((folder / "photos").iterdir())
    for row in listed:
        for column in ("id", "title", "license", "author", "source", "version", "original"):
            assert row[column].strip(), f"{row['id']} has no {column}"
        license = folder / "licenses" / f"{row['source'].partition(':')[2]}.txt"
        assert license.stat().st_size > 200
    assert size(folder) <= 17_000_000


@pytest.mark.parametrize(("folder", "side"), [(SAMPLER, 320), (GOLDEN, 640)])
def test_photographs_are_small_and_in_color(folder: Path, side: int) -> None:
    paths = list((folder / "photos").iterdir())
    assert len(paths) >= 40
    for path in paths:
        with Image.open(path) as image:
            # Smaller ones are left out; see `min_side` in params.yaml.
            assert 64 <= min(image.size) <= max(image.size) <= side, path.name
            assert image.mode in ("RGB", "RGBA")


def test_every_basic_term_is_a_tag_of_many_photographs() -> None:
    photos = rows(SAMPLER / "photos.csv")
    assert len(photos) >= 400
    terms = [weak_labels(row["tags"], Vocabulary.of("basic11")) for row in photos]
    tags = Counter(term for of_photo in terms for term in of_photo)
    for term in BASIC_TERMS:
        assert tags[term] >= 35, f"{term} is a tag of {tags[term]} photographs"
    every = Counter(tag for row in photos for tag in row["tags"].split(";"))
    assert {name: every[name] for name in FINE_TERMS if every[name] < 25} == {}
    # As on the web: two color words, none, and one that does not describe the picture.
    number = Counter(len(of_photo) for of_photo in terms)
    assert min(number[0], number[2]) > 20
    words = {tag for row in photos for tag in row["tags"].split(";")}
    assert words & {"white wedding", "blue monday", "orange county", "red sea"}
    for row in photos:
        assert 3 <= len(row["tags"].split(";")) <= 8, row["id"]


def test_the_readme_of_the_sampler_has_the_right_counts() -> None:
    readme = (SAMPLER / "README.md").read_text("utf-8")
    photos = pd.read_csv(SAMPLER / "photos.csv", dtype=str, keep_default_na=False)
    lines = sheets.counts(photos)
    assert f"{len(photos)} photographs" in lines[-1]
    assert [line for line in lines if line not in readme] == []
    for name in (*sheets.TERMS.names, "none"):
        assert f"../../docs/sampler/{name}.jpg" in readme
        assert (ROOT / f"docs/sampler/{name}.jpg").is_file()


@pytest.mark.slow
def test_the_golden_set_passes_its_own_check(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Polygons, overlaps, counts, licenses, labelings, and no photograph of the sampler."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("sys.argv", ["golden.py", "check"])
    golden.main()
    assert "no findings" in capsys.readouterr().out


def test_the_golden_set_is_large_varied_and_labeled_twice() -> None:
    regions = [region for photo in read_golden(GOLDEN) for region in photo.regions]
    sure = [region for region in regions if not region.ambiguous]
    assert len(read_golden(GOLDEN)) >= 40
    assert len(sure) >= 500
    assert len(regions) - len(sure) >= 100
    assert all(len(region.labelings) == 2 for region in regions)
    assert sum(bool(region.qualities) for region in sure) >= len(sure) / 2
    for term in BASIC_TERMS:
        held = {
            quality for region in sure if region.names == (term,) for quality in region.qualities
        }
        # A dark white does not survive two labelings: it is called gray.
        wanted = set(QUALITIES) - ({"dark"} if term == "white" else set())
        assert held >= wanted, f"{term}: {wanted - held} missing"


def test_each_finer_name_of_the_golden_set_has_regions_on_several_photographs() -> None:
    golden = read_golden(GOLDEN, Vocabulary.of("fine"))
    for name in FINE_TERMS:
        found = [[region.names for region in photo.regions].count((name,)) for photo in golden]
        assert sum(found) >= 8, name
        assert sum(number > 0 for number in found) >= 5, name


def test_the_labelings_agree_and_the_readme_quotes_the_agreement(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    readme = (GOLDEN / "README.md").read_text("utf-8")
    printed = {}
    for command in ("agree", "stats"):
        monkeypatch.setattr("sys.argv", ["golden.py", command])
        golden.main()
        printed[command] = capsys.readouterr().out
        rows = [line for line in printed[command].splitlines() if line.startswith("|")]
        assert len(rows) > 2
        assert [row for row in rows if row not in readme] == []
    assert float(re.findall(r"kappa (0\.\d+)", printed["agree"])[0]) >= 0.9


def test_no_golden_photograph_is_cut_from_one_of_the_sampler() -> None:
    ours, theirs = (
        {(row["source"], row["original"]) for row in rows(path)}
        for path in (GOLDEN / "golden.csv", SAMPLER / "photos.csv")
    )
    assert len(ours) >= 40
    assert not ours & theirs


def test_requirements_and_lock_agree() -> None:
    """`make` installs from requirements.txt; poetry.lock is the truth.

    Some packages are locked in two versions, for older and newer Pythons.
    """
    lock = tomllib.loads((ROOT / "poetry.lock").read_text())
    locked = {
        (package["name"], package["version"]): {file["hash"] for file in package["files"]}
        for package in lock["package"]
    }
    pinned: dict[tuple[str, str], set[str]] = {}
    for entry in re.split(r"\n(?=\S)", (ROOT / "requirements.txt").read_text()):
        name, version = re.match(r"([\w.-]+)(?:\[.*\])?==([^ ;]+)", entry).groups()  # type: ignore[union-attr]
        pinned[name, version] = set(re.findall(r"--hash=(\S+)", entry))
    assert pinned == locked


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
def test_each_python_gets_one_version_of_a_package(python: str) -> None:
    from packaging.requirements import Requirement

    lines = re.findall(r"^([\w.-]+.*?) ?\\$", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    environment = {"python_version": python, "python_full_version": f"{python}.0"}
    wanted = Counter(
        requirement.name
        for requirement in map(Requirement, lines)
        if requirement.marker is None or requirement.marker.evaluate(environment)
    )
    assert len(wanted) > 200
    assert [name for name, versions in wanted.items() if versions > 1] == []


def test_the_lock_satisfies_the_project() -> None:
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name
    from packaging.version import Version

    lock = tomllib.loads((ROOT / "poetry.lock").read_text())
    locked = [(package["name"].lower(), package["version"]) for package in lock["package"]]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    lines = {*project["dependencies"], *(line for extra in extras.values() for line in extra)}
    assert len(lines) > 20
    for line in lines:
        requirement = Requirement(line)
        name = canonicalize_name(requirement.name)
        versions = [Version(version) for locked_name, version in locked if locked_name == name]
        assert versions, line
        assert all(version in requirement.specifier for version in versions), line


def test_no_large_file_and_no_output_of_a_stage_is_in_git() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    there = [file for file in files if file.exists()]
    assert len(there) > 100
    assert [file for file in there if file.stat().st_size > 5_000_000] == []
    outputs = ("models/", "reports/", "data/photos", "data/denoised", "data/train", "data/test")
    assert not [f for f in files if str(f.relative_to(ROOT)).startswith(outputs)]


def test_text_is_checked_out_alike_whatever_git_converts(tmp_path: Path) -> None:
    """`sh` does not run a script with CRLF, and DVC compares the hashes of files."""
    origin, clone, names = (
        tmp_path / "origin",
        tmp_path / "clone",
        ("scripts/python", "params.yaml"),
    )
    for name in (".gitattributes", *names):
        (origin / name).parent.mkdir(parents=True, exist_ok=True)
        (origin / name).write_bytes((ROOT / name).read_bytes())
    me = ("-c", "user.name=test", "-c", "user.email=test@example.org")
    for command in (
        ("init", "-q", origin),
        ("-C", origin, "add", "."),
        ("-C", origin, *me, "commit", "-qm", "start"),
        ("clone", "-q", "-c", "core.autocrlf=true", origin, clone),
    ):
        subprocess.run(["git", *command], check=True)
    assert [
        name for name in names if (clone / name).read_bytes() != (ROOT / name).read_bytes()
    ] == []


def test_git_converts_no_line_in_a_file_that_is_not_text() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--eol"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    # "i/-text" marks what git takes for binary, "attr/-text" what .gitattributes says is.
    binary = [line for line in listed.stdout.splitlines() if line.startswith("i/-text")]
    assert len(binary) > 100
    assert [line for line in binary if "attr/-text" not in line] == []


def test_the_citation_has_the_version_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert f"\nversion: {project['version']}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
