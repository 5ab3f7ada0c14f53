"""Paths that lead to no file that can be read, and what is said of each."""

from __future__ import annotations

import os
import socket
from pathlib import Path

NOT_A_NAME = "its name has characters that no file name can have"


def odd_entries(folder: Path, suffix: str = ".jpg") -> dict[Path, str]:
    """Put entries that are no files into a folder; return them and the reasons."""
    entries = {
        "loop": "a link that leads to itself",
        "lost": "No such file or directory",
        "pipe": "a named pipe, not a file",
        "plugged": "a socket, not a file",
        "zeros": "a device, not a file",
        "linked": "a folder, not a file",
    }
    paths = {name: folder / f"{name}{suffix}" for name in entries}
    paths["loop"].symlink_to(paths["loop"])
    paths["lost"].symlink_to(folder / "nothing")
    os.mkfifo(paths["pipe"])
    _make_socket(paths["plugged"])
    paths["zeros"].symlink_to("/dev/zero")
    paths["linked"].symlink_to(folder)
    return {paths[name]: reason for name, reason in entries.items()}


def _make_socket(path: Path) -> None:
    """Bind a socket by its short name: a longer path than 107 bytes is not allowed."""
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as plug:
            plug.bind(path.name)
    finally:
        os.chdir(before)


def odd_names(folder: Path, suffix: str = ".jpg") -> dict[str, str]:
    """Return paths that no file can have, and the reasons."""
    return {
        f"{folder}/a\0b{suffix}": NOT_A_NAME,
        f"{folder}/a\ud800b{suffix}": NOT_A_NAME,
        f"{folder}/{'a' * 300}{suffix}": "File name too long",
    }
