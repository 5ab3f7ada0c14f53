import bz2
import gzip
import io
import lzma
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkhue._utils.unpacking import (
    UnpackedStream,
    UnpackingError,
    UnpackingLimitError,
    method_of,
    read_zip,
    unpack,
)

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
}
METHODS = sorted(PACKERS)
ZIP_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, contents in members.items():
            archive.writestr(name, contents)
    return file.getvalue()


def patched(archive: bytes, signature: bytes, offset: int, form: str, *values: int) -> bytes:
    """Change numbers of the first header with a signature."""
    changed = bytearray(archive)
    struct.pack_into(form, changed, archive.index(signature) + offset, *values)
    return bytes(changed)


def peak(function: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        function()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("method", METHODS)
@given(contents=st.binary(max_size=300), repeats=st.integers(1, 2000), read=st.integers(1, 9999))
def test_what_was_packed_is_unpacked(method: str, contents: bytes, repeats: int, read: int) -> None:
    whole = contents * repeats
    packed = PACKERS[method](whole)
    assert unpack(packed, method, len(whole)) == whole
    stream = UnpackedStream(io.BytesIO(packed), method, len(whole))
    assert b"".join(iter(lambda: stream.read(read), b"")) == whole
    if whole:
        with pytest.raises(UnpackingLimitError, match="more than"):
            unpack(packed, method, len(whole) - 1)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("padding", [0, 4, 200_000])
def test_a_file_may_have_several_parts_and_zeros_at_its_end(method: str, padding: int) -> None:
    packed = PACKERS[method](b"one ") + PACKERS[method](b"") + PACKERS[method](b"two")
    assert unpack(packed + bytes(padding), method, 9) == b"one two"
    with pytest.raises(UnpackingLimitError):
        unpack(packed, method, 6)


@pytest.mark.parametrize("method", METHODS)
def test_a_bomb_is_refused_within_the_memory_of_the_limit(method: str) -> None:
    bomb, limit = PACKERS[method](bytes(60_000_000)), 20_000_000

    def refuse() -> None:
        with pytest.raises(UnpackingLimitError):
            unpack(bomb, method, limit)

    assert peak(refuse) < 1.5 * limit


@pytest.mark.parametrize("method", METHODS)
@given(data=st.data())
def test_damage_is_one_kind_of_error(method: str, data: st.DataObject) -> None:
    packed = bytearray(PACKERS[method](b"some text, and " * 50))
    cut = data.draw(st.integers(0, len(packed) - 1))
    with pytest.raises(UnpackingError, match="damaged"):
        unpack(bytes(packed[:cut]), method, 10_000)
    packed[cut] = data.draw(st.integers(0, 255))
    with suppress(UnpackingError):
        unpack(bytes(packed), method, 10_000)


def test_a_dictionary_of_gigabytes_is_refused() -> None:
    how = {"id": lzma.FILTER_LZMA2, "dict_size": 1 << 28, "mf": lzma.MF_HC3, "nice_len": 8}
    packer = lzma.LZMACompressor(filters=[{**how, "mode": lzma.MODE_FAST}])
    with pytest.raises(UnpackingError, match="Memory"):
        unpack(packer.compress(b"x") + packer.flush(), "xz", 10)


@pytest.mark.parametrize("method", METHODS)
def test_the_method_is_known_by_the_first_bytes(method: str) -> None:
    assert method_of(PACKERS[method](b"x")[:6]) == method
    assert method_of(b"x") is None


@pytest.mark.parametrize("method", ZIP_METHODS)
def test_members_of_a_zip_archive_are_read(method: int) -> None:
    members = {"a": b"1" * 1000, "folder/": b"", "folder/b": b"", "c": bytes(70_000)}
    archive = zipped(members, method)
    files = {name: members[name] for name in ("a", "folder/b", "c")}
    assert read_zip(archive, 71_000) == files
    assert read_zip(archive, 1000, wanted=("a", "missing")) == {"a": members["a"]}
    with pytest.raises(UnpackingLimitError, match="70,999"):
        read_zip(archive, 70_999)


BOMB = zipped({"a": bytes(60_000_000)})
SMALL = zipped({"a": b"some text " * 30})
CENTRAL, LOCAL = b"PK\x01\x02", b"PK\x03\x04"


def lying_about_its_size() -> bytes:
    archive = patched(BOMB, CENTRAL, 24, "<I", 1000)
    return patched(archive, LOCAL, 22, "<I", 1000)


def overlapping() -> bytes:
    """Let both entries of the table of contents lead to the same data."""
    archive = zipped({"a": b"x" * 5000, "b": b"x" * 5000})
    second = archive.rindex(CENTRAL)
    return archive[: second + 42] + bytes(4) + archive[second + 46 :]


HOSTILE = {
    "a bomb": (BOMB, "more than"),
    "a bomb that lies about its size": (lying_about_its_size(), "CRC|size"),
    "a larger size than there is": (patched(SMALL, CENTRAL, 24, "<I", 999), "size"),
    "a size of gigabytes": (patched(SMALL, CENTRAL, 24, "<I", 0xFFFFFFF0), "more than"),
    "bz2": (zipped({"a": bytes(10)}, zipfile.ZIP_BZIP2), "stored or deflated"),
    "lzma": (zipped({"a": bytes(10)}, zipfile.ZIP_LZMA), "stored or deflated"),
    "an unknown method": (patched(SMALL, CENTRAL, 10, "<H", 99), "stored or deflated"),
    "encrypted": (patched(SMALL, CENTRAL, 8, "<H", 1), "encrypted"),
    "a patch": (patched(SMALL, CENTRAL, 8, "<H", 32), "damaged"),
    "a newer version of zip": (patched(SMALL, CENTRAL, 6, "<H", 99), "damaged"),
    "overlapping": (overlapping(), "overlaps|damaged"),
    "an offset beyond the end": (patched(SMALL, CENTRAL, 42, "<I", 10_000_000), "damaged"),
    "twice the same name": (zipped({"a": b"1", "b": b"2"}).replace(b"b", b"a"), "twice"),
    "another checksum": (patched(SMALL, CENTRAL, 16, "<I", 1), "CRC"),
    "thousands of entries": (zipped({str(number): b"" for number in range(1001)}), "1,000"),
    "a huge table": (zipped({str(number) * 60: b"" for number in range(9000)}), "1,000|table"),
    "nothing": (b"", "none"),
    "a text": (b"no archive" * 100, "none"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_zip_archives_are_refused(kind: str) -> None:
    archive, message = HOSTILE[kind]
    limit = 1_000_000

    def refuse() -> None:
        with pytest.raises(UnpackingError, match=message):
            read_zip(archive, limit)

    assert peak(refuse) < 1.5 * limit


@given(st.data())
def test_damaged_zip_archives_are_read_or_refused(data: st.DataObject) -> None:
    archive = bytearray(
        zipped({"a": b"some text " * 30, "b": bytes(9)}, data.draw(st.sampled_from(ZIP_METHODS)))
    )
    for _ in range(data.draw(st.integers(1, 4))):
        archive[data.draw(st.integers(0, len(archive) - 1))] = data.draw(st.integers(0, 255))
    with suppress(UnpackingError):
        assert sum(map(len, read_zip(bytes(archive), 1000).values())) <= 1000
