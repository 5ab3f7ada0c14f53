from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import httpx
import numpy as np
import pytest
from PIL import Image
from support.site import KeptPages, Quiet, Visits, visiting

from benchmarks.served import Served, served
from folkhue.server.site import write_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def server() -> Iterator[Served]:
    """A server process with small limits; tests do not change its state."""
    options = ("--decoders", "1", "--max-bytes", "2000000", "--max-pixels", "4000000")
    with served(*options, environment={"FOLKHUE_KEYS": ""}) as server:
        yield server


@pytest.fixture(scope="session")
def client(server: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30) as client:
        yield client


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    write_site(folder)
    return folder


@pytest.fixture(scope="session")
def site_url(site: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def kept_pages(browser: Browser, site: Path, site_url: str) -> Iterator[KeptPages]:
    visits = Visits(browser, site, site_url)
    yield KeptPages(visits)
    visits.close()


@pytest.fixture
def visit(
    kept_pages: KeptPages, browser: Browser, site: Path, site_url: str
) -> Iterator[Callable[..., Page]]:
    """Go to the page: one that tests share, as if new, or a new one; see `KeptPages`."""
    own = Visits(browser, site, site_url)
    yield partial(kept_pages.visit, own)
    own.close()
    for visits in (own, kept_pages.visits):
        visits.check()


@pytest.fixture(scope="module")
def page_of_module(
    browser: Browser, site: Path, site_url: str, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """A page that tests share, each of which leaves it as it is; opening one takes a while.

    A module may say in FROM_DISK whether it is opened from disk.
    """
    with visiting(browser, site, site_url) as open_page:
        yield open_page(from_disk=getattr(request.module, "FROM_DISK", True))


@pytest.fixture
def flag(tmp_path: Path) -> Path:
    """A picture of 100 × 50 pixels: 60 columns of red, 40 of blue."""
    pixels = np.full((50, 100, 3), (200, 20, 30), np.uint8)
    pixels[:, 60:] = (20, 60, 200)
    Image.fromarray(pixels).save(tmp_path / "flag.png")
    return tmp_path / "flag.png"
