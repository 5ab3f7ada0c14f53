"""Sessions: certificates, proxies, and what is sent with a request."""

import datetime
import gzip
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
from support.http_server import (
    Request,
    Resolve,
    Serve,
    Server,
    content,
    cut_off,
    hello,
    make_client,
    redirect_to,
    reply,
    trickle,
)

from folkhue.datasets.http import HttpClient, HttpLimits, PermanentError, TransientError


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


def test_a_request_to_an_api_has_the_same_limits(serve: Serve) -> None:
    url = serve(hello)
    assert make_client().ask(url, 99) == b"hello"
    with pytest.raises(PermanentError, match="private network"):
        make_client(allow_private_addresses=False).ask(url, 99)
    with pytest.raises(PermanentError, match="http:// is not encrypted"):
        HttpClient(HttpLimits()).ask(url, 99)
    with pytest.raises(TransientError, match="the connection broke off"):
        make_client().ask(serve(cut_off), 99)
    with pytest.raises(PermanentError, match="larger than"):
        make_client().ask(url, 4)
    with pytest.raises(TransientError, match="not finished after 0 seconds"):
        make_client(max_seconds=0.2).ask(serve(trickle), 9999)


@pytest.mark.parametrize(
    ("packed", "limit", "error", "message"),
    [
        (gzip.compress(b"hello", mtime=0), 99, None, ""),
        (gzip.compress(b"he", mtime=0) + gzip.compress(b"llo", mtime=0), 99, None, ""),
        (b"hello", 99, None, ""),
        (gzip.compress(b"hello" * 99, mtime=0), 400, PermanentError, "larger than 0.0004 MB"),
        (gzip.compress(b"hello", mtime=0)[:-9], 99, TransientError, "a damaged answer: damaged"),
        (
            gzip.compress(b"hello", mtime=0)[:-1] + b"!",
            99,
            TransientError,
            "a damaged answer: damaged",
        ),
    ],
)
def test_what_is_compressed_is_unpacked_within_the_same_limits(
    packed: bytes, limit: int, error: type[Exception] | None, message: str, serve: Serve
) -> None:
    url = serve(lambda to: reply(to, 200, packed, Content_Encoding="GZip"))
    for get in (lambda: make_client().ask(url, limit), lambda: make_client().get_once(url, limit)):
        if error:
            with pytest.raises(error, match=message):
                get()
        else:
            assert b"hello" in (get(), getattr(get(), "content", b""))


def test_a_refusal_tells_the_beginning_of_what_the_server_said(serve: Serve) -> None:
    url = serve(lambda to: reply(to, 400, b"no \xff" + bytes(9999)))
    with pytest.raises(PermanentError) as caught:
        make_client().ask(url, 99)
    assert caught.value.said == "no \ufffd" + "\0" * 1996
    with pytest.raises(PermanentError) as caught:
        make_client(timeout=0.2).ask(serve(lambda to: trickle(to, 400)), 99)
    assert caught.value.said.strip("x") == ""


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
