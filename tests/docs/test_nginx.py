"""The page on nginx: its configuration runs, and does what the page says."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
from conftest import ROOT

from benchmarks.served import Served, served

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed"),
]

PAGE = (ROOT / "docs/how-to/nginx.md").read_text("utf-8")
HOST = "colors.example.org"
PHOTO = ROOT / "golden/photos/astronaut.jpg"


def configuration(folder: Path, server: int, http: int, https: int, below: str = "") -> str:
    """Take the page's configuration, with other ports, and files in a folder.

    Parameters
    ----------
    below : str
        Where nginx passes requests below a path to; by default, it passes all of them.
    """
    text, locations = re.findall(r"^```nginx\n(.*?)^```$", PAGE, re.M | re.S)
    if below:
        assert "proxy_pass http://folkhue;" in locations
        locations = locations.replace("proxy_pass http://folkhue;", f"proxy_pass {below};")
        text = text[: text.index("    location = /metrics")] + locations + "}\n"
    for old, new in (
        ("127.0.0.1:8000", f"127.0.0.1:{server}"),
        ("listen 80;", f"listen 127.0.0.1:{http};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{https} ssl;"),
        (f"/etc/letsencrypt/live/{HOST}", str(folder)),
    ):
        assert old in text
        text = text.replace(old, new)
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ access_log {folder}/access.log;\n{paths}{text}}}\n"
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def make_certificate(folder: Path) -> None:
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"),
            *("-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"),
        ],
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served("--decoders", "1", "--proxy", "127.0.0.1", "--rate", "20/hour") as running:
        yield running


@pytest.fixture(scope="module")
def ports(server: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """Ports on which nginx listens for HTTP and HTTPS."""
    with nginx(tmp_path_factory.mktemp("nginx"), server) as both:
        yield both


@contextmanager
def nginx(folder: Path, server: Served, below: str = "") -> Iterator[tuple[int, int]]:
    """Run nginx in front of a server; yield its ports for HTTP and HTTPS."""
    http, https = free_port(), free_port()
    make_certificate(folder)
    file = folder / "nginx.conf"
    file.write_text(configuration(folder, server.port, http, https, below), "utf-8")
    command = ["nginx", "-p", folder, "-c", file, "-e", folder / "error.log"]
    with subprocess.Popen([str(word) for word in command]) as running:
        try:
            _wait_for(https)
            yield http, https
        finally:
            running.terminate()


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            httpx.get(f"https://127.0.0.1:{port}/healthz", verify=False)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("nginx does not answer")


def client(https: int, address: str = "127.0.0.1") -> httpx.Client:
    transport = httpx.HTTPTransport(verify=False, local_address=address)
    return httpx.Client(
        base_url=f"https://127.0.0.1:{https}", headers={"Host": HOST}, transport=transport
    )


def test_http_leads_to_https(ports: tuple[int, int]) -> None:
    answer = httpx.get(f"http://127.0.0.1:{ports[0]}/v1/terms", headers={"Host": HOST})
    assert (answer.status_code, answer.headers["location"]) == (301, f"https://{HOST}/v1/terms")


def test_photographs_colors_and_the_page_pass(ports: tuple[int, int]) -> None:
    with client(ports[1]) as http:
        shares = http.post("/v1/classify?palette=false", files={"image": PHOTO.read_bytes()})
        assert shares.json()["dominant"] == "gray"
        named = http.post("/v1/name", json={"colors": ["#1e3cc8"]})
        assert [each["name"] for each in named.json()] == ["blue"]
        assert "<title>" in http.get("/").text


def test_metrics_stay_inside(ports: tuple[int, int], server: Served) -> None:
    with client(ports[1]) as http:
        assert http.get("/metrics").status_code == 403
    assert "folkhue_requests_total" in httpx.get(f"{server.url}/metrics").text


@pytest.mark.parametrize(
    ("size", "kind"), [(20_500_000, "application/problem+json"), (23_000_000, "text/html")]
)
def test_a_large_body_is_refused(size: int, kind: str, ports: tuple[int, int]) -> None:
    with client(ports[1]) as http:
        answer = http.post(
            "/v1/classify", content=bytes(size), headers={"Content-Type": "image/png"}
        )
    assert answer.status_code == 413
    assert answer.headers["content-type"].startswith(kind)


def test_clients_have_rates_of_their_own_whatever_they_claim(ports: tuple[int, int]) -> None:
    with client(ports[1], "127.0.0.2") as one, client(ports[1], "127.0.0.3") as other:
        statuses = [
            one.get("/v1/terms", headers={"X-Forwarded-For": f"10.0.0.{number}"}).status_code
            for number in range(21)
        ]
        assert statuses == [200] * 20 + [429]
        assert other.get("/v1/terms").status_code == 200


@pytest.fixture(scope="module")
def below() -> Iterator[Served]:
    with served("--decoders", "1", "--proxy", "127.0.0.1", "--root-path", "/colors") as running:
        yield running


@pytest.mark.parametrize("passed_to", ["http://folkhue", "http://folkhue/"])
def test_below_a_path_everything_works(passed_to: str, below: Served, tmp_path: Path) -> None:
    """Whether nginx passes the prefix on or cuts it off."""
    with nginx(tmp_path, below, passed_to) as (_, https), client(https) as http:
        redirected = http.get("/colors")
        assert redirected.status_code == 301
        assert redirected.headers["location"].endswith("/colors/")
        for page in ("/colors/", "/colors/docs"):
            text = http.get(page).text
            files = re.findall(r'(?:src|href)="([^#"][^":]*)"', text)
            assert len(files) > 3
            for name in files:
                assert http.get(urljoin(page, name)).status_code == 200, name
        assert http.get("/colors/openapi.json").json()["servers"] == [{"url": "/colors"}]
        shares = http.post("/colors/v1/classify", files={"image": PHOTO.read_bytes()})
        assert shares.json()["dominant"] == "gray"
        assert http.head("/colors/v1/terms").status_code == 200
        for hidden in ("/colors/metrics", "/colors/colors/metrics", "/colors//metrics"):
            assert http.get(hidden).status_code == 403
        assert http.get("/v1/terms").headers["content-type"] == "text/html"  # of nginx
        assert http.get("/colors/v1/no").headers["content-type"] == "application/problem+json"


def test_a_prefix_without_its_slash_is_redirected(below: Served) -> None:
    for path in ("/colors?a=b", "/colors"):
        answer = httpx.get(f"{below.url}{path}")
        assert (answer.status_code, answer.headers["location"]) == (308, "/colors/")
    for path in ("/colorsx", "/colors/colors/v1/terms", "//colors"):
        assert httpx.get(f"{below.url}{path}").status_code == 404
