from collections.abc import Iterator

import httpx
import pytest

from benchmarks.served import Served, served


@pytest.fixture(scope="session")
def server() -> Iterator[Served]:
    """A server in a process of its own, with small limits; tests leave it as it was."""
    options = ("--decoders", "2", "--max-bytes", "2000000", "--max-pixels", "4000000")
    with served(*options, environment={"FOLKHUE_KEYS": ""}) as server:
        yield server


@pytest.fixture(scope="session")
def client(server: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30) as client:
        yield client
