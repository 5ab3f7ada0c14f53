"""What is unpacked from an archive, and which names, members and headers are refused."""

import gzip
import io
import os
import stat
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest
from support.archives import (
    BOTH,
    EVERY,
    GOOD,
    NOISE,
    Accept,
    Refuse,
    archive_of,
    member,
    tar_of,
    zip_of,
)

from folkhue.datasets.sources.archive import unpack
from folkhue.errors import ArchiveError


def pax(text: bytes, kind: bytes = tarfile.XHDTYPE) -> bytes:
    """Make an extended header for the next member."""
    return member("pax", text, kind) + member("x.jpg")


FAR = "blue/" + "long/" * 30 + "é" * 100
WANTED = {
    "photos.csv": b"id,path\n",
    "list.PARQUET": b"PAR1",
    "red/a.jpg": NOISE,
    "red/empty.png": b"",
    "Dark Red/2024/b c.JPEG": b"b",
    f"{FAR}/größe 中.webp": b"c",
}
JUNK = [
    *("__MACOSX/red/._a.jpg", "__MACOSX/x.jpg", "red/.DS_Store", "red/._a.jpg", ".git/a.jpg"),
    *("read me.txt", "setup.exe", "red/a.jpg.html", "jpg", "inner.zip", "red/x.svg"),
]


@pytest.mark.parametrize("dot", ["", "./"])
@EVERY
def test_photographs_and_lists_are_unpacked(kind: str, dot: str, accept: Accept) -> None:
    entries = {dot + name: data for name, data in {**WANTED, **dict.fromkeys(JUNK, b"!")}.items()}
    buffer = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED if dot else 0) as pack:
            pack.mkdir(f"{dot}red")
            for name, data in entries.items():
                pack.writestr(name, data)
    else:
        style = tarfile.PAX_FORMAT if dot else tarfile.GNU_FORMAT
        with tarfile.open(None, "w:" + kind[4:], buffer, format=style) as tar:  # type: ignore[call-overload]
            for name, data in {f"{dot}red/": b"", **entries}.items():
                info = tarfile.TarInfo(name)
                info.type = tarfile.DIRTYPE if name.endswith("/") else tarfile.REGTYPE
                info.size, info.mtime = len(data), 1.5
                tar.addfile(info, io.BytesIO(data))
    assert accept(buffer.getvalue()) == WANTED


def test_the_folder_is_emptied_first(accept: Accept) -> None:
    accept(zip_of(("old/a.jpg", b"a"), ("same.jpg", b"a")))
    assert accept(zip_of(("same.jpg", b"b"))) == {"same.jpg": b"b"}


@pytest.mark.usefixtures("in_time")
def test_an_archive_in_the_folder_itself_is_kept(tmp_path: Path) -> None:
    archive = tmp_path / "out/mine.zip"
    archive.parent.mkdir()
    archive.write_bytes(zip_of(GOOD))
    with pytest.raises(ArchiveError, match=r"mine\.zip: lies in .*out, which is emptied; move it"):
        unpack(archive, tmp_path / "out")
    assert archive.exists()


def test_the_format_is_detected_from_the_contents(accept: Accept) -> None:
    """A zip file may begin with a program that unpacks it; a tar file may contain a zip file."""
    assert accept(b"#!unpacks itself\n" + zip_of(GOOD)) == dict([GOOD])
    tar = archive_of("tar", GOOD, ("inner.zip", zip_of(("inner.jpg", b""))))
    assert accept(tar) == accept(gzip.compress(tar, 0)) == dict([GOOD])


def test_names_in_old_or_wrong_encodings_are_read(accept: Accept) -> None:
    """In Latin-1; in an extended header padded with zeros; with the size only in such a header."""
    assert accept(tar_of(member(os.fsdecode(b"caf\xe9.jpg")))) == {"café.jpg": b""}
    assert accept(tar_of(pax(b"14 path=b.jpg\n\0\0"))) == {"b.jpg": b""}
    sized = member("pax", b"9 size=5\n", tarfile.XHDTYPE) + member("a.jpg", b"apple", size=0)
    assert accept(tar_of(sized, member("b.jpg"))) == {"a.jpg": b"apple", "b.jpg": b""}


OUTSIDE = [
    *("../x.jpg", "a/../../x.jpg", "../../x.jpg", "a/..", "{outside}/x.jpg", "//x.jpg"),
    *("..\\x.jpg", "a\\..\\..\\x.jpg", "\\x.jpg", "C:\\x.jpg", "C:x.jpg", "./C:/x.jpg"),
    *("../x.txt", ".hidden/../../x.jpg"),
]


@pytest.mark.parametrize("name", OUTSIDE)
@BOTH
def test_a_path_outside_the_folder_is_refused(
    kind: str, name: str, refuse: Refuse, tmp_path: Path
) -> None:
    name = name.format(outside=tmp_path)
    refuse(archive_of(kind, GOOD, (name, b"x")), "' would be written outside the folder")


SAME = [
    *(("a.jpg", "a.jpg"), ("a.jpg", "A.JPG"), ("d/a.jpg", "D/a.jpg"), ("a.jpg", "./a.jpg")),
    *(("caf\u00e9.jpg", "cafe\u0301.jpg"), ("d/a.jpg", "d\\a.jpg"), ("a.txt", "a.txt")),
]
CLASH = [("a.jpg", "a.jpg/b.jpg"), ("a.jpg/b.jpg", "a.jpg"), ("A.JPG/b/c.jpg", "a.jpg")]
LONG = [
    "a" * 252 + ".jpg",
    "é" * 126 + ".jpg",
    "a/" * 60 + "x.jpg",
    ("a" * 200 + "/") * 5 + "x.jpg",
]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        *((names, "is in it twice") for names in SAME),
        *((names, "is both a file and a folder") for names in CLASH),
        *(((name,), "is too long a name") for name in LONG),
    ],
)
@BOTH
def test_names_that_no_file_system_allows_are_refused(
    kind: str, names: tuple[str, ...], words: str, refuse: Refuse
) -> None:
    refuse(archive_of(kind, GOOD, *((name, b"x") for name in names)), words)


TAR = {
    "symlink": (member("l.jpg", b"", tarfile.SYMTYPE, linkname="../canary.jpg"), "is a link"),
    "symlink to a folder": (
        member("l", b"", tarfile.SYMTYPE, linkname="..") + member("l/x.jpg", b"x"),
        "'l' is a link, not a photograph",
    ),
    "hard link": (member("l.jpg", b"", tarfile.LNKTYPE, linkname="red/good.jpg"), "is a link"),
    "character device": (member("l.jpg", b"", tarfile.CHRTYPE, devmajor=1), "is a device"),
    "block device": (member("l.jpg", b"", tarfile.BLKTYPE), "is a device"),
    "fifo": (member("l.jpg", b"", tarfile.FIFOTYPE), "or no file"),
    "unknown": (member("l.jpg", b"", b"Q"), "or no file"),
    "sparse": (member("l.jpg", b"", tarfile.GNUTYPE_SPARSE, size=1 << 60), "a sparse file"),
    "sparse by pax": (pax(b"22 GNU.sparse.map=0,9\n"), "a sparse file"),
    "path out by pax": (pax(b"17 path=../x.jpg\n"), "outside the folder"),
    "zero byte": (pax(b"16 path=a\0b.jpg\n"), "is not a valid name"),
    "no name": (member(""), "'' is not a valid name"),
    "huge pax": (pax(b"9" * 300_000), "a header of 300,000 bytes"),
    "huge pax for all": (pax(b"9" * 300_000, tarfile.XGLTYPE), "a header of 300,000 bytes"),
    "huge name": (member("x", bytes(300_000), tarfile.GNUTYPE_LONGNAME), "a header of 300,000"),
    "slow pax": (pax(b"9" * 250_000), "a damaged header"),
    "pax of length 0": (pax(b"0 path=x\n"), "a damaged header"),
    "pax of length 2": (pax(b"2 " * 50_000 + b"="), "a damaged header"),
    "pax size": (pax(b"10 size=a\n"), "damaged"),
    "pax on pax": (member("pax", b"11 k=12345\n", tarfile.XHDTYPE) * 3000, "cannot be unpacked"),
    "negative size": (member("x.jpg", size=-1024), "damaged"),
    "huge size": (member("x.jpg", size=1 << 60), "damaged"),
    "damaged": (member("x.jpg").replace(b"x", b"y", 1), "no file where one should begin"),
}


@pytest.mark.parametrize("what", TAR)
def test_links_and_devices_in_a_tar_file_are_refused(what: str, refuse: Refuse) -> None:
    members, words = TAR[what]
    refuse(tar_of(member(*GOOD), members), words)


LAST = zip_of(GOOD, ("last.jpg", bytes(5000)))


def patched(local: int, central: int, layout: str, value: int) -> bytes:
    """Change a number in both headers of the last entry of a zip file."""
    changed = bytearray(LAST)
    for mark, offset in ((b"PK\3\4", local), (b"PK\1\2", central)):
        struct.pack_into(layout, changed, LAST.rindex(mark) + offset, value)
    return bytes(changed)


def special(kind: int) -> bytes:
    info = zipfile.ZipInfo("l.jpg")
    info.external_attr = (kind | 0o644) << 16
    return zip_of(GOOD, (info, b"../canary.jpg"))


ZIP = {
    "symlink": (special(stat.S_IFLNK), "'l.jpg' is a link, not a photograph"),
    "character device": (special(stat.S_IFCHR), "is a device"),
    "block device": (special(stat.S_IFBLK), "is a device"),
    "fifo": (special(stat.S_IFIFO), "is no file"),
    "encrypted": (patched(6, 8, "<H", 1), "'last.jpg' is encrypted; unpack it first"),
    "unknown method": (patched(8, 10, "<H", 97), "'last.jpg' is not stored or deflated"),
    "bzip2": (zip_of(("a.jpg", bytes(10**6)), method=12), "is not stored or deflated"),
    "lzma": (zip_of(("a.jpg", bytes(10**6)), method=14), "is not stored or deflated"),
    "wrong checksum": (patched(14, 16, "<I", 7), "damaged.*CRC-32 for file 'last.jpg'"),
    "wrong packed size": (patched(18, 20, "<I", 3), "damaged"),
    "wrong size": (patched(22, 24, "<I", 10), "damaged.*CRC-32 for file 'last.jpg'"),
    "zero byte first": (LAST.replace(b"last.jpg", b"\0ast.jpg"), "is not a valid name"),
    "zero byte": (LAST.replace(b"last.jpg", b"la\0t.jpg"), "is not a valid name"),
    "two names": (LAST.replace(b"last.jpg", b"lost.jpg", 1), "damaged.*differ"),
    "wrong place": (LAST[:-6] + b"\0\0\0\x80" + LAST[-2:], "damaged"),
}


@pytest.mark.parametrize("what", ZIP)
def test_a_zip_file_with_wrong_headers_or_encryption_is_refused(what: str, refuse: Refuse) -> None:
    refuse(*ZIP[what])
