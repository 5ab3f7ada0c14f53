import errno
import os
from pathlib import Path

import pytest

from folkhue._utils.atomic import atomic_write, explain_disk
from folkhue.errors import DownloadError


def test_a_file_is_whole_or_what_it_was(tmp_path: Path) -> None:
    path = tmp_path / "new/file.txt"
    with atomic_write(path) as temporary:
        temporary.write_text("whole")
    umask = os.umask(0)
    os.umask(umask)
    assert path.stat().st_mode & 0o777 == 0o666 & ~umask

    def fail() -> None:
        with atomic_write(path) as temporary:
            temporary.write_text("ha")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fail()
    assert path.read_text() == "whole"
    assert [p.name for p in path.parent.iterdir()] == ["file.txt"]


def test_a_full_disk_is_told_with_what_to_do() -> None:
    told = pytest.raises(DownloadError, match="that holds there is full; make room and run it ag")
    with told, explain_disk(Path("there")):
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO])
def test_a_folder_that_cannot_be_written_to_is_told_with_what_to_do(number: int) -> None:
    told = pytest.raises(DownloadError, match=r"^there: cannot be written to \(.*: there/a\); make")
    with told, explain_disk(Path("there")):
        raise OSError(number, os.strerror(number), "there/a")


@pytest.mark.parametrize("path", ["elsewhere/a", "therefore", None])
def test_an_error_of_another_folder_stays_as_it_is(path: str | None) -> None:
    with pytest.raises(PermissionError), explain_disk(Path("there")):
        raise OSError(errno.EACCES, "Permission denied", path)
