"""Plug-ins: what other installed distributions register under a name, as entry points."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from folkhue.errors import ParamsError

DENOISING = "folkhue.denoising"
"""The group of entry points by which other distributions add denoising methods."""


def plug_ins(group: str) -> Mapping[str, EntryPoint]:
    """List the entry points of a group by their names, in alphabetical order.

    Examples
    --------
    >>> dict(plug_ins("folkhue.nothing"))
    {}
    """
    found = entry_points(group=group)
    return {name: found[name] for name in sorted(found.names)}


def load_plug_in(group: str, name: str) -> Any:
    """Import what an entry point refers to.

    Raises
    ------
    ParamsError
        If that fails; the message names the distribution.
    """
    found = plug_ins(group)[name]
    try:
        return found.load()
    # Whatever its modules raise when they are imported.
    except Exception as error:
        maker = found.dist.name if found.dist else "an unknown distribution"
        raise ParamsError(
            f"{name!r} is a plug-in of {maker}, but {found.value} cannot be imported "
            f"({type(error).__name__}: {error}); install its requirements, or remove it"
        ) from error
