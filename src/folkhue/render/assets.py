"""Files of this package that pages are made of: templates, style sheets and scripts."""

from __future__ import annotations

from importlib.resources import files


def asset(path: str) -> str:
    """Read a text file below folkhue/render, such as ``"scatter.js"``."""
    return files("folkhue.render").joinpath(path).read_text("utf-8")
