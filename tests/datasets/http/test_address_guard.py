"""Which addresses the client may connect to."""

from collections.abc import Callable

import pytest
from support.http_server import (
    Request,
    Resolve,
    Serve,
    Server,
    content,
    hello,
    make_client,
    port_of,
    redirect_to,
)

from folkhue.datasets.http import HttpClient, HttpLimits, PermanentError, address_guard, is_public
from folkhue.datasets.http.address_guard import Resolver


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("127.8.9.10", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),  # metadata of cloud machines, credentials among them
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("2002:7f00:1::", False),  # 6to4 of 127.0.0.1
        ("64:ff9b::a00:1", False),  # NAT64 of 10.0.0.1
        ("64:ff9b::5db8:d822", True),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) == public


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1:{port}/", "http:// is not encrypted"),
        ("https://127.0.0.1:{port}/", "127.0.0.1, an address of a private network"),
        ("https://localhost:{port}/", "an address of a private network"),
        ("https://[::1]:{port}/", "an address of a private network"),
        ("https://2130706433:{port}/", "an address of a private network"),  # 127.0.0.1
        ("https://0x7f.1:{port}/", "an address of a private network"),
        ("https://user:password@127.0.0.1:{port}/", "an address of a private network"),
        ("file:///etc/passwd", "not a web address"),
        ("ftp://example.org/x", "not a web address"),
        ("gopher://x", "not a web address"),
        ("https://", "not a web address"),
        ("https://127.0.0.1:99999/", "not a web address"),
        ("https://[oops/", "not a web address"),
        ("no address", "not a web address"),
        ("https://a..b/", "not a web address"),
    ],
)
def test_defaults_allow_only_https_to_the_public_internet(
    url: str, reason: str, start: Callable[..., Server]
) -> None:
    server = start(hello)
    with pytest.raises(PermanentError, match=reason):
        HttpClient(HttpLimits()).get(url.format(port=server.server_port), 100, content)
    assert server.connections == 0


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://127.0.0.2:{port}/", "127.0.0.2, an address of a private network"),
        ("//localhost.example:{port}/", "127.0.0.2, an address of a private network"),
        ("/private", "127.0.0.2, an address of a private network"),
        ("file:///etc/passwd", "not a web address"),
        ("//[oops/x", "not a web address"),
        ("https://127.0.0.1:0/", "not a web address"),
    ],
)
@pytest.mark.usefixtures("only_this_machine_is_public")
def test_every_hop_of_a_redirect_is_checked(
    target: str, reason: str, start: Callable[..., Server], resolve: Resolve
) -> None:
    paths: list[str] = []

    def handler(to: Request) -> None:
        paths.append(to.path)
        further = f"http://127.0.0.2:{server.server_port}/" if to.path == "/private" else target
        redirect_to(further.format(port=server.server_port))(to)

    server = start(handler)
    resolve("localhost.example", ["127.0.0.2"])
    client = make_client(allow_private_addresses=False)
    with pytest.raises(PermanentError, match=reason):
        client.get(f"http://127.0.0.1:{server.server_port}/public", 100, content)
    assert paths == (["/public", "/private"] if target == "/private" else ["/public"])


@pytest.mark.usefixtures("only_this_machine_is_public")
def test_the_address_that_is_checked_is_the_one_connected_to(
    start: Callable[..., Server], resolve: Resolve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: a public address at the first lookup, a private one at the next."""
    hosts: list[str] = []

    def handler(to: Request) -> None:
        hosts.append(to.headers["Host"])
        hello(to)

    server = start(handler)
    lookups = resolve("rebinding.example", ["127.0.0.1"], ["127.0.0.2"])
    client = make_client(allow_private_addresses=False)
    url = f"http://rebinding.example:{server.server_port}/"
    for _ in range(3):
        assert client.get(url, 100, lambda response: response.url) == url
    assert lookups == ["rebinding.example"]
    assert hosts == [f"rebinding.example:{server.server_port}"] * 3
    monkeypatch.setattr(address_guard, "ADDRESS_LIFETIME", 0.0)
    with pytest.raises(PermanentError, match=r"127\.0\.0\.2, an address of a private network"):
        client.get(url, 100, content)
    assert len(hosts) == 3


@pytest.mark.usefixtures("only_this_machine_is_public")
def test_a_name_with_one_private_address_is_refused(
    start: Callable[..., Server], resolve: Resolve
) -> None:
    server = start(hello)
    resolve("mixed.example", ["127.0.0.1", "127.0.0.2"])
    with pytest.raises(PermanentError, match=r"mixed\.example is 127\.0\.0\.2"):
        make_client(allow_private_addresses=False).get(
            f"http://mixed.example:{server.server_port}/", 100, content
        )
    assert server.connections == 0


def test_the_next_address_of_a_name_is_tried(serve: Serve, resolve: Resolve) -> None:
    """Nothing listens on ::1, the first address."""
    url = f"http://two.example:{port_of(serve(hello))}/"
    lookups = resolve("two.example", ["::1", "127.0.0.1"])
    client = make_client(max_tries=1)
    for _ in range(2):
        assert client.get(url, 100, content) == b"hello"
    assert lookups == ["two.example"]


def test_a_forgotten_address_is_not_tried_again(resolve: Resolve) -> None:
    lookups = resolve("two.example", ["::1", "127.0.0.1"])
    resolver = Resolver(allow_private=True)
    assert resolver.resolve("two.example") == ("::1", "127.0.0.1")
    resolver.forget("two.example", "::1")
    assert resolver.resolve("two.example") == ("127.0.0.1",)
    assert len(lookups) == 1
    resolver.forget("two.example", "127.0.0.1")
    assert resolver.resolve("two.example") == ("::1", "127.0.0.1")
    assert len(lookups) == 2


def test_a_name_is_resolved_anew_when_none_of_its_addresses_answers(
    serve: Serve, resolve: Resolve
) -> None:
    url = f"http://moved.example:{port_of(serve(hello))}/"
    lookups = resolve("moved.example", ["::1"], ["127.0.0.1"])
    assert make_client(max_tries=2).get(url, 100, content) == b"hello"
    assert len(lookups) == 2
