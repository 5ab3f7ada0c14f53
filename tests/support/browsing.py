"""Listening to what a page in a browser does."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def listen(page: Page, problems: list[str], requested: list[str]) -> None:
    """Collect a page's messages, errors and failed requests, and the URLs that it requests."""
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("requestfailed", lambda request: problems.append(request.url))
    page.on("request", lambda request: requested.append(request.url))
