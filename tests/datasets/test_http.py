"""The HTTP client against servers on this machine that answer as small functions say."""

import datetime
import http.server
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from folkhue.datasets.http import (
    DownloadStoppedError,
    HttpClient,
    HttpLimits,
    HttpResponse,
    PermanentError,
    RateLimiter,
    TransientError,
    address_guard,
    is_public,
    remove_download,
)
from folkhue.datasets.http.address_guard import Resolver
from folkhue.errors import DownloadError

Request = http.server.BaseHTTPRequestHandler
Handler = Callable[[Request], None]
Serve = Callable[[Handler], str]

PERMISSIVE = {
    "allow_http": True,
    "allow_private_addresses": True,
    "backoff": 0.01,
    "timeout": 2.0,
    "max_tries": 3,
}


def make_client(**limits: Any) -> HttpClient:
    return HttpClient(HttpLimits(**{**PERMISSIVE, **limits}))


def content(response: HttpResponse) -> bytes:
    return response.content


class Server(http.server.ThreadingHTTPServer):
    """A server that answers GET with a function, and counts connections."""

    daemon_threads = True

    def __init__(self, handler: Handler, context: ssl.SSLContext | None = None) -> None:
        class Respond(Request):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:  # noqa: N802
                handler(self)

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Respond)
        self.connections = 0
        self.scheme = "https" if context else "http"
        if context:
            self.socket = context.wrap_socket(self.socket, server_side=True)

    def get_request(self) -> Any:
        self.connections += 1
        return super().get_request()

    def handle_error(self, *_: object) -> None:
        pass


@pytest.fixture
def start() -> Iterator[Callable[..., Server]]:
    """Start servers that run until the test ends."""
    servers = []

    def start(handler: Handler, context: ssl.SSLContext | None = None) -> Server:
        server = Server(handler, context)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def serve(start: Callable[..., Server]) -> Serve:
    """Start a server; return its URL."""
    return lambda handler: f"http://127.0.0.1:{start(handler).server_port}/"


def port_of(url: str) -> int:
    return int(url.rstrip("/").rpartition(":")[2])


def reply(to: Request, status: int, body: bytes, **headers: str) -> None:
    to.send_response(status)
    for name, value in ({"Content_Length": str(len(body))} | headers).items():
        to.send_header(name.replace("_", "-"), value)
    to.end_headers()
    to.wfile.write(body)


def hello(to: Request) -> None:
    reply(to, 200, b"hello")


def redirect_to(url: str) -> Handler:
    return lambda to: reply(to, 302, b"", Location=url)


Resolve = Callable[..., list[str]]


@pytest.fixture
def resolve(monkeypatch: pytest.MonkeyPatch) -> Resolve:
    """Have a name resolve to each of several lists of addresses, one after the other.

    The list returned grows by the name with each lookup.
    """

    def resolve(name: str, *answers: list[str]) -> list[str]:
        real, left, lookups = socket.getaddrinfo, list(answers), list[str]()

        def lookup(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
            if host != name:
                return real(host, port, *rest, **more)
            lookups.append(host)
            addresses = left.pop(0) if len(left) > 1 else left[0]
            return [found for ip in addresses for found in real(ip, port, *rest, **more)]

        monkeypatch.setattr(socket, "getaddrinfo", lookup)
        return lookups

    return resolve


@pytest.fixture
def only_this_machine_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let 127.0.0.1 count as a public address, so that a server there can play one."""
    monkeypatch.setattr(address_guard, "is_public", lambda address: address == "127.0.0.1")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


# Which addresses may be requested


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


def test_redirects_are_followed_up_to_a_limit(serve: Serve) -> None:
    def hop(to: Request) -> None:
        number = int(to.path[1:])
        hello(to) if number == 6 else redirect_to(f"/{number + 1}")(to)

    url = serve(hop)
    assert make_client().get(f"{url}1", 100, content) == b"hello"
    assert make_client().get(f"{url}1", 100, lambda response: response.url) == f"{url}6"
    with pytest.raises(PermanentError, match="redirected more than 5 times"):
        make_client().get(f"{url}0", 100, content)


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


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a key and a self-signed certificate of photos.example."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "photos.example")])
    usage = dict.fromkeys(
        (
            *("content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
            *("crl_sign", "encipher_only", "decipher_only"),
        ),
        False,
    )
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), serial_number=1)
        .not_valid_before(datetime.datetime(2020, 1, 1))
        .not_valid_after(datetime.datetime(2120, 1, 1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("photos.example")]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), False)
        .add_extension(x509.KeyUsage(digital_signature=True, key_cert_sign=True, **usage), True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "photos.example.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_a_certificate_is_that_of_the_name_not_of_the_address(
    certificate: Path,
    start: Callable[..., Server],
    resolve: Resolve,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    names: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    server = start(
        lambda to: redirect_to("http://x.example/")(to) if to.path == "/x" else hello(to), context
    )
    url = f"https://photos.example:{server.server_port}/"
    resolve("photos.example", ["127.0.0.1"])
    untrusted = make_client(max_tries=1)
    with pytest.raises(PermanentError, match=r"photos\.example has no valid certificate"):
        untrusted.get(url, 100, content)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    client = make_client(max_tries=1, allow_http=False)
    assert client.get(url, 100, content) == b"hello"
    assert client.get(url, 100, content) == b"hello"
    assert names == ["photos.example"] * 2  # one handshake of each client
    with pytest.raises(PermanentError, match=r"127\.0\.0\.1 has no valid certificate"):
        client.get(f"https://127.0.0.1:{server.server_port}/", 100, content)
    with pytest.raises(PermanentError, match="http:// is not encrypted"):
        client.get(f"{url}x", 100, content)


def test_proxies_are_taken_from_the_environment(
    start: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proxy may be private, and resolves names itself; no_proxy goes past it."""
    requests: list[tuple[str, str]] = []

    def proxy(to: Request) -> None:
        requests.append((to.path, to.headers["Host"]))
        hello(to)

    server = start(proxy)
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("no_proxy", "localhost")
    client = make_client(allow_private_addresses=False)
    assert client.get("http://unknown.example:81/a?b", 100, content) == b"hello"
    assert requests == [("http://unknown.example:81/a?b", "unknown.example:81")]
    with pytest.raises(PermanentError, match=r"localhost is .*, an address of a private network"):
        client.get(f"http://localhost:{server.server_port}/", 100, content)
    assert len(requests) == 1


def test_a_session_for_other_libraries_has_the_same_limits(serve: Serve) -> None:
    url = serve(hello)
    assert make_client().session().get(url, timeout=5).content == b"hello"
    with pytest.raises(PermanentError, match="private network"):
        make_client(allow_private_addresses=False).session().get(url, timeout=5)
    with pytest.raises(PermanentError, match="http:// is not encrypted"):
        HttpClient(HttpLimits()).session().get(url, timeout=5)
    with pytest.raises(TransientError, match="the connection broke off"):
        make_client().session().get(serve(cut_off), timeout=5)


def test_nothing_of_an_earlier_request_is_sent_again(
    start: Callable[..., Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither cookies nor passwords from ~/.netrc; but the connection is used again."""
    (tmp_path / "netrc").write_text("default login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    sent: list[str] = []

    def handler(to: Request) -> None:
        sent.extend(to.headers.keys())
        reply(to, 200, b"hello", Set_Cookie="a=b; Path=/")

    server, client = start(handler), make_client()
    for _ in range(3):
        client.get(f"http://127.0.0.1:{server.server_port}/", 99, content)
    assert sent.count("User-Agent") == 3
    assert not {"Cookie", "Authorization"} & set(sent)
    assert server.connections == 1


# Limits of size and time


def test_a_large_response_is_given_up_before_it_fills_the_memory(serve: Serve) -> None:
    sent = []

    def endless(to: Request) -> None:
        to.send_response(200)
        to.send_header("Connection", "close")
        to.end_headers()
        to.close_connection = True
        for _ in range(1000):
            sent.append(to.wfile.write(bytes(65536)))

    for handler in (endless, lambda to: reply(to, 200, b"x", Content_Length="99999999999")):
        with pytest.raises(PermanentError, match=r"larger than 0\.2 MB"):
            make_client().get(serve(handler), 200_000, content)
    assert 0 < sum(sent) < 20_000_000


def trickle(to: Request, status: int = 200, **headers: str) -> None:
    reply(to, status, b"", Content_Length="1000", **headers)
    for _ in range(1000):
        to.wfile.write(b"x")
        time.sleep(0.05)


def test_a_response_that_trickles_in_is_given_up(serve: Serve) -> None:
    start = time.monotonic()
    with pytest.raises(TransientError, match="not finished after 0 seconds"):
        make_client(max_seconds=0.3, max_tries=1).get(serve(trickle), 10_000, content)
    assert time.monotonic() - start < 5


def test_the_body_of_a_redirect_is_not_waited_for(serve: Serve) -> None:
    url = serve(
        lambda to: hello(to) if to.path == "/there" else trickle(to, 302, Location="/there")
    )
    start = time.monotonic()
    assert make_client().get(url, 99, content) == b"hello"
    assert time.monotonic() - start < 3


def test_a_silent_server_is_given_up(serve: Serve) -> None:
    with pytest.raises(TransientError, match="no answer in time"):
        make_client(timeout=0.1, max_tries=1).get(serve(lambda _: time.sleep(1)), 99, content)


def test_calls_are_spaced_evenly() -> None:
    waits: list[float] = []
    limiter = RateLimiter(3600, waits.append)
    for _ in range(4):
        limiter.wait()
    assert waits == pytest.approx([1, 2, 3], abs=0.05)


# Retries


def cut_off(to: Request) -> None:
    """Announce more bytes than are sent."""
    reply(to, 200, b"hel", Content_Length="5")
    to.close_connection = True


def hang_up(to: Request) -> None:
    """Close the connection without a word."""
    to.close_connection = True


def nonsense(to: Request) -> None:
    """Send something that is not HTTP."""
    to.wfile.write(b"HTTP/x.y what?\r\n\r\n")
    to.close_connection = True


def first(faults: list[Handler]) -> Handler:
    """Respond with each fault once, then as expected."""
    left = list(faults)
    return lambda to: left.pop(0)(to) if left else hello(to)


@pytest.mark.parametrize(
    "faults",
    [
        *([fault] for fault in (cut_off, hang_up, nonsense)),
        *(
            [lambda to, status=status: reply(to, status, b"")]
            for status in (408, 425, 429, 500, 503)
        ),
        [cut_off, hang_up],
    ],
)
def test_transient_failures_are_retried(faults: list[Handler], serve: Serve) -> None:
    url = serve(first(faults))
    assert make_client(max_tries=len(faults) + 1).get(url, 99, content) == b"hello"
    url = serve(first(faults))
    with pytest.raises(TransientError):
        make_client(max_tries=len(faults)).get(url, 99, content)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (400, "the server answered 400 Bad Request"),
        (404, "the server answered 404 Not Found"),
        (416, "the server has no such part"),
        (418, "418"),
        (304, "304"),
    ],
)
def test_permanent_failures_are_not_retried(status: int, reason: str, serve: Serve) -> None:
    requests: list[str] = []

    def handler(to: Request) -> None:
        requests.append(to.path)
        reply(to, status, b"")

    with pytest.raises(PermanentError, match=reason):
        make_client().get(serve(handler), 99, content)
    assert requests == ["/"]


def test_an_empty_response_is_a_response(serve: Serve) -> None:
    assert make_client().get(serve(lambda to: reply(to, 204, b"")), 99, content) == b""


def test_what_the_parser_refuses_is_retried_as_often_as_it_says(serve: Serve) -> None:
    bodies: list[bytes] = []

    def parse(response: HttpResponse) -> None:
        bodies.append(response.content)
        raise TransientError("unreadable", max_tries=2)

    with pytest.raises(TransientError, match="unreadable"):
        make_client(max_tries=5).get(serve(hello), 99, parse)
    assert bodies == [b"hello"] * 2


def test_a_closed_port_is_reported() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(TransientError, match="cannot connect"):
        make_client(max_tries=1).get(f"http://127.0.0.1:{port}/", 99, content)


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_all_threads_wait_when_a_server_asks_for_a_pause(form: str, serve: Serve) -> None:
    times: list[float] = []

    def busy_once(to: Request) -> None:
        times.append(time.monotonic())
        later = datetime.datetime.now(UTC) + timedelta(seconds=2)
        retry_after = "1" if form == "seconds" else format_datetime(later, usegmt=True)
        if len(times) > 1:
            hello(to)
        else:
            reply(to, 429, b"", Retry_After=retry_after)

    url, client = serve(busy_once), make_client()
    threads = [threading.Thread(target=client.get, args=(url, 99, content)) for _ in range(3)]
    for thread in threads:
        thread.start()
        time.sleep(0.1)
    for thread in threads:
        thread.join()
    assert len(times) == 4
    assert min(times[1:]) - times[0] >= 0.9


def test_a_server_that_asks_for_hours_is_sent_one_request(serve: Serve) -> None:
    requests = []

    def busy(to: Request) -> None:
        requests.append(to.path)
        reply(to, 429, b"", Retry_After="86400")

    url, client = serve(busy), make_client()
    with pytest.raises(TransientError, match="429 Too Many Requests and asks to wait 1440 minutes"):
        client.get(url, 99, content)
    for _ in range(2):
        with pytest.raises(TransientError, match="the server asks to wait 1440 minutes"):
            client.get(url, 99, content)
    assert requests == ["/"]


@pytest.mark.parametrize("when", ["between tries", "during a pause", "during a response"])
def test_stopping_ends_every_wait(when: str, serve: Serve) -> None:
    handlers: dict[str, Handler] = {
        "between tries": lambda to: reply(to, 503, b""),
        "during a pause": lambda to: reply(to, 503, b"", Retry_After="60"),
        "during a response": trickle,
    }
    client = make_client(backoff=60.0)
    url = serve(handlers[when])
    threading.Timer(0.2, client.stop).start()
    start = time.monotonic()
    with pytest.raises(DownloadStoppedError):
        client.get(url, 10_000, content)
    assert time.monotonic() - start < 5


# A lost network


def unplugged(*_: object, **__: object) -> None:
    raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


def test_a_lost_network_ends_the_run_after_a_long_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not the fault of a photograph that names cannot be resolved."""
    monkeypatch.setattr(socket, "getaddrinfo", unplugged)
    start = time.monotonic()
    with pytest.raises(DownloadError, match=r"no network for .*; run it again once there is one"):
        make_client(max_offline_seconds=0.3, max_tries=2).get("http://example.org/", 99, content)
    assert time.monotonic() - start > 0.3


def test_a_name_that_no_longer_resolves_is_waited_for(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """There are more tries than usual, until the network is back."""
    url = serve(hello).replace("127.0.0.1", "localhost")
    client = make_client(max_tries=2, backoff=0.02)
    monkeypatch.setattr(address_guard, "ADDRESS_LIFETIME", 0.0)
    assert client.get(url, 99, content) == b"hello"
    real, failures = socket.getaddrinfo, iter(range(5))

    def away(*arguments: Any, **more: Any) -> Any:
        if next(failures, None) is not None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(*arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", away)
    assert client.get(url, 99, content) == b"hello"
    assert next(failures, None) is None
    assert caplog.messages == ["no address is known for localhost: waiting for the network"]


def test_a_name_that_never_resolved_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(TransientError, match=r"no address is known for example\.org"):
        make_client().get("http://example.org/", 99, content)


# Large files


BODY = bytes(range(256)) * 400
THIRD = len(BODY) // 3


def in_parts(ranges: list[str], etags: Iterator[str], *, supported: bool = True) -> Handler:
    """Serve `BODY`, broken off after a third each of the first three times."""

    def handler(to: Request) -> None:
        wanted, etag = to.headers.get("Range", ""), next(etags)
        ranges.append(wanted)
        start = int(wanted[6:-1]) if wanted and supported and to.headers["If-Range"] == etag else 0
        rest = BODY[start:]
        if start and not rest:
            reply(to, 416, b"", ETag=etag)
            return
        to.send_response(206 if start else 200)
        to.send_header("ETag", etag)
        to.send_header("Content-Length", str(len(rest)))
        to.end_headers()
        to.wfile.write(rest[:THIRD] if len(ranges) < 4 else rest)
        to.close_connection = True

    return handler


def same() -> Iterator[str]:
    while True:
        yield '"a"'


def test_a_large_file_is_continued_where_it_broke_off(serve: Serve, tmp_path: Path) -> None:
    path, ranges = tmp_path / "a.zip", list[str]()
    url = serve(in_parts(ranges, same()))
    make_client().download(url, path, 10**6)
    assert path.read_bytes() == BODY
    wanted = ["", *(f"bytes={number * THIRD}-" for number in (1, 2, 3))]
    assert ranges == wanted[: len(ranges)]
    assert len(ranges) >= 3
    make_client().download(url, path, 10**6)  # nothing is missing
    assert path.read_bytes() == BODY
    remove_download(path)
    assert not list(tmp_path.iterdir())


def test_tries_are_counted_anew_as_long_as_something_arrives(serve: Serve, tmp_path: Path) -> None:
    ranges: list[str] = []
    make_client(max_tries=1).download(serve(in_parts(ranges, same())), tmp_path / "a.zip", 10**6)
    assert (tmp_path / "a.zip").read_bytes() == BODY
    with pytest.raises(TransientError, match="broke off"):
        make_client(max_tries=1).download(serve(hang_up), tmp_path / "b.zip", 10**6)


@pytest.mark.parametrize("supported", [True, False], ids=["changed", "no ranges"])
def test_a_file_that_cannot_be_continued_starts_over(
    supported: bool, serve: Serve, tmp_path: Path
) -> None:
    ranges: list[str] = []
    etags = iter(['"a"', '"b"', '"c"', *['"d"'] * 9]) if supported else same()
    url = serve(in_parts(ranges, etags, supported=supported))
    make_client(max_tries=6).download(url, tmp_path / "a.zip", 10**6)
    assert (tmp_path / "a.zip").read_bytes() == BODY
    assert any(ranges)


def test_the_beginning_of_another_file_is_not_continued(serve: Serve, tmp_path: Path) -> None:
    path, ranges = tmp_path / "a.zip", list[str]()
    path.write_bytes(b"something else")
    (tmp_path / "a.zip.etag").write_text('http://elsewhere.example/\n"a"')
    make_client().download(serve(in_parts(ranges, same())), path, 10**6)
    assert path.read_bytes() == BODY
    assert ranges[0] == ""


def test_a_file_that_is_too_large_is_refused(serve: Serve, tmp_path: Path) -> None:
    with pytest.raises(PermanentError, match=r"larger than 0\.001 MB"):
        make_client().download(serve(lambda to: reply(to, 200, BODY)), tmp_path / "a.zip", 1000)
    assert not (tmp_path / "a.zip").stat().st_size


def test_the_limit_of_size_is_that_of_the_whole_file(serve: Serve, tmp_path: Path) -> None:
    """The first third is within the limit, and so is the rest; together they are not."""
    path, limit = tmp_path / "a.zip", len(BODY) - THIRD

    def handler(to: Request) -> None:
        if to.headers["Range"]:
            reply(to, 206, BODY[THIRD:])
        else:
            reply(to, 200, BODY[:THIRD], Content_Length=str(limit), ETag='"a"')
        to.close_connection = True

    with pytest.raises(PermanentError, match=r"larger than 0\.068267 MB"):
        make_client(max_tries=1).download(serve(handler), path, limit)
    assert path.stat().st_size == THIRD
