"""Request bodies: an image as raw bytes, as a part of a form, or as base64 in JSON."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING

from folkhue.server.problems import ProblemError

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
"""Media types of bodies that are an image as raw bytes."""

_ALIASES = {"image/jpg", "image/pjpeg", "image/x-png", "image/x-ms-bmp", "image/x-bmp"}

FORM, JSON = "multipart/form-data", "application/json"

FIELD = "image"
"""Name of the form part, and of the JSON key, that contains the image."""

ACCEPTED = ", ".join([*sorted(RAW), FORM, JSON])


def media_type(content_type: str) -> str:
    """Return the media type of a body, without parameters; bytes if there is none.

    Raises
    ------
    ProblemError
        If the server does not read such bodies.
    """
    kind = content_type.partition(";")[0].strip().lower() or "application/octet-stream"
    if kind in RAW or kind in (FORM, JSON):
        return kind
    if kind in _ALIASES:
        return "application/octet-stream"
    raise ProblemError(
        "media-type",
        f"a body of {kind[:80]!r}; expected one of {ACCEPTED}: with curl, "
        "--header 'Content-Type: image/jpeg', or --form image=@photo.jpg",
        {"Accept": ACCEPTED},
    )


def extract_image(body: bytes, content_type: str) -> bytes:
    """Extract the image from a body.

    Raises
    ------
    ProblemError
        If the body is malformed, or contains no image.
    """
    kind = media_type(content_type)
    if kind == JSON:
        image = _from_json(body)
    elif kind == FORM:
        image = _from_form(body, content_type)
    else:
        image = body
    if not image:
        raise ProblemError("malformed", "the image is empty; send its bytes")
    return image


def _from_json(body: bytes) -> bytes:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ProblemError("malformed", f"not JSON: {_position(error)}") from error
    text = document.get(FIELD) if isinstance(document, dict) else None
    if not isinstance(text, str):
        raise ProblemError("malformed", f'expected {{"{FIELD}": "… base64 …"}}')
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ProblemError(
            "malformed", f"{FIELD}: expected base64 of a file (addresses are not fetched)"
        ) from error


def _position(error: Exception) -> str:
    """Describe where the JSON is invalid, without quoting it."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at line {error.lineno}, column {error.colno}"
    return type(error).__name__


def _from_form(body: bytes, content_type: str) -> bytes:
    form = _parse_form(body, content_type)
    if not form.ended:
        raise ProblemError("malformed", "the form ends before its last boundary")
    if len(form.images) != 1:
        raise ProblemError(
            "malformed", f"expected one part named {FIELD!r} in the form, got {len(form.images)}"
        )
    return bytes(form.images[0])


def _parse_form(body: bytes, content_type: str) -> _Form:
    from python_multipart.multipart import MultipartParser, parse_options_header

    _, options = parse_options_header(content_type)
    if b"boundary" not in options:
        raise ProblemError("malformed", "the Content-Type of the form names no boundary")
    form = _Form()
    try:
        parser = MultipartParser(options[b"boundary"], form.callbacks())
        parser.write(body)
        parser.finalize()
    except Exception as error:  # the parser raises its own type, and by mistake a few others
        raise ProblemError("malformed", "the form cannot be read") from error
    return form


class _Form:
    """Collects the image parts of a form.

    Attributes
    ----------
    images : list of bytearray
        Contents of the parts that are named `FIELD`.
    ended : bool
        Whether the last boundary was reached.
    """

    def __init__(self) -> None:
        self.images: list[bytearray] = []
        self.ended = False
        self._field = b""
        self._value = b""
        self._wanted = False

    def callbacks(self) -> MultipartCallbacks:
        """Return the callbacks of the parser."""
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
