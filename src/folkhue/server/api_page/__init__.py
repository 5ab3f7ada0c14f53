"""The page at ``/docs``: every route of the API with its parameters, a command, and a form."""

from __future__ import annotations

from importlib.resources import files

FILES = ("docs.css", "docs.js")
"""Files of the page besides ``docs`` itself and those that it shares with the page at ``/``."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""Content-Security-Policy that allows the page to send requests to its own server only."""


def contents(name: str) -> bytes:
    """Read one of the `FILES`."""
    return files(__name__).joinpath(name).read_bytes()
