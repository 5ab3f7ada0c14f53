"""How Sphinx builds the documentation: make docs."""

import sys
from importlib.metadata import version as version_of
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "folkhue"
author = "The folkhue authors"
version = release = version_of("folkhue")
copyright = author  # noqa: A001

extensions = [
    "docstrings",
    "repository_pages",
    "myst_nb",
    "sphinx_copybutton",
    "sphinx_design",
]
exclude_patterns = ["_build"]
repository_pages = {
    "CHANGELOG.md": "project/changelog",
    "CONTRIBUTING.md": "project/contributing",
    "SECURITY.md": "project/security",
    "data/sampler/README.md": "explanation/sampler",
    "golden/README.md": "explanation/golden-set",
    **{
        f"src/folkhue/data/{name}.md": f"reference/tables/{name}"
        for name in ("basic11", "basic8", "fine", "sampler11", "sampler8", "sampler_fine")
    },
}
language = "en"

# Unresolved references are errors (-n), except to other packages' types, which need a network.
nitpicky = True
nitpick_ignore_regex = [("py:.*", r"(?!folkhue\b).*")]

autodoc_typehints = "none"  # the docstrings give types, with shapes and units
add_module_names = False
autodoc_member_order = "bysource"
autosummary_generate = False  # numpydoc turns it on; it would look for summaries that no page has
numpydoc_show_class_members = False
numpydoc_xref_param_type = True
numpydoc_xref_ignore = "all"
default_role = "py:obj"

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 4
# A page that is a notebook says so itself, and runs in every build.
nb_execution_mode = "off"

templates_path = ["_templates"]
html_title = f"folkhue {release}"
html_theme = "pydata_sphinx_theme"
html_static_path = ["_static"]
html_css_files = ["folkhue.css"]
html_show_sourcelink = False
# Pages without others below them.
html_sidebars: dict[str, list[str]] = {"install": [], "tutorial/index": [], "gallery": []}
html_context = {"default_mode": "auto"}
html_theme_options = {
    "header_links_before_dropdown": 7,
    "navigation_with_keys": False,
    "show_nav_level": 2,
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
}
copybutton_exclude = ".linenos, .gp, .go"
