"""Archives unpacked or refused, within limits of time and memory."""

import shutil
import signal
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.archives import Accept, Refuse

from folkhue.datasets.sources.archive import Limits, unpack
from folkhue.errors import ArchiveError


def contents_of(folder: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


@pytest.fixture
def in_time() -> Iterator[None]:
    """End a test that takes more than 20 seconds."""

    def stop(*_: object) -> None:
        raise TimeoutError("20 seconds for a small archive")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(20)
    yield
    tracemalloc.stop()
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def accept(tmp_path: Path, in_time: None) -> Accept:
    """Unpack an archive; give the files."""

    def accept(archive: bytes, limits: Limits | None = None) -> dict[str, bytes]:
        (tmp_path / "archive").write_bytes(archive)
        unpack(tmp_path / "archive", tmp_path / "deep/out", limits)
        found = contents_of(tmp_path / "deep/out")
        return {name: data for name, data in found.items() if data is not None}

    return accept


@pytest.fixture
def refuse(tmp_path: Path, in_time: None) -> Refuse:
    """Check that an archive is refused within little memory, and that no file is left.

    Memory is measured unless that would take too long.
    """

    def refuse(
        contents: bytes, words: str, limits: Limits | None = None, *, measured: bool = True
    ) -> None:
        archive, folder = tmp_path / "holiday.zip", tmp_path / "deep/out"
        archive.write_bytes(contents)
        folder.parent.mkdir(exist_ok=True)
        (folder.parent / "canary.jpg").write_bytes(b"sings")
        shutil.rmtree(folder, ignore_errors=True)
        before = contents_of(tmp_path)
        folder.mkdir()
        (folder / "old.jpg").touch()
        if measured:
            tracemalloc.start()
        with pytest.raises(ArchiveError, match=words) as caught:
            unpack(archive, folder, limits)
        if measured:
            assert 0 < tracemalloc.get_traced_memory()[1] < 6_000_000
            tracemalloc.reset_peak()
        assert str(caught.value).startswith(f"{archive}: ")
        assert contents_of(tmp_path) == before

    return refuse
