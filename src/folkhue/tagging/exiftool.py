"""exiftool, which reads and writes metadata of nearly all formats.

exiftool is a program of its own, by Phil Harvey (https://exiftool.org). Starting it takes as long
as several files, so that it gets many at a time.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from folkhue.errors import TaggingError

INSTALL = (
    "exiftool is not installed, or not on PATH; install it: apt-get install libimage-exiftool-perl "
    "(Debian, Ubuntu), dnf install perl-Image-ExifTool (Fedora), brew install exiftool (macOS), "
    "winget install OliverBetz.ExifTool (Windows)"
)

_UTF8 = ("-charset", "filename=utf8", "-charset", "iptc=utf8")
_END = "{end of a file}"
_PREVIEWS = ("JpgFromRaw", "PreviewImage")


class ExifTool:
    """Runs exiftool.

    Raises
    ------
    TaggingError
        If it is not installed.
    """

    def __init__(self) -> None:
        program = shutil.which("exiftool")
        if program is None:
            raise TaggingError(INSTALL)
        self._program = program

    def read(self, paths: Sequence[Path], tags: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Read tags of files.

        Parameters
        ----------
        paths : sequence of path
            Absolute.
        tags : sequence of str
            With their groups, such as "XMP-dc:Subject".

        Returns
        -------
        dict of str to dict
            Path → tag → text or list of texts; without files that could not be read.
        """
        options = ["-json", "-G1", "-fast2", *_UTF8, *(f"-{tag}" for tag in tags)]
        printed, _ = self._run([*options, *paths])
        if not printed.strip():
            return {}
        # Keywords that look like numbers are printed as such.
        rows = json.loads(printed, parse_int=str, parse_float=str, strict=False)
        return {str(row.pop("SourceFile")): row for row in rows}

    def write(self, changes: Sequence[tuple[Path, Sequence[str]]]) -> list[str]:
        """Change tags of files, each of which is replaced only once it is written.

        Parameters
        ----------
        changes : sequence of (path, sequence of str)
            Absolute paths, with what to change in each, such as "-XMP-dc:Subject+=red". A file that
            ends in ``.xmp`` is made if it does not exist.

        Returns
        -------
        list of str
            For each file, why it could not be written, and is as before; empty if it was.
        """
        if not changes:
            return []
        arguments: list[str | Path] = []
        for path, changed in changes:
            options = ("-overwrite_original", *_UTF8, *changed)
            arguments += [*options, path, "-echo3", _END, "-echo4", _END, "-execute"]
        printed, said = (text.decode(errors="replace") for text in self._run(arguments))
        rows = zip(changes, printed.split(_END), said.split(_END), strict=False)
        found = [_problem(path, shown, told) for (path, _), shown, told in rows]
        return found + [f"{path}: exiftool ended too early" for path, _ in changes[len(found) :]]

    def preview(self, path: Path) -> bytes:
        """Return the largest JPEG in a raw photograph; empty if there is none."""
        found = [self._run(["-b", *_UTF8, f"-{tag}", path])[0] for tag in _PREVIEWS]
        return max(found, key=len)

    def _run(self, arguments: Sequence[str | Path]) -> tuple[bytes, bytes]:
        """Run it with options, and absolute paths of files; return what it prints, and complains.

        Once begun, it finishes all files, even if this process is stopped.
        """
        with as_file(files("folkhue.tagging") / "folkhue.config") as config:
            process = subprocess.Popen(
                [self._program, "-config", str(config), "-@", "-"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,  # so that Ctrl-C does not reach it
            )
            with process:
                try:
                    return process.communicate(b"\n".join([*map(_line, arguments), b""]))
                except BaseException:
                    process.communicate()
                    raise


def _problem(path: Path, printed: str, said: str) -> str:
    if "1 image files updated" in printed or "1 image files created" in printed:
        return ""
    lines = [line for line in said.splitlines() if line]
    errors = [line for line in lines if line.startswith("Error")] or lines
    reason = errors[0] if errors else "exiftool did not change it, and says nothing of why"
    return f"{path}: {reason.removeprefix('Error: ').replace(f' - {path}', '')}"


def _line(argument: str | Path) -> bytes:
    r"""Write an argument as a line; ``\n`` and the like are for exiftool to read."""
    text = os.fsencode(argument) if isinstance(argument, Path) else argument.encode()
    if b"\n" not in text and b"\r" not in text:
        return text
    escaped = text.replace(b"\\", b"\\\\").replace(b"\n", b"\\n").replace(b"\r", b"\\r")
    return b"#[CSTR]" + escaped
