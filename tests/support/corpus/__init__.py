"""Small files of every format, mode and metadata, all made here."""

from itertools import chain

from support.corpus import avif, bmp, gif, heic, jpeg, jxl, png, tiff, webp
from support.corpus.pattern import Case

_KINDS = (png, jpeg, webp, gif, bmp, avif, jxl, heic, tiff)

CASES: dict[str, Case] = {
    case.name: case for case in chain.from_iterable(kind.cases() for kind in _KINDS)
}
"""By name."""
