"""API keys, rates, clients and CORS."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from support.server import problem, without_decoders

from folkhue.server.admission import BodyLimits, client_of
from folkhue.server.metrics import Metrics
from folkhue.server.problems import ProblemError
from folkhue.server.settings import Settings, read_keys


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
def test_clients_are_identified_by_key_or_address(
    one: tuple[str, str], another: tuple[str, str], same: bool
) -> None:
    first, second = (
        client_of(Request({"type": "http", "client": (host, 1)}), key)
        for host, key in (one, another)
    )
    assert (first == second) is same


def test_slots_are_released() -> None:
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


KEY, OTHER = "correct-horse-battery", "another-key-of-mine"
ORIGIN = {"origin": "https://example.org"}
PREFLIGHT = ORIGIN | {"access-control-request-method": "POST"}


def ask(settings: Settings, *requests: tuple[str, str, dict[str, str]]) -> list[httpx.Response]:
    """Send requests, method, path and headers, to an application without decoders."""

    async def main() -> list[httpx.Response]:
        app = await without_decoders(settings)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return [
                await client.request(method, path, headers=headers)
                for method, path, headers in requests
            ]

    with ThreadPoolExecutor(1) as pool:  # in this thread, the browser's loop may be running
        return pool.submit(asyncio.run, main()).result()


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> frozenset[bytes]:
    """A key in a file, and another in the environment."""
    (tmp_path / "keys.txt").write_text(f"# of the shop\n{KEY}\n")
    monkeypatch.setenv("FOLKHUE_KEYS", OTHER)
    return read_keys(tmp_path / "keys.txt")


@pytest.mark.parametrize(
    "headers", [{}, {"x-api-key": KEY + "x"}, {"authorization": f"Basic {KEY}"}]
)
@pytest.mark.parametrize("path", ["/v1/classify", "/v1/palette?k=0", "/v1/name"])
def test_without_a_key_requests_are_refused(
    path: str, headers: dict[str, str], keys: frozenset[bytes]
) -> None:
    (answer,) = ask(Settings(keys=keys), ("POST", path, headers))
    problem(answer, "key")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_health_and_documentation_need_no_key(keys: frozenset[bytes]) -> None:
    health, document = ask(
        Settings(keys=keys), ("GET", "/healthz", {}), ("GET", "/openapi.json", {})
    )
    assert health.status_code == 200
    assert document.json()["components"]["securitySchemes"]


def test_the_rate_of_each_key_is_limited(keys: frozenset[bytes]) -> None:
    headers = [{"x-api-key": KEY}, {"authorization": f"Bearer {KEY}"}] * 5
    requests = [("GET", "/v1/terms", each) for each in [*headers[:9], {"x-api-key": OTHER}]]
    answers = ask(Settings(keys=keys, rate="8/hour"), *requests)
    assert [answer.status_code for answer in answers] == [200] * 8 + [429, 200]
    problem(answers[8], "rate")


def test_only_listed_origins_may_read_answers() -> None:
    allowed, answer, other = ask(
        Settings(cors=(ORIGIN["origin"],)),
        ("OPTIONS", "/v1/classify", PREFLIGHT),
        ("GET", "/v1/terms", ORIGIN),
        ("GET", "/v1/terms", {"origin": "https://example.com"}),
    )
    assert allowed.headers["access-control-allow-origin"] == ORIGIN["origin"]
    assert answer.headers["access-control-allow-origin"] == ORIGIN["origin"]
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "access-control-allow-origin" not in other.headers


def test_by_default_no_other_origin_may_read_answers() -> None:
    (answer,) = ask(Settings(), ("OPTIONS", "/v1/classify", PREFLIGHT))
    problem(answer, "method")
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
