"""HTML elements as text, with everything in them escaped."""

from __future__ import annotations

from html import escape
from typing import NewType

Html = NewType("Html", str)
"""Text that is HTML already."""

_EMPTY = {"input", "link", "meta", "br"}


def element(tag: str, *children: Html | str | None, **attributes: str | bool | None) -> Html:
    """Write an element.

    Parameters
    ----------
    tag : str
    *children : Html or str or None
        In order; what `text` or this function returned is HTML, all else is escaped by `text`.
    **attributes : str or bool or None
        A trailing underscore is left out, others become hyphens. False and None: absent.

    Examples
    --------
    >>> element("a", text("<"), href="?a&b", hidden=True)
    '<a href="?a&amp;b" hidden>&lt;</a>'
    """
    written = "".join(
        f" {_name(name)}" if value is True else f' {_name(name)}="{escape(str(value))}"'
        for name, value in attributes.items()
        if value is not None and value is not False
    )
    if tag in _EMPTY:
        return Html(f"<{tag}{written}>")
    return Html(f"<{tag}{written}>{''.join(each or '' for each in children)}</{tag}>")


def text(value: object) -> Html:
    """Escape a text."""
    return Html(escape(str(value), quote=False))


def _name(attribute: str) -> str:
    return attribute.rstrip("_").replace("_", "-")
