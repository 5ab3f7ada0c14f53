"""Files of the repository that are pages of the site, and links to those that are none.

The key `repository_pages` of conf.py names files, such as golden/README.md, and the pages that show
them. On a code host such a page is a line with a link to its file; here it has the file's contents.
Links to the file become links to the page.

Links to other Markdown files lead to copies: MyST copies all kinds of files but Markdown, for which
it expects a page.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#)([^)\s#]+)")
"""The path of a relative link in Markdown."""


def show_file(app: Sphinx, docname: str, source: list[str]) -> None:
    """Replace the contents of a page by those of its file, with links from where the page is."""
    files = {page: app.srcdir.parent / name for name, page in app.config.repository_pages.items()}
    if docname in files:
        file, here = files[docname], app.srcdir / docname
        app.env.note_dependency(str(file))
        source[0] = LINK.sub(
            lambda found: os.path.relpath(file.parent / found[1], here.parent),
            file.read_text("utf-8"),
        )


class LinkFiles(SphinxTransform):
    """Turn a reference to a Markdown file outside of the documentation into a link."""

    default_priority = 200

    def apply(self) -> None:
        """Replace the references of one page."""
        for link in list(self.document.findall(addnodes.pending_xref)):
            if link.get("refdomain") == "doc" and (file := self.outside(link["reftarget"])):
                self.lead(link, file)

    def outside(self, docname: str) -> Path | None:
        """Find the Markdown file that MyST takes for a page, if it is none."""
        file = Path(self.env.srcdir, f"{docname}.md").resolve()
        return file if docname not in self.env.found_docs and file.is_file() else None

    def lead(self, link: addnodes.pending_xref, file: Path) -> None:
        """Let a link lead to the page that shows the file, or to a copy."""
        name = file.relative_to(Path(self.env.srcdir).parent).as_posix()
        if page := self.config.repository_pages.get(name):
            link["reftarget"] = page
            return
        here = Path(self.env.doc2path(self.env.docname)).parent
        path = os.path.relpath(file, here)
        link.replace_self(addnodes.download_reference("", "", *link.children, reftarget=path))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the key, the pages and the links."""
    app.add_config_value("repository_pages", {}, "env")
    app.connect("source-read", show_file)
    app.add_transform(LinkFiles)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
