"""Servers on this machine that answer as small functions say, and a client for them."""

import http.server
import ssl
import time
from collections.abc import Callable
from typing import Any

from folkhue.datasets.http import HttpClient, HttpLimits, HttpResponse

Request = http.server.BaseHTTPRequestHandler
Handler = Callable[[Request], None]
Serve = Callable[[Handler], str]
Resolve = Callable[..., list[str]]

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


def trickle(to: Request, status: int = 200, **headers: str) -> None:
    reply(to, status, b"", Content_Length="1000", **headers)
    for _ in range(1000):
        to.wfile.write(b"x")
        time.sleep(0.05)


def cut_off(to: Request) -> None:
    """Announce more bytes than are sent."""
    reply(to, 200, b"hel", Content_Length="5")
    to.close_connection = True


def hang_up(to: Request) -> None:
    """Close the connection without a word."""
    to.close_connection = True
