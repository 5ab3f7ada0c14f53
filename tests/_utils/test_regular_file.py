import errno
import os
from pathlib import Path

import pytest
from support.odd_paths import odd_entries, odd_names

from folkhue._utils.regular_file import (
    UnsuitableFileError,
    check_file,
    open_file,
    read_file,
)


def test_a_file_is_read_whole_and_through_links(tmp_path: Path) -> None:
    path, link = tmp_path / "a.bin", tmp_path / "link"
    path.write_bytes(bytes(range(256)) * 1000)
    link.symlink_to(path)
    for each in (path, str(path), link):
        assert read_file(each) == path.read_bytes()
    with open_file(path) as file:
        file.seek(256)
        assert file.read(2) == b"\0\1"
    assert check_file(link).st_size == 256_000
    (tmp_path / "empty").touch()
    assert read_file(tmp_path / "empty", max_bytes=0) == b""


def test_whatever_is_no_file_is_refused_at_once_with_its_reason(tmp_path: Path) -> None:
    odd = {**odd_entries(tmp_path), **odd_names(tmp_path), tmp_path: "a folder, not a file"}
    for path, reason in odd.items():
        for read in (read_file, open_file, check_file):
            with pytest.raises(OSError, match=r".") as caught:
                read(path)
            assert caught.value.strerror == reason, path
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "missing")


def test_a_pipe_that_takes_the_place_of_a_file_does_not_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setattr("folkhue._utils.regular_file.check_file", lambda path: None)
    with pytest.raises(UnsuitableFileError, match="a named pipe, not a file"):
        read_file(tmp_path / "pipe")


def test_a_file_above_the_bound_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(UnsuitableFileError, match="1,099,511,627,776 bytes, more than the 1,073,7"):
        read_file(path)
    path.write_bytes(b"1234")
    assert read_file(path, max_bytes=4) == b"1234"
    with pytest.raises(UnsuitableFileError, match="4 bytes, more than the 3 that are read") as told:
        read_file(path, max_bytes=3)
    assert told.value.errno == errno.EFBIG


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux")
def test_a_file_that_is_longer_than_it_says_is_refused() -> None:
    with pytest.raises(UnsuitableFileError, match="it changed while it was read"):
        read_file("/proc/self/status")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may open all")
def test_a_folder_that_may_not_be_opened_is_told_from_others(tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0)
    with pytest.raises(UnsuitableFileError, match="a folder that may not be opened"):
        read_file(tmp_path / "locked")
