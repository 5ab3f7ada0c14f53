"""Files that are complete or absent, and the same bytes wherever they are written."""

from __future__ import annotations

import errno
import io
import os
import secrets
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from folkhue.errors import DownloadError

_FULL = (errno.ENOSPC, errno.EDQUOT)
_UNUSABLE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO, errno.ENOTDIR, errno.EEXIST)


@contextmanager
def atomic_write(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path, and rename it to `path` if the block succeeds.

    After an error, a full disk or a kill, `path` is what it was before.

    Parameters
    ----------
    path : path
        Its folder is created if it is missing.

    Yields
    ------
    Path
        In the folder of `path`, with the same suffix. The file does not exist yet.
    """
    path = Path(path)
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
    # It is not created here: some file systems flush a file that is reopened for writing.
    temporary = path.with_name(f".{path.stem}-{secrets.token_hex(4)}{path.suffix}")
    try:
        yield temporary
        temporary.replace(path)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno and error.filename in (None, str(temporary)):
            error.filename = str(path)  # the name that the caller knows
        raise


@contextmanager
def explain_disk(folder: Path) -> Iterator[None]:
    """Raise an error that says what to do if a folder cannot be written to.

    Raises
    ------
    DownloadError
        In place of an `OSError` of a full disk or an exhausted quota; of a folder, or of a file
        in it, that is read-only; or of a disk that fails.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DownloadError(
                f"the disk that holds {folder} is full; make room and run it again: it "
                "continues where it stopped"
            ) from error
        path = Path(os.fsdecode(error.filename or "/"))
        if error.errno not in _UNUSABLE or not path.is_relative_to(folder):
            raise
        reason = (error.strerror or "").lower()
        raise DownloadError(
            f"{folder}: cannot be written to ({reason}: {path}); make the folder and what is in "
            "it writable, and run it again: it continues where it stopped"
        ) from error


def reproducible_zip(
    members: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """Pack files into a zip archive without times of files and names of platforms.

    Parameters
    ----------
    members : mapping of str to bytes
        Name → contents. The same members in the same order give the same bytes.
    compression : int
        A method of `zipfile`: ``ZIP_DEFLATED``, or ``ZIP_STORED`` for none.
    """
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for name, contents in members.items():
            file.writestr(zipfile.ZipInfo(name), contents, compression, 9)
    return archive.getvalue()
