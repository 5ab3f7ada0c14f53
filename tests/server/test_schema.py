"""What OpenAPI says of the server, against what the server does."""

import io
from collections.abc import Iterator

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from PIL import Image
from schemathesis.checks import CHECKS
from schemathesis.core.transport import Response

from benchmarks.served import Served, served
from folkhue.server.app import create_app
from folkhue.server.bodies import RAW
from folkhue.server.problems import KINDS, MEDIA
from folkhue.server.settings import Settings

pytestmark = pytest.mark.slow

pytest_plugins = ["schemathesis.pytest.plugin"]  # pyproject.toml turns it off elsewhere

DOCUMENT = create_app(Settings()).openapi()


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served("--decoders", "1", "--max-bytes", "100000") as server:
        yield server


@pytest.fixture(scope="module")
def client(server: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30) as client:
        yield client


def image(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (3, 2), (30, 60, 200)).save(buffer, kind)
    return buffer.getvalue()


def sent(context: object, value: object) -> bytes:
    """Send images as bytes, and other values as text."""
    return value if isinstance(value, bytes) else str(value).encode()


BY_EXTRAS = {"image/heic", "image/heif", "image/jxl"}  # what is sent as these is told by its bytes

for media in RAW - {"application/octet-stream"}:
    kind = "PNG" if media in BY_EXTRAS else media.partition("/")[2].upper()
    schemathesis.openapi.media_type(media, st.sampled_from([image(kind), image(kind)[:40], b"no"]))
    schemathesis.serializer(media)(sent)

schema = schemathesis.openapi.from_dict(DOCUMENT)

UNTRUE = [
    # Bytes that are any image, strings that are base64 of one: no schema can say that.
    "positive_data_acceptance",
]
"""Checks that assume that OpenAPI describes every constraint."""


@schema.parametrize()
@settings(
    max_examples=20,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_the_server_does_as_documented(case: schemathesis.Case, server: Served) -> None:
    left_out = CHECKS.get_by_names(UNTRUE)
    answer: Response = case.call(base_url=server.url)
    case.validate_response(answer, excluded_checks=left_out)


def test_every_operation_has_an_example_of_every_error() -> None:
    shown = 0
    for path, operations in DOCUMENT["paths"].items():
        for operation in operations.values():
            statuses = set(operation["responses"])
            expected = {"200", "405", "406"}
            if path.startswith("/v1/"):
                expected |= {"401", "429", "500", "503"}
            if "requestBody" in operation:
                expected |= {"400", "408", "413", "415", "422"}
            assert statuses >= expected, path
            for status in statuses - {"200"}:
                examples = operation["responses"][status]["content"][MEDIA]["examples"]
                for kind, example in examples.items():
                    shown += 1
                    assert example["value"]["status"] == KINDS[kind].status == int(status)
    assert shown > len(KINDS)


def test_examples_are_answered(client: httpx.Client) -> None:
    """Example bodies in the document are accepted."""
    shown = 0
    for path, operations in DOCUMENT["paths"].items():
        for operation in operations.values():
            content = operation.get("requestBody", {}).get("content", {})
            for media, described in content.items():
                if "example" in described:
                    shown += 1
                    answer = client.post(
                        path, json=described["example"], headers={"content-type": media}
                    )
                    assert answer.status_code == 200, answer.text
    assert shown == 5
