"""Request bodies: an image as raw bytes, as a part of a form, or as base64 in JSON.

Forms and JSON may contain parameters, too.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from folkhue._utils.untrusted_json import JsonError, parse_json
from folkhue.server.multipart import Part, parse_form
from folkhue.server.problems import ProblemError

RAW = {
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/gif",
    "image/bmp",
    "image/tiff",
    "image/avif",
    "image/heic",
    "image/heif",
    "image/jxl",
    "application/octet-stream",
}
"""Media types of bodies that are an image as raw bytes."""

_ALIASES = {
    *("image/jpg", "image/pjpeg", "image/x-png", "image/apng", "image/x-ms-bmp", "image/x-bmp"),
    *("image/heic-sequence", "image/heif-sequence", "image/avif-sequence"),
}

FORM, JSON = "multipart/form-data", "application/json"

FIELD = "image"
"""Name of the form part, and of the JSON member, that contains the image."""

ACCEPTED = ", ".join([*sorted(RAW), FORM, JSON])

_DATA_URL = re.compile(r"data:[^,]{0,200},", re.IGNORECASE)
_MAX_VALUE = 100  # bytes of a parameter in a form
_CHARSET = "_charset_"  # field in which browsers tell how they encode text


@dataclass
class Fields:
    """What a body contains.

    Attributes
    ----------
    image : bytes
    parameters : list of (str, str or None)
        Names and values, as often and in the order in which they came. None: not even text.
    """

    image: bytes
    parameters: list[tuple[str, str | None]] = field(default_factory=list)


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


def read_fields(body: bytes, content_type: str) -> Fields:
    """Read a body.

    Raises
    ------
    ProblemError
        If it is malformed, or contains no image.
    """
    kind = media_type(content_type)
    if kind == JSON:
        fields = _from_json(body)
    elif kind == FORM:
        fields = _from_form(parse_form(body, content_type))
    else:
        fields = Fields(body)
    if not fields.image:
        raise ProblemError("malformed", "the image is empty; send its bytes")
    return fields


def _from_json(body: bytes) -> Fields:
    try:
        document = parse_json(body, max_bytes=len(body), unique=True)
    except JsonError as error:
        raise ProblemError("malformed", str(error)) from error
    if not isinstance(document, dict) or not isinstance(document.get(FIELD), str):
        raise ProblemError("malformed", f'expected {{"{FIELD}": "… base64 …"}}')
    image = _decoded(document.pop(FIELD))
    return Fields(image, [(name, _as_text(value)) for name, value in document.items()])


def _as_text(value: object) -> str | None:
    """Write a member of JSON as a query would: true, 5, 2.5, auto."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else None


def _from_form(parts: list[Part]) -> Fields:
    images = [part for part in parts if part.name == FIELD]
    if len(images) != 1:
        got = f"got {len(images)} of {len(parts)} parts"
        raise ProblemError("malformed", f"expected one part named {FIELD!r} in the form, {got}")
    others = (part for part in parts if part.name not in (FIELD, _CHARSET))
    return Fields(_image_in(images[0]), [(part.name, _value(part.contents)) for part in others])


def _value(contents: bytes) -> str | None:
    try:
        return contents.decode() if len(contents) <= _MAX_VALUE else None
    except UnicodeDecodeError:
        return None


def _image_in(part: Part) -> bytes:
    if part.encoding == "base64":
        return _from_base64(part.contents)
    if part.encoding not in ("", "7bit", "8bit", "binary"):
        raise ProblemError(
            "malformed", f"{FIELD}: Content-Transfer-Encoding: expected binary or base64"
        )
    if part.contents[:5].lower() == b"data:":
        return _decoded(part.contents.decode("latin-1"))
    return part.contents


def _decoded(text: str) -> bytes:
    """Decode base64, or a data: URL."""
    if found := _DATA_URL.match(text):
        data = text[found.end() :]
        if not found[0].lower().endswith(";base64,"):
            return unquote_to_bytes(data)
        text = unquote_to_bytes(data).decode("latin-1")
    return _from_base64(text.encode("ascii", "replace"))


def _from_base64(encoded: bytes) -> bytes:
    """Decode base64 of either alphabet, in lines or not, padded or not."""
    compact = encoded.translate(bytes.maketrans(b"-_", b"+/"), b" \t\r\n\f").rstrip(b"=")
    try:
        return base64.b64decode(compact + b"=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ProblemError(
            "malformed",
            f"{FIELD}: expected base64 of a file, or a data: URL (addresses are not fetched)",
        ) from error
