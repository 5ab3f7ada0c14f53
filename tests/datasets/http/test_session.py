"""Sessions: certificates, proxies, and what is sent with a request."""

import datetime
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


def test_a_session_for_other_libraries_has_the_same_limits(serve: Serve) -> None:
    url = serve(hello)
    assert make_client().session().get(url, timeout=60).content == b"hello"
    with pytest.raises(PermanentError, match="private network"):
        make_client(allow_private_addresses=False).session().get(url, timeout=60)
    with pytest.raises(PermanentError, match="http:// is not encrypted"):
        HttpClient(HttpLimits()).session().get(url, timeout=60)
    with pytest.raises(TransientError, match="the connection broke off"):
        make_client().session().get(serve(cut_off), timeout=60)


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
