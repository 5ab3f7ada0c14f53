"""PNG files of every color type, depth and color chunk, put together here."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from support.corpus import profiles
from support.corpus.pattern import Case, alpha, enlarged, gray, opaque, rgb, rgba
from support.png_chunks import ADAM7, SIGNATURE, chunk

GRAY, RGB, PALETTE, GRAY_ALPHA, RGBA = 0, 2, 3, 4, 6
"""Color types."""


def header(samples: NDArray[np.integer], depth: int, kind: int, interlaced: bool = False) -> bytes:
    height, width = samples.shape[:2]
    return chunk(b"IHDR", struct.pack(">2I5B", width, height, depth, kind, 0, 0, interlaced))


def packed(samples: NDArray[np.integer], depth: int, interlaced: bool = False) -> bytes:
    """Compress samples of shape (height, width) or (height, width, channels)."""
    if not interlaced:
        return zlib.compress(_rows(samples, depth))
    parts = (samples[y::down, x::right] for x, y, right, down in ADAM7)
    return zlib.compress(b"".join(_rows(part, depth) for part in parts if part.size))


def _rows(samples: NDArray[np.integer], depth: int) -> bytes:
    flat = samples.reshape(len(samples), -1)
    if depth < 8:
        bits = (flat[..., None] >> np.arange(depth)[::-1] & 1).astype(np.uint8)
        rows = np.packbits(bits.reshape(len(flat), -1), axis=1)
    else:
        rows = flat.astype(">u2" if depth == 16 else "u1").view(np.uint8)
    return b"".join(b"\0" + row.tobytes() for row in rows)


def png(
    samples: NDArray[np.integer], depth: int, kind: int, *extra: bytes, interlaced: bool = False
) -> bytes:
    data = chunk(b"IDAT", packed(samples, depth, interlaced))
    return SIGNATURE + header(samples, depth, kind, interlaced) + b"".join(extra) + data + END


END = chunk(b"IEND", b"")
PALETTE_COLORS = np.array([(0, 128, 128), (220, 180, 40), (140, 20, 30), (90, 160, 230)], np.uint8)


def modes() -> dict[str, tuple[NDArray[np.integer], int, int, list[bytes], NDArray[np.uint8]]]:
    """Samples, depth, color type, needed chunks and RGBA of pictures of every kind."""
    found = {}
    numbers = enlarged(np.array([[0, 1, 2, 3], [1, 2, 3, 0]], np.uint8))
    for depth in (1, 2, 4, 8, 16):
        white = 2**depth - 1
        samples = np.rint(gray() / 255 * white).astype(int)
        shown = opaque(np.rint(samples * 255 / white).astype(np.uint8))
        found[f"gray {depth} bit"] = (samples, depth, GRAY, [], shown)
        clear = shown.copy()
        clear[samples == samples[0, -16], 3] = 0
        transparent = chunk(b"tRNS", struct.pack(">H", samples[0, -16]))
        found[f"gray {depth} bit, tRNS"] = (samples, depth, GRAY, [transparent], clear)
    for depth in (1, 2, 4, 8):
        indices = numbers & (2**depth - 1)
        table = PALETTE_COLORS[: 2 ** min(depth, 2)]
        colors = chunk(b"PLTE", table.tobytes())
        shown = opaque(table[indices])
        found[f"palette {depth} bit"] = (indices, depth, PALETTE, [colors], shown)
        clear = shown.copy()
        clear[indices == 0, 3], clear[indices == 1, 3] = 0, 200
        transparent = chunk(b"tRNS", bytes([0, 200]))
        found[f"palette {depth} bit, tRNS"] = (
            indices,
            depth,
            PALETTE,
            [colors, transparent],
            clear,
        )
    for depth, factor in ((8, 1), (16, 257)):
        colors = rgb() * np.uint16(factor)
        found[f"RGB {depth} bit"] = (colors, depth, RGB, [], opaque(rgb()))
        clear = opaque(rgb())
        clear[:16, :16, 3] = 0
        transparent = chunk(b"tRNS", struct.pack(">3H", *colors[0, 0]))
        found[f"RGB {depth} bit, tRNS"] = (colors, depth, RGB, [transparent], clear)
        found[f"RGBA {depth} bit"] = (rgba() * np.uint16(factor), depth, RGBA, [], rgba())
        both = np.dstack([gray(), alpha()])
        shown = np.dstack([gray()] * 3 + [alpha()])
        found[f"gray and alpha {depth} bit"] = (
            both * np.uint16(factor),
            depth,
            GRAY_ALPHA,
            [],
            shown,
        )
    return found


def color_chunks() -> dict[str, bytes]:
    """Chunks that say which colors the samples are."""

    def cicp(primaries: int, transfer: int, matrix: int = 0, full: int = 1) -> bytes:
        return chunk(b"cICP", bytes([primaries, transfer, matrix, full]))

    def profile(contents: bytes) -> bytes:
        return chunk(b"iCCP", b"icc\0\0" + zlib.compress(contents))

    def gamma(value: float) -> bytes:
        return chunk(b"gAMA", struct.pack(">I", round(value * 100_000)))

    def primaries(*points: float) -> bytes:
        return chunk(b"cHRM", struct.pack(">8I", *(round(each * 100_000) for each in points)))

    srgb = chunk(b"sRGB", b"\0")
    p3 = primaries(0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060)
    rec709 = primaries(0.3127, 0.3290, 0.640, 0.330, 0.300, 0.600, 0.150, 0.060)
    return {
        "sRGB": srgb,
        "gAMA 1/2.2": gamma(0.45455),
        "gAMA 1.0": gamma(1),
        "gAMA 1/1.8": gamma(1 / 1.8),
        "gAMA 0": gamma(0),
        "gAMA 1/2.2, cHRM of P3": gamma(0.45455) + p3,
        "gAMA 1.0, cHRM of sRGB": gamma(1) + rec709,
        "cHRM of P3": p3,
        "gAMA, cHRM of zeros": gamma(1) + primaries(*[0] * 8),
        "sRGB, gAMA 1.0": gamma(1) + srgb,
        "iCCP": profile(profiles.wide()),
        "iCCP, sRGB": profile(profiles.wide()) + srgb,
        "iCCP, gAMA 1.0": profile(profiles.wide()) + gamma(1),
        "iCCP of gray": profile(profiles.gray(1.8)),
        "iCCP of CMYK": profile(profiles.cmyk()),
        "iCCP of Lab": profile(profiles.lab()),
        "iCCP, no profile": profile(b"no profile" * 20),
        "iCCP, cut off": profile(profiles.wide()[:200]),
        "iCCP, not packed": chunk(b"iCCP", b"icc\0\0no data"),
        "iCCP, followed by 3 MB": profile(profiles.wide() + bytes(3 << 20)),
        "iCCP, no profile, gAMA 1.0": profile(b"no profile" * 20) + gamma(1),
        "cICP sRGB": cicp(1, 13),
        "cICP P3": cicp(12, 13),
        "cICP BT.709": cicp(1, 1),
        "cICP BT.2020": cicp(9, 14),
        "cICP linear": cicp(1, 8),
        "cICP gamma 2.2": cicp(4, 4),
        "cICP gamma 2.8": cicp(5, 5),
        "cICP DCI P3": cicp(11, 17),
        "cICP PQ": cicp(9, 16),
        "cICP P3, PQ": cicp(12, 16),
        "cICP PQ, 400 cd/m²": cicp(9, 16) + chunk(b"cLLI", struct.pack(">2I", 4_000_000, 100)),
        "cICP PQ, 4000 cd/m²": cicp(9, 16) + _mastering(4000),
        "cICP HLG": cicp(9, 18),
        "cICP HLG, 400 cd/m²": cicp(9, 18) + chunk(b"cLLI", struct.pack(">2I", 4_000_000, 100)),
        "cICP unspecified": cicp(2, 2),
        "cICP P3, transfer unspecified": cicp(12, 2),
        "cICP reserved": cicp(3, 3),
        "cICP with a matrix": cicp(12, 13, 1),
        "cICP of limited range": cicp(12, 13, 0, 0),
        "cICP, iCCP": cicp(12, 13) + profile(profiles.wide()),
        "cICP, sRGB, gAMA 1.0": cicp(12, 13) + srgb + gamma(1),
        "cICP too short": chunk(b"cICP", b"\x0c\x0d"),
        "text of XMP and 3 MB": _xmp(6) + chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(3 << 20))),
        "iTXt of 3 MB": chunk(b"iTXt", b"a\0\1\0\0\0" + zlib.compress(bytes(3 << 20))),
        "wrong checksum of gAMA": gamma(1)[:-1] + b"!",
        "unknown": chunk(b"zzZz", bytes(99)),
    }


def _mastering(peak: int) -> bytes:
    """Encode the primaries, the white and the brightest and darkest light of a studio's screen."""
    points = (35400, 14600, 8500, 39850, 6550, 2300, 15635, 16450)
    return chunk(b"mDCV", struct.pack(">8H2I", *points, peak * 10_000, 50))


def _xmp(orientation: int) -> bytes:
    return chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp(orientation))


def xmp(orientation: int) -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf='
        '"http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:tiff='
        f'"http://ns.adobe.com/tiff/1.0/" tiff:Orientation="{orientation}"/></rdf:RDF></x:xmpmeta>'
    ).encode()


def exif(orientation: int) -> bytes:
    """A TIFF header and a directory of one entry."""
    entry = struct.pack("<2HI2H", 0x0112, 3, 1, orientation, 0)
    return b"II*\0" + struct.pack("<IH", 8, 1) + entry + bytes(4)


WITH_COLOR_CHUNKS = (
    *("gray 8 bit", "gray 16 bit", "palette 8 bit, tRNS", "RGB 8 bit", "RGB 16 bit", "RGBA 8 bit"),
    "RGB 16 bit, tRNS",
)


def cases() -> Iterator[Case]:
    every = modes()
    for mode, (samples, depth, kind, needed, shown) in every.items():
        yield Case(f"png/{mode}/", png(samples, depth, kind, *needed), shown)
        contents = png(samples, depth, kind, *needed, interlaced=True)
        yield Case(f"png/{mode}/interlaced", contents, shown)
    for mode in WITH_COLOR_CHUNKS:
        samples, depth, kind, needed, _ = every[mode]
        for name, extra in color_chunks().items():
            yield Case(f"png/{mode}/{name}", png(samples, depth, kind, extra, *needed))
    for orientation in range(10):
        extra = chunk(b"eXIf", exif(orientation))
        yield Case(f"png/RGB 8 bit/eXIf {orientation}", png(rgb(), 8, RGB, extra))
    late = png(rgb(), 8, RGB).removesuffix(END) + chunk(b"eXIf", exif(6)) + END
    yield Case("png/RGB 8 bit/eXIf after the image", late)
    yield from transparencies()
    yield from animations()


def transparencies() -> Iterator[Case]:
    """Chunks tRNS that are too short or long, of samples that cannot be, or out of place."""
    every = modes()
    for mode, chunks in {
        "gray 2 bit": {"tRNS above white": b"\1\5", "tRNS of more bits": b"\1\1"},
        "gray 8 bit": {"tRNS too short": b"\x28", "tRNS of more bits": b"\1\x28"},
        "gray 16 bit": {"tRNS too short": b"\0"},
        "gray and alpha 8 bit": {"tRNS out of place": b"\0\0"},
        "RGB 8 bit": {"tRNS too short": bytes(5), "tRNS too long": bytes(7)},
        "palette 8 bit": {"tRNS too short": b"", "tRNS too long": bytes(5)},
    }.items():
        samples, depth, kind, needed, _ = every[mode]
        for name, values in chunks.items():
            contents = png(samples, depth, kind, *needed, chunk(b"tRNS", values))
            yield Case(f"png/{mode}/{name}", contents)
    samples, depth, kind, needed, _ = every["palette 8 bit, tRNS"]
    before = png(samples, depth, kind, *reversed(needed))
    yield Case("png/palette 8 bit/tRNS before the palette", before)


def frame(number: int, pixels: NDArray[np.uint8], x: int = 0, y: int = 0, over: int = 0) -> bytes:
    """Encode the control chunk of a frame."""
    height, width = pixels.shape[:2]
    return chunk(b"fcTL", struct.pack(">5I2H2B", number, width, height, x, y, 1, 10, 0, over))


def image(pixels: NDArray[np.uint8]) -> bytes:
    return chunk(b"IDAT", packed(pixels, 8))


def data(number: int, pixels: NDArray[np.uint8]) -> bytes:
    return chunk(b"fdAT", struct.pack(">I", number) + packed(pixels, 8))


def animations() -> Iterator[Case]:
    """APNG: the first frame is the image itself, or follows it."""
    whole, control, once = rgb(), *(chunk(b"acTL", struct.pack(">2I", n, 0)) for n in (2, 1))
    other, part = whole[::-1], whole[::-1][4:20, 6:40]
    second = frame(1, other) + data(2, other)
    after = frame(0, other) + data(1, other) + frame(2, whole) + data(3, whole)
    split = [
        chunk(b"fdAT", struct.pack(">I", n + 1) + each) for n, each in enumerate(_halves(other))
    ]
    bodies = {
        "first frame is the image": control + frame(0, whole) + image(whole) + second,
        "first frame after the image": control + image(whole) + after,
        "small first frame": control + image(whole) + frame(0, part, 5, 3) + data(1, part),
        "small first frame, over": control + image(whole) + frame(0, part, 5, 3, 1) + data(1, part),
        "one frame": once + image(whole) + frame(0, other) + data(1, other),
        "no control": image(whole) + after,
        "control after the image": image(whole) + control + after,
        "no frames": chunk(b"acTL", bytes(8)) + image(whole) + after,
        "first frame cut off": control + image(whole) + frame(0, other),
        "first frame in two chunks": control + image(whole) + frame(0, other) + b"".join(split),
        "first frame outside": control + image(whole) + frame(0, whole, 30, 0) + data(1, whole),
    }
    for name, body in bodies.items():
        yield Case(f"png/animation/{name}", SIGNATURE + header(whole, 8, RGB) + body + END)
    indices = enlarged(np.array([[0, 1, 2, 3], [1, 2, 3, 0]], np.uint8))
    colors = chunk(b"PLTE", PALETTE_COLORS.tobytes()) + chunk(b"tRNS", b"\0")
    small = frame(0, indices[:20, :34], 5, 3) + data(1, indices[:20, :34])
    start = SIGNATURE + header(indices, 8, PALETTE) + control + colors
    yield Case("png/animation/small frame of a palette", start + image(indices) + small + END)


def _halves(pixels: NDArray[np.uint8]) -> tuple[bytes, bytes]:
    contents = packed(pixels, 8)
    return contents[:30], contents[30:]
