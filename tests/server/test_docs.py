"""Every curl and http line of the documentation, run against a server."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

from benchmarks.served import Served, served
from folkhue.server.problems import KINDS

pytestmark = pytest.mark.slow

DOCS = (ROOT / "docs/reference/http.md").read_text("utf-8")
KEY = "a-key-for-the-documents"
LINES = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```$", DOCS, re.M | re.S)
    for line in block.splitlines()
    if line.startswith(("curl ", "http "))
]


@pytest.fixture(scope="module")
def guarded() -> Iterator[Served]:
    with served("--decoders", "1", environment={"FOLKHUE_KEYS": KEY}) as server:
        yield server


def run(line: str, server: Served, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line as a reader would; fail if the server answers with an error."""
    command = line.replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")
    command = re.sub(r" :8000/", f" :{server.port}/", command)
    command = re.sub(r"^curl ", "curl --silent --show-error --fail-with-body ", command)
    command = re.sub(r"^http ", "http --ignore-stdin --check-status ", command)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "KEY": KEY, "HOME": str(folder)}
    return subprocess.run(
        ["sh", "-c", command],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        cwd=folder,
        env=environment,
    )


def test_every_route_has_an_example() -> None:
    for path in ("classify", "palette", "name", "terms", "model"):
        assert any(f"/v1/{path}" in line for line in LINES)
    assert {line.partition(" ")[0] for line in LINES} == {"curl", "http"}


@pytest.mark.parametrize("line", LINES)
def test_an_example_works(line: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    shutil.copyfile(ROOT / "golden/photos/astronaut.jpg", tmp_path / "photo.jpg")
    server = request.getfixturevalue("guarded" if "$KEY" in line else "server")
    done = run(line, server, tmp_path)
    assert done.returncode == 0, done.stdout[:500] + done.stderr
    if output := re.search(r"--output (\S+)", line):
        assert (tmp_path / output[1]).stat().st_size > 100
    else:
        assert done.stdout.strip()
    if "$KEY" in line:
        done = run(line.replace("$KEY", "not-the-key-at-all"), server, tmp_path)
        assert done.returncode != 0


def test_every_kind_of_problem_is_listed() -> None:
    rows = re.findall(r"^\| (\d+) \| (.+?) \|", DOCS, re.M)
    listed = {
        (kind, int(status)) for status, kinds in rows for kind in re.findall(r"`([\w-]+)`", kinds)
    }
    assert listed == {(kind, each.status) for kind, each in KINDS.items()}
