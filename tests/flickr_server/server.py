"""The HTTP server and its faults."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from PIL import Image
from support.hostile import is_hostile, send_hostile, spoil
from support.local_server import LocalHandler, LocalServer

from flickr_server.catalog import CAP, LICENSES, Catalog, Picture, entry

KEY, SECRET = "0123456789abcdef0123456789abcdef", "fedcba9876543210"
HTML = b"<!DOCTYPE html><html><body>Bad gateway, panda!</body></html>"


@dataclass
class Faults:
    """Faults of successive requests; later requests succeed.

    Attributes
    ----------
    calls : sequence of str
        Faults of successive API calls with the same arguments: "100: Words" (an error of the
        API), "429", "503", "html", "truncated", "slow", or one of `support.hostile`: "bomb",
        "endless", "a byte at a time", "damaged gzip".
    search, licenses : str
        What is wrong with all answers of a method, as in `support.hostile.spoil`.
    photos : mapping
        Id of a photograph, or "*" for all → faults of its successive requests: "429", "503",
        "html", "truncated", "short" (half an image without a length), "slow", "reset".
    forever : mapping
        Id of a photograph → the fault of all its requests: "placeholder", "404", "410", "html",
        "text", "type" (a wrong Content-Type, but the right image).
    overlap : int
        Number of photographs at the end of a page that the next one repeats.
    retry_after : str
        Value of the header that is sent with 429.
    slow : float
        Seconds between the bytes of a slow body.
    """

    calls: tuple[str, ...] = ()
    search: str = ""
    licenses: str = ""
    photos: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    forever: Mapping[str, str] = field(default_factory=dict)
    overlap: int = 0
    retry_after: str = "0"
    slow: float = 0.02


def placeholder() -> bytes:
    """Return the image that stands for a removed photograph."""
    out = io.BytesIO()
    Image.new("RGB", (500, 374), (228, 228, 228)).save(out, "PNG")
    return out.getvalue()


class FlickrServer(LocalServer):
    """Flickr on a local port, as a context manager.

    Parameters
    ----------
    pictures : list of Picture
    faults : Faults, optional
    port : int
        0 takes a free one.
    """

    def __init__(
        self, pictures: list[Picture], faults: Faults | None = None, port: int = 0
    ) -> None:
        self.catalog = Catalog(pictures)
        self.faults = faults or Faults()
        super().__init__(_Handler, port)
        self.url = f"{self.address}/services/rest/"

    def answer(self, asked: dict[str, str]) -> dict[str, Any]:
        """Answer an API call."""
        self.record(asked)
        method = asked.get("method", "")
        if method == "flickr.photos.licenses.getInfo":
            return {
                "licenses": {"license": [{"id": i, "name": n, "url": u} for i, n, u in LICENSES]},
                "stat": "ok",
            }
        if method != "flickr.photos.search":
            return failed(112, f'Method "{method}" not found')
        if not asked.get("tags") and not asked.get("text"):
            return failed(
                3,
                "Parameterless searches have been disabled. "
                "Please use flickr.photos.getRecent instead.",
            )
        return self._search(asked)

    def contents(self, asked: dict[str, str]) -> bytes:
        """Answer an API call in JSON, with the faults of its method."""
        answer: dict[str, Any] = self.answer(asked)
        if "photos" in answer and self.faults.search:
            return spoil(answer, answer["photos"], "photo", self.faults.search)
        if "licenses" in answer and self.faults.licenses:
            return spoil(answer, answer["licenses"], "license", self.faults.licenses)
        return json.dumps(answer).encode()

    def _search(self, asked: dict[str, str]) -> dict[str, Any]:
        found = self.catalog.search(asked)
        per_page = min(500, int(asked.get("per_page", 100)) or 100)
        page = max(1, int(asked.get("page", 1)))
        start = (page - 1) * (per_page - self.faults.overlap) % CAP
        extras = set(asked.get("extras", "").split(","))
        return {
            "photos": {
                "page": page,
                "pages": -(-len(found) // per_page),
                "perpage": per_page,
                "total": len(found),
                "photo": [
                    entry(p, extras, self.address)
                    for p in found[: max(CAP, 1)][start : start + per_page]
                ],
            },
            "stat": "ok",
        }


def failed(code: int, message: str) -> dict[str, Any]:
    return {"stat": "fail", "code": code, "message": message}


class _Handler(LocalHandler):
    service: FlickrServer

    def do_GET(self) -> None:  # noqa: N802 — http.server looks it up
        parts = urlsplit(self.path)
        if parts.path == "/services/rest/":
            self._call(parts.query)
        elif re.fullmatch(r"/images/photo_unavailable\w*\.png", parts.path):
            self.send(200, placeholder(), "image/png")
        elif found := re.fullmatch(r"/65535/(\d+)_(\w+)_(\w)\.jpg", parts.path):
            self._photo(*found.groups())
        else:
            self.send(404, HTML, "text/html")

    def do_POST(self) -> None:  # noqa: N802 — http.server looks it up
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if urlsplit(self.path).path == "/services/rest/":
            self._call(body)
        else:
            self.send(404, HTML, "text/html")

    def _call(self, body: str) -> None:
        asked = dict(parse_qsl(body, keep_blank_values=True))
        problem = self._signature_problem(asked)
        fault = self.service.next_fault(
            json.dumps(asked, sort_keys=True), self.service.faults.calls
        )
        if problem == "unknown":
            fault, problem = "100: Invalid API Key (Key has invalid format)", ""
        if problem:
            self.send(401, problem.encode(), "text/plain")
        elif ": " in fault:
            code, _, message = fault.partition(": ")
            self._json(failed(int(code), message))
        elif is_hostile(fault):
            send_hostile(self, fault)
        else:
            self._misbehave(fault, self.service.contents(asked), "application/json")

    def _signature_problem(self, asked: Mapping[str, str]) -> str:
        """Check key and signature (RFC 5849, 3.4)."""
        header = self.headers.get("Authorization", "")
        oauth = {
            name: unquote(value) for name, value in re.findall(r'(oauth_\w+)="([^"]*)"', header)
        }
        if oauth.get("oauth_consumer_key") != KEY:
            return "unknown"
        signature = oauth.pop("oauth_signature", "")
        pairs = sorted((_quoted(k), _quoted(v)) for k, v in (*asked.items(), *oauth.items()))
        parameters = "&".join(f"{name}={value}" for name, value in pairs)
        url = f"http://{self.headers['Host']}{urlsplit(self.path).path}"
        base = "&".join((self.command, _quoted(url), _quoted(parameters)))
        wanted = hmac.new(f"{SECRET}&".encode(), base.encode(), hashlib.sha1).digest()
        if base64.b64encode(wanted).decode() == signature:
            return ""
        return f"oauth_problem=signature_invalid&debug_sbs={base}"

    def _photo(self, identity: str, secret: str, size: str) -> None:
        faults, picture = self.service.faults, self.service.catalog.by_id.get(identity)
        always = faults.forever.get(identity, "")
        if picture is None or picture.secret != secret or size not in picture.sizes():
            self.send(404, HTML, "text/html")
        elif always == "placeholder":
            self.send(302, b"", "text/html", {"Location": "/images/photo_unavailable_l.png"})
        elif always in ("404", "410"):
            self.send(int(always), HTML, "text/html")
        elif always == "html":
            self.send(200, HTML, "text/html")
        elif always == "text":
            self.send(200, b"no picture", "image/jpeg")
        else:
            kind = "text/html" if always == "type" else "image/jpeg"
            wrong = faults.photos.get(identity, faults.photos.get("*", ()))
            fault = self.service.next_fault(identity, wrong)
            self._misbehave(fault, picture.contents(size), kind)

    def _misbehave(self, fault: str, contents: bytes, kind: str) -> None:
        if fault == "429":
            self.send(429, b"", "text/plain", {"Retry-After": self.service.faults.retry_after})
        elif fault == "503":
            self.send(503, HTML, "text/html")
        elif fault == "html":
            self.send(200, HTML, "text/html")
        elif fault == "reset":
            self.close_connection = True
        elif fault in ("truncated", "slow", "short"):
            self._send_part(fault, contents, kind)
        else:
            self.send(200, contents, kind)

    def _send_part(self, fault: str, contents: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        if fault != "short":
            self.send_header("Content-Length", str(len(contents)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        sent = contents if fault == "slow" else contents[: len(contents) // 2]
        step = max(1, len(sent) // 8)
        for start in range(0, len(sent), step):
            self.wfile.write(sent[start : start + step])
            self.wfile.flush()
            if fault == "slow":
                time.sleep(self.service.faults.slow)

    def _json(self, answer: dict[str, object]) -> None:
        self.send(200, json.dumps(answer).encode(), "application/json")


def _quoted(text: str) -> str:
    return quote(text, safe="~")
