"""XML from anywhere, as palettes need it."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from folkhue.errors import PaletteFileError
from folkhue.palettes.formats.swatches import MAX_COLORS

_MAX_ATTRIBUTES = 100


def parse_xml(text: bytes, name: str) -> ElementTree.Element:
    """Parse XML without a document type, whose entities can expand to gigabytes.

    Parameters
    ----------
    text : bytes
    name : str
        What it is, for messages.

    Raises
    ------
    PaletteFileError
        If it has one, is damaged, or has far more elements than palettes.
    """
    parser = ElementTree.XMLParser(target=_BoundedTree(name))
    try:
        parser.feed(text)
        root: ElementTree.Element = parser.close()
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise PaletteFileError(f"{name} is damaged ({error})") from error
    return root


class _BoundedTree(ElementTree.TreeBuilder):
    """Rejects document types and huge trees."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name, self._left = name, 4 * MAX_COLORS

    def start(self, tag: Any, attrs: dict[Any, Any]) -> ElementTree.Element:
        self._left -= 1
        if self._left < 0 or len(attrs) > _MAX_ATTRIBUTES:
            raise PaletteFileError(f"{self._name}: has more parts than palettes have")
        return super().start(tag, attrs)

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise PaletteFileError(
            f"{self._name}: expected no document type, as in every palette, got one"
        )
