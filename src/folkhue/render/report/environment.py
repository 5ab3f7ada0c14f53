"""Jinja environments of pages that look like the report."""

from __future__ import annotations

from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from folkhue._utils.text import percent
from folkhue.color.notation import to_hex
from folkhue.render.assets import asset


@cache
def report_environment(*packages: str) -> Environment:
    """Make an environment for templates in folders ``templates`` of packages, and the report's.

    A page extends ``layout.html``, and finds macros in ``macros.html``.

    Parameters
    ----------
    *packages : str
        Dotted names; their templates come before those of the report.
    """
    environment = Environment(
        loader=ChoiceLoader(
            [PackageLoader(each, "templates") for each in (*packages, "folkhue.render.report")]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "inlined": _inlined,
        "code": to_hex,
        "spoken": percent,
        "points": _points,
    }
    return environment


def _inlined(path: str) -> Markup:
    """Insert a style sheet or a script, unescaped."""
    return Markup(asset(path))


def _points(share: float) -> str:
    """Write a difference in percent with its sign: "+1.2", "−0.3", "0.0"."""
    text = f"{100 * share:+.1f}".replace("-", "−")
    return "0.0" if text[1:] == "0.0" else text
