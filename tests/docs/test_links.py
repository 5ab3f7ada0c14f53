"""Links between the documents, and out of them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import ROOT
from markdown_it import MarkdownIt
from markdown_it.token import Token

TRACKED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
    cwd=ROOT,
    capture_output=True,
    text=True,
    check=True,
)
DOCUMENTS = [ROOT / line for line in TRACKED.stdout.splitlines() if (ROOT / line).is_file()]
NOT_PAGES = {ROOT / "scripts/release/card.md"}
"""Templates, whose links are filled in."""


@cache
def tokens(document: Path) -> list[Token]:
    return MarkdownIt().enable("table").parse(document.read_text("utf-8"))


def inline(document: Path) -> Iterator[Token]:
    for token in tokens(document):
        yield from token.children or ()


@cache
def links(document: Path) -> list[str]:
    found = [
        str(token.attrs[name])
        for token in inline(document)
        for name in ("href", "src")
        if name in token.attrs
    ]
    html = "".join(token.content for token in tokens(document) if token.type == "html_block")
    return found + re.findall(r'(?:href|src)="([^"]+)"', html)


@cache
def anchors(document: Path) -> set[str]:
    """The anchors of a document's headings, as code hosts and MyST make them."""
    headings = [
        after.content
        for token, after in zip(tokens(document), tokens(document)[1:], strict=False)
        if token.type == "heading_open"
    ]
    text = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
    labels = re.findall(r"^\(([\w-]+)\)=$", document.read_text("utf-8"), re.M)
    return {*text, *labels}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    broken = []
    for link in links(document) if document not in NOT_PAGES else ():
        parts = urlsplit(link)
        if parts.scheme:
            continue
        target = (document.parent / parts.path).resolve() if parts.path else document
        exists = target.exists() and target.is_relative_to(ROOT)
        if not exists or (parts.fragment and parts.fragment not in anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_to_the_web_are_whole(document: Path) -> None:
    for link in links(document):
        parts = urlsplit(link)
        if parts.scheme:
            local = parts.hostname in ("127.0.0.1", "localhost")
            assert parts.scheme == "https" or local, link
            assert local or re.fullmatch(r"([a-z0-9-]+\.)+[a-z]{2,}", parts.hostname or ""), link
            assert not re.search(r"[\s<>\"]", link), link


def test_links_are_found() -> None:
    assert ROOT / "README.md" in DOCUMENTS
    assert ROOT / "docs/index.md" in DOCUMENTS
    assert "docs/tutorial/index.md" in links(ROOT / "README.md")
    assert "errors" in anchors(ROOT / "docs/reference/http.md")
    assert "denoisesharpness" in anchors(ROOT / "docs/reference/parameters.md")
