"""Where the keywords of a photograph are written: into its file, or into a sidecar beside it.

====================  ====================  ===================================================
photograph            new sidecar           read by
====================  ====================  ===================================================
JPEG, PNG, …          none, or with         digiKam, darktable, Immich, PhotoPrism
                      ``--sidecar``
                      ``photo.jpg.xmp``
HEIC, read-only       ``photo.heic.xmp``    the same
raw                   ``photo.xmp``         Lightroom, digiKam, darktable, Immich, PhotoPrism
====================  ====================  ===================================================

A sidecar that is there already is used, whichever name it has.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from folkhue.images.formats import SUFFIXES
from folkhue.tagging.keywords import DIGIKAM, FIELDS, HIERARCHY, SUBJECT

RAW_SUFFIXES = frozenset(
    (
        *(".3fr", ".arw", ".cr2", ".cr3", ".crw", ".dng", ".erf", ".fff", ".iiq", ".kdc", ".mef"),
        *(".mos", ".mrw", ".nef", ".nrw", ".orf", ".pef", ".raf", ".raw", ".rw2", ".rwl", ".sr2"),
        *(".srf", ".srw", ".x3f"),
    )
)
"""Of photographs as cameras record them. They are never written to."""

_WITH_IPTC = frozenset((".jpg", ".jpeg", ".jpe", ".jfif", ".tif", ".tiff"))

_WRITTEN = _WITH_IPTC | {".png", ".webp"}
"""Files whose keywords are read by most programs. Others get a sidecar."""

SIDECAR = ".xmp"


def sidecars_of(path: Path) -> tuple[Path, ...]:
    """Return the names that the sidecar of a photograph can have, the usual one first.

    The short one is left to another photograph with the same stem, such as ``a.NEF`` beside
    ``a.jpg``, if there is one that it is as likely to belong to.

    Examples
    --------
    >>> [each.name for each in sidecars_of(Path("a.NEF"))]
    ['a.xmp', 'a.NEF.xmp']
    """
    long, short = path.with_name(f"{path.name}{SIDECAR}"), path.with_suffix(SIDECAR)
    if is_raw(path):
        return (long,) if _shares_stem(path, RAW_SUFFIXES) else (short, long)
    if not short.is_file() or _shares_stem(path, RAW_SUFFIXES | SUFFIXES):
        return (long,)
    return (long, short)


def _shares_stem(path: Path, suffixes: Collection[str]) -> bool:
    """Return whether another photograph has the same stem; folders may be too large to list."""
    others = {*suffixes} - {path.suffix.lower()}
    written = (each for suffix in others for each in (suffix, suffix.upper()))
    return any(path.with_suffix(suffix).is_file() for suffix in written)


def is_raw(path: Path) -> bool:
    """Return whether a photograph is raw, by its suffix."""
    return path.suffix.lower() in RAW_SUFFIXES


def can_hold(path: Path) -> bool:
    """Return whether keywords go into the file of a photograph."""
    return path.suffix.lower() in _WRITTEN and os.access(path, os.W_OK)


def place_for(path: Path, *, sidecar: bool = False) -> Path:
    """Choose the file that keywords of a photograph go to.

    Parameters
    ----------
    path : path
    sidecar : bool
        Whether it is a sidecar in any case.
    """
    for each in sidecars_of(path):
        if each.is_file():
            return each
    return path if can_hold(path) and not sidecar else sidecars_of(path)[0]


def fields_of(file: Path) -> tuple[str, ...]:
    """Return the fields of keywords that a file has room for."""
    return FIELDS if file.suffix.lower() in _WITH_IPTC else (SUBJECT, HIERARCHY, DIGIKAM)
