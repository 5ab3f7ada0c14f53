"""Send a server thousands of damaged requests: scripts/python scripts/benchmarks/fuzz_requests.py.

Valid requests of all kinds, several on a connection, have bytes flipped, removed and repeated, and
words inserted that decide where a request ends. Every answer must be 2xx, 3xx, 4xx, 501 or 505; the
server must be ready afterwards, and its log without a traceback.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import random
import re
import socket
import urllib.request
from collections import Counter

from PIL import Image

from benchmarks.fuzz_server import check
from benchmarks.served import served
from folkhue._utils.progress import progress

_SILENCE = 0.25  # seconds without data after which no more answers are expected
_HOST = b"Host: x\r\n"
_NAMES = b'{"colors": ["#1e3cc8", "teal", [1, 2, 3]]}'
_WORDS = (
    *(b"\r\n", b"\n", b"\r", b"\0", b" ", b"\t", b":", b";", b",", b'"', b"\\", b"\xff", b"*"),
    *(b"chunked", b"Transfer-Encoding: chunked\r\n", b"Content-Length: 5\r\n", b"9" * 25),
    *(b"Host: y\r\n", b"Connection: close\r\n", b"Expect: 100-continue\r\n", b"0\r\n\r\n"),
    *(b"Upgrade: h2c\r\nConnection: upgrade\r\n", b"HTTP/1.1", b"HTTP/2.0", b"%00", b"//", b"../"),
    *(b"--b", b"--b--", b"name=", b"filename*=UTF-8''", b"Content-Encoding: gzip\r\n"),
)


def requests() -> list[bytes]:
    """Write valid requests."""
    Image.new("RGB", (5, 4), (30, 60, 200)).save(image := io.BytesIO(), "PNG")
    part = b'--b\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n'
    form = part % (b"image", image.getvalue()) + part % (b"k", b"3") + b"--b--\r\n"
    kind = b"Content-Type: multipart/form-data; boundary=b\r\n"
    chunks = b"%x;a=b\r\n%b\r\n0\r\nT: x\r\n\r\n" % (len(_NAMES), _NAMES)
    return [
        b"GET /healthz HTTP/1.1\r\n" + _HOST + b"Accept: application/json;q=0.5, */*\r\n\r\n",
        b"HEAD /docs HTTP/1.1\r\n" + _HOST + b'If-None-Match: W/"a", "b"\r\n\r\n',
        b"GET http://a/colors/v1/model?x=%41 HTTP/1.0\r\n\r\n",
        b"GET /v1/terms HTTP/1.1\r\n" + _HOST + b"X-Forwarded-For: 1.2.3.4, [::1]:80\r\n\r\n",
        b"POST /v1/name HTTP/1.1\r\n" + _HOST + _sized(_NAMES),
        b"POST /v1/name HTTP/1.1\r\n" + _HOST + b"Transfer-Encoding: chunked\r\n\r\n" + chunks,
        b"POST /v1/classify?palette=false HTTP/1.1\r\n" + _HOST + kind + _sized(form),
    ]


def _sized(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def damaged(said: bytes, dice: random.Random) -> bytes:
    """Damage bytes at up to four places."""
    bytes_ = bytearray(said)
    for _ in range(dice.randint(0, 4)):
        at, length = dice.randrange(len(bytes_)), dice.randint(1, 200)
        way = dice.randrange(5)
        if way < 2:
            bytes_[at:at] = dice.choice(_WORDS)
        elif way == 2:
            bytes_[at] = dice.randrange(256)
        elif way == 3:
            del bytes_[at : at + length // 10]
        else:
            bytes_[at:at] = bytes_[at : at + length]
    return bytes(bytes_)


def answers(port: int, said: bytes) -> list[str]:
    """Send bytes, and list the statuses of the answers."""
    heard = b""
    with (
        socket.create_connection(("127.0.0.1", port), timeout=_SILENCE) as line,
        contextlib.suppress(TimeoutError, ConnectionError),
    ):
        line.sendall(said)
        while part := line.recv(65536):
            heard += part
    return [status.decode() for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", heard)]


def main() -> None:
    """Fuzz; exit with 1 if an answer is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=3000, help="of connections")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    dice, valid, heard = random.Random(options.seed), requests(), Counter[str]()
    settings = ("--decoders", "1", "--patience", "1", "--proxy", "127.0.0.1")
    with (
        served(*settings, "--root-path", "/colors") as server,
        progress("damaged requests", options.number) as advance,
    ):
        for _ in range(options.number):
            said = b"".join(dice.choices(valid, k=dice.randint(1, 6)))
            heard.update(answers(server.port, damaged(said, dice)))
            advance(1)
        with urllib.request.urlopen(f"{server.url}/readyz", timeout=5):
            printed = server.printed
    print(f"{heard.total():,} answers:", dict(sorted(heard.items())))
    check({each for each in heard if each >= "500" and each not in ("501", "505")}, printed)


if __name__ == "__main__":
    main()
