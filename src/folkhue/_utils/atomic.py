"""Files that are whole or not there, and the same whenever and wherever they are written."""

from __future__ import annotations

import errno
import io
import secrets
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from folkhue.errors import DownloadError


@contextmanager
def atomic_write(path: str | Path) -> Iterator[Path]:
    """Give a path to write to, and move it to `path` once all went well.

    After an error, a full disk or a kill, `path` is what it was before.

    Parameters
    ----------
    path : path
        Its folder is made if need be. The path given to write to has the same suffix.
    """
    path = Path(path)
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
    # Not made beforehand: some file systems flush a file that is opened anew to be overwritten.
    temporary = path.with_name(f".{path.stem}-{secrets.token_hex(4)}{path.suffix}")
    try:
        yield temporary
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def explain_full_disk(folder: Path) -> Iterator[None]:
    """Say what to do when the disk that holds a folder is full.

    Raises
    ------
    DownloadError
        Instead of the system's error.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise DownloadError(
            f"the disk that holds {folder} is full; make room and run it again: it goes on "
            "where it stopped, and what it brought is kept"
        ) from error


def reproducible_zip(members: Mapping[str, bytes]) -> bytes:
    """Pack files into a zip archive that depends on nothing but them: no clock, no platform."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for name, contents in members.items():
            file.writestr(zipfile.ZipInfo(name), contents, zipfile.ZIP_DEFLATED, 9)
    return archive.getvalue()
