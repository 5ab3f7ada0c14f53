"""The client's address behind proxies."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send
from support.command_line import run

from benchmarks.served import served
from folkhue.errors import FolkhueError
from folkhue.server.app import create_app
from folkhue.server.proxies import ForwardedClient, parse_networks
from folkhue.server.settings import Settings


@pytest.mark.parametrize(
    ("written", "parsed"),
    [
        ("", []),
        (" ", []),
        ("127.0.0.1", ["127.0.0.1/32"]),
        ("127.0.0.1, 10.0.0.0/8", ["127.0.0.1/32", "10.0.0.0/8"]),
        ("::1,2001:db8::/32", ["::1/128", "2001:db8::/32"]),
        ("::ffff:10.0.0.1", ["10.0.0.1/32"]),
        ("::ffff:10.0.0.0/104", ["10.0.0.0/8"]),
    ],
)
def test_addresses_and_networks_are_parsed(written: str, parsed: list[str]) -> None:
    assert [*map(str, parse_networks(written))] == parsed


WRONG = [
    ("*", "any client could then claim any address"),
    ("0.0.0.0/0", "any client could then claim any address"),
    ("::/0", "any client could then claim any address"),
    ("127.0.0.1,*", "any client could then claim any address"),
    ("localhost", "names are not looked up"),
    ("nginx", "names are not looked up"),
    ("10.0.0.0/33", "10.0.0.0/8"),
    ("10.0.0.1/8", "host bits set"),
    ("10.0.0", "expected addresses or networks"),
    ("300.0.0.1", "expected addresses or networks"),
    ("127.0.0.1:80", "expected addresses or networks"),
    ("[::1]", "expected addresses or networks"),
    ("fe80::1%eth0", "without a zone"),
    ("127.0.0.1,", "expected addresses or networks"),
    ("127.0.0.1 10.0.0.1", "expected addresses or networks"),
    ("http://10.0.0.1", "expected addresses or networks"),
]


@pytest.mark.parametrize(("written", "reason"), WRONG)
def test_what_is_no_address_is_refused(written: str, reason: str) -> None:
    with pytest.raises(FolkhueError, match="proxy '") as refused:
        parse_networks(written)
    assert reason in str(refused.value)


@pytest.mark.parametrize("written", ["*", "localhost", "10.0.0.0/33"])
def test_the_command_refuses_it_before_it_starts(written: str) -> None:
    done = run("serve", "--proxy", written, "--rate", "5/minute")
    assert done.returncode != 0
    assert f"proxy '{written}'" in done.stderr


TRUSTED = "127.0.0.1,10.0.0.0/8,fd00::/8,fe80::1"
FORWARDED = [
    # Without the header, or from elsewhere, the client is whoever connected.
    ("127.0.0.1", [], "127.0.0.1"),
    ("192.0.2.9", ["203.0.113.5"], "192.0.2.9"),
    ("", ["203.0.113.5"], ""),
    # The last address that is not a proxy's, whatever a client put before it.
    ("127.0.0.1", ["203.0.113.5"], "203.0.113.5"),
    ("127.0.0.1", ["1.1.1.1, 203.0.113.5"], "203.0.113.5"),
    ("127.0.0.1", ["127.0.0.1, 203.0.113.5"], "203.0.113.5"),
    ("127.0.0.1", ["1.1.1.1", "203.0.113.5"], "203.0.113.5"),
    ("127.0.0.1", ["1.1.1.1, 203.0.113.5, 10.1.2.3"], "203.0.113.5"),
    ("10.9.9.9", ["10.0.0.1,10.0.0.2"], "10.0.0.1"),
    # In all notations.
    ("127.0.0.1", ["203.0.113.5:4711"], "203.0.113.5"),
    ("127.0.0.1", ["2001:db8::5"], "2001:db8::5"),
    ("127.0.0.1", ["[2001:DB8:0::5]:80"], "2001:db8::5"),
    ("127.0.0.1", ["::ffff:203.0.113.5"], "203.0.113.5"),
    ("127.0.0.1", ["203.0.113.5, ::ffff:10.0.0.7"], "203.0.113.5"),
    ("::ffff:127.0.0.1", ["203.0.113.5"], "203.0.113.5"),
    ("fd00::7", ["203.0.113.5"], "203.0.113.5"),
    ("fe80::1%eth0", ["203.0.113.5"], "203.0.113.5"),
    ("fe80::2%eth0", ["203.0.113.5"], "fe80::2%eth0"),
    # What is no address is nobody's: the client is then the proxy that wrote it.
    ("127.0.0.1", ["unknown"], "127.0.0.1"),
    ("127.0.0.1", ["203.0.113.5, _hidden"], "127.0.0.1"),
    ("127.0.0.1", ["203.0.113.5, unknown, 10.0.0.3"], "10.0.0.3"),
    ("127.0.0.1", ["203.0.113.5,"], "127.0.0.1"),
    ("127.0.0.1", ["<script>\xe9, 1.2.3"], "127.0.0.1"),
]


@pytest.mark.parametrize(("peer", "headers", "client"), FORWARDED)
def test_the_client_is_the_last_address_that_is_not_a_proxy_s(
    peer: str, headers: list[str], client: str
) -> None:
    seen = pass_on(peer, [("x-forwarded-for", each) for each in headers])
    assert (seen["client"] or ("",))[0] == client


@pytest.mark.parametrize(
    ("peer", "written", "scheme"),
    [
        ("127.0.0.1", "https", "https"),
        ("127.0.0.1", " HTTPS", "https"),
        ("127.0.0.1", "javascript", "http"),
        ("127.0.0.1", "https, http", "http"),
        ("192.0.2.9", "https", "http"),
    ],
)
def test_only_proxies_tell_the_scheme(peer: str, written: str, scheme: str) -> None:
    assert pass_on(peer, [("x-forwarded-proto", written)])["scheme"] == scheme


def test_forwarded_is_not_read() -> None:
    """A proxy that writes X-Forwarded-For lets a client's Forwarded pass."""
    assert pass_on("127.0.0.1", [("forwarded", "for=203.0.113.5")])["client"][0] == "127.0.0.1"


def pass_on(peer: str, headers: list[tuple[str, str]]) -> Scope:
    """Send a request through the middleware; return what the application sees."""
    seen: list[Scope] = []

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        pass

    scope: Scope = {"type": "http", "scheme": "http", "client": (peer, 1) if peer else None}
    scope["headers"] = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    middleware = ForwardedClient(application, parse_networks(TRUSTED))
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, middleware(scope, receive, send)).result()  # type: ignore[arg-type]
    return seen[0]


@pytest.mark.slow
def test_a_rate_is_not_evaded_by_what_a_client_claims() -> None:
    with served("--decoders", "1", "--proxy", "127.0.0.1", "--rate", "5/hour") as server:

        def ask(claimed: str, client: str) -> int:
            headers = {"x-forwarded-for": f"{claimed}{client}", "forwarded": "for=1.1.1.1"}
            return httpx.get(f"{server.url}/v1/terms", headers=headers).status_code

        statuses = [ask(f"10.0.0.{number}, ", "203.0.113.5") for number in range(7)]
        assert statuses == [200] * 5 + [429] * 2
        assert ask("203.0.113.5, ", "203.0.113.6") == 200
        elsewhere = httpx.HTTPTransport(local_address="127.0.0.2")
        with httpx.Client(base_url=server.url, transport=elsewhere) as other:
            statuses = [
                other.get("/v1/terms", headers={"x-forwarded-for": f"10.0.0.{number}"}).status_code
                for number in range(7)
            ]
        assert statuses == [200] * 5 + [429] * 2
        assert " 203.0.113.5 GET /v1/terms 429 " in server.printed
        assert " 127.0.0.2 GET /v1/terms 429 " in server.printed


@pytest.mark.parametrize("prefix", ["colors", "/a b", "/a//b", "/a/", "/", "/é", "/a?b", "//a"])
def test_a_malformed_prefix_is_refused(prefix: str) -> None:
    with pytest.raises(FolkhueError, match="expected one such as /colors"):
        Settings(root_path=prefix)


def test_an_application_behind_a_prefix_is_made_without_a_warning() -> None:
    assert create_app(Settings(root_path="/colors")).root_path == "/colors"
