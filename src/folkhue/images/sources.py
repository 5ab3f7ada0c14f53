"""What functions accept as a photograph: a file, its contents, or pixels of many libraries."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from folkhue.errors import ImageError
from folkhue.images.tar_member import read_bytes

ACCEPTED = (
    "the path of a file, its contents as bytes, a file opened with 'rb', a folkhue.Photo, an image "
    "of Pillow's, or pixels as an array"
)
"""For messages."""


@runtime_checkable
class NamedFile(Protocol):
    """A path, such as one of ``pathlib``."""

    def __fspath__(self) -> str: ...


@runtime_checkable
class ReadableFile(Protocol):
    """A file that is open for reading bytes, or what reads like one."""

    def read(self) -> bytes:
        """Return all that is left."""


@runtime_checkable
class HasArray(Protocol):
    """What NumPy makes an array of: its own arrays, tensors of PyTorch, images of OpenCV."""

    def __array__(self) -> Any: ...


FileSource = str | NamedFile | bytes | bytearray | memoryview | ReadableFile
"""Where the contents of a file can come from."""


def contents_of(source: FileSource) -> tuple[bytes, str]:
    """Return the contents of a file, and its name in messages.

    Raises
    ------
    ImageError
        If it cannot be read.
    TypeError
        If it is a file that gives text.
    """
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source), "the given bytes"
    if isinstance(source, str | NamedFile):
        return _read_path(source), str(source)
    return _read_open(source)


def _read_path(path: str | NamedFile) -> bytes:
    try:
        return read_bytes(path if isinstance(path, str) else Path(path))
    except OSError as error:
        raise ImageError(f"{path}: cannot be read ({error.strerror})", "missing") from error


def _read_open(file: ReadableFile) -> tuple[bytes, str]:
    name = getattr(file, "name", None)
    shown = name if isinstance(name, str) else "the given file"
    try:
        contents = file.read()
    except (OSError, ValueError) as error:  # a ValueError, if it is closed
        raise ImageError(f"{shown}: cannot be read ({error})", "missing") from error
    if not isinstance(contents, bytes):
        raise TypeError(f"{shown}: expected a file opened with 'rb', which gives bytes, not text")
    return contents, shown


def no_photo(source: object) -> TypeError:
    """Return an error that tells what was given instead of a photograph, and what is accepted."""
    kind = type(source).__name__
    hint = "; of pixels, make an array: numpy.array(pixels, numpy.uint8)"
    return TypeError(
        f"expected a photograph: {ACCEPTED}; got {kind}{hint if kind in ('list', 'tuple') else ''}"
    )
