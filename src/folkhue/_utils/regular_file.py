"""Files whose path somebody gave: regular ones, opened without waiting, read up to a bound.

A path on a command line, in a list or in a folder may lead to a named pipe, on which a reader
waits for ever, or to a device without end. Everything else that opens such a path opens it here.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path
from typing import BinaryIO

MAX_BYTES = 1 << 30
"""Bytes of the largest file that `read_file` reads by default."""

_KINDS = {
    stat.S_IFIFO: "a named pipe, not a file",
    stat.S_IFSOCK: "a socket, not a file",
    stat.S_IFCHR: "a device, not a file",
    stat.S_IFBLK: "a device, not a file",
}

# A pipe must not block the opening, nor a terminal become that of the process.
_FLAGS = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)

AnyPath = str | os.PathLike[str]

_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]+:/|(?:data|blob|about|mailto):)", re.IGNORECASE)


class UnsuitableFileError(OSError):
    """A path does not lead to a regular file that can be read whole; `strerror` says why."""

    def __init__(self, number: int, reason: str, path: AnyPath) -> None:
        super().__init__(number, reason, os.fspath(path))


def read_file(path: AnyPath, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Read a regular file.

    Parameters
    ----------
    path : path
        Links are followed.
    max_bytes : int
        A larger file is refused before it is read.

    Raises
    ------
    UnsuitableFileError
        If the path leads to a pipe, device, socket or folder, nowhere (a loop of links, a name
        that no file can have), or to a file that is too large or changes while it is read.
    OSError
        If there is no such file, or it may not be read. Like that of the other error, its
        `strerror` fits into a message.
    """
    with open_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > max_bytes:
            reason = f"{size:,} bytes, more than the {max_bytes:,} that are read"
            raise UnsuitableFileError(errno.EFBIG, reason, path)
        contents = file.read(size + 1)
    if len(contents) != size:
        raise UnsuitableFileError(errno.EAGAIN, "it changed while it was read; try again", path)
    return contents


def open_file(path: AnyPath) -> BinaryIO:
    """Open a regular file, to read parts of it.

    Raises
    ------
    OSError
        As `read_file`, except for the size.
    """
    check_file(path)  # merely to open some devices has effects
    try:
        file = open(path, "rb", opener=_open)  # noqa: SIM115 — the caller closes it
    except OSError as error:
        raise _explained(error, path) from error
    try:
        _check_kind(os.fstat(file.fileno()), path)
    except OSError:
        file.close()
        raise
    return file


def check_file(path: AnyPath) -> os.stat_result:
    """Return what the system knows of a regular file, without opening it.

    Raises
    ------
    OSError
        As `open_file`.
    """
    try:
        found = Path(path).stat()
    except OSError as error:
        raise _explained(error, path) from error
    except ValueError as error:  # a null character, or half a surrogate pair
        reason = "its name has characters that no file name can have"
        raise UnsuitableFileError(errno.EINVAL, reason, path) from error
    _check_kind(found, path)
    return found


def real_path(path: AnyPath) -> Path:
    """Return an absolute path without links; as it is if links lead nowhere or no file has it."""
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError):
        return Path(path).absolute()


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | _FLAGS)


def _check_kind(found: os.stat_result, path: AnyPath) -> None:
    if stat.S_ISDIR(found.st_mode):
        readable = os.access(path, os.R_OK | os.X_OK)
        reason = "a folder, not a file" if readable else "a folder that may not be opened"
        raise UnsuitableFileError(errno.EISDIR, reason, path)
    if not stat.S_ISREG(found.st_mode):
        reason = _KINDS.get(stat.S_IFMT(found.st_mode), "not a regular file")
        raise UnsuitableFileError(errno.EINVAL, reason, path)


def _explained(error: OSError, path: AnyPath) -> OSError:
    if error.errno == errno.ELOOP:
        return UnsuitableFileError(errno.ELOOP, "a link that leads to itself", path)
    if error.errno in (errno.ENOENT, errno.ENAMETOOLONG) and is_address(path):
        reason = "an address, not a file; download it first"
        return UnsuitableFileError(errno.ENOENT, reason, path)
    return error


def is_address(path: AnyPath) -> bool:
    """Return whether a text is the address of something, rather than a path.

    Examples
    --------
    >>> is_address("https://example.org/a.jpg"), is_address("data:image/png;base64,iVBO")
    (True, True)
    >>> is_address("photos/a.jpg"), is_address("C:/photos/a.jpg")
    (False, False)
    """
    return _ADDRESS.match(os.fspath(path)) is not None
