"""Photographs at an address, from a server on this machine that also misbehaves."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from support.http_server import Request

import folkhue
from folkhue.errors import DownloadError, ImageError

PERMITTED = {"http": True, "private_addresses": True}


def answer(request: Request, status: int, body: bytes, **headers: str) -> None:
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name.replace("_", "-"), value)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def png() -> bytes:
    contents = io.BytesIO()
    Image.fromarray(np.full((4, 5, 3), (200, 20, 30), np.uint8)).save(contents, "PNG")
    return contents.getvalue()


@pytest.fixture
def address(serve: Callable[..., str]) -> str:
    busy = iter([503])

    def respond(request: Request) -> None:
        path = request.path
        if path == "/moved":
            answer(request, 302, b"", Location="/photo.png")
        elif path == "/busy" and next(busy, None):
            answer(request, 503, b"", Retry_After="0")
        elif path == "/gone":
            answer(request, 404, b"")
        elif path == "/page":
            answer(request, 200, b"<!doctype html><p>no photograph")
        else:
            answer(request, 200, png())

    return serve(respond)


@pytest.mark.parametrize("path", ["photo.png", "moved", "busy"])
def test_a_photograph_is_fetched(path: str, address: str) -> None:
    photo = folkhue.open_url(f"{address}{path}", **PERMITTED)
    assert photo.rgb.shape == (4, 5, 3)
    assert folkhue.load().shares(photo) == {"red": 1.0}


@pytest.mark.parametrize(
    ("path", "how", "error", "message"),
    [
        ("gone", PERMITTED, DownloadError, "/gone: .*404"),
        ("page", PERMITTED, ImageError, "web page"),
        ("photo.png", {**PERMITTED, "max_bytes": 9}, DownloadError, "larger than 9e-06 MB"),
        ("photo.png", {"http": True}, DownloadError, "private_addresses=True allows it"),
        ("photo.png", {}, DownloadError, "not encrypted; http=True allows it"),
    ],
)
def test_what_cannot_be_fetched_is_told(
    path: str, how: dict[str, bool], error: type[Exception], message: str, address: str
) -> None:
    with pytest.raises(error, match=message):
        folkhue.open_url(f"{address}{path}", **how)


def test_without_the_extra_it_is_named() -> None:
    code = (
        "import sys; sys.modules['pandas'] = None\n"
        "import importlib.util as util; found = util.find_spec\n"
        "util.find_spec = lambda name, *a: None if name == 'pandas' else found(name, *a)\n"
        "import folkhue\n"
        "try: folkhue.open_url\n"
        "except folkhue.FolkhueError as error: print(error)\n"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.startswith("listing or fetching photographs needs packages")
    assert 'pip install "folkhue[download]"' in told.stdout
