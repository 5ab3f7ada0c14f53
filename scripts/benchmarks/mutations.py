"""Ways to damage the contents of files, for the fuzzers: of any file, and of some formats.

Each takes the contents, others of the same kind, and a source of random numbers.
"""

from __future__ import annotations

import bz2
import copy
import gzip
import io
import json
import lzma
import random
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

Mutation = Callable[[bytes, Sequence[bytes], random.Random], bytes]

EXTREMES = (0, 1, 0x7F, 0x80, 0xFE, 0xFF)
WIDTHS = {1: "B", 2: "H", 4: "I", 8: "Q"}
MAX_BYTES = 1 << 20
"""Length to which what is repeated and nested is cut."""

NASTY_TEXTS = (
    *("", "0", "-1", "255", "256", "1e400", "-1e400", "nan", ".inf", "1e-300", "9" * 5000),
    *("null", "true", "{}", "[]", "[" * 3000, "{" * 3000, "(" * 3000, '"', "'", "`", "\\", "\0"),
    *("\ud800", "\u202e", "\ufeff", "\x1b[2J", "é", "青", "😀", "\r", "\n\n", "\t", ";", ",", "/*"),
    *("*/", "//", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "<a>" * 3000, "&#0;", "]]>", "<!--"),
    *("../../etc/passwd", "/dev/zero", "http://[::1", "file:///etc/passwd", "x" * 100_000, "%s%n"),
    *("&a ", "*a ", "!!python/object:os.system ", "<<: ", "2001-01-01", "1_000", "0x10", "~"),
)
NASTY_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 255, 256, 2**31, 2**63, -(2**64), 10**400, 0.5, -0.0, 1e308),
    *(float("inf"), float("nan"), "", "0", "nan", "\ud800", "\0", "\x1b[2J", "x" * 100_000),
    *([], {}, [[]], [None] * 1000, {"": None}, [1, 2, 3], "../../x", "http://[::1"),
)


def flipped(contents: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    """Change up to twenty bytes anywhere."""
    damaged = bytearray(contents)
    for _ in range(dice.randint(1, 20) if damaged else 0):
        damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    return bytes(damaged)


def damaged_header(contents: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    """Change up to eight bytes among the first three hundred."""
    return _with_extremes(contents, 0, min(300, len(contents)), dice)


def damaged_end(contents: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    """Change up to eight bytes among the last three hundred, where some formats have a table."""
    return _with_extremes(contents, max(0, len(contents) - 300), len(contents), dice)


def _with_extremes(contents: bytes, start: int, end: int, dice: random.Random) -> bytes:
    damaged = bytearray(contents)
    for _ in range(dice.randint(1, 8) if end > start else 0):
        damaged[dice.randrange(start, end)] = dice.choice((*EXTREMES, dice.randrange(256)))
    return bytes(damaged)


def other_number(contents: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    """Replace one, two, four or eight bytes by a number that is extreme, or near to what it was."""
    width = dice.choice([*WIDTHS])
    if len(contents) < width:
        return contents
    form = dice.choice("<>") + WIDTHS[width]
    place = dice.randrange(len(contents) - width + 1)
    (before,) = struct.unpack_from(form, contents, place)
    most = (1 << 8 * width) - 1
    near = (before + dice.choice((-1, 1, 2, -2))) & most
    number = dice.choice((0, 1, most, most >> 1, (most >> 1) + 1, near, len(contents)))
    damaged = bytearray(contents)
    struct.pack_into(form, damaged, place, number & most)
    return bytes(damaged)


def truncated(contents: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    """Cut off the end."""
    return contents[: dice.randrange(len(contents) + 1)]


def removed(contents: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    """Leave out a part."""
    start = dice.randrange(len(contents) + 1)
    return contents[:start] + contents[start + dice.choice((1, 2, 4, 16, 100, 1000)) :]


def spliced(contents: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    """Continue with the end of another file."""
    other = dice.choice(others)
    return contents[: dice.randrange(len(contents) + 1)] + other[dice.randrange(len(other) + 1) :]


def repeated(contents: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    """Insert a part of it again, some times or many."""
    start, at = (dice.randrange(len(contents) + 1) for _ in range(2))
    part = contents[start : start + dice.choice((1, 10, 500))]
    again = part * dice.choice((1, 1, 2, 20, 10_000))
    return contents[:at] + again[:MAX_BYTES] + contents[at:]


def whole(contents: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    """Return the contents as they are."""
    return contents


ANY: tuple[Mutation, ...] = (
    *(flipped, damaged_header, damaged_end, other_number),
    *(truncated, removed, spliced, repeated),
)
"""Of any file."""


def other_word(contents: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    """Replace a word or a number of a text by a nasty one, or by another word of it."""
    text = contents.decode("latin-1")
    words = [*re.finditer(r"[\w.%-]+|[^\w\s]", text)]
    if not words:
        return contents
    at = dice.choice(words)
    by = dice.choice(NASTY_TEXTS) if dice.random() < 0.7 else dice.choice(words)[0]
    encoding = "utf-8" if dice.random() < 0.9 else "utf-16"
    encoded = by.encode(encoding, "surrogatepass")
    start, end = text[: at.start()].encode("latin-1"), text[at.end() :].encode("latin-1")
    return start + encoded + end


def other_lines(contents: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    """Exchange, repeat or leave out lines of a text, or take one of another file."""
    lines = contents.splitlines(keepends=True) or [b""]
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    how = dice.randrange(4)
    if how == 0:
        lines[one], lines[other] = lines[other], lines[one]
    elif how == 1:
        lines[one] *= dice.choice((2, 50, 5000))
    elif how == 2:
        del lines[one]
    else:
        lines[one] = dice.choice(dice.choice(others).splitlines(keepends=True) or [b""])
    return b"".join(lines)[:MAX_BYTES]


def other_encoding(contents: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    """Write a text in another encoding."""
    text = contents.decode("latin-1")
    encoding = dice.choice(("utf-8-sig", "utf-16", "utf-16-be", "utf-32", "utf-7", "cp037"))
    return text.encode(encoding, "replace")


TEXT: tuple[Mutation, ...] = (other_word, other_word, other_lines, other_encoding)
"""Of texts."""


def other_value(contents: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    """Change values in JSON: to nasty ones, to those of other keys, to ones that nest deeply."""
    try:
        document = json.loads(contents)
    except (ValueError, RecursionError):
        return other_word(contents, others, dice)
    deep = dice.choice(("[" * 20_000, '{"a":' * 20_000, "[" * 60 + "]" * 60))
    for _ in range(dice.randint(1, 3)):
        document = _changed(document, dice)
    text = json.dumps(document, ensure_ascii=dice.random() < 0.5)
    if dice.random() < 0.1 and (strings := re.findall(r'"[^"\\]*"', text)):
        text = text.replace(dice.choice(strings), deep, 1)
    return text.encode("utf-8", "surrogatepass")


def _changed(value: Any, dice: random.Random) -> Any:
    """Go down a random way from a value, and change what is at its end."""
    keys: list[Any] = []
    if isinstance(value, dict):
        keys = [*value]
    elif isinstance(value, list):
        keys = [*range(len(value))]
    if not keys or dice.random() < 0.15:
        return copy.deepcopy(dice.choice(NASTY_VALUES))
    key = dice.choice(keys)
    what = dice.random()
    if what < 0.1:
        del value[key]
    elif what < 0.2:
        value[key] = copy.deepcopy(value[dice.choice(keys)])
    else:
        value[key] = _changed(value[key], dice)
    return value


JSON: tuple[Mutation, ...] = (other_value, other_value, other_value, other_word)
"""Of JSON."""


def repacked_zip(*inside: Mutation) -> Mutation:
    """Make a mutation that changes a member of a zip archive, and packs it again."""

    def repack(contents: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
        try:
            with zipfile.ZipFile(io.BytesIO(contents)) as archive:
                members = [(name, archive.read(name)) for name in archive.namelist()]
        except Exception:  # it was damaged before, in any way
            return contents
        place = dice.randrange(len(members))
        name, member = members[place]
        how = dice.random()
        if how < 0.85:
            pool = [each for _, each in members]
            ways = inside if not name.endswith(".npy") else (other_array, other_array, *ANY)
            members[place] = name, dice.choice(ways)(member, pool, dice)
        elif how < 0.9:
            del members[place]
        elif how < 0.95:
            members[place] = dice.choice(members)[0], member
        else:
            members[place] = (
                dice.choice(("../x", "a" * 300, "\ud800".encode("utf-8", "replace").decode())),
                member,
            )
        return _zipped(members, dice.choice((0, 0, 8, 8, 8, 12, 14)))

    return repack


def _zipped(members: Sequence[tuple[str, bytes]], method: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, member in members:
            if name not in archive.namelist():
                archive.writestr(zipfile.ZipInfo(name), member, method)
    return file.getvalue()


def other_zip_header(contents: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    """Change a number in a header of a zip archive."""
    headers = [
        found.start() for found in re.finditer(rb"PK(?:\x01\x02|\x03\x04|\x05\x06)", contents)
    ]
    if not headers:
        return contents
    damaged = bytearray(contents)
    place = dice.choice(headers) + dice.randrange(4, 46)
    if place < len(damaged):
        damaged[place] = dice.choice((*EXTREMES, 8, 12, 14, 99, dice.randrange(256)))
    return bytes(damaged)


def other_array(contents: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    """Change the header of an array of NumPy, or numbers in it."""
    end = 10 + int.from_bytes(contents[8:10], "little")
    header, data = contents[10:end], contents[end:]
    if dice.random() < 0.5:
        for _ in range(dice.randint(1, 4)):
            data = other_number(data, [data], dice)
        return contents[:end] + data
    changed = other_word(header, [header], dice)
    if dice.random() < 0.5:
        changed = changed[: len(header)].ljust(len(header))
    changed = changed[:65_535]
    return contents[:8] + len(changed).to_bytes(2, "little") + changed + data


ZIP: tuple[Mutation, ...] = (repacked_zip(*ANY, *TEXT), other_zip_header)
"""Of zip archives of texts and arrays."""


def other_chunk(contents: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    """Change, repeat, remove or insert a chunk of a PNG, with a right checksum."""
    chunks = _chunks(contents)
    if len(chunks) < 2:
        return contents
    place = dice.randrange(len(chunks))
    kind, data = chunks[place]
    how = dice.random()
    if how < 0.6:
        way = dice.choice((flipped, other_number, truncated, repeated, _other_stream))
        chunks[place] = kind, way(data, [each for _, each in chunks], dice)[: 1 << 20]
    elif how < 0.7:
        del chunks[place]
    elif how < 0.8:
        chunks.insert(place, dice.choice(chunks))
    else:
        kind = dice.choice((b"iCCP", b"zTXt", b"tEXt", b"iTXt", b"tRNS", b"PLTE", b"acTL", b"eXIf"))
        bomb = b"a\0\0" + _zeros(dice.choice((10, 10**6, 3 * 10**7)))
        chunks.insert(place, (kind, dice.choice((bomb, data, b"", b"folkhue\0{"))))
    packed = (
        struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks
    )
    return contents[:8] + b"".join(packed)


@cache
def _zeros(number: int) -> bytes:
    return zlib.compress(bytes(number))


def _other_stream(data: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    """Change what is compressed, and compress it again."""
    try:
        return zlib.compress(dice.choice(ANY)(zlib.decompress(data), others, dice))
    except zlib.error:
        return other_word(data, others, dice)


def _chunks(contents: bytes) -> list[tuple[bytes, bytes]]:
    found, place = [], 8
    while place + 12 <= len(contents):
        size = int.from_bytes(contents[place : place + 4], "big")
        found.append((contents[place + 4 : place + 8], contents[place + 8 : place + 8 + size]))
        place += size + 12
    return found


def other_tar_header(contents: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    """Change a field of a header of a tar file, with a right checksum."""
    damaged = bytearray(contents)
    headers = [at - 257 for at in _places(contents, b"ustar") if at >= 257]
    if not headers:
        return contents
    start = dice.choice(headers)
    offset, size = dice.choice(
        ((0, 100), (100, 8), (124, 12), (136, 12), (156, 1), (157, 100), (345, 155))
    )
    field = dice.choice(
        (b"", b"\xff" * size, b"7" * size, b"-1", b"../../x", b"K", b"L", b"S", b"x", b"2")
    )
    damaged[start + offset : start + offset + size] = field[:size].ljust(size, b"\0")
    damaged[start + 148 : start + 156] = b" " * 8
    total = sum(damaged[start : start + tarfile.BLOCKSIZE])
    damaged[start + 148 : start + 156] = b"%06o\0 " % total
    return bytes(damaged)


def _places(contents: bytes, word: bytes) -> list[int]:
    return [found.start() for found in re.finditer(re.escape(word), contents)]


PACKERS: dict[bytes, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
    b"\x1f\x8b": (gzip.decompress, lambda data: gzip.compress(data, 1)),
    b"BZ": (bz2.decompress, bz2.compress),
    b"\xfd7": (lzma.decompress, lambda data: lzma.compress(data, preset=0)),
}


def repacked_tar(contents: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    """Change a tar file that is compressed, and compress it again."""
    unpack, pack = PACKERS.get(contents[:2], (bytes, bytes))
    try:
        unpacked = unpack(contents)
    except Exception:  # it was damaged before, in any way
        return contents
    way = dice.choice((other_tar_header, other_tar_header, *ANY))
    return pack(way(unpacked, [unpacked], dice))


def mutated(
    contents: bytes, others: Sequence[bytes], ways: Sequence[Mutation], dice: random.Random
) -> bytes:
    """Damage contents in up to three ways: those of their format, or of any file."""
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        chosen = dice.choice(ways) if ways and dice.random() < 0.6 else dice.choice(ANY)
        contents = chosen(contents, others, dice)
    return contents
