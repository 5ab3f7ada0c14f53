"""Photographs in tar files: written, read without unpacking, and listed."""

import io
import json
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkhue.datasets.record import Status
from folkhue.datasets.sources.shards import Shards
from folkhue.errors import ImageError, ManifestError
from folkhue.images.photo import read_photo
from folkhue.images.tar_member import Member, name_of, offsets, read_bytes, size_of, write_shard

Encode = Callable[..., bytes]


# Writing and reading


@given(contents=st.lists(st.binary(max_size=2000), max_size=9))
def test_a_shard_is_a_plain_tar_file(
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


def test_a_photograph_in_a_shard_is_read_like_a_file(tmp_path: Path, encode: Encode) -> None:
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
def test_other_paths_are_not_members_of_shards(path: str) -> None:
    assert Member.parse(path) is None


# Listing


Entry = tuple[str, bytes | str]


def tar(path: Path, *entries: Entry | tarfile.TarInfo) -> Path:
    """Write a tar file; a text instead of bytes is the target of a link."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w") as file:
        for entry in entries:
            if isinstance(entry, tarfile.TarInfo):
                file.addfile(entry)
                continue
            name, content = entry
            info = tarfile.TarInfo(name)
            if isinstance(content, str):
                info.type, info.linkname = tarfile.SYMTYPE, content
                file.addfile(info)
            else:
                info.size = len(content)
                file.addfile(info, io.BytesIO(content))
    return path


def said(**columns: object) -> bytes:
    return json.dumps(columns).encode()


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([("a.jpg", b"1")], {"id": "s/a"}),
        ([("./in/a.b.jpg", b""), ("in/a.jpg", b"1")], {"id": "s/in/a"}),
        ([("a.JPEG", b"1"), ("a.txt", b"a red barn\n")], {"description": "a red barn"}),
        ([("a.json", said(tags=["red", "old barn", 7, None])), ("a.png", b"1")],
         {"tags": "red;old barn;7"}),
        ([("a.webp", b"1"), ("a.cls", b"red")], {"tags": "red"}),
        ([("a.jpg", b"1"), ("a.cls", b"3")], {"tags": "3"}),
        ([("a.jpg", b"1"), ("a.json", said(tags="x")), ("a.cls", b"red")], {"tags": "x"}),
        ([("a.jpg", b"1"), ("a.json", said(id=" 7 ", author="Zoë", path="/etc/passwd"))],
         {"id": "7", "owner": "Zoë"}),
        ([("a.jpg", b"1"), ("a.json", said(id="", title="a\r\nb\0\ud800", source=1.5, x={}))],
         {"id": "s/a", "title": "a\nb�", "source": "1.5"}),
        ([("a.jpg", b"1"), ("a.seg.png", b"2"), ("a.npy", b"3"), ("._a.jpg", b"4")],
         {"id": "s/a"}),
        ([("a.jpg", b"1"), ("a.png", b"22")], {"id": "s/a"}),
    ],
)  # fmt: skip
def test_members_with_the_same_key_are_one_photograph(
    entries: list[Entry], expected: dict[str, str], tmp_path: Path
) -> None:
    (record,) = Shards(str(tar(tmp_path / "mine/s.tar", *entries)))
    assert {name: getattr(record, name) for name in expected} == expected
    assert (record.status, record.detail) == (Status.PENDING, "")
    assert read_bytes(record.path) == b"1"
    assert record.source == expected.get("source", "mine")
    assert "id" in expected or record.id == "s/a"


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ([("bad.jpg", "/etc/passwd")], "bad.jpg is a link or no file"),
        ([("bad.jpg", b"1"), ("bad.json", "x")], "bad.json is a link or no file"),
        ([("bad.jpg", b"1"), ("bad.json", b"{")], "its .json cannot be read: not JSON"),
        ([("bad.jpg", b"1"), ("bad.json", b"[]")], "its .json cannot be read: expected names"),
        ([("bad.jpg", b"1"), ("bad.json", b"\xff")], "its .json cannot be read: not UTF-8"),
        ([("bad.jpg", b"1"), ("bad.json", b"[" * 99_999)], "its .json cannot be read: nested more"),
        ([("bad.jpg", b"1"), ("bad.json", b'{"id": 1e400}')],
         "its .json cannot be read: a number is out of range: 1e400"),
        ([("bad.jpg", b"1"), ("bad.json", b'{"id": ' + b"9" * 5000 + b"}")],
         "its .json cannot be read: a number is out of range: 999"),
        ([("bad.jpg", b"1"), ("bad.json", bytes(1_000_001))], "bad.json is larger than 1 MB"),
        ([("bad.json", said(tags="red"))], "it has no image"),
    ],
)  # fmt: skip
def test_a_bad_member_affects_only_its_photograph(
    entries: list[Entry], reason: str, tmp_path: Path
) -> None:
    path = tar(tmp_path / "s.tar", ("a.jpg", b"1"), *entries, ("z.jpg", b"2"))
    first, bad, last = Shards(str(path))
    assert (first.id, last.id, bad.id) == ("s/a", "s/z", "s/bad")
    assert bad.status is Status.UNREADABLE
    assert bad.detail.startswith(reason)
    assert {first.status, last.status} == {Status.PENDING}


def header(name: str, size: int) -> bytes:
    """Make a header with any size, even a negative one."""
    block = bytearray(tarfile.TarInfo(name).tobuf(tarfile.GNU_FORMAT))
    block[124:136] = size.to_bytes(12, "big", signed=True)
    block[124] |= 0x80
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


WHOLE = 2 * (512 + 512)


@pytest.mark.parametrize(
    ("harm", "photos", "damage"),
    [
        (lambda content: content[: WHOLE - 1], 1, "1 photographs: the shard ends within b.jpg"),
        (lambda content: content[:1200], 1, "1 photographs: no file where one should begin"),
        (lambda content: content[:1024] + b"x" * 512 + content[1536:], 1,
         "1 photographs: no file where one should begin"),
        (lambda content: content[:WHOLE], 2, "2 photographs: no file where one should begin"),
        (lambda content: content[:WHOLE] + header("c.jpg", -512) + content, 2,
         "2 photographs: a size of -512 bytes"),
        (lambda content: content[:WHOLE] + header("c.jpg", 2**62) + content, 2,
         "2 photographs: the shard ends within c.jpg"),
        (lambda content: content[:WHOLE] + header("c.jpg", 2**70) + content, 2,
         "2 photographs: the shard ends within c.jpg"),
        (lambda _: b"<html>", 0, "0 photographs: "),
        (lambda _: b"", 0, "0 photographs: "),
        (lambda _: b"\x1f\x8b" + bytes(600), 0, "0 photographs: "),
    ],
)  # fmt: skip
def test_photographs_before_the_damage_in_a_shard_are_listed(
    harm: Callable[[bytes], bytes], photos: int, damage: str, tmp_path: Path
) -> None:
    path = tar(tmp_path / "s.tar", ("a.jpg", b"1" * 500), ("b.jpg", b"2" * 512))
    path.write_bytes(harm(path.read_bytes()))
    tar(tmp_path / "t.tar", ("a.jpg", b"3"))
    *good, bad, last = Shards(str(tmp_path))
    assert [record.status for record in (*good, last)] == [Status.PENDING] * (photos + 1)
    assert [record.id for record in (*good, bad, last)] == [
        *["s/a", "s/b"][:photos],
        "s.tar",
        "t/a",
    ]
    assert bad.status is Status.UNREADABLE
    assert bad.detail.startswith(f"damaged after {damage}")


def test_a_too_long_name_counts_as_damage(tmp_path: Path) -> None:
    path = tar(tmp_path / "s.tar", ("a.jpg", b"1"), ("b" * 70_000 + ".jpg", b"2"))
    good, bad = Shards(str(path))
    assert good.status is Status.PENDING
    assert bad.detail == "damaged after 1 photographs: a name of 70,004 characters"


@pytest.mark.parametrize(
    ("pattern", "ids"),
    [
        ("", ["a/1", "b/1"]),
        ("a.tar", ["a/1"]),
        ("[b-z].tar", ["b/1"]),
        ("**/*.tar", ["a/1", "b/1", "deeper/a/1"]),
        ("deeper/*", ["a/1"]),
    ],
)
def test_shards_are_found_by_folder_file_or_pattern(
    pattern: str, ids: list[str], tmp_path: Path
) -> None:
    for name in ("b.tar", "a.tar", "deeper/a.tar"):
        tar(tmp_path / name, ("1.jpg", b"1"))
    assert [record.id for record in Shards(str(tmp_path / pattern))] == ids


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("", "expected .tar files, found none; set download.shards.path"),
        ("gone.tar", "gone.tar: expected .tar files, found none"),
        ("a.tar.gz", "a.tar.gz: expected a .tar file, .*unpack it if it is compressed"),
    ],
)
def test_the_error_for_a_missing_shard_says_what_was_expected(
    name: str, complaint: str, tmp_path: Path
) -> None:
    (tmp_path / "a.tar.gz").write_bytes(b"")
    with pytest.raises(ManifestError, match=complaint):
        Shards(str(tmp_path / name))
