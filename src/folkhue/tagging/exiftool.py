"""exiftool, which reads and writes metadata of nearly all formats, as a process that goes on.

exiftool is a program of its own, by Phil Harvey (https://exiftool.org). Starting it takes a
quarter of a second, and a file some 20 ms, so that one process does all files.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from importlib.resources import as_file, files
from pathlib import Path
from queue import Empty, Queue
from types import TracebackType
from typing import Any

from folkhue.errors import TaggingError

INSTALL = (
    "exiftool is not installed, or not on PATH; install it: apt-get install libimage-exiftool-perl "
    "(Debian, Ubuntu), dnf install perl-Image-ExifTool (Fedora), brew install exiftool (macOS), "
    "winget install OliverBetz.ExifTool (Windows)"
)

_READY = "{ready}"

_PREVIEWS = ("JpgFromRaw", "PreviewImage")


class ExifTool:
    """A running exiftool; a context manager.

    Raises
    ------
    TaggingError
        If exiftool is not installed.
    """

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._said: Queue[str] = Queue()

    def __enter__(self) -> ExifTool:
        program = shutil.which("exiftool")
        if program is None:
            raise TaggingError(INSTALL)
        config = self._stack.enter_context(as_file(files("folkhue.tagging") / "folkhue.config"))
        self._process = subprocess.Popen(
            [program, "-config", str(config), "-stay_open", "True", "-@", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C stops folkhue, which lets it finish the file
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._process.stdin
        try:
            self._process.stdin.write(b"-stay_open\nFalse\n")
            self._process.stdin.close()
        except BrokenPipeError:
            pass
        self._listener.join()
        with self._process, self._stack:  # closes its pipes, and waits for it
            pass

    def _listen(self) -> None:
        """Collect complaints, so that exiftool never waits until somebody reads them."""
        assert self._process.stderr
        for line in self._process.stderr:
            self._said.put(line.decode(errors="replace").rstrip("\r\n"))

    def run(self, arguments: Sequence[str | Path]) -> tuple[bytes, list[str]]:
        """Run a command; return what it prints, and the lines of its complaints.

        Parameters
        ----------
        arguments : sequence of str or path
            Options, and absolute paths of files.

        Raises
        ------
        TaggingError
            If exiftool has ended.
        """
        lines = [*map(_line, arguments), b"-echo4", _READY.encode(), b"-execute"]
        assert self._process.stdin
        try:
            self._process.stdin.write(b"\n".join([*lines, b""]))
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise self._ended() from error
        return self._printed(), [*self._complaints()]

    def _printed(self) -> bytes:
        assert self._process.stdout
        found, ready = [b""], _READY.encode()
        while not found[-1].rstrip(b"\r\n").endswith(ready):
            found.append(self._process.stdout.readline())
            if not found[-1]:
                raise self._ended()
        return b"".join(found).rstrip(b"\r\n").removesuffix(ready)

    def _complaints(self) -> Iterator[str]:
        while (line := self._said.get(timeout=60)) != _READY:
            yield line

    def _ended(self) -> TaggingError:
        self._process.wait()
        try:
            reason = self._said.get(timeout=1)
        except Empty:
            reason = f"status {self._process.returncode}"
        return TaggingError(f"exiftool ended ({reason}); run the same command again")

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
        options = ["-json", "-G1", "-fast2", "-charset", "filename=utf8", "-charset", "iptc=utf8"]
        printed, _ = self.run([*options, *(f"-{tag}" for tag in tags), *paths])
        if not printed.strip():
            return {}
        # Keywords that look like numbers are printed as such.
        rows = json.loads(printed, parse_int=str, parse_float=str, parse_constant=str, strict=False)
        return {str(row.pop("SourceFile")): row for row in rows}

    def preview(self, path: Path) -> bytes:
        """Return the largest JPEG in a raw photograph; empty if there is none."""
        found = [self.run(["-b", f"-{tag}", path])[0] for tag in _PREVIEWS]
        return max(found, key=len)

    def write(self, path: Path, changes: Sequence[str]) -> None:
        """Change tags of a file; it is replaced only once it is written.

        Parameters
        ----------
        path : path
            Absolute; made, if it ends in ``.xmp`` and does not exist.
        changes : sequence of str
            Such as "-XMP-dc:Subject+=red".

        Raises
        ------
        TaggingError
            If it cannot be written.
        """
        options = ["-overwrite_original", "-charset", "filename=utf8", "-charset", "iptc=utf8"]
        printed, said = self.run([*options, *changes, path])
        if b"1 image files updated" in printed or b"1 image files created" in printed:
            return
        errors = [line for line in said if line.startswith("Error")] or said
        raise TaggingError(f"{path}: {_reason(errors, path)}")


def _reason(said: Sequence[str], path: Path) -> str:
    text = said[0] if said else "exiftool did not change it, and says nothing of why"
    return text.removeprefix("Error: ").replace(f" - {path}", "").replace(f"{path}", path.name)


def _line(argument: str | Path) -> bytes:
    r"""Write an argument as a line; ``\n`` and the like are for exiftool to read."""
    text = os.fsencode(argument) if isinstance(argument, Path) else argument.encode()
    if b"\n" not in text and b"\r" not in text:
        return text
    escaped = text.replace(b"\\", b"\\\\").replace(b"\n", b"\\n").replace(b"\r", b"\\r")
    return b"#[CSTR]" + escaped
