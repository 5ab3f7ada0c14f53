"""What Sphinx needs to know of folkhue's docstrings: which members, and which words are classes."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from types import GenericAlias
from typing import Any

import numpydoc
from jinja2 import PackageLoader, Template
from jinja2.sandbox import SandboxedEnvironment
from numpydoc.docscrape import get_doc_object
from numpydoc.docscrape_sphinx import SphinxClassDoc, SphinxFunctionDoc, SphinxObjDoc
from numpydoc.xref import DEFAULT_LINKS
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms import SphinxTransform

import folkhue

MODULE = re.compile(r"^\.\. automodule:: folkhue\.(\S+)$", re.M)
CLASS = re.compile(r"^class ([A-Z]\w*)", re.M)


LONGEST_VALUE = 80
"""Characters of a constant's value that are shown."""


class HideLongValues(SphinxTransform):
    """Leave out values of constants that fill a paragraph, such as tables of functions."""

    default_priority = 200

    def apply(self) -> None:
        """Remove the values of one page."""
        for part in list(self.document.findall(addnodes.desc_annotation)):
            if part.astext().startswith(" = ") and len(part.astext()) > LONGEST_VALUE:
                part.parent.remove(part)


def classes(pages: Path, source: Path) -> dict[str, str]:
    """Find the classes of the documented modules, and the dotted name of each."""
    found = {}
    for page in sorted(pages.rglob("*.md")):
        for module in MODULE.findall(page.read_text("utf-8")):
            path = source / module.replace(".", "/")
            path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
            for name in CLASS.findall(path.read_text("utf-8")):
                found[name] = f"folkhue.{module}.{name}"
    return found | {name: f"folkhue.{name}" for name in folkhue.__all__}


def link_classes(app: Sphinx, config: Config) -> None:
    """Link classes of folkhue in the types of parameters; leave all other words as they are."""
    known = classes(app.srcdir / "reference", Path(folkhue.__file__).parent)
    config["numpydoc_xref_aliases"] = {word: word for word in DEFAULT_LINKS} | known


def is_skipped(
    app: Sphinx, what: str, name: str, value: Any, skip: bool, options: Any
) -> bool | None:
    """Leave out what is documented as `folkhue.NAME`, and what scikit-learn adds to classes."""
    if what == "module" and name in folkhue.__all__ and value is getattr(folkhue, name):
        return True
    if what == "class" and name.startswith("set_") and name.endswith("_request"):
        return True
    return None


def prepare(app: Sphinx, what: str, name: str, value: Any, options: Any, lines: list[str]) -> None:
    """Turn headings of a module's docstring, which numpydoc leaves alone, into rubrics.

    And a line that begins with an initial is no item of a list.
    """
    text = re.sub(r"^([A-Z]\.) ", r"\\\1 ", "\n".join(lines), flags=re.M)
    if what == "module":
        text = re.sub(r"^(\w.*)\n-{3,}$", r".. rubric:: \1\n", text, flags=re.M)
    lines[:] = text.split("\n")


def without_signature(
    app: Sphinx, what: str, name: str, value: Any, options: Any, arguments: str, returns: str
) -> tuple[None, None] | None:
    """Give names of types no signature: Sphinx fails on the one that numpydoc gives them."""
    return (None, None) if isinstance(value, GenericAlias) else None


@cache
def template() -> Template:
    """Compile numpydoc's template once; numpydoc itself does so for each docstring."""
    environment = SandboxedEnvironment(loader=PackageLoader("numpydoc"))
    return environment.get_template("numpydoc_docstring.rst")


def read_docstring(
    value: Any,
    what: str | None = None,
    doc: str | None = None,
    config: dict[str, Any] | None = None,
    builder: object = None,
) -> Any:
    """Read a docstring as numpydoc does."""
    classes = {
        "class_doc": SphinxClassDoc,
        "func_doc": SphinxFunctionDoc,
        "obj_doc": SphinxObjDoc,
    }
    return get_doc_object(value, what, doc, {**(config or {}), "template": template()}, **classes)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the choice of members and of links."""
    numpydoc.setup(app, get_doc_object_=read_docstring)
    app.add_transform(HideLongValues)
    app.connect("autodoc-skip-member", is_skipped)
    app.connect("autodoc-process-docstring", prepare, priority=100)
    app.connect("autodoc-process-signature", without_signature, priority=100)
    app.connect("config-inited", link_classes, priority=100)  # before numpydoc reads the names
    return {"parallel_read_safe": True, "parallel_write_safe": True}
