"""Checks of a request's first line and headers that the parser leaves to servers (RFC 9112)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from http import HTTPMethod

from folkhue.server.problems import ProblemError

Headers = Sequence[tuple[bytes, bytes]]
"""Names, in lower case, and values."""

_HOST = re.compile(rb"(\[[0-9A-Za-z:._~%-]+\]|[\w.~!$&'()*+,;=%-]*)(:[0-9]*)?", re.ASCII)
_WITHOUT_PATH = re.compile(rb"(https?://[^/?#]+)([?#].*)?", re.IGNORECASE | re.DOTALL)
_FIRST_LINE = re.compile(rb"(?m)^([!#$%&'*+.^_`|~0-9A-Za-z-]+) [!-~]+ HTTP/1\.[01]\r?$")
_KNOWN = {method.encode() for method in HTTPMethod}


def check_head(method: bytes, target: bytes, version: str, headers: Headers) -> None:
    """Check what the parser accepts, and HTTP/1.1 does not, or this server does not do.

    Parameters
    ----------
    method, target : bytes
    version : str
        Such as "1.1".
    headers : sequence of tuple

    Raises
    ------
    ProblemError
        If the request must be refused.
    """
    if version not in ("1.0", "1.1"):
        raise ProblemError("version", f"HTTP/{version}; expected HTTP/1.1")
    if target == b"*" and method != b"OPTIONS":
        raise ProblemError("malformed", "the target * is only for OPTIONS")
    _check_host(_values(headers, b"host"), version)
    _check_framing(_values(headers, b"transfer-encoding"), version)
    expected = {value.lower() for value in _values(headers, b"expect")}
    if version == "1.1" and not expected <= {b"100-continue"}:
        raise ProblemError("expectation", "Expect: expected 100-continue, or no such header")


def _values(headers: Headers, name: bytes) -> list[bytes]:
    return [value for each, value in headers if each == name]


def _check_host(hosts: list[bytes], version: str) -> None:
    if len(hosts) > 1:
        raise ProblemError("malformed", f"{len(hosts)} headers Host; expected one")
    if not hosts and version == "1.1":
        raise ProblemError("malformed", "no header Host; HTTP/1.1 needs one")
    if hosts and not _HOST.fullmatch(hosts[0]):
        raise ProblemError("malformed", "Host: expected a name or an address, and maybe a port")


def _check_framing(values: Iterable[bytes], version: str) -> None:
    """Check that a body's length is certain: who disagrees about it can be tricked."""
    codings = [coding.strip().lower() for value in values for coding in value.split(b",")]
    codings = [coding for coding in codings if coding]
    if not codings:
        return
    if version == "1.0":
        raise ProblemError("malformed", "Transfer-Encoding: not in HTTP/1.0")
    if codings != [b"chunked"]:
        raise ProblemError("unimplemented", "Transfer-Encoding: expected chunked alone")


def origin_form(target: bytes) -> bytes:
    """Add the path that an absolute target without one means: /."""
    if found := _WITHOUT_PATH.fullmatch(target):
        return found[1] + b"/" + (found[2] or b"")
    return target


def parsing_problem(reason: str, data: bytes, *, unknown_method: bool) -> ProblemError:
    """Make the problem of bytes that the parser refuses.

    Parameters
    ----------
    reason : str
        What the parser says; never a part of the request.
    data : bytes
        The bytes.
    unknown_method : bool
        Whether the parser expected a method, and did not find one that it knows.
    """
    if unknown_method and set(_FIRST_LINE.findall(data)) - _KNOWN:
        return ProblemError("unimplemented", "no such method; expected GET, HEAD or POST")
    if data.startswith(b"PRI * HTTP/2") or reason == "Invalid HTTP version":
        return ProblemError("version", "expected HTTP/1.1")
    return ProblemError("malformed", f"not an HTTP/1.1 request: {reason}")
