"""The server as clients meet it: a process of its own, and bytes on a socket."""

import asyncio
import base64
import contextlib
import http.client
import io
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
import numpy as np
import pytest
from conftest import ROOT
from PIL import ExifTags, Image
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send
from typer.testing import CliRunner

import folkhue
from benchmarks.served import Served, served
from folkhue.cli import app as commands
from folkhue.server.admission import BodyLimits, client_of
from folkhue.server.guard import Guard
from folkhue.server.metrics import Metrics
from folkhue.server.model_card import describe_model
from folkhue.server.problems import KINDS, ProblemError
from folkhue.server.schemas import Model
from folkhue.server.settings import Settings
from folkhue.server.site import site_files
from folkhue.server.work import PALETTE_PIXELS
from folkhue.table.name_map import NameMap

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PHOTO = (ROOT / "golden/photos/astronaut.jpg").read_bytes()
JPEG = {"content-type": "image/jpeg"}
KEY = "correct-horse-battery"

Result = TypeVar("Result")
Guarded = Callable[[str], Coroutine[None, None, None]]


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served("--decoders", "2", "--max-bytes", "2000000", "--max-pixels", "4000000") as server:
        yield server


@pytest.fixture(scope="module")
def client(server: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30) as client:
        yield client


@contextlib.contextmanager
def running(*options: str) -> Iterator[tuple[Served, httpx.Client]]:
    with served(*options) as server, httpx.Client(base_url=server.url, timeout=60) as client:
        yield server, client


def problem(answer: httpx.Response, kind: str) -> dict[str, object]:
    """Check that an answer is this problem, and give it."""
    assert answer.status_code == KINDS[kind].status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["type"] == f"urn:folkhue:problem:{kind}"
    assert (document["title"], document["status"]) == (KINDS[kind].title, answer.status_code)
    assert answer.headers["x-content-type-options"] == "nosniff"
    if answer.status_code in (429, 503):
        assert int(answer.headers["retry-after"]) >= 1
    return dict(document)


def png_header(width: int, height: int) -> bytes:
    """Give a PNG that says how large it is, and then ends."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = b"IDAT" + zlib.compress(bytes(1000))
    chunks = [
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
        for chunk in (header, pixels)
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def plain(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (30, 60, 200)).save(buffer, "PNG")
    return buffer.getvalue()


# What is answered


@pytest.mark.parametrize(
    "how",
    [
        {"files": {"image": ("a.jpg", PHOTO)}},
        {"files": [("note", ("n.txt", b"1")), ("image", ("a.jpg", PHOTO, "image/jpeg"))]},
        {"content": PHOTO, "headers": JPEG},
        {"content": PHOTO, "headers": {"content-type": "application/octet-stream"}},
        {"content": PHOTO},
        {"content": iter([PHOTO[:1000], PHOTO[1000:]]), "headers": JPEG},
        {"json": {"image": base64.b64encode(PHOTO).decode()}},
    ],
    ids=["form", "form of two", "raw", "bytes", "untyped", "chunked", "json"],
)
def test_a_photograph_is_classified_however_it_is_sent(
    client: httpx.Client, how: dict[str, Any]
) -> None:
    answer = client.post("/v1/classify", **how)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    table, photo = folkhue.load("basic11"), folkhue.read_photo(PHOTO)
    shares = table.shares(photo.rgb)
    assert {each["name"]: each["share"] for each in found["shares"]} == shares
    assert [each["name"] for each in found["shares"]] == list(shares)
    assert found["dominant"] == next(iter(shares))
    assert (found["width"], found["height"], found["pixels"]) == (512, 512, 512 * 512)
    assert found["terms"] == list(table.terms)
    parts = [each["share"] for each in found["palette"]["colors"]]
    assert (len(parts), parts) == (6, sorted(parts, reverse=True))
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("media", ["png", "webp"])
@pytest.mark.parametrize("asked", ["format", "accept"])
def test_the_photograph_is_repainted(client: httpx.Client, media: str, asked: str) -> None:
    how = {"accept": f"image/{media}"} if asked == "accept" else {}
    query = {"format": media} if asked == "format" else {}
    table, photo = folkhue.load("basic11"), folkhue.read_photo(PHOTO)
    painted = client.post("/v1/classify", params=query, content=PHOTO, headers=JPEG | how)
    assert painted.headers["content-type"] == f"image/{media}"
    pixels = np.asarray(Image.open(io.BytesIO(painted.content)))
    assert np.array_equal(pixels, table.recolor(photo.rgb))
    query["picture"] = "names"
    names = client.post("/v1/classify", params=query, content=PHOTO, headers=JPEG | how)
    assert np.array_equal(NameMap.from_bytes(names.content).names, table.predict(photo.rgb))


def test_of_a_small_image_the_palette_beside_shares_is_the_library_s(
    client: httpx.Client, encode: Callable[..., bytes]
) -> None:
    small = encode(folkhue.read_photo(PHOTO).thin(PALETTE_PIXELS).rgb)
    for k in (3, "auto"):
        found = client.post("/v1/classify", params={"k": k}, content=small).json()
        assert found["palette"] == folkhue.palette(small, k).as_dict()


def test_of_flat_graphics_the_palette_beside_shares_has_all_colors(
    client: httpx.Client, encode: Callable[..., bytes]
) -> None:
    flat = np.zeros((300, 300, 3), np.uint8)
    flat[:100], flat[100:200] = 255, 249
    found = client.post("/v1/classify", content=encode(flat)).json()
    assert {each["hex"] for each in found["palette"]["colors"]} == {"#ffffff", "#f9f9f9", "#000000"}


def test_of_a_large_jpeg_a_part_of_the_pixels_is_named_unless_all_are_wanted(
    client: httpx.Client, encode: Callable[..., bytes]
) -> None:
    lying = Image.Exif()
    lying[ExifTags.Base.Orientation] = 6
    noise = np.random.default_rng(0).integers(0, 256, (1001, 1203, 3)).astype(np.uint8)
    image, asked = encode(noise, "JPEG", exif=lying), {"palette": "false"}
    few = client.post("/v1/classify", params=asked, content=image).json()
    every = client.post("/v1/classify", params=asked | {"exact": "true"}, content=image).json()
    assert (few["width"], few["height"]) == (every["width"], every["height"]) == (1001, 1203)
    assert (few["pixels"], every["pixels"]) == (501 * 602, 1001 * 1203)
    table = folkhue.load("basic11")
    for found, enough in ((few, 250_000), (every, None)):
        photo = folkhue.read_photo(image, min_pixels=enough)
        assert {each["name"]: each["share"] for each in found["shares"]} == table.shares(photo.rgb)


def test_palettes_are_those_of_the_library_in_every_format(client: httpx.Client) -> None:
    query: dict[str, str] = {"k": "4", "sort": "hue", "emphasis": "accent"}
    answer = client.post("/v1/palette", params=query, content=PHOTO, headers=JPEG)
    expected = folkhue.palette(PHOTO, 4, sort="hue", emphasis="accent")
    assert answer.json() == expected.as_dict()
    from folkhue.palettes.formats import FORMATS, decode_palette

    for suffix in FORMATS.keys() - {".json"}:
        file = client.post(
            "/v1/palette", params=query | {"format": suffix[1:]}, content=PHOTO, headers=JPEG
        )
        assert f"palette{suffix}" in file.headers["content-disposition"]
        read = decode_palette(file.content, f"a{suffix}", folkhue.load("basic11"))
        assert read.rgb.tolist() == expected.rgb.tolist(), suffix


def test_colors_are_named_as_the_table_does(client: httpx.Client) -> None:
    asked = ["#1e3cc8", "FADA2C", "#f00", [130, 132, 136]]
    answer = client.post("/v1/name", json={"colors": asked})
    assert answer.status_code == 200, answer.text
    found, table = answer.json(), folkhue.load("basic11")
    rgb = np.array([[30, 60, 200], [250, 218, 44], [255, 0, 0], [130, 132, 136]], np.uint8)
    assert [each["rgb"] for each in found] == rgb.tolist()
    assert [each["name"] for each in found] == [table.terms[n] for n in table.predict(rgb)]
    assert np.allclose([each["confidence"] for each in found], table.confidence(rgb), atol=1e-4)
    for each in found:
        others = [other["probability"] for other in each["neighbors"]]
        assert each["name"] not in {other["name"] for other in each["neighbors"]}
        assert others == sorted(others, reverse=True)
        assert each["description"].endswith(each["name"])


def test_the_table_is_told_of(client: httpx.Client) -> None:
    table = folkhue.load("basic11")
    terms = client.get("/v1/terms").json()
    assert [each["name"] for each in terms["terms"]] == list(table.terms)
    model = client.get("/v1/model").json()
    assert model["training"] == table.metadata
    assert model["license"] == "MIT"
    assert f"commit {model['commit']} of {model['trained']}." in model["card"]
    assert date.fromisoformat(model["trained"]) >= date(2026, 11, 21)
    assert sum(each["photographs"] for each in model["learned_from"]) == 3496
    golden = next(each for each in model["measured"] if each["on"] == "golden set, pixels")
    assert golden["low"] < golden["percent"] < golden["high"]
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json()["status"] == "ready"


def test_of_a_table_of_one_s_own_nothing_is_made_up(tmp_path: Path) -> None:
    own = tmp_path / "sampler8.npz"
    shutil.copyfile(ROOT / "src/folkhue/data/sampler8.npz", own)
    told = describe_model(str(own), folkhue.load(own))
    assert [told[key] for key in ("commit", "trained", "card")] == [None, None, None]
    assert told["learned_from"] == told["measured"] == []
    assert Model(**told).training == folkhue.load(own).metadata


def test_the_page_is_served_with_a_strict_policy(client: httpx.Client) -> None:
    for path, contents in site_files().items():
        answer = client.get(f"/{path}")
        assert answer.content == contents or path == "tables.js", path
        again = client.get(f"/{path}", headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    page = client.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert client.head("/").headers["content-length"] == str(len(page.content))


def test_the_page_runs_under_the_policy(server: Served, browser: "Browser") -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{server.url}/")
    page.set_input_files(
        "input[type=file]", str(ROOT / "golden/photos/astronaut.jpg"), strict=False
    )
    page.get_by_text("white").first.wait_for()
    page.close()
    assert said == []


# What is refused

TOO_MANY = json.dumps({"colors": ["#000000"] * 1001})
ODD = [
    ("GET", "/v1/clasify", {}, "not-found"),
    ("GET", "/../../etc/passwd", {}, "not-found"),
    ("GET", "/table/sampler8.npz", {}, "not-found"),
    ("GET", "/v1/classify", {}, "method"),
    ("POST", "/healthz", {}, "method"),
    ("PUT", "/", {"content": b"x"}, "method"),
    ("GET", "/v1/terms", {"headers": {"accept": "text/html"}}, "not-acceptable"),
    ("GET", "/metrics", {"headers": {"accept": "image/png"}}, "not-acceptable"),
    (
        "POST",
        "/v1/classify",
        {"content": PHOTO, "headers": {"accept": "text/html"}},
        "not-acceptable",
    ),
    (
        "POST",
        "/v1/classify?format=png",
        {"content": PHOTO, "headers": {"accept": "image/webp, application/json"}},
        "not-acceptable",
    ),
    ("POST", "/v1/classify", {"data": {"image": "x"}}, "media-type"),
    (
        "POST",
        "/v1/palette",
        {"content": b"<svg/>", "headers": {"content-type": "image/svg+xml"}},
        "media-type",
    ),
    ("POST", "/v1/name", {"content": b"x", "headers": JPEG}, "media-type"),
    ("POST", "/v1/classify", {}, "malformed"),
    (
        "POST",
        "/v1/classify",
        {"content": b"{", "headers": {"content-type": "application/json"}},
        "malformed",
    ),
    ("POST", "/v1/classify", {"json": ["image"]}, "malformed"),
    ("POST", "/v1/classify", {"json": {"image": "http://127.0.0.1/a.jpg"}}, "malformed"),
    ("POST", "/v1/classify", {"json": {"image": None}}, "malformed"),
    (
        "POST",
        "/v1/classify",
        {"content": b"[" * 100_000, "headers": {"content-type": "application/json"}},
        "malformed",
    ),
    ("POST", "/v1/classify", {"files": {"photo": PHOTO}}, "malformed"),
    ("POST", "/v1/classify", {"files": [("image", PHOTO), ("image", PHOTO)]}, "malformed"),
    (
        "POST",
        "/v1/classify",
        {"content": PHOTO, "headers": {"content-type": "multipart/form-data"}},
        "malformed",
    ),
    (
        "POST",
        "/v1/classify",
        {"content": b"--b\r\nx", "headers": {"content-type": "multipart/form-data; boundary=b"}},
        "malformed",
    ),
    (
        "POST",
        "/v1/name",
        {"content": b"{", "headers": {"content-type": "application/json"}},
        "malformed",
    ),
    (
        "POST",
        "/v1/name",
        {"content": b"[" * 90_000, "headers": {"content-type": "application/json"}},
        "malformed",
    ),
    ("POST", "/v1/name", {"json": {"colors": []}}, "parameter"),
    ("POST", "/v1/name", {"json": {"colors": ["blue"]}}, "parameter"),
    ("POST", "/v1/name", {"json": {"colors": [[0, 0, 256]]}}, "parameter"),
    ("POST", "/v1/name", {"json": {"colors": [[0, 0]]}}, "parameter"),
    ("POST", "/v1/name", {"json": 7}, "parameter"),
    (
        "POST",
        "/v1/name",
        {"content": TOO_MANY, "headers": {"content-type": "application/json"}},
        "parameter",
    ),
    (
        "POST",
        "/v1/name",
        {"content": b" " * 100_001, "headers": {"content-type": "application/json"}},
        "too-large",
    ),
    ("POST", "/v1/palette?k=0", {"content": PHOTO}, "parameter"),
    ("POST", "/v1/palette?k=257", {"content": PHOTO}, "parameter"),
    ("POST", "/v1/palette?method=magic", {"content": PHOTO}, "parameter"),
    ("POST", "/v1/classify?format=exe", {"content": PHOTO}, "parameter"),
    ("POST", "/v1/classify", {"content": b"hello", "headers": JPEG}, "image"),
    ("POST", "/v1/classify", {"content": PHOTO[:9000], "headers": JPEG}, "image"),
    ("POST", "/v1/palette", {"content": PHOTO[:9000], "headers": JPEG}, "image"),
    ("POST", "/v1/classify", {"content": png_header(800, 800)}, "image"),
    ("POST", "/v1/classify", {"content": png_header(30_000, 30_000)}, "too-many-pixels"),
    ("POST", "/v1/classify", {"content": png_header(2**31 - 1, 2**31 - 1)}, "too-many-pixels"),
    ("POST", "/v1/palette", {"content": png_header(30_000, 30_000)}, "too-many-pixels"),
    ("POST", "/v1/classify", {"content": plain(2001, 2000)}, "too-many-pixels"),
    ("POST", "/v1/classify", {"content": bytes(2_000_001)}, "too-large"),
    ("POST", "/v1/classify", {"content": iter([bytes(50_000)] * 100)}, "too-large"),
]


@pytest.mark.parametrize(("method", "path", "how", "kind"), ODD)
def test_what_is_wrong_is_told(
    client: httpx.Client, method: str, path: str, how: dict[str, Any], kind: str
) -> None:
    answer = client.request(method, path, **how)
    detail = problem(answer, kind)["detail"]
    assert isinstance(detail, str)
    assert detail
    if kind == "method":
        assert answer.headers["allow"]
    assert client.get("/readyz").status_code == 200


def test_an_image_without_opaque_pixels_has_no_colors(
    client: httpx.Client, encode: Callable[..., bytes]
) -> None:
    glass = encode(np.zeros((3, 4, 4), np.uint8))
    found = client.post("/v1/classify", content=glass).json()
    assert (found["shares"], found["dominant"], found["pixels"]) == ([], None, 0)
    assert found["palette"]["colors"] == []
    problem(client.post("/v1/palette?format=gpl", content=glass), "parameter")


def conversation(server: Served, *said: bytes, pause: float = 0.0) -> bytes:
    """Say something on a socket; give all that is answered until the server hangs up."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as line:
        try:
            for part in said:
                line.sendall(part)
                time.sleep(pause)
        except OSError:
            pass  # it hung up
        heard = b""
        try:
            while part := line.recv(65536):
                heard += part
        except ConnectionResetError:
            pass
        return heard


def test_a_long_body_is_refused_before_it_is_sent(server: Served) -> None:
    head = b"POST /v1/classify HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000000\r\n"
    for said in (head + b"\r\n", head + b"Expect: 100-continue\r\n\r\n"):
        heard = conversation(server, said)
        assert heard.startswith(b"HTTP/1.1 413 ")
        assert b"connection: close" in heard.lower()
        assert b"100 Continue" not in heard


def sent_whole(server: Served, length: int) -> int:
    """Send all of a body before looking for an answer, as most clients do; give its status."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    with contextlib.closing(line):
        line.request("POST", "/v1/classify", bytes(length), JPEG)
        return line.getresponse().status


def test_who_sends_all_of_a_long_body_sees_why_it_is_refused() -> None:
    with running("--decoders", "1", "--waiting", "0") as (server, client):
        assert sent_whole(server, 25_000_000) == 413
        with halted(server), posted(server, PHOTO):
            until(lambda: count(client, "folkhue_requests_in_flight") == 2)
            assert sent_whole(server, 19_000_000) == 503


def refusing(receive: Receive) -> Guarded:
    """Make a guard of an application that reads nothing; give what asks it."""

    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 413})
        await send({"type": "http.response.body", "body": b"no"})

    async def sent(message: Message) -> None:
        pass

    guard = Guard(refuse, Metrics(), cross_origin=False, max_discarded=10_000)
    scope = {"type": "http", "method": "POST", "headers": [(b"content-length", b"1000000")]}
    return lambda host: guard(scope | {"client": (host, 1)}, receive, sent)


def run(coroutine: Coroutine[None, None, Result]) -> Result:
    """Run in a loop of its own; in this thread, the browser's may be running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def test_of_a_refused_body_so_much_is_read_and_no_more() -> None:
    read = []

    async def receive() -> Message:
        read.append(1000)
        return {"type": "http.request", "body": bytes(1000), "more_body": True}

    run(refusing(receive)("192.0.2.1"))
    assert sum(read) == 10_000


@pytest.mark.parametrize(("clients", "read"), [(1, 16), (3, 48), (70, 64)])
def test_of_so_many_refused_bodies_is_read_and_of_no_more(clients: int, read: int) -> None:
    async def main() -> int:
        more = asyncio.Event()

        async def receive() -> Message:
            await more.wait()
            return {"type": "http.disconnect"}

        ask = refusing(receive)
        asking = [asyncio.ensure_future(ask(f"192.0.2.{n % clients}")) for n in range(70)]
        await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.sleep(0)
        hung_up_on = sum(each.done() for each in asking)
        more.set()
        await asyncio.gather(*asking)
        await ask("192.0.2.1")
        return hung_up_on

    assert run(main()) == 70 - read


@pytest.mark.parametrize(
    "said",
    [
        b"hello\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
        b"POST /v1/classify HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /v1/classify HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_not_http_gets_a_problem(server: Served, said: bytes) -> None:
    heard = conversation(server, said)
    assert heard.startswith(b"HTTP/1.1 400 ")
    assert b"urn:folkhue:problem:malformed" in heard


NAME = b'{"colors": ["#1e3cc8"]}'
POST = b"POST /v1/name HTTP/1.1\r\nHost: x\r\n"
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
LAST = HEALTH + b"Connection: close\r\n\r\n"
OFFER = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n"


def test_an_offer_of_another_protocol_is_passed_over(server: Served) -> None:
    """Java's client makes one with each request; a body after it is one all the same."""
    head = POST + OFFER + f"Content-Length: {len(NAME)}\r\n\r\n".encode()
    smuggled = POST + OFFER + f"Content-Length: {len(LAST)}\r\n\r\n".encode()
    last = HEALTH + OFFER + b"\r\n" + LAST
    for said in ([head + NAME + last], [head, NAME, last], [head[:60], head[60:] + NAME, last]):
        heard = conversation(server, *said, pause=0.05)
        assert heard.count(b"HTTP/1.1 200 ") == 3
        assert b'"blue"' in heard
    heard = conversation(server, smuggled, LAST, LAST, pause=0.05)
    assert (heard.count(b"HTTP/1.1 400 "), heard.count(b"HTTP/1.1 200 ")) == (1, 1)
    assert conversation(server, b"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n").startswith(
        b"HTTP/1.1 400 "
    )


def test_what_follows_a_body_is_no_header(server: Served) -> None:
    """Else a client could tell what no proxy has looked at, as whose address it has."""
    head = b"POST /v1/classify HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
    body = b"%x\r\n%b\r\n0\r\nAccept: text/html\r\n\r\n" % (len(PHOTO), PHOTO)
    assert conversation(server, head + b"\r\n" + body, LAST).count(b"HTTP/1.1 200 ") == 2


def test_many_requests_or_headers_at_once_are_cut_off(server: Served) -> None:
    page = b"GET /tables.js HTTP/1.1\r\nHost: x\r\n\r\n"
    assert conversation(server, page + 2000 * (HEALTH + b"\r\n")).count(b"HTTP/1.1 200 ") <= 9
    said = HEALTH + 6000 * b"a:\r\n" + b"\r\n"
    assert conversation(server, said).startswith(b"HTTP/1.1 400 ")


def test_nothing_is_written_or_logged(tmp_path: Path) -> None:
    secret = "quiet-please-91c2"
    text = base64.b64encode(secret.encode()).decode()
    with served(environment={"TMPDIR": str(tmp_path)}, folder=tmp_path) as server:
        with httpx.Client(base_url=server.url, timeout=30) as client:
            large = secret.encode() * 100_000
            assert client.post("/v1/classify", files={"image": large}).status_code == 422
            assert client.post("/v1/classify", content=large, headers=JPEG).status_code == 422
            assert client.post("/v1/classify", json={"image": text}).status_code == 422
            for colors in ([secret], secret):
                answer = client.post("/v1/name", json={"colors": colors})
                assert (answer.status_code, secret in answer.text) == (422, False)
            answer = client.post("/v1/classify", content=PHOTO, headers={"x-api-key": secret})
            assert answer.status_code == 200
        opened = {
            str(file.readlink())
            for number in server.processes()
            for file in Path(f"/proc/{number}/fd").iterdir()
        }
        assert not [name for name in opened if name.startswith(str(tmp_path))]
        assert not list(tmp_path.iterdir())
        assert secret not in server.printed
        assert text not in server.printed


# How much, how long, how often


def test_slow_clients_are_cut_off_and_others_served() -> None:
    start = b"POST /v1/classify HTTP/1.1\r\nHost: x\r\n"
    with served("--patience", "1", "--decoders", "1") as server:
        began = time.monotonic()
        says = {
            "nothing": ([], 0.0),
            "half a header": ([b"GET / HT"], 0.0),
            "a header a while": ([start, *[b"X-A: b\r\n"] * 20], 0.25),
            "no body": ([start + b"Content-Length: 1000\r\n\r\n"], 0.0),
            "a byte a while": ([start + b"Content-Length: 1000\r\n\r\n", *[b"x"] * 20], 0.25),
        }
        with ThreadPoolExecutor(len(says)) as pool:
            heard = {
                name: pool.submit(conversation, server, *said, pause=pause)
                for name, (said, pause) in says.items()
            }
            answer = httpx.post(f"{server.url}/v1/classify", content=PHOTO, headers=JPEG)
            assert answer.status_code == 200
        assert time.monotonic() - began < 20
        for name in ("nothing", "half a header", "a header a while"):
            assert heard[name].result() == b"", name
        for name in ("no body", "a byte a while"):
            assert heard[name].result().startswith(b"HTTP/1.1 408 "), name
        assert httpx.get(f"{server.url}/readyz").status_code == 200


@pytest.mark.parametrize(("a_second", "all_of_it"), [(0, False), (2_000_000, True)])
def test_who_does_not_listen_is_hung_up_on(
    a_second: int, all_of_it: bool, encode: Callable[..., bytes]
) -> None:
    """Ask for a picture longer than what systems keep for a while; take it late, or slowly."""
    noise = np.random.default_rng(0).integers(0, 256, (2500, 4000, 3)).astype(np.uint8)
    image = encode(noise, "JPEG", quality=20)
    head = b"POST /v1/classify?format=png HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
    with served("--patience", "1", "--decoders", "1") as server, socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", server.port))
        line.settimeout(30)
        line.sendall(head % len(image) + image)
        answer = line.recv(4096)
        whole = int(answer.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        heard = len(answer.partition(b"\r\n\r\n")[2])
        time.sleep(0 if a_second else 2.5)
        with contextlib.suppress(ConnectionError):
            while heard < whole and (part := line.recv(65536)):
                heard += len(part)
                time.sleep(len(part) / a_second if a_second else 0)
        assert (heard == whole) == all_of_it
        assert httpx.get(f"{server.url}/readyz").status_code == 200


def test_of_fifty_at_once_some_are_served_and_the_rest_told_to_come_back() -> None:
    with served("--decoders", "1", "--waiting", "3", "--per-client", "50") as server:
        ready = threading.Barrier(50)

        def ask(_: int) -> httpx.Response:
            ready.wait()
            return httpx.post(f"{server.url}/v1/palette?k=64", content=PHOTO, timeout=60)

        with ThreadPoolExecutor(50) as pool:
            heard = list(pool.map(ask, range(50)))
        served_ = [answer for answer in heard if answer.status_code == 200]
        assert len(served_) >= 4
        assert len({answer.text for answer in served_}) == 1
        assert len(served_) < 50
        for answer in heard:
            if answer.status_code != 200:
                problem(answer, "busy")
        assert httpx.post(f"{server.url}/v1/classify", content=PHOTO).status_code == 200
        counts = httpx.get(f"{server.url}/metrics").text
        refused = 50 - len(served_)
        assert f'folkhue_rejected_total{{kind="busy"}} {refused:.1f}' in counts
        assert "folkhue_requests_in_flight 1.0" in counts


def count(client: httpx.Client, series: str) -> float:
    """Read one of the server's counts; 0 of what was never counted."""
    lines = [line.rpartition(" ") for line in client.get("/metrics").text.splitlines()]
    return sum(float(value) for name, _, value in lines if name == series)


def until(true: Callable[[], bool]) -> None:
    """Wait for something that must come soon."""
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@contextlib.contextmanager
def halted(server: Served) -> Iterator[None]:
    """Keep the decoders of a server busy with whatever they get."""
    decoders = [number for number in server.processes() if number != server.process.pid]
    for number in decoders:
        os.kill(number, signal.SIGSTOP)
    yield
    for number in decoders:
        os.kill(number, signal.SIGCONT)


def posted(server: Served, body: bytes, length: int | None = None) -> socket.socket:
    """Begin to ask, with a body or a part of one, and do not wait for the answer."""
    line = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    head = f"POST /v1/classify HTTP/1.1\r\nHost: x\r\nContent-Length: {length or len(body)}\r\n\r\n"
    line.sendall(head.encode() + body)
    return line


def test_who_leaves_while_waiting_or_sending_leaves_no_work() -> None:
    gone = 'folkhue_requests_total{method="POST",route="/v1/classify",status="499"}'
    with running("--decoders", "1", "--waiting", "3") as (server, client):
        with ThreadPoolExecutor(2) as pool:
            ask = partial(httpx.post, f"{server.url}/v1/classify", content=PHOTO, timeout=60)
            with halted(server):
                answers = [pool.submit(ask)]
                until(lambda: count(client, "folkhue_requests_in_flight") == 2)
                leaving = [posted(server, PHOTO[:9000], len(PHOTO))]
                until(lambda: count(client, "folkhue_requests_in_flight") == 3)
                leaving += [posted(server, PHOTO) for _ in range(3)]
                until(lambda: count(client, "folkhue_requests_in_flight") == 6)
                problem(ask(), "busy")
                for line in leaving:
                    line.close()
                until(lambda: count(client, gone) == 4)
                answers.append(pool.submit(ask))
                until(lambda: count(client, "folkhue_requests_in_flight") == 3)
            assert [answer.result().status_code for answer in answers] == [200, 200]
        assert count(client, "folkhue_decode_seconds_count") == 2


def test_no_address_takes_all_connections() -> None:
    with contextlib.ExitStack() as stack, served("--decoders", "1") as server:
        here = ("127.0.0.1", server.port)
        lines = [stack.enter_context(socket.create_connection(here)) for _ in range(250)]
        ask = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
        assert conversation(server, ask) == b""
        elsewhere = httpx.HTTPTransport(local_address="127.0.0.2")
        with httpx.Client(base_url=server.url, transport=elsewhere) as other:
            assert other.get("/healthz").status_code == 200
        lines[0].sendall(ask)
        assert lines[0].recv(100).startswith(b"HTTP/1.1 200 ")


def test_no_client_however_slow_takes_all_places() -> None:
    elsewhere = httpx.HTTPTransport(local_address="127.0.0.2")
    with (
        running("--decoders", "1") as (server, client),
        httpx.Client(base_url=server.url, timeout=60, transport=elsewhere) as other,
    ):
        slow = [posted(server, PHOTO[:100], len(PHOTO)) for _ in range(200)]
        until(lambda: count(client, 'folkhue_rejected_total{kind="crowd"}') == 200 - 32)
        refused = client.post("/v1/name", json={"colors": ["#000000"]})
        assert problem(refused, "crowd")
        assert refused.headers["retry-after"] == "1"
        for path in ("/v1/classify", "/v1/palette"):
            assert other.post(path, content=PHOTO).status_code == 200
        for line in slow:
            line.close()
        until(lambda: client.post("/v1/classify", content=PHOTO).status_code == 200)


@pytest.mark.parametrize(
    ("one", "another", "same"),
    [
        (("192.0.2.1", ""), ("192.0.2.1", ""), True),
        (("192.0.2.1", ""), ("192.0.2.2", ""), False),
        (("192.0.2.1", ""), ("::ffff:192.0.2.1", ""), True),
        (("2001:db8::1", ""), ("2001:db8::ffff:0:0:1", ""), True),
        (("2001:db8::1", ""), ("2001:db8:0:1::1", ""), False),
        (("192.0.2.1", "a"), ("192.0.2.2", "a"), True),
        (("192.0.2.1", "a"), ("192.0.2.1", "b"), False),
    ],
)
def test_clients_are_told_apart_by_key_or_else_by_address(
    one: tuple[str, str], another: tuple[str, str], same: bool
) -> None:
    first, second = (
        client_of(Request({"type": "http", "client": (host, 1)}), key)
        for host, key in (one, another)
    )
    assert (first == second) is same


def test_places_are_given_back() -> None:
    room = BodyLimits(Settings(max_bodies_per_client=2), Metrics())
    for number in range(100):
        with room.reserve(f"192.0.2.{number}"), room.reserve("a key"):
            pass
    with (
        room.reserve("a key"),
        room.reserve("a key"),
        pytest.raises(ProblemError, match="2 of yours"),
    ):
        room.reserve("a key").__enter__()
    assert not room._slots._taken


def test_what_overruns_is_given_up_and_its_decoder_replaced() -> None:
    with running("--decoders", "1", "--seconds", "0.6") as (server, client):
        slow = plain(7000, 7000)
        problem(client.post("/v1/classify?format=png&picture=names", content=slow), "overrun")
        assert client.post("/v1/classify", content=plain(8, 8)).status_code == 200
        replaced = 'folkhue_decoders_replaced_total{reason="overrun"} 1.0'
        assert replaced in client.get("/metrics").text
        [decoder] = [number for number in server.processes() if number != server.process.pid]
        os.kill(decoder, signal.SIGKILL)
        time.sleep(0.5)
        assert client.post("/v1/classify", content=plain(8, 8)).status_code == 200
        assert 'reason="lost"} 1.0' in client.get("/metrics").text


def test_a_stopped_server_finishes_what_it_began() -> None:
    with served("--decoders", "1", "--drain", "1.5") as server:
        with ThreadPoolExecutor(1) as pool, httpx.Client(base_url=server.url, timeout=60) as client:
            query = {"format": "png", "picture": "names"}
            slow = pool.submit(
                httpx.post, f"{server.url}/v1/classify", params=query, content=plain(6900, 6900),
                timeout=60,
            )  # fmt: skip
            while "folkhue_requests_in_flight 2.0" not in client.get("/metrics").text:
                time.sleep(0.02)
            time.sleep(0.2)  # it is counted when its headers are there
            server.process.send_signal(signal.SIGTERM)
            time.sleep(0.2)
            problem(client.get("/readyz"), "draining")
            problem(client.post("/v1/classify", content=PHOTO), "draining")
            assert client.get("/healthz").status_code == 200
            for kind, work in {"starting": 0, "draining": 1}.items():  # probes are no work
                assert count(client, f'folkhue_rejected_total{{kind="{kind}"}}') == work
            assert slow.result().status_code == 200, slow.result().text
            assert server.process.wait(60) in (0, -signal.SIGTERM)
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{server.url}/healthz")
        assert "Traceback" not in server.printed


def test_without_a_key_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "keys.txt").write_text(f"# of the shop\n{KEY}\n")
    other = "another-key-of-mine"
    options = ("--keys", str(tmp_path / "keys.txt"), "--rate", "8/hour", "--decoders", "1")
    with served(*options, environment={"FOLKHUE_KEYS": other}) as server:
        with httpx.Client(base_url=server.url, timeout=30) as client:
            for headers in ({}, {"x-api-key": KEY + "x"}, {"authorization": f"Basic {KEY}"}):
                for path in ("/v1/classify", "/v1/palette?k=0", "/v1/name"):
                    answer = client.post(path, content=PHOTO, headers=headers)
                    problem(answer, "key")
                    assert answer.headers["www-authenticate"] == "Bearer"
            assert client.get("/readyz").status_code == 200
            assert client.get("/openapi.json").json()["security"]
            for number in range(9):
                headers = {"authorization": f"Bearer {KEY}"} if number % 2 else {"x-api-key": KEY}
                answer = client.get("/v1/terms", headers=headers)
                if number < 8:
                    assert answer.status_code == 200
            problem(answer, "rate")
            assert client.get("/v1/terms", headers={"x-api-key": other}).status_code == 200
        assert KEY not in server.printed


def test_other_origins_may_ask_only_if_they_are_named() -> None:
    origin = {"origin": "https://example.org"}
    asks = origin | {"access-control-request-method": "POST"}
    with running("--decoders", "1", "--cors", "https://example.org") as (_, client):
        allowed = client.options("/v1/classify", headers=asks)
        assert allowed.headers["access-control-allow-origin"] == origin["origin"]
        answer = client.post("/v1/classify", content=PHOTO, headers=origin)
        assert answer.headers["access-control-allow-origin"] == origin["origin"]
        other = client.get("/v1/terms", headers={"origin": "https://example.com"})
        assert "access-control-allow-origin" not in other.headers


def test_by_default_no_other_origin_may_ask(client: httpx.Client) -> None:
    asks = {"origin": "https://example.org", "access-control-request-method": "POST"}
    answer = client.options("/v1/classify", headers=asks)
    problem(answer, "method")
    assert "access-control-allow-origin" not in answer.headers


def test_counts_of_several_workers_are_added_up() -> None:
    with served("--workers", "2", "--decoders", "1") as server:
        for _ in range(20):  # each by a connection of its own, to whichever worker takes it
            assert httpx.get(f"{server.url}/v1/terms").status_code in (200, 503)
        counts = [httpx.get(f"{server.url}/metrics").text for _ in range(4)]
    for text in counts:
        told = re.findall(r'folkhue_requests_total{.*route="/v1/terms".*} (\d+)', text)
        assert sum(map(int, told)) == 20
        assert "folkhue_requests_in_flight 1.0" in text


def test_labels_do_not_grow_with_what_clients_make_up(client: httpx.Client) -> None:
    for number in range(5):
        client.get(f"/made-up-{number}")
        client.request(("LOCK", "MKCOL", "MOVE", "PURGE", "SEARCH")[number], "/v1/classify")
    text = client.get("/metrics").text
    assert "made-up" not in text
    assert "MKCOL" not in text
    assert 'method="other"' in text


# The command


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--table", "nosuch.npz"), "nosuch.npz: no such file"),
        (("--keys", "nosuch.txt"), "nosuch.txt: cannot read keys"),
        (("--rate", "often"), "such as 60/minute"),
        (("--cors", "example.org"), "https://example.org"),
    ],
)
def test_what_is_wrong_with_the_options_is_told_before_the_start(
    options: tuple[str, ...], told: str
) -> None:
    done = CliRunner().invoke(commands, ["serve", *options])
    assert done.exit_code == 2
    assert told in " ".join(done.stderr.split())


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "keys.txt").write_text("1234\n")
    done = CliRunner().invoke(commands, ["serve", "--keys", str(tmp_path / "keys.txt")])
    assert (done.exit_code, "1234" in done.stderr) == (2, False)
    assert "openssl rand" in done.stderr


def test_a_port_in_use_is_told(server: Served) -> None:
    command = [sys.executable, "-c", "from folkhue.cli import main; main()", "serve"]
    done = subprocess.run(
        [*command, "--port", str(server.port)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "--port" in done.stderr


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("folkhue.cli.serving.find_spec", lambda name: None)
    done = CliRunner().invoke(commands, ["serve"])
    assert done.exit_code == 2
    assert 'pip install "folkhue[server]"' in " ".join(done.stderr.split())


def test_help_teaches() -> None:
    done = CliRunner().invoke(commands, ["serve", "--help"], terminal_width=200)
    assert "curl --form image=@beach.jpg" in done.stdout
