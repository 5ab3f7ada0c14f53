"""The page as the server delivers it."""

from typing import TYPE_CHECKING

import httpx
from conftest import ROOT

from benchmarks.served import Served
from folkhue.server.site import site_files

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_the_page_is_served_with_a_strict_policy(client: httpx.Client) -> None:
    for path, contents in site_files().items():
        answer = client.get(f"/{path}")
        assert answer.content == contents or path == "tables.js", path
        again = client.get(f"/{path}", headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    page = client.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert client.head("/").headers["content-length"] == str(len(page.content))


def test_the_page_runs_under_the_policy(server: Served, browser: "Browser") -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{server.url}/")
    page.set_input_files(
        "input[type=file]", str(ROOT / "golden/photos/astronaut.jpg"), strict=False
    )
    page.get_by_text("white").first.wait_for()
    page.close()
    assert said == []


def test_the_page_and_that_of_the_api_link_to_each_other(
    server: Served, browser: "Browser"
) -> None:
    page = browser.new_page()
    page.goto(f"{server.url}/")
    page.get_by_role("link", name="the HTTP API").click()
    page.wait_for_url("**/docs")
    page.get_by_role("link", name="folkhue", exact=True).click()
    page.get_by_role("heading", name="Open a photograph").wait_for()
    page.close()


def test_only_the_served_page_links_to_the_api(client: httpx.Client) -> None:
    link = b'href="docs"'
    assert link in client.get("/").content
    assert link not in site_files(served=False)["index.html"]
