"""The page of the API at /docs."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from conftest import ROOT
from support.browsing import listen
from support.site import DESK, PHONE, checked

from benchmarks.served import Served, served
from folkhue.server.api_page.markup import element, text
from folkhue.server.app import create_app
from folkhue.server.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

PHOTO = ROOT / "golden/photos/astronaut.jpg"
KEY = "a-key-for-the-page-of-the-api"


@pytest.fixture(scope="module")
def guarded() -> Iterator[Served]:
    """A server behind a prefix, that needs a key."""
    options = ("--decoders", "1", "--root-path", "/colors")
    with served(*options, environment={"FOLKHUE_KEYS": KEY}) as server:
        yield server


@pytest.fixture
def visit_docs(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open the page; it must request nothing from elsewhere, and log no errors but of answers."""
    complaints: list[str] = []
    asked: list[str] = []
    own: list[str] = []
    contexts = []

    def open_page(server: Served, prefix: str = "", scheme: str = "light", **device: Any) -> Page:
        how: Any = {"color_scheme": scheme, "reduced_motion": "reduce", **(device or DESK)}
        contexts.append(browser.new_context(**how))
        page = contexts[-1].new_page()
        listen(page, complaints, asked)
        permissions = ["clipboard-read", "clipboard-write"]
        contexts[-1].grant_permissions(permissions, origin=server.url)
        own.append(f"{server.url}{prefix}/")
        page.goto(f"{server.url}{prefix}/docs")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [each for each in complaints if "responded with a status of 4" not in each] == []
    assert [url for url in asked if not url.startswith((*own, "blob:"))] == []


def article(page: Page, path: str) -> Locator:
    return page.locator("article").filter(has=page.get_by_role("heading", name=path, exact=False))


def test_every_route_parameter_and_object_is_there(client: httpx.Client) -> None:
    page, document = client.get("/docs").text, client.get("/openapi.json").json()
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert page.count(f'id="{operation["operationId"]}"') == 1
            assert f"<code>{path}</code>" in page
            for parameter in operation.get("parameters", ()):
                assert f'id="{operation["operationId"]}-{parameter["name"]}"' in page
    for name in document["components"]["schemas"]:
        assert page.count(f'id="{name}"') == 1
    anchors = set(re.findall(r'href="#([^"]+)"', page))
    assert anchors <= set(re.findall(r'\bid="([^"]+)"', page))
    files = re.findall(r'(?:src|href)="([^#"]+)"', page)
    assert {"docs.js", "docs.css", "report.css", "openapi.json", "./"} <= set(files)
    for name in files:
        assert client.get(f"/{name}").status_code == 200, name


def test_its_policy_allows_its_own_server_only(client: httpx.Client) -> None:
    answer = client.get("/docs")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy
    assert "unsafe" not in policy
    again = client.get("/docs", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.slow
def test_its_commands_work_without_scripts(server: Served, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").symlink_to(PHOTO)
    page = httpx.get(f"{server.url}/docs").text
    commands = re.findall(r"<code>(curl [^<]+)</code>", page)
    assert len(commands) == page.count("<article")
    for command in commands:
        line = command.replace("http://127.0.0.1:8000", server.url).replace("&quot;", '"')
        done = subprocess.run(
            ["sh", "-c", line.replace("curl ", "curl --silent --fail-with-body ")],
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        assert (done.returncode, len(done.stdout) > 10) == (0, True), line


def test_a_photograph_is_sent_and_the_command_says_the_same(
    server: Served, visit_docs: Callable[..., Page], tmp_path: Path
) -> None:
    page = visit_docs(server)
    route = article(page, "/v1/classify")
    route.get_by_role("button", name="Send").click()
    assert "Choose a photograph first." in route.inner_text()
    name = 'it\'s a "photo".jpg'
    (tmp_path / name).write_bytes(PHOTO.read_bytes())
    route.get_by_label("image").set_input_files(str(tmp_path / name))
    route.get_by_label("k integer").fill("3")
    route.get_by_label("palette", exact=True).select_option("true")
    route.get_by_role("button", name="Send").click()
    route.get_by_text("200 OK").wait_for()
    shown = route.locator(".heard pre").inner_text()
    assert '"dominant": "gray"' in shown
    assert shown.count('"hex"') == 3
    route.get_by_label("format").select_option("png")
    route.get_by_role("button", name="Send").click()
    route.locator(".heard img").wait_for()
    route.get_by_role("button", name="Copy").click()
    page.get_by_role("status").get_by_text("Copied").wait_for(state="attached")
    command = page.evaluate("navigator.clipboard.readText()")
    assert "--form k=3" in command
    subprocess.run(["sh", "-c", f"{command} --silent"], cwd=tmp_path, check=True)
    assert (tmp_path / "classify.png").read_bytes().startswith(b"\x89PNG")


def test_wrong_input_shows_the_problem(server: Served, visit_docs: Callable[..., Page]) -> None:
    page = visit_docs(server)
    names = article(page, "/v1/name")
    names.get_by_label("JSON").fill('{"colors": ["blueish"]}')
    names.get_by_role("button", name="Send").click()
    names.get_by_text("422").first.wait_for()
    assert "expected #rrggbb" in names.locator(".heard").inner_text()
    names.get_by_label("JSON").fill('{"colors": ["teal"]}')
    names.get_by_role("button", name="Send").click()
    names.get_by_text("200 OK").wait_for()
    assert '"hex": "#008080"' in names.locator(".heard").inner_text()


def test_it_works_by_keyboard_behind_a_prefix_and_with_a_key(
    guarded: Served, visit_docs: Callable[..., Page]
) -> None:
    page = visit_docs(guarded, "/colors")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # skip to the routes
    terms = article(page, "/v1/terms")
    send = terms.get_by_role("button", name="Send")
    send.focus()
    page.keyboard.press("Enter")
    terms.get_by_text("401").first.wait_for()
    page.get_by_label("API key").focus()
    page.keyboard.type(KEY)
    send.focus()
    page.keyboard.press("Space")
    terms.get_by_text("200 OK").wait_for()
    command = terms.locator(".command code").inner_text()
    assert command == (f'curl --header "Authorization: Bearer $KEY" {guarded.url}/colors/v1/terms')
    health = article(page, "/healthz").locator(".command code").inner_text()
    assert health == f"curl {guarded.url}/colors/healthz"


@pytest.mark.parametrize(
    ("device", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"]
)
def test_axe_finds_nothing(
    server: Served, visit_docs: Callable[..., Page], scheme: str, device: dict[str, Any]
) -> None:
    page = visit_docs(server, scheme=scheme, **device)
    for details in page.locator("details").all()[:2]:
        details.locator("summary").click()
    names = article(page, "/v1/name")
    names.get_by_role("button", name="Send").click()
    names.get_by_text("200 OK").wait_for()
    if scheme == "light":
        assert {"color-contrast", "label", "select-name", "region", "list"} <= checked(page)
    else:
        assert checked(page, "color-contrast", "target-size") & {"color-contrast"}
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == device["viewport"]["width"]


def test_keys_are_described_for_the_routes_that_need_one() -> None:
    for keys in (frozenset({b"x"}), frozenset[bytes]()):
        document = create_app(Settings(keys=keys)).openapi()
        assert ("securitySchemes" in document["components"]) == bool(keys)
        for path, operations in document["paths"].items():
            for operation in operations.values():
                if not keys:
                    assert "security" not in operation
                elif path.startswith("/v1/"):
                    assert operation["security"] == [{"bearer": []}, {"header": []}]
                else:
                    assert operation["security"] == []


def test_text_in_the_page_is_escaped() -> None:
    written = element("a", text("<b>&"), href='"><script>', hidden=True, title=None)
    assert written == '<a href="&quot;&gt;&lt;script&gt;" hidden>&lt;b&gt;&amp;</a>'
