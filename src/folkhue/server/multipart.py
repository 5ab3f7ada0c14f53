"""Forms with files: multipart/form-data (RFC 7578, and RFC 2046 for its parts).

What the standards allow is read: text before the first part and after the last, quoted
boundaries, folded headers, padded boundary lines; and lines that end in LF alone, which some
clients write. Anything else is refused with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from folkhue.server.problems import ProblemError

MAX_PARTS = 100
MAX_HEADERS = 1 << 13  # bytes of the headers of one part

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
# Before Firefox 102 and in old clients, a backslash in a file name is one, not an escape.
_PARAMETER = re.compile(
    rf';\s*(?:({_TOKEN})\s*=\s*(?:"((?:[^"\\]|\\.)*)"(?=\s*(?:;|$))|"([^"]*)"|([^\s;"]*)))?\s*'
)
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
_END_OF_LINE = re.compile(rb"[ \t]*(?:\r\n|\n|\Z)")
_EMPTY_LINE = re.compile(rb"\r?\n\r?\n")
_BLANK_START = re.compile(rb"\r?\n")
_FOLD = re.compile(r"\r?\n[ \t]+")


@dataclass(frozen=True)
class Part:
    """A part of a form.

    Attributes
    ----------
    name : str
        Of the field.
    content_type : str
        As the client says; often empty.
    encoding : str
        Its Content-Transfer-Encoding, in lower case; usually empty.
    contents : bytes
    """

    name: str
    content_type: str
    encoding: str
    contents: bytes


def parse_form(body: bytes, content_type: str) -> list[Part]:
    """Parse a form.

    Parameters
    ----------
    body : bytes
    content_type : str
        Names the boundary between the parts.

    Raises
    ------
    ProblemError
        If the body is no such form.
    """
    boundary = _boundary(content_type)
    return [_part(body[start:end]) for start, end in _spans(body, b"--" + boundary)]


def _boundary(content_type: str) -> bytes:
    _, parameters = parse_parameters(content_type)
    boundary = parameters.get("boundary", "")
    if not boundary:
        raise ProblemError("malformed", "the Content-Type of the form names no boundary")
    if not _BOUNDARY.fullmatch(boundary):
        raise ProblemError(
            "malformed",
            "the boundary in the Content-Type of the form: expected 1 to 70 letters, digits or "
            "some punctuation",
        )
    return boundary.encode()


def parse_parameters(header: str) -> tuple[str, dict[str, str]]:
    """Parse a header such as ``form-data; name="image"``.

    Returns
    -------
    value : str
        In lower case.
    parameters : dict of str to str
        Names in lower case; of equal ones the first. What follows something unreadable is left
        out.
    """
    value, semicolon, rest = header.partition(";")
    parameters: dict[str, str] = {}
    at, rest = 0, semicolon + rest
    while found := _PARAMETER.match(rest, at):
        name, escaped, quoted, token = found.groups()
        if name:
            text = re.sub(r"\\(.)", r"\1", escaped) if escaped is not None else quoted or token
            parameters.setdefault(name.lower(), text or "")
        at = found.end()
    return value.strip().lower(), parameters


def _spans(body: bytes, delimiter: bytes) -> Iterator[tuple[int, int]]:
    """Yield where parts start and end: after a line of the delimiter, and before the next."""
    start, number = None, 0
    for before, after, last in _delimiter_lines(body, delimiter):
        if start is not None:
            yield start, max(start, before)
        if last:
            return
        start, number = after, number + 1
        if number > MAX_PARTS:
            raise ProblemError("malformed", f"the form has more than {MAX_PARTS} parts")
    what = "ends before its last boundary" if number else "does not contain its boundary"
    raise ProblemError("malformed", f"the form {what}")


def _delimiter_lines(body: bytes, delimiter: bytes) -> Iterator[tuple[int, int, bool]]:
    """Yield where the line before ends, where the one after starts, and whether it is the last."""
    at = -1
    while (at := body.find(delimiter, at + 1)) >= 0:
        if at and body[at - 1 : at] != b"\n":
            continue
        before = at - (2 if body[max(0, at - 2) : at] == b"\r\n" else 1)
        after = at + len(delimiter)
        last = body[after : after + 2] == b"--"
        end = _END_OF_LINE.match(body, after + 2 * last)
        if end and (last or end.end() < len(body)):
            yield before, end.end(), last


def _part(contents: bytes) -> Part:
    if blank := _BLANK_START.match(contents):
        head, body = b"", contents[blank.end() :]
    elif empty := _EMPTY_LINE.search(contents, 0, MAX_HEADERS):
        head, body = contents[: empty.start()], contents[empty.end() :]
    elif len(contents) <= MAX_HEADERS:
        head, body = contents, b""
    else:
        what = f"no empty line within {MAX_HEADERS:,} bytes, after its headers"
        raise ProblemError("malformed", f"a part of the form has {what}")
    headers = _headers(head)
    disposition, parameters = parse_parameters(headers.get("content-disposition", ""))
    if disposition != "form-data" or "name" not in parameters:
        raise ProblemError(
            "malformed",
            'a part of the form without Content-Disposition: form-data; name="…"',
        )
    encoding = headers.get("content-transfer-encoding", "").strip().lower()
    return Part(parameters["name"], headers.get("content-type", ""), encoding, body)


def _headers(head: bytes) -> dict[str, str]:
    """Parse the headers of a part; names in lower case."""
    headers: dict[str, str] = {}
    for line in re.split(r"\r?\n", _FOLD.sub(" ", head.decode("utf-8", "replace"))):
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if not line:
            continue
        if not colon or not re.fullmatch(_TOKEN, name):
            raise ProblemError("malformed", "a part of the form has a line that is no header")
        if name in headers and name.startswith("content-"):
            raise ProblemError("malformed", f"a part of the form has two headers {name[:40]}")
        headers[name] = value.strip()
    return headers
