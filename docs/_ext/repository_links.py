"""Links from pages to files of the repository that are no pages, such as golden/README.md.

MyST copies such a file into the site and links to the copy, except if it is Markdown: then it
looks for a page, which does not exist. Here Markdown files are copied, too.
"""

from __future__ import annotations

import os
from pathlib import Path

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform


class CopyMarkdown(SphinxTransform):
    """Turn a reference to a Markdown file outside of the documentation into a download."""

    default_priority = 200

    def apply(self) -> None:
        """Replace the references of one page."""
        for link in list(self.document.findall(addnodes.pending_xref)):
            if link.get("refdomain") == "doc" and (file := self.outside(link["reftarget"])):
                here = Path(self.env.doc2path(self.env.docname)).parent
                copy = addnodes.download_reference(
                    "", "", *link.children, reftarget=os.path.relpath(file, here)
                )
                link.replace_self(copy)

    def outside(self, docname: str) -> Path | None:
        """Find the Markdown file that MyST takes for a page, if it is none."""
        file = Path(self.env.srcdir, f"{docname}.md")
        return file if docname not in self.env.found_docs and file.is_file() else None


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the transform."""
    app.add_transform(CopyMarkdown)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
