"""Lists whose paths lead to no file: each costs its row."""

import shutil
from pathlib import Path

import pytest
from conftest import ROOT
from support.downloads import TERMS, downloaded
from support.odd_paths import odd_entries

from folkhue.datasets.record import Status
from folkhue.datasets.sources.folder import read_folder
from folkhue.datasets.sources.manifest import read_manifest
from folkhue.errors import ManifestError

PHOTO = ROOT / "golden/photos/astronaut.jpg"


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "mine/red").mkdir(parents=True)
    shutil.copyfile(PHOTO, tmp_path / "mine/red/good.jpg")
    odd = odd_entries(tmp_path / "mine/red")
    found = downloaded(read_folder(tmp_path / "mine", TERMS), tmp_path)
    assert found.pop("red/good.jpg").status is Status.OK
    expected = {f"red/{path.name}": reason.lower() for path, reason in odd.items()}
    assert {name: record.detail for name, record in found.items()} == expected
    assert {record.status for record in found.values()} == {Status.UNAVAILABLE}


def test_a_manifest(tmp_path: Path) -> None:
    odd = {str(path): reason for path, reason in odd_entries(tmp_path).items()}
    odd |= {"/dev/zero": "a device, not a file", str(tmp_path): "a folder, not a file"}
    odd |= {"a" * 300: "File name too long", "a\0b.jpg": "row 12 of the list has a null character"}
    rows = [f"{number},{path},red\n" for number, path in enumerate([PHOTO, *odd])]
    (tmp_path / "photos.csv").write_text("id,path,tags\n" + "".join(rows))
    records = downloaded(read_manifest(tmp_path / "photos.csv"), tmp_path)
    assert records["0"].status is Status.OK
    details = [records[str(number)].detail for number in range(1, len(odd) + 1)]
    assert details == [
        f"row {row} of the list has a null character" if "\0" in path else reason.lower()
        for row, (path, reason) in enumerate(odd.items(), 3)
    ]


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_list_that_is_no_file_is_refused(suffix: str, tmp_path: Path) -> None:
    for path in odd_entries(tmp_path, suffix):
        with pytest.raises(ManifestError, match=path.name):
            read_manifest(path)
