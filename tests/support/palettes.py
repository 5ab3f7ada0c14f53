"""Palettes, and files of palettes made by hand."""

import io
import struct
import zipfile

import numpy as np
from hypothesis import strategies as st
from support.project import ROOT

import folkhue
from folkhue.palettes.formats import FORMATS, decode_palette
from folkhue.palettes.palette import Palette

FILES = ROOT / "tests/palettes/files"
TABLE = folkhue.load()
SUFFIXES = sorted(FORMATS)


colors = st.lists(st.tuples(*[st.integers(0, 255)] * 3), min_size=1, max_size=9, unique=True)
words = st.one_of(st.sampled_from(["", "sky", "Sky", "*/ }", "<&\"'>", "Größe", "青 2"]), st.text())


@st.composite
def palettes(draw: st.DrawFn) -> Palette:
    rgb = np.array(draw(colors), np.uint8)
    shares = draw(st.lists(st.integers(1, 10**6), min_size=len(rgb), max_size=len(rgb)))
    labels = draw(st.lists(words, min_size=len(rgb), max_size=len(rgb)))
    return Palette.from_colors(rgb, shares, TABLE, title=draw(words), labels=labels)


def some_palette(labels: tuple[str, ...] = ("", "", "Größe")) -> Palette:
    rgb = np.array([(30, 60, 90), (30, 60, 92), (250, 1, 2)], np.uint8)
    return Palette.from_colors(rgb, [5, 3, 2], TABLE, title="beach.jpg", labels=labels)


def read(contents: bytes, name: str) -> Palette:
    return decode_palette(contents, name, TABLE)


def hexes(palette: Palette) -> list[str]:
    return [color.hex for color in palette.colors]


def labels(palette: Palette) -> list[str]:
    return [color.label for color in palette.colors]


def ase(*blocks: bytes, count: int | None = None) -> bytes:
    return b"ASEF" + struct.pack(">HHI", 1, 0, count or len(blocks)) + b"".join(blocks)


def block(kind: int, name: str, rest: bytes = b"") -> bytes:
    text = (name + "\0").encode("utf-16-be")
    body = struct.pack(">H", len(text) // 2) + text + rest
    return struct.pack(">HI", kind, len(body)) + body


def ase_color(name: str, model: bytes, *parts: float, kind: int = 0) -> bytes:
    return block(1, name, model + struct.pack(f">{len(parts)}fH", *parts, kind))


def aco(*colors: tuple[int, ...], version: int = 1) -> bytes:
    return struct.pack(">2H", version, len(colors)) + b"".join(
        struct.pack(">5H", *color) for color in colors
    )


def zipped(name: str, contents: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", method) as file:
        file.writestr(name, contents)
    return archive.getvalue()


def kpl(entries: str) -> bytes:
    return zipped("colorset.xml", f'<Colorset name="Mine">{entries}</Colorset>'.encode())


def entry(color: str, name: str = "x") -> str:
    return f'<ColorSetEntry name="{name}"><{color}/></ColorSetEntry>'


RED_BLOCK = ase_color("red", b"RGB ", 1, 0, 0)
