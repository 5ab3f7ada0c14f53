"""Nothing that clients send is written or logged."""

import base64
from pathlib import Path

import httpx
import pytest
from support.server import JPEG, PHOTO

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
        opened = {
            str(file.readlink())
            for number in server.processes()
            for file in Path(f"/proc/{number}/fd").iterdir()
        }
        assert not [name for name in opened if name.startswith(str(tmp_path))]
        assert not list(tmp_path.iterdir())
        assert secret not in server.printed
        assert text not in server.printed
