"""What is answered to wrong requests."""

import json
from typing import Any

import httpx
import pytest
from support.server import JPEG, PHOTO, plain, png_header, problem

TOO_MANY = json.dumps({"colors": ["#000000"] * 1001})


WRONG = [
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
    ("POST", "/v1/name", {"json": {"colors": ["blueish"]}}, "parameter"),
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


@pytest.mark.parametrize(("method", "path", "how", "kind"), WRONG)
def test_wrong_requests_get_problems(
    client: httpx.Client, method: str, path: str, how: dict[str, Any], kind: str
) -> None:
    answer = client.request(method, path, **how)
    detail = problem(answer, kind)["detail"]
    assert isinstance(detail, str)
    assert detail
    if kind == "method":
        assert answer.headers["allow"]
    assert client.get("/readyz").status_code == 200
