"""HTTP semantics (RFC 9110): HEAD, methods, conditions, ranges and negotiation."""

import httpx
import pytest
from support.server import JPEG, PHOTO, problem

from folkhue.server.site import site_files

READ = (
    *("/", "/index.html", "/healthz", "/readyz", "/metrics", "/openapi.json"),
    *("/v1/terms", "/v1/model", *(f"/{name}" for name in site_files())),
)
POSTED = ("/v1/classify", "/v1/palette", "/v1/name")


def described(answer: httpx.Response) -> dict[str, str]:
    """Return headers without those that differ from answer to answer."""
    return {name: value for name, value in answer.headers.items() if name != "date"}


@pytest.mark.parametrize("path", READ)
def test_head_is_get_without_the_body(client: httpx.Client, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert (got.status_code, head.status_code) == (200, 200)
    assert head.content == b""
    if path != "/metrics":  # which counts in between
        assert described(head) == described(got)
        assert int(head.headers["content-length"]) == len(got.content)


def test_head_of_a_problem_has_no_body(client: httpx.Client) -> None:
    for path, status in (("/no", 404), ("/v1/classify", 405), ("/v1/terms?k=3", 422)):
        got, head = client.get(path), client.head(path)
        assert (got.status_code, head.status_code) == (status, status)
        assert described(head) == described(got)
        assert head.content == b""


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]
)
def test_other_methods_are_not_allowed(client: httpx.Client, method: str) -> None:
    for path in READ:
        answer = client.request(method, path)
        problem(answer, "method")
        assert answer.headers["allow"] == "GET, HEAD"
    for path in POSTED:
        answer = client.request("GET" if method == "POST" else method, path)
        problem(answer, "method")
        assert answer.headers["allow"] == "POST"
        problem(client.request(method, f"{path}/more"), "not-found")


def test_conditions_on_the_page(client: httpx.Client) -> None:
    page = client.get("/page.css")
    tag = page.headers["etag"]
    for name, value, status in (
        ("if-none-match", tag, 304),
        ("if-none-match", f"W/{tag}", 304),
        ("if-none-match", f'"other", {tag}', 304),
        ("if-none-match", "*", 304),
        ("if-none-match", '"other"', 200),
        ("if-none-match", tag.strip('"'), 200),
        ("if-none-match", "", 200),
        ("if-match", tag, 200),
        ("if-match", f'"other", {tag}', 200),
        ("if-match", "*", 200),
        ("if-match", '"other"', 412),
        ("if-match", f"W/{tag}", 412),
        ("if-modified-since", "Wed, 21 Oct 2065 07:28:00 GMT", 200),
    ):
        got, head = (
            client.request(method, "/page.css", headers={name: value}) for method in ("GET", "HEAD")
        )
        assert (got.status_code, head.status_code) == (status, status), (name, value)
        assert described(got) == described(head)
        if status == 412:
            problem(got, "precondition")
        else:
            assert got.headers["etag"] == tag
            assert got.content == (page.content if status == 200 else b"")


@pytest.mark.parametrize("ranged", ["bytes=0-9", "bytes=5-", "bytes=-5", "bytes=9999999-", "x=1-2"])
def test_ranges_are_ignored(client: httpx.Client, ranged: str) -> None:
    for path in ("/page.css", "/openapi.json", "/v1/terms"):
        answer = client.get(path, headers={"range": ranged, "if-range": '"x"'})
        assert answer.status_code == 200
        assert answer.content == client.get(path).content
        assert "content-range" not in answer.headers


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("image/*", "image/png"),
        ("image/webp", "image/webp"),
        ("IMAGE/WebP", "image/webp"),
        ("image/png;q=0.5, image/webp;q=0.8", "image/webp"),
        ("image/png;q=0.8 , image/webp ; q=0.5", "image/png"),
        ("image/*;q=0.9, image/png;q=0", "image/webp"),
        ("application/json;q=0, */*;q=0.1", "image/png"),
        ("text/html, */*;q=0.001", "application/json"),
        ("text/html;level=1, application/json;charset=utf-8", "application/json"),
        ("image/webp;q=2, image/png;q=0.9", "image/webp"),
        ("image/webp;q=x", "image/webp"),
        ("image/webp;q=nan", "image/webp"),
        ("image/webp;q=-1, image/png;q=0.5", "image/webp"),
        (",,image/webp,", "image/webp"),
        ("text/html", None),
        ("*/*;q=0", None),
        ("application/json;q=0, image/*;q=0.0, */*", None),
        ("text/*, audio/*;q=1", None),
    ],
)
def test_the_preferred_format_is_sent(
    client: httpx.Client, accept: str, expected: str | None
) -> None:
    answer = client.post("/v1/classify", content=PHOTO, headers={**JPEG, "accept": accept})
    if expected is None:
        problem(answer, "not-acceptable")
    else:
        assert answer.headers["content-type"] == expected


def test_a_body_has_one_type(client: httpx.Client) -> None:
    types = [("content-type", "image/png"), ("content-type", "application/json")]
    for path in POSTED:
        problem(client.post(path, content=b"{}", headers=types), "malformed")
