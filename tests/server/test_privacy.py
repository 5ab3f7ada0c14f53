"""Nothing that clients send is written or logged, and decoders know no secrets."""

import base64
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from conftest import ROOT
from support.server import JPEG, PHOTO, conversation

from benchmarks.served import served

pytestmark = pytest.mark.slow


def test_nothing_is_written_or_logged(tmp_path: Path) -> None:
    secret = "quiet-please-91c2"
    text = base64.b64encode(secret.encode()).decode()
    with served(
        "--decoders", "1", environment={"TMPDIR": str(tmp_path)}, folder=tmp_path
    ) as server:
        with httpx.Client(base_url=server.url, timeout=30) as client:
            large = secret.encode() * 100_000
            assert client.post("/v1/classify", files={"image": large}).status_code == 422
            assert client.post("/v1/classify", content=large, headers=JPEG).status_code == 422
            assert client.post("/v1/classify", json={"image": text}).status_code == 422
            for colors in ([secret], secret):
                answer = client.post("/v1/name", json={"colors": colors})
                assert (answer.status_code, secret in answer.text) == (422, False)
            answer = client.post("/v1/classify", content=PHOTO, headers={"x-api-key": secret})
            assert answer.status_code == 200
        opened = {name for number in server.processes() for name in opened_by(number)}
        assert not [name for name in opened if name.startswith(str(tmp_path))]
        assert not list(tmp_path.iterdir())
        assert secret not in server.printed
        assert text not in server.printed


def opened_by(process: int) -> Iterator[str]:
    """List what a process has open; it may close some meanwhile."""
    for file in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError):
            yield str(file.readlink())


KEY, PASSWORD, QUERIED = "a-key-from-the-environment", "hunter2-of-the-shop", "key-in-a-query"


def test_decoders_know_no_secrets(tmp_path: Path) -> None:
    """Nor where the server was started, nor its open files."""
    (tmp_path / "keys.txt").write_text("another-key-in-a-file\n")
    shutil.copyfile(ROOT / "src/folkhue/data/basic8.npz", tmp_path / "own.npz")
    secrets = {"FOLKHUE_KEYS": KEY, "DATABASE_PASSWORD": PASSWORD}
    options = ("--decoders", "1", "--table", "own.npz", "--keys", "keys.txt")
    with served(*options, environment=secrets, folder=tmp_path) as server:
        own, *decoders = server.processes()
        assert KEY.encode() in Path(f"/proc/{own}/environ").read_bytes()
        assert len(decoders) == 1
        about = Path(f"/proc/{decoders[0]}")
        for text in ((about / name).read_bytes() for name in ("environ", "cmdline")):
            for secret in (KEY, PASSWORD, "another-key-in-a-file", "keys.txt", "FOLKHUE_KEYS"):
                assert secret.encode() not in text
        assert (about / "cwd").readlink() == Path("/")
        files = [str(each.readlink()) for each in (about / "fd").iterdir()]
        own_files = {server.log.name, "/dev/null"}
        assert all(each.startswith(("pipe:", "socket:")) for each in {*files} - own_files), files
        assert len(files) <= 5


LINE = re.compile(
    r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (\S+) (\S+) (\S+) (\d{3}) (\d+) (\d+\.\d{4})$", re.M
)
"""Time, client, method, path, status, bytes, seconds."""


def test_the_log_has_a_line_for_each_answer_without_queries() -> None:
    with served("--decoders", "1") as server:
        with httpx.Client(base_url=server.url, timeout=30) as client:
            asked = f"/v1/terms?api_key={QUERIED}"
            answer = client.get(asked, headers={"authorization": f"Bearer {KEY}"})
            client.head("/healthz")
            client.get("/no/such%20path%0a")
            client.post("/v1/classify", content=PHOTO, params={"palette": "false"})
        conversation(server, b"nonsense " + QUERIED.encode() + b"\r\n\r\n")
        printed = server.printed
    assert QUERIED not in printed
    assert KEY not in printed
    lines = [match.groups() for match in LINE.finditer(printed)]
    told = [line[1:4] for line in lines if line[2] != "/readyz"]
    assert told == [
        ("GET", "/v1/terms", "200" if answer.status_code == 200 else "422"),
        ("HEAD", "/healthz", "200"),
        ("GET", "/no/such%20path%0a", "404"),
        ("POST", "/v1/classify", "200"),
        ("-", "-", "400"),
    ]
    lengths = {line[2]: int(line[4]) for line in lines}
    assert (lengths["/v1/terms"], lengths["/healthz"]) == (len(answer.content), 0)
    assert {line[0] for line in lines} == {"127.0.0.1"}
    assert all(float(line[5]) < 60 for line in lines)
    others = [line for line in printed.splitlines() if not LINE.match(line)]
    assert all(re.match(r"\d{4}-\d\d-\d\dT\S+Z INFO ", line) for line in others), others
