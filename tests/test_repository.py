"""What is always true of the files in the repository."""

import csv
import re
import subprocess
import tomllib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from PIL import Image

from folkhue.golden import read_golden, region_pixels
from folkhue.labels import weak_labels
from folkhue.vocabulary import BASIC_TERMS, Vocabulary

SAMPLER, GOLDEN = ROOT / "data/sampler", ROOT / "golden"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(("folder", "name"), [(SAMPLER, "photos.csv"), (GOLDEN, "golden.csv")])
def test_every_photograph_is_listed_with_author_and_licence(folder: Path, name: str) -> None:
    listed = rows(folder / name)
    assert {folder / row["path"] for row in listed} == set((folder / "photos").iterdir())
    for row in listed:
        for column in ("id", "title", "licence", "author", "source", "version", "original"):
            assert row[column].strip(), f"{row['id']} has no {column}"
        licence = folder / "licences" / f"{row['source'].partition(':')[2]}.txt"
        assert licence.stat().st_size > 200
    assert size(folder) <= 8_000_000


@pytest.mark.parametrize(("folder", "side"), [(SAMPLER, 320), (GOLDEN, 640)])
def test_photographs_are_small_and_in_color(folder: Path, side: int) -> None:
    for path in (folder / "photos").iterdir():
        with Image.open(path) as image:
            assert max(image.size) <= side
            assert image.mode in ("RGB", "RGBA")


def test_the_sampler_is_large_and_has_every_basic_term() -> None:
    photos = rows(SAMPLER / "photos.csv")
    assert len(photos) >= 200
    assert any(path.suffix == ".webp" for path in (SAMPLER / "photos").iterdir())
    tags = Counter(
        term for row in photos for term in weak_labels(row["tags"], Vocabulary.of("basic11"))
    )
    for term in BASIC_TERMS:
        assert tags[term] >= 18, f"{term} is a tag of {tags[term]} photographs"
    for row in photos:
        assert 3 <= len(row["tags"].split(";")) <= 8, row["id"]


def test_the_golden_set_has_every_basic_term_and_no_overlaps() -> None:
    golden = read_golden(GOLDEN)
    regions = Counter(region.term for photo in golden for region in photo.regions)
    assert len(golden) >= 16
    assert regions.total() >= 150
    assert set(regions) == set(BASIC_TERMS)
    assert all(len(pixels) for _, pixels in region_pixels(golden, 10, 0))


def fingerprint(path: Path) -> np.ndarray:
    """Difference hash of 64 bits: whether brightness rises between neighbours."""
    with Image.open(path) as image:
        gray = np.asarray(image.convert("L").resize((9, 8), Image.Resampling.BOX), int)
    return (gray[:, 1:] > gray[:, :-1]).ravel()


def test_no_golden_photograph_is_in_the_sampler() -> None:
    def original(row: dict[str, str]) -> tuple[str, str]:
        return row["source"], row["original"]

    ours, theirs = rows(GOLDEN / "golden.csv"), rows(SAMPLER / "photos.csv")
    assert not {original(row) for row in ours} & {original(row) for row in theirs}
    prints = np.array([fingerprint(SAMPLER / row["path"]) for row in theirs])
    for row in ours:
        distance = (prints != fingerprint(GOLDEN / row["path"])).sum(axis=1)
        assert distance.min() > 4, (row["id"], theirs[int(distance.argmin())]["id"])


def test_requirements_and_lock_agree() -> None:
    """`make` installs from requirements.txt; poetry.lock is the truth."""
    lock = tomllib.loads((ROOT / "poetry.lock").read_text())
    locked = {package["name"]: package["version"] for package in lock["package"]}
    hashes = {
        package["name"]: {file["hash"] for file in package["files"]} for package in lock["package"]
    }
    pinned: dict[str, str] = {}
    for entry in re.split(r"\n(?=\S)", (ROOT / "requirements.txt").read_text()):
        name, version = re.match(r"([\w.-]+)(?:\[.*\])?==([^ ;]+)", entry).groups()  # type: ignore[union-attr]
        pinned[name] = version
        assert set(re.findall(r"--hash=(\S+)", entry)) == hashes[name], name
    assert pinned == locked


def test_the_lock_satisfies_the_project() -> None:
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name
    from packaging.version import Version

    lock = tomllib.loads((ROOT / "poetry.lock").read_text())
    locked = {package["name"].lower(): package["version"] for package in lock["package"]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for line in (*project["dependencies"], *project["optional-dependencies"]["train"]):
        requirement = Requirement(line)
        assert Version(locked[canonicalize_name(requirement.name)]) in requirement.specifier, line


def test_no_large_file_and_nothing_that_stages_make() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    assert all(file.stat().st_size <= 5_000_000 for file in files if file.exists())
    made = ("models/", "reports/", "data/photos", "data/denoised", "data/train", "data/test")
    assert not [f for f in files if str(f.relative_to(ROOT)).startswith(made)]
