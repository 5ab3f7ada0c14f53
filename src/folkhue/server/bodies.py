"""The image in a body: as it is, as a part of a form, or as base64 in JSON."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING

from folkhue.server.problems import RefusalError

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

RAW = {
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/gif",
    "image/bmp",
    "image/tiff",
    "application/octet-stream",
}
"""Media types of bodies that are an image and nothing else."""

_ALIASES = {"image/jpg", "image/pjpeg", "image/x-png", "image/x-ms-bmp", "image/x-bmp"}

FORM, JSON = "multipart/form-data", "application/json"

FIELD = "image"
"""Name of the part of a form, and of the key in JSON, that holds the image."""

ACCEPTED = ", ".join([*sorted(RAW), FORM, JSON])


def media_type(content_type: str) -> str:
    """Tell the media type of a body, without parameters; of none, that it is bytes.

    Raises
    ------
    RefusalError
        If such bodies are not read.
    """
    kind = content_type.partition(";")[0].strip().lower() or "application/octet-stream"
    if kind in RAW or kind in (FORM, JSON):
        return kind
    if kind in _ALIASES:
        return "application/octet-stream"
    raise RefusalError(
        "media-type",
        f"a body of {_printable(kind)}; expected one of {ACCEPTED}: with curl, "
        "--header 'Content-Type: image/jpeg', or --form image=@photo.jpg",
        {"Accept": ACCEPTED},
    )


def image_in(body: bytes, content_type: str) -> bytes:
    """Take the image out of a body.

    Raises
    ------
    RefusalError
        If there is none in it.
    """
    kind = media_type(content_type)
    if kind == JSON:
        image = _in_json(body)
    elif kind == FORM:
        image = _in_form(body, content_type)
    else:
        image = body
    if not image:
        raise RefusalError("malformed", "the image is empty; send its bytes")
    return image


def _in_json(body: bytes) -> bytes:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RefusalError("malformed", f"not JSON: {_reason(error)}") from error
    text = document.get(FIELD) if isinstance(document, dict) else None
    if not isinstance(text, str):
        raise RefusalError("malformed", f'expected {{"{FIELD}": "… base64 …"}}')
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise RefusalError(
            "malformed", f"{FIELD}: expected base64 of a file (addresses are not fetched)"
        ) from error


def _reason(error: Exception) -> str:
    """Say where JSON ends being JSON; nothing of what it holds."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at line {error.lineno}, column {error.colno}"
    return type(error).__name__


def _in_form(body: bytes, content_type: str) -> bytes:
    from python_multipart.multipart import MultipartParser, parse_options_header

    _, options = parse_options_header(content_type)
    form = _Form()
    try:
        boundary = options[b"boundary"]
        parser = MultipartParser(boundary, form.callbacks())
        parser.write(body)
        parser.finalize()
    except KeyError as error:
        raise RefusalError("malformed", "the Content-Type of the form names no boundary") from error
    except Exception as error:  # the parser raises its own, and a few that it did not mean to
        raise RefusalError("malformed", "the form cannot be read") from error
    if not form.ended:
        raise RefusalError("malformed", "the form ends before its last boundary")
    if len(form.images) != 1:
        raise RefusalError(
            "malformed", f"expected one part called {FIELD!r} in the form, got {len(form.images)}"
        )
    return bytes(form.images[0])


class _Form:
    """Gathers the parts of a form that are images."""

    def __init__(self) -> None:
        self.images: list[bytearray] = []
        self.ended = False
        self._field = b""
        self._value = b""
        self._wanted = False

    def callbacks(self) -> MultipartCallbacks:
        """Name what the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._on_field,
            "on_header_value": self._on_value,
            "on_header_end": self._on_header,
            "on_part_data": self._on_data,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        self._field, self._value, self._wanted = b"", b"", False

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header(self) -> None:
        from python_multipart.multipart import parse_options_header

        if self._field.lower() == b"content-disposition":
            name = parse_options_header(self._value)[1].get(b"name", b"")
            if name == FIELD.encode():
                self._wanted = True
                self.images.append(bytearray())
        self._field, self._value = b"", b""

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._wanted:
            self.images[-1] += data[start:end]

    def _end(self) -> None:
        self.ended = True


def _printable(text: str) -> str:
    return repr(text[:80])
