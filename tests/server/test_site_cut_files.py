"""The page reads and refuses the same files that end too early as Python does."""

from typing import TYPE_CHECKING

import pytest
from support.corpus.comparing import Shown, by_page
from support.corpus.pattern import Case
from support.cut_files import CutFile, cut_files

from folkhue.server.site import write_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FILES = [file for file in cut_files() if not file.name.endswith(".tiff")]


@pytest.fixture(scope="module")
def shown(browser: "Browser", tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shown]:
    site, files = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("files")
    write_site(site)
    page = browser.new_page()
    page.goto(f"{site.as_uri()}/index.html")
    found = by_page(page, [Case(_case(file), file.contents) for file in FILES], files)
    page.close()
    return found


def _case(file: CutFile) -> str:
    return f"{file.name.rpartition('.')[2]}/{file.name}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_page_has_the_same_rule(file: CutFile, shown: dict[str, Shown]) -> None:
    found = shown[_case(file)]
    if file.is_whole:
        assert not isinstance(found, str), found
    else:
        assert isinstance(found, str)
        assert "the file ends before the picture does" in found or "is damaged" in found
