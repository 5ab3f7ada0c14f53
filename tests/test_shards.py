"""Photographs in tar files: packed, read where they lie, and listed from whatever comes."""

import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkhue.errors import ImageError
from folkhue.images import read_photo
from folkhue.shards import Member, name_of, offsets, read_bytes, size_of, write_shard

Encode = Callable[..., bytes]


# Packed


@given(contents=st.lists(st.binary(max_size=2000), max_size=9))
def test_a_shard_is_read_by_anything_that_reads_tar_files(
    contents: list[bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("shard") / "1.tar"
    names = [f"{n}.jpg" for n in range(len(contents))]
    write_shard(path, names, iter(contents))
    *starts, total = offsets(map(len, contents))
    assert path.stat().st_size == total
    with tarfile.open(path) as file:
        members = file.getmembers()
        assert [member.offset_data for member in members] == starts
        assert [file.extractfile(m).read() for m in members] == contents  # type: ignore[union-attr]
        assert {(m.mtime, m.uid, m.gid, m.mode, m.uname) for m in members} <= {(0, 0, 0, 0o644, "")}
    for name, start, content in zip(names, starts, contents, strict=True):
        assert read_bytes(f"{Member(str(path), name, start, len(content))}") == content
    listed = subprocess.run(["tar", "tf", path], capture_output=True, text=True, check=True)
    assert listed.stdout.split() == names
    assert not listed.stderr


def test_a_photograph_in_a_shard_is_one_like_any_other(tmp_path: Path, encode: Encode) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (5, 7, 3), np.uint8)
    content = encode(pixels)
    write_shard(tmp_path / "1.tar", ["a.png"], iter([content]))
    path = tmp_path / f"1.tar/a.png?offset=512&size={len(content)}"
    assert np.array_equal(read_photo(path).rgb, pixels)
    assert np.array_equal(read_photo(str(path)).rgb, pixels)
    assert (size_of(path), name_of(str(path))) == (len(content), "a.png")
    for cut, what in ((600, "its shard is cut off"), (None, "No such file or directory")):
        (tmp_path / "1.tar").write_bytes(bytes(cut)) if cut else (tmp_path / "1.tar").unlink()
        with pytest.raises(ImageError, match=rf"a\.png.*cannot be read \({what}\)"):
            read_photo(path)


@pytest.mark.parametrize(
    "path", ["a.jpg", "1.tar", "1.tar/a.jpg", "1.tar?offset=0&size=1", "a.jpg?offset=1&size=2"]
)
def test_other_paths_are_those_of_files(path: str) -> None:
    assert Member.of(path) is None
