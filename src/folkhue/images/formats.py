"""The formats of photographs: how each is told by its first bytes, and what decodes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module

from folkhue._utils.extras import require


@dataclass(frozen=True)
class Format:
    """A format of image files.

    Attributes
    ----------
    name : str
        Pillow's.
    label : str
        As people write it.
    suffixes : tuple of str
        Of such files, in lower case; the first is the usual one.
    signature : bytes
        Regular expression of the first bytes.
    plugin : str
        Module that registers a decoder with Pillow when it is imported.
    extra : str
        The extra of folkhue that installs the plugin; empty if Pillow brings it.
    """

    name: str
    label: str
    suffixes: tuple[str, ...]
    signature: bytes
    plugin: str
    extra: str = ""

    def load_decoder(self) -> None:
        """Register the decoder with Pillow.

        Raises
        ------
        MissingExtraError
            If it is in an extra that is not installed.
        """
        if self.extra:
            require(self.extra, f"{self.label}, the format of this file,")
        plugin = import_module(self.plugin)
        if self.name == "HEIF":
            plugin.register_heif_opener()


_AVIF = b"avi[fs]"
_HEIF = b"(?:hei[cxms]|hev[cxms]|mif1|msf1)"
_BOX = rb"\0\0..ftyp"

REGISTRY = (
    Format(
        *("JPEG", "JPEG", (".jpg", ".jpeg", ".jpe", ".jfif", ".jps", ".mpo")),
        *(b"\xff\xd8\xff", "PIL.JpegImagePlugin"),
    ),
    Format("PNG", "PNG", (".png", ".apng"), rb"\x89PNG\r\n\x1a\n", "PIL.PngImagePlugin"),
    Format("WEBP", "WebP", (".webp",), b"RIFF....WEBP", "PIL.WebPImagePlugin"),
    Format("GIF", "GIF", (".gif",), b"GIF8[79]a", "PIL.GifImagePlugin"),
    Format("BMP", "BMP", (".bmp", ".dib"), b"BM", "PIL.BmpImagePlugin"),
    Format(
        *("TIFF", "TIFF", (".tif", ".tiff")),
        *(rb"II[*+]\0|MM\0[*+]", "PIL.TiffImagePlugin"),
    ),
    Format(
        *("AVIF", "AVIF", (".avif", ".avifs")),
        # Major brand, or one of the compatible brands of a file that only says that it is HEIF.
        *(_BOX + b"(?:" + _AVIF + b"|m[is]f1....(?:....)*?" + _AVIF + b")", "PIL.AvifImagePlugin"),
    ),
    Format(
        *("HEIF", "HEIC", (".heic", ".heif", ".hif", ".heics", ".heifs")),
        *(_BOX + _HEIF, "pillow_heif", "heif"),
    ),
    Format(
        *("JXL", "JPEG XL", (".jxl",)),
        *(rb"\xff\x0a|\0\0\0\x0cJXL \r\n\x87\n", "pillow_jxl", "jxl"),
    ),
)
"""All formats that are read."""

FORMATS = tuple(each.name for each in REGISTRY)
"""Formats that are decoded, by Pillow's names; files of any other are refused unopened."""

LABELS = ", ".join(each.label for each in REGISTRY)
"""The formats as messages list them."""

SUFFIXES = frozenset(suffix for each in REGISTRY for suffix in each.suffixes)
"""Suffixes of such files, in lower case."""

_LONGEST_BRANDS = 256


def format_of(contents: bytes) -> Format | None:
    """Tell the format of a file by its first bytes, whatever its name says.

    Examples
    --------
    >>> format_of(bytes.fromhex("ffd8ffe0")).label
    'JPEG'
    >>> format_of(b"%PDF-1.7")
    """
    start = bytes(contents[:_LONGEST_BRANDS])
    if start[4:8] == b"ftyp":
        start = start[: int.from_bytes(start[:4])]
    matches = (each for each in REGISTRY if re.match(each.signature, start, re.DOTALL))
    return next(matches, None)
